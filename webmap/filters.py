"""How figures and dates look to a Vietnamese reader, for Jinja."""

from datetime import date, datetime

from flask import Flask
from flask_babel import format_date, format_decimal
from flask_babel import gettext as _

from services.clock import ZONE
from webmap.labels import choices, label


def day(value: date | datetime | None) -> str:
    """dd/mm/yyyy in the commune's time zone."""
    if value is None:
        return ""
    return _local(value).strftime("%d/%m/%Y")


def moment(value: datetime | None) -> str:
    """HH:MM dd/mm/yyyy in the commune's time zone."""
    return "" if value is None else _local(value).strftime("%H:%M %d/%m/%Y")


def iso_day(text: str | None) -> str:
    """dd/mm/yyyy of an ISO date, as features carry it."""
    return day(date.fromisoformat(text[:10])) if text else ""


def soon(value: datetime) -> str:
    """Today or tomorrow with the time, else weekday, date and time."""
    days = (value.date() - datetime.now(ZONE).date()).days
    clock = value.strftime("%H:%M")
    if days in (0, 1):
        word = _("hôm nay") if days == 0 else _("ngày mai")
        return f"{word} {clock}"
    return f"{format_date(value.date(), 'EEEE')} {value.strftime('%d/%m')}, {clock}"


def metres(value: float) -> str:
    """350 m below a kilometre, 1,2 km above."""
    return f"{number(round(value, -1), 0)} m" if value < 1000 else f"{number(value / 1000)} km"


def number(value: float | None, digits: int = 1) -> str:
    """1.234,5 for Vietnamese readers, 1,234.5 for English ones; no trailing zeros."""
    if value is None:
        return ""
    return str(format_decimal(round(value, digits)))


def dong(value: int | None) -> str:
    """An amount of money, 5.000.000 đ."""
    return "" if value is None else f"{number(value, 0)} đ"


def percent(share: float | None) -> str:
    """A share 0–1 as whole per cent."""
    return "" if share is None else f"{number(100 * share, 0)} %"


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(ZONE)
    return value


def init_app(app: Flask) -> None:
    """Hand the filters to the templates."""
    app.jinja_env.filters.update(
        day=day, moment=moment, number=number, dong=dong, percent=percent, iso_day=iso_day
    )
    app.jinja_env.globals.update(label=label, choices=choices, soon=soon, metres=metres)
