"""The commune's working calendar: the law's holidays, and the days the commune writes down itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from typing import Final

import holidays
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.errors import BadInput, FieldErrors, NotFound
from geodata.features import Viewer
from geodata.models import CalendarDay
from services import access, records, remembered
from services.clock import today
from services.text import clean
from services.working_time import Calendar

FIRST_YEAR: Final = 2020
YEARS_AHEAD: Final = 10
"""Years the calendar reaches beyond the running one: longer than any promise of ours."""
LONGEST_NOTE: Final = 200
SOURCE: Final = f"holidays {version('holidays')} (PyPI)"
"""Where the law's days come from: Bộ luật Lao động 2019, article 112, and the yearly notices of exchange."""
_KEY: Final = "calendar"


@dataclass(frozen=True)
class OfLaw:
    """Days off by law with their names, and the days at weekends that are worked in exchange."""

    off: dict[date, str]
    make_up: frozenset[date]

    def in_order(self) -> list[tuple[date, str]]:
        """(day, name), the name empty where the day is worked in exchange for another."""
        return sorted([*self.off.items(), *((day, "") for day in self.make_up)])


@dataclass(frozen=True)
class OwnDay:
    """A day the commune wrote down: worked, or off."""

    day: date
    working: bool
    note: str


def of(session: Session, commune_id: int) -> Calendar:
    """The calendar of a commune in the years of `reach`, read once a transaction; beyond them only weekends
    are off. What the commune wrote down goes before the law."""
    return remembered.once(session, (_KEY, commune_id), lambda: _read(session, commune_id))


def of_law(years: Iterable[int]) -> OfLaw:
    """The law's days of those years; beyond the notices known to the package, by the law's rule alone."""
    known = [_of_year(year) for year in years]
    return OfLaw(
        {day: name for one in known for day, name in sorted(one.off.items())},
        frozenset(day for one in known for day in one.make_up),
    )


def own_days(session: Session, viewer: Viewer, year: int) -> list[OwnDay]:
    """What the commune wrote down for a year, in order."""
    rows = session.scalars(
        select(CalendarDay)
        .where(CalendarDay.commune_id == viewer.commune_id)
        .where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(CalendarDay.day)
    )
    return [OwnDay(row.day, row.working, row.note) for row in rows]


def shown_year(text: str) -> int:
    """A year as it was sent, the running one for an empty text; BadInput for one outside `reach`."""
    if not text:
        return today().year
    if not (text.isascii() and text.isdecimal() and int(text[:5]) in reach()):
        raise BadInput("filter.unknown", value=text[:40])
    return int(text)


def reach() -> range:
    """The years of the calendar."""
    return range(FIRST_YEAR, today().year + YEARS_AHEAD + 1)


def write_down(session: Session, viewer: Viewer, wanted: OwnDay) -> None:
    """Keep a day that differs from the law's calendar.

    Raises Forbidden, or FieldErrors for a day that is written down already, that the calendar does not reach,
    or that is worked (or off) anyway, and for a note that is too long.
    """
    access.require(viewer, "incident:settings")
    records.lock_settings(session, viewer.commune_id)
    if wanted.day.year not in reach():
        raise FieldErrors({"day": "calendar.far"})
    if session.get(CalendarDay, (viewer.commune_id, wanted.day)):
        raise FieldErrors({"day": "calendar.taken"})
    if of(session, viewer.commune_id).works(wanted.day) is wanted.working:
        raise FieldErrors({"day": "calendar.works_anyway" if wanted.working else "calendar.off_anyway"})
    note = clean(wanted.note)
    if len(note) > LONGEST_NOTE:
        raise FieldErrors({"note": "calendar.note"})
    session.add(
        CalendarDay(
            commune_id=viewer.commune_id, day=wanted.day, working=wanted.working, note=note, source="form"
        )
    )
    session.flush()
    remembered.forget(session, (_KEY, viewer.commune_id))


def take_back(session: Session, viewer: Viewer, day: date) -> None:
    """Remove a day of the commune's own: the law's calendar counts again. Raises Forbidden, NotFound."""
    access.require(viewer, "incident:settings")
    row = session.get(CalendarDay, (viewer.commune_id, day))
    if row is None:
        raise NotFound("record.unknown")
    session.delete(row)
    session.flush()
    remembered.forget(session, (_KEY, viewer.commune_id))


def _read(session: Session, commune_id: int) -> Calendar:
    law = of_law(reach())
    own = session.execute(
        select(CalendarDay.day, CalendarDay.working).where(CalendarDay.commune_id == commune_id)
    ).all()
    worked = {row.day for row in own if row.working}
    off = {row.day for row in own if not row.working}
    return Calendar(frozenset((law.off.keys() | off) - worked), frozenset((law.make_up | worked) - off))


@cache
def _of_year(year: int) -> OfLaw:
    """Reckoned from nothing but the year, so that it may be kept for good."""
    found = holidays.country_holidays("VN", years=year, language="vi")
    return OfLaw(dict(found.items()), frozenset(day for day in found.weekend_workdays if day.year == year))
