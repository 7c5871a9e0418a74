"""What is due for a report in words: what, until when, how much working time is left or over."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from flask import Flask
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services import calendar
from services.incidents.clocks import Due, Standing, standing
from services.working_time import DAY_MINUTES
from webmap.auth import viewer
from webmap.db import session
from webmap.filters import day, number

HOUR: Final = 60
WHAT: Final = {Due.TAKE_IN: _l("Hạn tiếp nhận"), Due.ANSWER: _l("Hạn trả lời"), Due.NOTHING: ""}


def init_app(app: Flask) -> None:
    """Hand the words to the templates: `row|clock` is its standing, `row|clock|clock_words` says it."""
    app.jinja_env.filters.update(clock=clock, clock_words=clock_words, clock_what=clock_what)
    app.jinja_env.filters.update(working_exact=working_exact, weekday=weekday)


def clock(row: Mapping[str, Any]) -> Standing:
    """Where a report of this commune stands now; one statement for all reports of a page."""
    return standing(row, datetime.now(UTC), calendar.of(session(), viewer().commune_id))


def clock_what(one: Standing) -> str:
    """What is due, empty when nothing is."""
    return str(WHAT[one.due])


def clock_words(one: Standing) -> str:
    """How long is left or over, rounded down; empty when nothing is due."""
    if one.due is Due.NOTHING:
        return ""
    if one.over:
        late = _("quá hạn %(time)s", time=working(-one.minutes)) if one.minutes < 0 else _("vừa quá hạn")
        return _("%(late)s, chờ người phản ánh", late=late) if one.paused else str(late)
    if one.paused:
        return str(_("tạm dừng, chờ người phản ánh"))
    return str(_("còn %(time)s", time=working(one.minutes)))


def working(minutes: int) -> str:
    """Working minutes in their largest unit: days of 7.5 hours, hours, minutes."""
    if minutes >= DAY_MINUTES:
        days = minutes // DAY_MINUTES
        return str(_("%(num)s ngày làm việc", num=days))
    if minutes >= HOUR:
        return str(_("%(num)s giờ làm việc", num=minutes // HOUR))
    return str(_("%(num)s phút làm việc", num=max(minutes, 0)))


def working_exact(minutes: int) -> str:
    """Working minutes as a promise says them: whole days as days, all else as hours."""
    if minutes % DAY_MINUTES == 0:
        return working(minutes)
    return str(_("%(num)s giờ làm việc", num=number(minutes / HOUR, 2)))


def weekday(value: date) -> str:
    """Thứ hai, 16/02/2026."""
    return f"{format_date(value, 'EEEE').capitalize()}, {day(value)}"
