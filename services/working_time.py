"""Working time: how many minutes of it lie between two moments, and what moment lies so many ahead."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Final

from services.clock import ZONE

Span = tuple[time, time]

SPANS: Final[tuple[Span, ...]] = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0)))
"""A day's working hours in the commune's time zone: from, and until (not included)."""
WEEKDAYS: Final = 5
"""Days of a week that work, from Monday on."""
DAY_MINUTES: Final = 450
"""Minutes of one working day of `SPANS`: 7.5 hours."""


@dataclass(frozen=True)
class Calendar:
    """Which days work: those of `make_up`, at weekends too, and weekdays that are not in `holidays`."""

    holidays: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()
    spans: tuple[Span, ...] = SPANS

    def works(self, day: date) -> bool:
        """Whether that day has working hours at all."""
        if day in self.make_up:
            return True
        return day.weekday() < WEEKDAYS and day not in self.holidays

    @cached_property
    def minutes(self) -> int:
        """Working minutes of one day."""
        return sum(_of_day(end) - _of_day(start) for start, end in self.spans)

    @cached_property
    def off(self) -> list[int]:
        """Ordinals of the weekdays that do not work, in order."""
        return sorted(
            day.toordinal() for day in self.holidays if day.weekday() < WEEKDAYS and not self.works(day)
        )

    @cached_property
    def extra(self) -> list[int]:
        """Ordinals of the days at weekends that do work, in order."""
        return sorted(day.toordinal() for day in self.make_up if day.weekday() >= WEEKDAYS)


def is_working(calendar: Calendar, moment: datetime) -> bool:
    """Whether people work in the minute of that moment (with a time zone, else ValueError)."""
    day, minute = _local(moment)
    if not calendar.works(date.fromordinal(day)):
        return False
    return any(_of_day(start) <= minute < _of_day(end) for start, end in calendar.spans)


def between(calendar: Calendar, first: datetime, last: datetime) -> int:
    """Working minutes from `first` to `last`; the same with a minus sign where `last` comes before.

    Whole minutes: seconds are dropped from both. ValueError for a moment without a time zone.
    """
    return _worked(calendar, last) - _worked(calendar, first)


def add(calendar: Calendar, start: datetime, minutes: int) -> datetime:
    """The first moment with `minutes` of working time since `start`, in the commune's time zone.

    A start outside working time counts from the next working minute; no minutes give the start itself, its
    seconds dropped. ValueError for fewer than none, a moment without a time zone, and beyond the year 9999.
    """
    if minutes < 0:
        raise ValueError(f"{minutes} minutes of working time")
    first_day, minute = _local(start)
    if minutes == 0:
        return _at(date.fromordinal(first_day), minute)
    whole, rest = divmod(_worked(calendar, start) + minutes - 1, calendar.minutes)
    # The day that ends with more than `whole` working days behind it: searched, for holidays lie anywhere.
    ahead = range(first_day, date.max.toordinal())
    index = bisect_left(ahead, whole + 1, key=lambda day: _days_before(calendar, day + 1))
    if index == len(ahead):
        raise ValueError(f"{minutes} minutes of working time from {start}")
    return _at(date.fromordinal(ahead[index]), _minute_of_day(calendar.spans, rest + 1))


def _worked(calendar: Calendar, moment: datetime) -> int:
    """Working minutes since the year 1."""
    day, minute = _local(moment)
    minutes = _days_before(calendar, day) * calendar.minutes
    return minutes + (_until(calendar.spans, minute) if calendar.works(date.fromordinal(day)) else 0)


def _days_before(calendar: Calendar, day: int) -> int:
    """Working days before the day of that ordinal; the first of January of the year 1 was a Monday."""
    weeks, rest = divmod(day - 1, 7)
    plain = weeks * WEEKDAYS + min(rest, WEEKDAYS)
    return plain - bisect_left(calendar.off, day) + bisect_left(calendar.extra, day)


def _until(spans: Sequence[Span], minute: int) -> int:
    return sum(min(max(minute - _of_day(start), 0), _of_day(end) - _of_day(start)) for start, end in spans)


def _minute_of_day(spans: Sequence[Span], worked: int) -> int:
    """The minute of the day at which `worked` of its working minutes (one at least) are over."""
    for start, end in spans:
        long = _of_day(end) - _of_day(start)
        if worked <= long:
            return _of_day(start) + worked
        worked -= long
    raise ValueError("more than a day's working time")


def _local(moment: datetime) -> tuple[int, int]:
    """(ordinal of the day, minute of the day) in the commune's time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    here = moment.astimezone(ZONE)
    return here.toordinal(), here.hour * 60 + here.minute


def _of_day(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), ZONE)
