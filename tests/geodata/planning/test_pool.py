"""Of all routes seen the best that go together are packed; and the model says to PyVRP what it should."""

import pytest
from pyvrp import Route, Solution

from geodata.planning.insertion import by_priority, by_worth, fill
from geodata.planning.model import Model, model, routes, solution
from geodata.planning.pool import Pool, best
from geodata.planning.problem import Problem
from tests.geodata.planning.instances import instance, problem


def possible(asked: Problem) -> list[int]:
    return [job for job in range(len(asked.jobs)) if asked.possible(job)]


def planned(made: Model, chosen: list[tuple[int, tuple[int, ...]]] | None) -> Solution:
    assert chosen is not None
    return Solution(made.data, [Route(made.data, list(stops), kind) for kind, stops in chosen])


@pytest.mark.parametrize("seed", range(6))
def test_a_plan_comes_back_from_the_solver_s_words_as_it_was(seed: int) -> None:
    asked = problem(instance(seed))
    made = model(asked, possible(asked))
    plan = fill(asked, by_worth(asked))
    told = solution(made, plan)
    assert told.is_feasible()
    back = routes(made, told)
    assert sorted(map(sorted, back.values())) == sorted(map(sorted, plan.values()))
    assert {team for team, _ in back} == {team for team, _ in plan}


@pytest.mark.parametrize("seed", range(6))
def test_the_packing_is_at_least_as_good_as_each_plan_it_knows(seed: int) -> None:
    asked = problem(instance(seed, sites=20))
    made = model(asked, possible(asked))
    pool = Pool(made)
    plans = [fill(asked, by_priority(asked)), fill(asked, by_worth(asked)), fill(asked, possible(asked))]
    for plan in plans:
        pool.add(solution(made, plan))
    packed = planned(made, best(pool))
    assert packed.is_feasible()
    assert asked.collected(routes(made, packed)) >= max(map(asked.collected, plans)) - 0.01


def test_routes_of_different_plans_are_put_together() -> None:
    asked = problem(instance(12, sites=20))
    made = model(asked, possible(asked))
    pool = Pool(made)
    whole = fill(asked, by_worth(asked))
    halves = [dict([one]) for one in whole.items()]
    assert len(halves) > 1
    for half in halves:
        pool.add(solution(made, half))
    packed = planned(made, best(pool))
    assert asked.collected(routes(made, packed)) == pytest.approx(asked.collected(whole), abs=0.01)


def test_a_route_is_kept_once_in_its_shorter_order() -> None:
    asked = problem(instance(12, sites=20))
    made = model(asked, possible(asked))
    pool = Pool(made)
    plan = solution(made, fill(asked, by_worth(asked)))
    pool.add(plan)
    pool.add(plan)
    assert len(pool.routes) == plan.num_routes()
    assert all(distance >= 0 for distance, _ in pool.routes.values())
