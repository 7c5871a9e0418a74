"""Checks played in another order: as many a day, each once, first things first, nothing known from later."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.backtest import Days, Floats, Visits, at_random, earlier, oldest_first, reordered

START = np.datetime64("2026-01-05")


def visits(sites: list[int], days: list[int], severities: list[int], before: list[int | None]) -> Visits:
    """Visits by numbers of days after the start; `before` by days before it."""
    return Visits(
        np.array(sites),
        START + np.array(days, dtype="timedelta64[D]"),
        np.array(severities),
        np.array(
            [np.datetime64("NaT") if one is None else START - np.timedelta64(one, "D") for one in before],
            dtype="datetime64[D]",
        ),
    )


def by(worth: list[float]) -> object:
    """A score that is the same every day."""

    def score(day: np.datetime64, last: Days) -> Floats:
        return np.array(worth)

    return score


def test_a_perfect_order_brings_the_serious_visit_to_the_first_day() -> None:
    done = visits([0, 1, 2], [0, 10, 20], [0, 0, 3], [None] * 3)
    came = reordered(done, by([0, 0, 1]))  # type: ignore[arg-type]
    assert came.tolist() == [(START + 10).item(), (START + 20).item(), START.item()]
    assert earlier(done, came) == 20


def test_as_many_visits_a_day_as_there_were() -> None:
    done = visits([0, 1, 2, 3], [0, 0, 5, 5], [2, 0, 0, 2], [None] * 4)
    came = reordered(done, by([0, 3, 2, 1]))  # type: ignore[arg-type]
    assert sorted(came.tolist()) == sorted(done.day.tolist())
    assert came.tolist() == [(START + 5).item(), START.item(), START.item(), (START + 5).item()]


def test_a_site_visited_twice_keeps_its_first_visit_first() -> None:
    done = visits([0, 0, 1], [10, 20, 0], [3, 0, 0], [None, None])
    came = reordered(done, by([1, 0]))  # type: ignore[arg-type]
    assert came[0] < came[1]
    assert earlier(done, came) == 10


def test_oldest_first_goes_by_the_last_visit_and_else_by_the_register() -> None:
    done = visits([0, 1, 2], [0, 1, 2], [2, 2, 2], [5, 50, None])
    registered = np.array([START - 900, START - 900, START - 20], dtype="datetime64[D]")
    came = reordered(done, oldest_first(registered))
    assert np.argsort(came).tolist() == [1, 2, 0]


def test_a_score_sees_the_visits_of_the_order_that_is_played() -> None:
    seen: list[list[str]] = []

    def score(day: np.datetime64, last: Days) -> Floats:
        seen.append([str(one) for one in last])
        return np.array([2.0, 1.0])

    reordered(visits([1, 0], [0, 3], [0, 0], [None, None]), score)
    assert seen == [["NaT", "NaT"], ["2026-01-05", "NaT"]]


def test_random_orders_are_the_same_for_the_same_seed_and_average_to_the_middle() -> None:
    done = visits(list(range(40)), list(range(40)), [3] + [0] * 39, [None] * 40)
    drawn = at_random(done, 500, seed=1)
    assert np.array_equal(drawn, at_random(done, 500, seed=1))
    assert not np.array_equal(drawn, at_random(done, 500, seed=2))
    # The first visit was the serious one: at random it comes 19.5 days later on average.
    assert drawn.mean() == pytest.approx(-19.5, abs=1.5)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 30), st.integers(0, 3)), min_size=1, max_size=40),
    st.lists(st.floats(-5, 5), min_size=8, max_size=8),
)
def test_any_order_keeps_every_visit_and_every_day(
    made: list[tuple[int, int, int]], worth: list[float]
) -> None:
    sites, days, severities = (list(one) for one in zip(*made, strict=True))
    done = visits(sites, days, severities, [None] * 8)
    came = reordered(done, by(worth))  # type: ignore[arg-type]
    assert sorted(came.tolist()) == sorted(done.day.tolist())
    for site in set(sites):
        mine = done.site == site
        order = np.lexsort((done.day[mine],))
        assert (np.diff(came[mine][order].astype(int)) >= 0).all()
    if done.serious.any():
        assert abs(earlier(done, came)) <= 30
