"""The solver breaks no rule, whatever it is given, and finds the same plan again."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.planning import check, pairs
from geodata.planning.bound import bound
from geodata.planning.insertion import by_priority, by_worth, fill
from geodata.planning.problem import Found, Problem, Routes
from geodata.planning.solver import Asked, Impossible, Wanted, required, search
from tests.geodata.planning.instances import Instance, Place, facts, instance, problem, stops

SMALL = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SEEDS = st.integers(min_value=0, max_value=10**6)


def on(share: float, collected: float) -> Wanted:
    return Wanted.ON


def solved(given_: Problem, share: float = 0.0, iterations: int = 150, seed: int = 1) -> Found:
    return search(given_, Asked(seed, share, iterations), on)


def broken(told: Instance, found: Problem, routes: Routes) -> list[check.Breach]:
    return check.breaches(facts(told), stops(told, found, routes))


@SMALL
@given(SEEDS)
def test_a_plan_breaks_no_rule(seed: int) -> None:
    told = instance(seed)
    found = solved(problem(told))
    assert broken(told, found.problem, found.routes) == []


@SMALL
@given(SEEDS)
def test_nor_does_it_with_visits_drawn_by_lot(seed: int) -> None:
    told = instance(seed, sites=18)
    found = solved(problem(told), share=0.3)
    assert broken(told, found.problem, found.routes) == []
    chosen = {job for route in found.routes.values() for job in route}
    drawn = {number for number, job in enumerate(found.problem.jobs) if job.drawn}
    assert drawn <= chosen


@SMALL
@given(SEEDS)
def test_what_officers_pin_and_pair_is_in_or_refused_by_name(seed: int) -> None:
    told = instance(seed, pins=2, pairs=1)
    asked = problem(told)
    try:
        settled, lost = pairs.settled(asked)
    except Impossible as refusal:
        assert all(asked.jobs[job].required for job in refusal.jobs)
        return
    found = solved(settled)
    kept = replace(told, places=tuple(_unpaired(told, number, lost) for number in range(len(told.places))))
    assert broken(kept, found.problem, found.routes) == []


def _unpaired(told: Instance, number: int, lost: frozenset[str]) -> Place:
    """A pair that could not be settled, or that has one team only, is asked of nobody."""
    place = told.places[number]
    alone = sum(bool(crew.contents & place.contents) for crew in told.crews) < 2
    return replace(place, together=place.together and not alone and f"site {number}" not in lost)


@SMALL
@given(SEEDS)
def test_simple_orders_keep_the_same_rules_and_nothing_beats_the_bound(seed: int) -> None:
    told = instance(seed)
    asked = problem(told)
    top = bound(asked)
    for order in (by_priority(asked), by_worth(asked)):
        routes = fill(asked, order)
        assert broken(told, asked, routes) == []
        assert asked.collected(routes) <= top + 1e-6
    assert asked.collected(solved(asked).routes) <= top + 1e-6


@pytest.mark.parametrize("share", [0.0, 0.2])
def test_the_same_seed_gives_the_same_plan(share: float) -> None:
    asked = problem(instance(7, sites=30))
    assert solved(asked, share, seed=5).routes == solved(asked, share, seed=5).routes


def test_another_seed_draws_others() -> None:
    asked = problem(instance(12, sites=40))
    drawn = [
        {job.site for job in solved(asked, 0.5, 40, seed).problem.jobs if job.drawn} for seed in (1, 2, 3)
    ]
    assert len({frozenset(one) for one in drawn}) > 1


def test_the_search_collects_at_least_what_it_began_with() -> None:
    for seed in range(4):
        asked = problem(instance(seed, sites=30))
        began = asked.collected(fill(asked, by_worth(asked)))
        assert asked.collected(solved(asked, iterations=200).routes) >= began - 0.05


def test_it_may_be_stopped_and_gives_the_best_so_far() -> None:
    told = instance(3, sites=30)
    seen: list[float] = []

    def after_two(share: float, collected: float) -> Wanted:
        seen.append(share)
        return Wanted.TAKE if len(seen) == 2 else Wanted.ON

    found = search(problem(told), Asked(1, 0.0, 5000), after_two)
    assert (found.stopped, len(seen), found.iterations) == ("taken", 2, 400)
    assert found.routes
    assert broken(told, found.problem, found.routes) == []


def test_a_cancelled_search_says_so() -> None:
    found = search(problem(instance(3)), Asked(1, 0.1, 5000), lambda share, collected: Wanted.CANCEL)
    assert (found.stopped, found.iterations) == ("cancelled", 0)


def test_the_clock_is_only_an_outer_limit_and_is_told() -> None:
    found = search(problem(instance(3)), Asked(1, 0.0, 100_000, seconds=0.0), on)
    assert (found.stopped, found.iterations) == ("time", 0)


def test_pins_that_do_not_fit_together_are_told() -> None:
    told = instance(3, pins=3)
    day = told.days[0]
    places = [replace(place, minutes=240, pin_day=day) for place in told.places[:3]]
    places = [replace(place, pinned=True, not_before=None) for place in places]
    with pytest.raises(Impossible) as refused:
        required(
            problem(replace(told, places=(*places, *told.places[3:]), crews=told.crews[:1] * 2, kept=0.2))
        )
    assert len(refused.value.jobs) >= 1


def test_required_visits_are_placed_by_the_solver_where_one_by_one_fails() -> None:
    told = instance(5, sites=6)
    both = frozenset({"environment", "fire_safety"})
    places = tuple(Place("", minutes, 1.0, both, pinned=True) for minutes in (90, 90, 90, 180, 180, 90))
    crews = tuple(replace(crew, contents=both, speed_kmh=40.0) for crew in told.crews)
    near = np.full_like(told.metres, 100.0)
    np.fill_diagonal(near, 0.0)
    packed = problem(replace(told, places=places, crews=crews, metres=near, kept=0.0, days=told.days[:1]))
    try:
        routes = required(packed)
    except Impossible as refusal:
        assert refusal.jobs
    else:
        assert sorted(job for route in routes.values() for job in route) == list(range(6))


def test_nothing_to_visit_gives_an_empty_plan() -> None:
    told = instance(3)
    shut = tuple(replace(place, refused=True) for place in told.places)
    found = solved(problem(replace(told, places=shut)), share=0.1)
    assert found.routes == {}
    assert bound(found.problem) == 0


def test_sites_of_one_enterprise_are_visited_once() -> None:
    told = instance(9, sites=12)
    one = tuple(replace(place, bearer="0201", refused=False) for place in told.places)
    found = solved(problem(replace(told, places=one)), share=0.5)
    assert sum(len(route) for route in found.routes.values()) == 1


def test_routes_that_are_alike_go_to_the_first_days() -> None:
    told = instance(12, sites=4)
    plain = tuple(Place("", 60, 1.0 + number, frozenset({"environment"})) for number in range(4))
    crews = (replace(told.crews[0], contents=frozenset({"environment"})),) * 2
    asked = problem(replace(told, places=plain, crews=crews, kept=0.0))
    found = solved(asked)
    assert sum(len(route) for route in found.routes.values()) == 4
    assert min(day for _, day in found.routes) == 0
