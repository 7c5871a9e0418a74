"""When a route runs while pupils come and go: hours in OpenStreetMap's syntax held against each other."""

from datetime import date, datetime, time, timedelta
from typing import Final

from opening_hours import OpeningHours, State

_WEEK: Final = timedelta(days=7)
_OPEN: Final = State.OPEN

Span = tuple[datetime, datetime]


def meeting(hours: str, school_hours: str, monday: date) -> list[Span]:
    """The spans, in the week from `monday` on, in which both texts say open; naive local time, in order.

    Both must be readable (`rules.is_hours`).
    """
    theirs = _open(school_hours, monday)
    both = [
        (max(start, other_start), min(end, other_end))
        for start, end in _open(hours, monday)
        for other_start, other_end in theirs
    ]
    return sorted((start, end) for start, end in both if start < end)


def alike(spans: list[Span]) -> list[tuple[time, time, list[int]]]:
    """The same spans told once: from, to, and on which days of the week (0 is Monday)."""
    days: dict[tuple[time, time], list[int]] = {}
    for start, end in spans:
        days.setdefault((start.time(), end.time()), []).append(start.weekday())
    return [(start, end, sorted(set(on))) for (start, end), on in sorted(days.items())]


def _open(hours: str, monday: date) -> list[Span]:
    start = datetime.combine(monday, time())
    told = OpeningHours(hours).intervals(start, start + _WEEK)
    return [(begin, end) for begin, end, state, _comment in told if state == _OPEN]
