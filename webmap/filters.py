"""How figures and dates look to a Vietnamese reader, for Jinja."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import format_decimal, get_locale

from webmap.labels import choices, label

TIME_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def day(value: date | datetime | None) -> str:
    """dd/mm/yyyy in the commune's time zone."""
    if value is None:
        return ""
    return _local(value).strftime("%d/%m/%Y")


def moment(value: datetime | None) -> str:
    """HH:MM dd/mm/yyyy in the commune's time zone."""
    return "" if value is None else _local(value).strftime("%H:%M %d/%m/%Y")


def number(value: float | None, digits: int = 1) -> str:
    """1.234,5 for Vietnamese readers, 1,234.5 for English ones; no trailing zeros."""
    if value is None:
        return ""
    return str(format_decimal(round(value, digits), locale=str(get_locale() or "vi")))


def percent(share: float | None) -> str:
    """A share 0–1 as whole per cent."""
    return "" if share is None else f"{number(100 * share, 0)} %"


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(TIME_ZONE)
    return value


def init_app(app: Flask) -> None:
    """Hand the filters to the templates."""
    app.jinja_env.filters.update(day=day, moment=moment, number=number, percent=percent)
    app.jinja_env.globals.update(label=label, choices=choices)
