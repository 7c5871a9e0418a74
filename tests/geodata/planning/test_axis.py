"""Working minutes and the clock, opening hours, and the times of a team's day."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.planning.axis import WHOLE_DAY, Workday
from geodata.planning.hours import opened, readable
from geodata.planning.problem import Job, Problem, Team
from geodata.planning.timing import loose, times

DAY = Workday(((450, 690), (810, 1020)))
MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)


def test_a_day_has_its_minutes_without_the_pause() -> None:
    assert (DAY.minutes, DAY.starts) == (450, (0, 240))
    assert [DAY.worked(clock) for clock in (400, 450, 690, 750, 810, 1100)] == [0, 0, 240, 240, 240, 450]


def test_at_the_edge_of_the_pause_work_ends_before_it_and_begins_after_it() -> None:
    assert (DAY.ends(240), DAY.begins(240)) == (690, 810)
    assert (DAY.begins(0), DAY.ends(450), DAY.begins(460)) == (450, 1020, 1030)


@given(st.integers(min_value=0, max_value=449))
def test_the_clock_comes_back(minute: int) -> None:
    assert DAY.worked(DAY.begins(minute)) == minute
    assert DAY.worked(DAY.ends(minute)) == minute


def test_a_short_visit_lies_on_one_side_of_the_pause() -> None:
    assert DAY.windows(WHOLE_DAY, 60, uncut=180) == ((0, 180), (240, 390))


def test_a_long_visit_may_go_on_after_it() -> None:
    assert DAY.windows(WHOLE_DAY, 200, uncut=180) == ((0, 250),)


@pytest.mark.parametrize(
    ("opened_", "service", "expected"),
    [
        (((480, 1020),), 60, ((30, 180), (240, 390))),
        (((480, 660), (840, 960)), 60, ((30, 150), (270, 330))),
        (((690, 810),), 30, ()),
        (((480, 690), (810, 960)), 240, ((30, 150),)),
        (((480, 600), (600, 690)), 200, ((30, 40),)),
        ((), 30, ()),
    ],
)
def test_opening_hours_narrow_the_windows(
    opened_: tuple[tuple[int, int], ...], service: int, expected: tuple[tuple[int, int], ...]
) -> None:
    assert DAY.windows(opened_, service, uncut=180) == expected


@pytest.mark.parametrize(
    ("text", "monday", "saturday"),
    [
        ("", WHOLE_DAY, WHOLE_DAY),
        ("24/7", WHOLE_DAY, WHOLE_DAY),
        ("Mo-Fr 08:00-12:00,13:30-17:00; Sa off", ((480, 720), (810, 1020)), ()),
        ("Mo-Fr 22:00-06:00", ((1320, 1440),), ((0, 360),)),
        ("Mo-Fr 08:00-17:00; PH off", ((480, 1020),), ()),
        ("bất kỳ lúc nào", (), ()),
    ],
)
def test_opening_hours_are_read_for_a_day(text: str, monday: object, saturday: object) -> None:
    assert (opened(text, MONDAY), opened(text, SATURDAY)) == (monday, saturday)


def test_what_cannot_be_read_says_so() -> None:
    assert (readable(""), readable("Mo 08:00-10:00"), readable("sáng")) == (True, True, False)


def day(*opens: tuple[tuple[int, int], ...], service: int = 60, limit: int = 360, way: int = 10) -> Problem:
    """One team, one day, sites ten minutes from everything."""
    size = len(opens) + 1
    minutes = np.full((1, size, size), way, dtype=np.int64)
    minutes[0][np.diag_indices(size)] = 0
    jobs = tuple(
        Job(number, number + 1, 1.0, service, {0: spans}, frozenset({0}))
        for number, spans in enumerate(opens)
    )
    return Problem((Team(1, DAY, 0, 0, limit),), (MONDAY,), jobs, minutes, minutes[0] * 400)


def test_a_day_begins_at_once_and_goes_on_without_waiting() -> None:
    found = times(day(WHOLE_DAY, WHOLE_DAY), (0, 0), (0, 1))
    assert found is not None
    assert (found.leave, found.begin, found.back) == (0, (10, 80), 150)


def test_a_visit_that_the_pause_would_cut_comes_after_it() -> None:
    found = times(day(*[WHOLE_DAY] * 4), (0, 0), (0, 1, 2, 3))
    assert found is not None
    assert found.begin == (30, 100, 170, 240)
    assert [DAY.ends(begin + 60) for begin in found.begin] == [540, 610, 680, 870]


def test_a_team_leaves_late_rather_than_wait_at_a_gate() -> None:
    found = times(day(((600, 690),)), (0, 0), (0,))
    assert found is not None
    assert (found.leave, found.begin) == (140, (150,))


def test_where_the_day_gets_too_long_a_later_start_is_tried() -> None:
    early_or_late, late = ((450, 540), (810, 1020)), ((600, 1020),)
    found = times(day(early_or_late, late, limit=190), (0, 0), (0, 1))
    assert found is not None
    assert (found.begin, found.out) == ((240, 310), 150)


def test_no_times_keep_the_rules_of_an_impossible_day() -> None:
    closed = day(((690, 700),))
    assert times(closed, (0, 0), (0,)) is None
    assert times(day(*[WHOLE_DAY] * 6), (0, 0), tuple(range(6))) is None
    assert times(day(((600, 690),), ((450, 540),)), (0, 0), (0, 1)) is None


def test_but_they_are_told_all_the_same() -> None:
    found = loose(day(((600, 690),), ((450, 540),)), (0, 0), (0, 1))
    assert found.begin == (150, 220)
    assert loose(day(WHOLE_DAY), (0, 0), ()).begin == ()


def test_a_team_that_makes_no_visit_stays() -> None:
    found = times(day(WHOLE_DAY), (0, 0), ())
    assert found is not None
    assert found.out == 0
