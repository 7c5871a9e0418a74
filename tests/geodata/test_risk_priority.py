"""What to check first: days of an interval, reports by distance and age, and their sum, by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.risk_priority import Reports, due_on, felt, priority, waited


def reports(*rows: tuple[float, float, float], quality: float = 1.0) -> Reports:
    """Reports of (x, y, age in days)."""
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return Reports(table[:, :2], table[:, 2], np.full(len(table), quality))


@pytest.mark.parametrize(
    ("since", "months", "due"),
    [
        ("2026-01-15", 12, "2027-01-15"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-10-31", 36, "2029-10-31"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2026-08-31", 6, "2027-02-28"),
    ],
)
def test_an_interval_ends_on_the_same_day_of_a_later_month(since: str, months: int, due: str) -> None:
    assert due_on([since], [months]).astype(str).tolist() == [due]


def test_u_is_days_gone_by_the_days_of_the_interval() -> None:
    u = waited(
        "2026-07-01",
        ["2025-07-01", "2026-07-01", "2024-07-01", "2026-01-01"],
        ["2020-01-01"] * 4,
        [12, 12, 12, 36],
    )
    assert u.tolist() == pytest.approx([1.0, 0.0, 730 / 365, 181 / 1096])


def test_u_is_one_on_the_due_day_and_above_it_from_the_next() -> None:
    """The same day as the coverage map turns to overdue: months are calendar months, not 30 days."""
    for since, months in (("2024-02-29", 12), ("2025-01-31", 1), ("2026-05-12", 36)):
        due = due_on([since], [months])[0]
        assert waited(due, [since], ["2020-01-01"], [months]).tolist() == [1.0]
        assert waited(due + 1, [since], ["2020-01-01"], [months])[0] > 1
        assert waited(due - 1, [since], ["2020-01-01"], [months])[0] < 1


def test_a_site_never_checked_starts_from_one() -> None:
    u = waited("2026-07-01", ["NaT", "NaT"], ["2026-07-01", "2025-07-01"], [12, 12])
    assert u.tolist() == pytest.approx([1.0, 2.0])


def test_a_site_registered_or_checked_later_has_not_waited() -> None:
    u = waited("2026-07-01", ["2026-08-01", "NaT"], ["2020-01-01", "2026-09-01"], [12, 12])
    assert u.tolist() == [0.0, 1.0]


def test_a_report_at_the_site_today_counts_one() -> None:
    assert felt(np.array([[0.0, 0.0]]), reports((0, 0, 0))).tolist() == [1.0]


def test_a_report_fades_with_distance_and_age() -> None:
    one = np.array([[0.0, 0.0]])
    assert felt(one, reports((150, 0, 0)))[0] == pytest.approx(np.exp(-0.5))
    assert felt(one, reports((0, 0, 45)))[0] == pytest.approx(0.5)
    assert felt(one, reports((90, 120, 90)))[0] == pytest.approx(np.exp(-0.5) / 4)
    assert felt(one, reports((150, 0, 0), quality=0.5))[0] == pytest.approx(np.exp(-0.5) / 2)
    assert felt(one, reports((5000, 0, 0)))[0] == 0


def test_scales_are_the_scheme_s() -> None:
    one = np.array([[0.0, 0.0]])
    assert felt(one, reports((300, 0, 0)), sigma_m=300)[0] == pytest.approx(np.exp(-0.5))
    assert felt(one, reports((0, 0, 10)), half_life_days=10)[0] == pytest.approx(0.5)


def test_many_sites_and_reports_give_the_sum_over_all_pairs() -> None:
    draw = np.random.default_rng(7)
    places, around = draw.random((9000, 2)) * 3000, draw.random((400, 2)) * 3000
    ages = draw.integers(0, 180, 400).astype(float)
    found = felt(places, Reports(around, ages, np.ones(400)))
    some = slice(0, 9000, 97)
    apart = ((places[some, None, :] - around[None, :, :]) ** 2).sum(axis=2)
    brute = (np.exp(-apart / (2 * 150**2)) * 2 ** (-ages / 45)).sum(axis=1)
    assert found[some] == pytest.approx(brute, abs=1e-5)


def test_a_site_without_a_place_feels_nothing() -> None:
    places = np.array([[np.nan, np.nan], [0.0, 0.0]])
    assert felt(places, reports((0, 0, 0), (1, 0, 0))).tolist() == pytest.approx([0.0, 2.0], abs=1e-4)
    assert felt(places, reports()).tolist() == [0.0, 0.0]
    assert felt(places[:1], reports((0, 0, 0))).tolist() == [0.0]


def test_the_priority_of_the_rule() -> None:
    found = priority([5, 5, 3, 1], [0.5, 9.0, 1.0, 0.0], [0.0, 2.0, 9.0, 0.0])
    assert found.tolist() == pytest.approx([2.5, 5 * 3 + 0.5 * 2, 3 + 0.5 * 5, 0])
    assert priority([3], [1.0], [2.0], alpha=2.0, most_h=1.0).tolist() == [5.0]


@settings(deadline=None)
@given(
    st.integers(1, 5),
    st.floats(0, 10),
    st.floats(0, 10),
    st.sampled_from(["category", "u", "h"]),
    st.floats(0, 5),
)
def test_nothing_worse_lowers_the_priority(category: int, u: float, h: float, what: str, more: float) -> None:
    asked = {"category": category, "u": u, "h": h}
    most = 5 if what == "category" else 99
    worse = asked | {what: min(asked[what] + (1 if what == "category" else more), most)}
    assert _of(**worse) >= _of(**asked)


def _of(category: float, u: float, h: float) -> float:
    return float(priority([category], [u], [h])[0])
