"""Working time: counted and added over nights, weekends, Tết, make-up days and the turn of a year."""

from datetime import UTC, date, datetime, timedelta
from time import perf_counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.calendar import of_law
from services.clock import ZONE
from services.working_time import DAY_MINUTES, SPANS, Calendar, add, between, is_working

LAW = of_law(range(2020, 2037))
VIETNAM = Calendar(frozenset(LAW.off), LAW.make_up)
PLAIN = Calendar()


def at(text: str) -> datetime:
    """A moment of the commune, "2026-02-13 16:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


moments = st.datetimes(datetime(2023, 12, 1), datetime(2036, 1, 31), timezones=st.just(ZONE))
few_days = st.frozensets(st.dates(date(2025, 12, 20), date(2026, 3, 10)), max_size=25)
calendars = st.one_of(
    st.just(VIETNAM),
    st.builds(lambda off, extra: Calendar(off - extra, extra), few_days, few_days),
    st.builds(Calendar, few_days, few_days),
)
near_tet = st.datetimes(datetime(2025, 12, 15), datetime(2026, 3, 15), timezones=st.just(ZONE))
somewhen = st.one_of(moments, near_tet)
minutes = st.integers(0, 60 * DAY_MINUTES)


def plainly(calendar: Calendar, first: datetime, last: datetime) -> int:
    """The same as `between`, minute by minute."""
    first, last = (one.replace(second=0, microsecond=0) for one in (first, last))
    count = 0
    while first < last:
        count += is_working(calendar, first)
        first += timedelta(minutes=1)
    return count


@given(calendars, somewhen, minutes)
@example(VIETNAM, at("2026-02-13 16:00"), 3 * DAY_MINUTES)
def test_what_was_added_lies_between(calendar: Calendar, start: datetime, count: int) -> None:
    assert between(calendar, start, add(calendar, start, count)) == count


@given(calendars, somewhen, somewhen)
def test_adding_what_lies_between_comes_to_the_same_point_of_working_time(
    calendar: Calendar, one: datetime, other: datetime
) -> None:
    first, last = sorted((one, other))
    reached = add(calendar, first, between(calendar, first, last))
    assert reached <= last
    assert between(calendar, reached, last) == 0


@given(calendars, somewhen, somewhen, minutes)
def test_a_later_start_is_never_due_earlier(
    calendar: Calendar, one: datetime, other: datetime, count: int
) -> None:
    first, last = sorted((one, other))
    assert add(calendar, first, count) <= add(calendar, last, count)


@given(calendars, somewhen, minutes, minutes)
def test_adding_twice_is_adding_the_sum(calendar: Calendar, start: datetime, one: int, other: int) -> None:
    assert add(calendar, add(calendar, start, one), other) == add(calendar, start, one + other)
    assert add(calendar, start, one) <= add(calendar, start, one + other)


@given(calendars, somewhen, somewhen, somewhen)
def test_between_is_additive_and_changes_its_sign(
    calendar: Calendar, a: datetime, b: datetime, c: datetime
) -> None:
    assert between(calendar, a, c) == between(calendar, a, b) + between(calendar, b, c)
    assert between(calendar, a, b) == -between(calendar, b, a)
    assert (between(calendar, a, b) >= 0) or a > b


@settings(max_examples=40)
@given(calendars, near_tet, st.integers(0, 6 * 24 * 60))
def test_between_counts_what_a_clock_on_the_wall_would(
    calendar: Calendar, start: datetime, length: int
) -> None:
    end = start + timedelta(minutes=length)
    assert between(calendar, start, end) == plainly(calendar, start, end)


@given(calendars, somewhen, st.integers(1, 5000))
def test_what_is_due_is_due_at_the_end_of_a_working_minute(
    calendar: Calendar, start: datetime, count: int
) -> None:
    due = add(calendar, start, count)
    assert is_working(calendar, due - timedelta(minutes=1))
    assert due >= start.replace(second=0, microsecond=0)


@given(somewhen)
def test_the_zone_of_a_moment_does_not_matter(moment: datetime) -> None:
    there = moment.astimezone(UTC)
    assert is_working(VIETNAM, there) is is_working(VIETNAM, moment)
    assert add(VIETNAM, there, 77) == add(VIETNAM, moment, 77)
    assert between(VIETNAM, there, moment) == 0


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2026-10-05 08:00", 60, "2026-10-05 09:00"),
        ("2026-10-05 11:00", 60, "2026-10-05 14:00"),
        ("2026-10-05 07:30", 240, "2026-10-05 11:30"),
        ("2026-10-05 07:30", DAY_MINUTES, "2026-10-05 17:00"),
        ("2026-10-05 03:00", 1, "2026-10-05 07:31"),
        ("2026-10-05 12:15", 1, "2026-10-05 13:31"),
        ("2026-10-02 16:59", 2, "2026-10-05 07:31"),
        ("2026-10-03 10:00", 480, "2026-10-06 08:00"),
        # Tết 2026: Monday the 16th to Friday the 20th of February are off.
        ("2026-02-13 16:00", 3 * DAY_MINUTES, "2026-02-25 16:00"),
        ("2026-02-14 09:00", 60, "2026-02-23 08:30"),
        # The Monday before the national day is off in exchange for Saturday the 22nd of August.
        ("2026-08-21 16:00", 120, "2026-08-22 08:30"),
        ("2026-08-28 16:30", 60, "2026-09-03 08:00"),
        # The turn of a year.
        ("2025-12-31 16:30", 60, "2026-01-02 08:00"),
        # Hùng Vương's day fell on a Sunday in 2026: the Monday after is off.
        ("2026-04-24 16:00", 120, "2026-04-28 08:30"),
    ],
)
def test_what_is_due_on_days_that_are_known(start: str, count: int, due: str) -> None:
    assert add(VIETNAM, at(start), count) == at(due)


def test_nothing_added_is_the_start_itself_without_its_seconds() -> None:
    sunday = datetime(2026, 10, 4, 10, 5, 59, tzinfo=ZONE)
    assert add(VIETNAM, sunday, 0) == at("2026-10-04 10:05")


@pytest.mark.parametrize(
    ("moment", "works"),
    [
        ("2026-10-05 07:29", False),
        ("2026-10-05 07:30", True),
        ("2026-10-05 11:29", True),
        ("2026-10-05 11:30", False),
        ("2026-10-05 13:30", True),
        ("2026-10-05 17:00", False),
        ("2026-10-03 09:00", False),
        ("2026-02-17 09:00", False),
        ("2026-08-22 09:00", True),
    ],
)
def test_when_people_work(moment: str, works: bool) -> None:
    assert is_working(VIETNAM, at(moment)) is works


def test_a_make_up_day_works_even_where_the_law_has_a_holiday() -> None:
    day = date(2026, 2, 17)
    both = Calendar(frozenset({day}), frozenset({day, date(2026, 2, 21)}))
    assert both.works(day)
    assert between(both, at("2026-02-17 00:00"), at("2026-02-18 00:00")) == DAY_MINUTES
    assert between(both, at("2026-02-21 00:00"), at("2026-02-23 00:00")) == DAY_MINUTES


def test_a_holiday_at_a_weekend_takes_nothing_away() -> None:
    off = Calendar(frozenset({date(2026, 10, 3), date(2026, 10, 4)}))
    assert between(off, at("2026-10-01 00:00"), at("2026-10-08 00:00")) == 5 * DAY_MINUTES


def test_a_day_has_seven_and_a_half_hours() -> None:
    assert PLAIN.minutes == DAY_MINUTES
    assert PLAIN.spans == SPANS


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="-1 minutes"):
        add(PLAIN, at("2026-10-05 08:00"), -1)
    for count in (0, 1):
        with pytest.raises(ValueError, match="time zone"):
            add(PLAIN, datetime(2026, 10, 5, 8), count)
    with pytest.raises(ValueError, match="time zone"):
        between(PLAIN, datetime(2026, 10, 5, 8), at("2026-10-05 08:00"))
    with pytest.raises(ValueError, match="minutes of working time from"):
        add(PLAIN, at("9999-12-01 08:00"), 10**6)


def test_years_ahead_cost_no_more_than_an_hour() -> None:
    began = perf_counter()
    for _ in range(200):
        add(VIETNAM, at("2024-01-02 08:00"), 11 * 250 * DAY_MINUTES)
        between(VIETNAM, at("1990-01-01 08:00"), at("2035-12-31 16:00"))
    assert (perf_counter() - began) / 200 < 0.005
