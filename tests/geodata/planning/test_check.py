"""The checker finds every single fault that is put into a good plan."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import numpy as np
import pytest

from geodata.planning.check import Breach, Crew, Facts, Spot, Stop, Wish, breaches

TUESDAY, WEDNESDAY, SUNDAY = date(2026, 11, 3), date(2026, 11, 4), date(2026, 11, 8)
SPANS = ((time(7, 30), time(11, 30)), (time(13, 30), time(17)))
WORDS = frozenset({"environment"})


def spot(number: int, **more: object) -> Spot:
    told: dict[str, object] = {"may": {1: WORDS, 2: WORDS}, "opening_hours": "Mo-Fr 07:30-17:00"}
    return Spot(number, number, 60, **(told | more))  # type: ignore[arg-type]


FACTS = Facts(
    first=date(2026, 11, 2),
    last=date(2026, 11, 6),
    working=frozenset({date(2026, 11, 2), TUESDAY, WEDNESDAY}),
    crews={number: Crew(number, True, SPANS, 0, 24.0) for number in (1, 2)},
    spots={number: spot(number) for number in (1, 2, 3)},
    metres=np.array([[0, 4000, 4000, 4000], *[[4000, 0, 2000, 2000]] * 3], dtype=np.float64),
    kept=0.2,
)
"""Two teams at 24 km/h: ten minutes from the start, five between sites."""


def stop(number: int, site: int, arrive: time, leave: time, **more: object) -> Stop:
    told: dict[str, object] = {"team": 1, "day": TUESDAY, "position": number, "contents": WORDS}
    return Stop(number, site, arrive=arrive, leave=leave, **(told | more))  # type: ignore[arg-type]


GOOD = [stop(1, 1, time(7, 40), time(8, 40)), stop(2, 2, time(8, 45), time(9, 45))]


def codes(found: list[Breach]) -> set[str]:
    return {one.code for one in found}


def test_a_good_plan_breaks_nothing() -> None:
    assert breaches(FACTS, GOOD) == []
    assert breaches(FACTS, []) == []


Change = Callable[[Stop], Stop]


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("site", {"site": 99}),
        ("team", {"team": 9}),
        ("period", {"day": date(2026, 11, 9)}),
        ("day_off", {"day": SUNDAY}),
        ("authority", {"contents": frozenset({"fire_safety"})}),
        ("authority", {"contents": frozenset()}),
        ("hours_of_work", {"arrive": time(7), "leave": time(8)}),
        ("hours_of_work", {"arrive": time(16, 30), "leave": time(17, 30)}),
        ("hours_of_work", {"arrive": time(12), "leave": time(14, 30)}),
        ("hours_of_work", {"arrive": time(9), "leave": time(9)}),
        ("too_short", {"leave": time(8, 30)}),
        ("cut_by_pause", {"arrive": time(11), "leave": time(14)}),
        ("too_early", {"arrive": time(7, 35), "leave": time(8, 35)}),
        ("late_back", {"arrive": time(15, 55), "leave": time(16, 55)}),
    ],
)
def test_a_fault_of_one_visit_is_found(code: str, changed: dict[str, object]) -> None:
    broken = [replace(GOOD[0], **changed)]  # type: ignore[arg-type]
    found = breaches(FACTS, broken)
    assert code in codes(found)
    assert all((one.visit_id, one.site_id) == (1, broken[0].site) for one in found if one.code == code)


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("not_placed", {"place": None}),
        ("closed", {"closed": True}),
        ("closed", {"closed_on": TUESDAY}),
        ("planned_elsewhere", {"elsewhere": True}),
        ("not_before", {"not_before": WEDNESDAY}),
        ("not_after", {"not_after": date(2026, 11, 2)}),
        ("yearly_cap", {"refused": {2026: WORDS}}),
        ("too_short", {"minutes": 61}),
        ("not_open", {"opening_hours": "Mo-Fr 08:00-17:00"}),
        ("not_open", {"opening_hours": "Mo-Fr 07:30-08:30"}),
        ("not_open", {"opening_hours": "We 07:30-17:00"}),
        ("not_open", {"opening_hours": "không đọc được"}),
    ],
)
def test_a_rule_of_the_site_is_asked(code: str, changed: dict[str, object]) -> None:
    ruled = replace(FACTS, spots={**FACTS.spots, 1: replace(FACTS.spots[1], **changed)})  # type: ignore[arg-type]
    assert codes(breaches(ruled, GOOD)) >= {code}


def test_a_cap_of_another_year_or_content_does_not_matter() -> None:
    refused = {2027: WORDS, 2026: frozenset({"fire_safety"})}
    ruled = replace(FACTS, spots={**FACTS.spots, 1: replace(FACTS.spots[1], refused=refused)})
    assert breaches(ruled, GOOD) == []


def test_a_visit_that_comes_before_the_team_can_be_there_is_found() -> None:
    late = [GOOD[0], replace(GOOD[1], arrive=time(8, 44), leave=time(9, 45))]
    assert codes(breaches(FACTS, late)) == {"too_soon"}
    both = [GOOD[0], replace(GOOD[1], arrive=time(8, 30), leave=time(9, 45))]
    assert "too_soon" in codes(breaches(FACTS, both))


def test_the_order_is_the_one_of_the_positions() -> None:
    swapped = [replace(GOOD[0], position=2), replace(GOOD[1], position=1)]
    assert "too_soon" in codes(breaches(FACTS, swapped))


def test_a_long_visit_may_be_cut_by_the_pause() -> None:
    spots = {1: spot(1, opening_hours="Mo-Fr 07:30-11:30,13:30-17:00")}
    long = [stop(1, 1, time(10), time(15, 31))]
    assert breaches(replace(FACTS, spots=spots), long) == []


def test_a_day_without_time_kept_free_is_found() -> None:
    full = [
        stop(1, 1, time(7, 40), time(11, 30)),
        stop(2, 2, time(13, 35), time(16, 45)),
    ]
    [found] = breaches(FACTS, full)
    assert (found.code, found.team_id, found.day, found.visit_id) == ("kept_share", 1, TUESDAY, None)
    assert found.data == {"minutes": 445, "limit": 360}
    assert breaches(replace(FACTS, kept=0.0), full) == []


def test_a_site_twice_and_an_enterprise_twice_are_found() -> None:
    again = replace(GOOD[1], site=1)
    assert codes(breaches(FACTS, [GOOD[0], again])) == {"twice"}
    spots = {number: spot(number, bearer="0201") for number in (1, 2)}
    [found] = breaches(replace(FACTS, spots=spots), GOOD)
    assert (found.code, found.data) == ("enterprise_twice", {"other_site": 1})


def test_two_teams_at_one_site_come_together_on_one_day() -> None:
    other = stop(3, 1, time(8), time(9), team=2)
    paired = replace(FACTS, together={1: frozenset({1, 2})})
    assert breaches(paired, [*GOOD, other]) == []
    assert codes(breaches(FACTS, [*GOOD, other])) == {"twice"}
    assert codes(breaches(paired, GOOD)) == {"pair_missing"}
    assert codes(breaches(paired, [*GOOD, replace(other, day=WEDNESDAY)])) == {"pair_apart"}


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Wish(1, True), None),
        (Wish(1, True, 1, TUESDAY), None),
        (Wish(3, True), "pin_missing"),
        (Wish(1, True, 2), "pin_team"),
        (Wish(1, True, 1, WEDNESDAY), "pin_day"),
        (Wish(1, False), "dropped"),
        (Wish(3, False), None),
    ],
)
def test_what_officers_asked_is_kept(wish: Wish, code: str | None) -> None:
    found = breaches(replace(FACTS, wishes=[wish]), GOOD)
    assert codes(found) == ({code} if code else set())


def test_a_team_that_is_no_longer_of_the_plan_is_found() -> None:
    crews = {1: replace(FACTS.crews[1], chosen=False)}
    assert codes(breaches(replace(FACTS, crews=crews), GOOD)) == {"team"}
