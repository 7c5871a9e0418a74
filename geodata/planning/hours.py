"""Opening hours in OpenStreetMap's syntax, read for one day: when a site is open, by the clock."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]

from geodata.planning.axis import WHOLE_DAY, Ranges


@lru_cache(maxsize=4096)
def readable(text: str) -> bool:
    """Whether the text can be read at all; an empty one says that the site is always open."""
    return not text.strip() or _read(text) is not None


@lru_cache(maxsize=65536)
def opened(text: str, day: date) -> Ranges:
    """When the site is open on that day, in minutes since midnight; none where the text is not readable.

    Days, hours, several ranges, "off" and months are understood. "PH" says nothing here: which days are
    holidays the commune's calendar tells, and no visit is planned on one.
    """
    if not text.strip():
        return WHOLE_DAY
    hours = _read(text)
    if hours is None:
        return ()
    start = datetime.combine(day, time())
    found = hours.intervals(start, start + timedelta(days=1))
    spans = [(_minute(span[0], start), _minute(span[1], start)) for span in found if span[2] == State.OPEN]
    return tuple((first, last) for first, last in spans if first < last)


def _minute(moment: datetime | None, start: datetime) -> int:
    if moment is None:
        return 1440
    return min(max(int((moment - start).total_seconds()) // 60, 0), 1440)


@lru_cache(maxsize=4096)
def _read(text: str) -> OpeningHours | None:
    try:
        return OpeningHours(text)
    except ParserError:
        return None
