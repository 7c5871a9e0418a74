"""The best plan found for a problem: what must be in it, some drawn by lot, then the dearest that fit."""

import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from random import Random
from typing import Any, Final

from pyvrp import IteratedLocalSearchParams, PenaltyParams, Result, Route, Solution, SolveParams, solve
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.IteratedLocalSearch import IteratedLocalSearchCallbacks
from pyvrp.search import PerturbationParams
from pyvrp.stop import MaxIterations, StoppingCriterion

from geodata.planning.insertion import Book, by_priority, by_worth, fill
from geodata.planning.model import PRIZE, Model, model, routes, solution
from geodata.planning.pool import Pool
from geodata.planning.pool import best as packing
from geodata.planning.problem import Found, Job, Problem, Routes

ITERATIONS: Final = 5_000
"""How long is searched: by steps, not by the clock, so that the same plan comes out again."""
LONGEST_S: Final = 120.0
"""Where a slow machine stops all the same, and says so."""
CHUNK: Final = 400
"""Steps between two looks at whether anybody wants the search to stop."""
MOST_JOBS: Final = 450
"""Jobs that the search looks at: those worth most a minute. Far more than these no team could visit."""
FIRST_SHARE: Final = 0.3
"""Share of the steps spent on the plan by priority alone, from which the draw keeps away."""
WEIGHTS: Final = (0.5, 0.75, 1.0, 1.25)
"""Powers of a visit's minutes by which the plans that a search begins with divide its prize."""
ROUNDS: Final = 3
"""How often the best plan is packed of all routes seen so far, and searched on from there."""
HISTORY: Final = 30
MOST_CHANGES: Final = 25
"""A step compares itself with few plans before, but changes much: so that many routes are seen."""


class Wanted(Enum):
    """What is said to a search under way: go on, give the best so far, or give nothing."""

    ON = "on"
    TAKE = "take"
    CANCEL = "cancel"


Report = Callable[[float, float], Wanted]
"""(share done 0–1, prize collected by the best plan so far) → what is wanted now."""


@dataclass(frozen=True)
class Asked:
    """How a search goes: `random_share` of the visits is drawn with `seed`; `seconds` is an outer limit."""

    seed: int = 1
    random_share: float = 0.0
    iterations: int = ITERATIONS
    seconds: float = LONGEST_S


class Impossible(Exception):
    """Jobs that must be made cannot all be: `jobs` are those for which no place is left."""

    def __init__(self, jobs: Sequence[int]) -> None:
        super().__init__(f"no place for {list(jobs)}")
        self.jobs = tuple(jobs)


def search(problem: Problem, asked: Asked, report: Report) -> Found:
    """The best plan found: every required job, the drawn ones, and as much prize as the time allows.

    Raises Impossible where the required jobs do not fit together.
    """
    watch = _Watch(asked, report)
    must = required(problem)
    plan = _begun(problem, must)
    if asked.random_share > 0:
        plan = _improved(problem, plan, watch, round(asked.iterations * FIRST_SHARE))
        problem, must = _drawn(problem, plan, must, asked)
        kept = sorted(_jobs(plan), key=lambda job: (-problem.jobs[job].prize, job))
        plan = fill(problem, [*kept, *by_worth(problem)], _book(problem, must))
    plan = _improved(problem, plan, watch, asked.iterations)
    return Found(problem, plan, watch.done, watch.stopped, time.monotonic() - watch.began)


def required(problem: Problem) -> Routes:
    """A plan of the required jobs alone. Raises Impossible where there is none."""
    must = [job for job in by_priority(problem) if problem.jobs[job].required]
    # Those with the fewest choices first: a day that is asked for is not taken by one that may go anywhere.
    must.sort(key=lambda job: len(problem.possible(job)))
    book = Book(problem)
    lost = [job for job in must if not book.insert(job)]
    if not lost:
        return book.routes
    if any(not problem.possible(job) for job in lost) or _one_bearer_twice(problem, must):
        raise Impossible([job for job in lost if not problem.possible(job)] or lost)
    return _searched(problem, must, lost)


def _searched(problem: Problem, must: Sequence[int], lost: Sequence[int]) -> Routes:
    """The required jobs placed by the solver, where inserting them one by one left some over."""
    made = model(problem, must)
    found = _run(made, MaxIterations(CHUNK), seed=1)
    if not found.best.is_feasible():
        raise Impossible(lost)
    return routes(made, found.best)


def _one_bearer_twice(problem: Problem, must: Sequence[int]) -> bool:
    sites = {(problem.jobs[job].bearer, problem.jobs[job].site) for job in must if problem.jobs[job].bearer}
    return len({bearer for bearer, _ in sites}) < len(sites)


def _begun(problem: Problem, must: Routes) -> Routes:
    """The best of a few plans made visit by visit, each weighing the minutes of a visit otherwise."""
    plans = [fill(problem, by_worth(problem, weight), _book(problem, must)) for weight in WEIGHTS]
    return max(plans, key=problem.collected)


def _jobs(plan: Routes) -> list[int]:
    return [job for route in plan.values() for job in route]


def _book(problem: Problem, plan: Routes) -> Book:
    book = Book(problem, dict(plan))
    book.adopt(_jobs(plan))
    return book


def _drawn(problem: Problem, plan: Routes, must: Routes, asked: Asked) -> tuple[Problem, Routes]:
    """The problem with as many jobs required by lot as the share asks, and a plan of what must be made."""
    chosen = set(_jobs(plan))
    bearers = {problem.jobs[job].bearer for job in chosen} - {""}
    wanted = round(asked.random_share * len(chosen))
    pool = [
        job
        for job in range(len(problem.jobs))
        if job not in chosen and problem.jobs[job].bearer not in bearers and problem.possible(job)
    ]
    Random(f"draw {asked.seed}").shuffle(pool)
    book, drawn = _book(problem, must), set[int]()
    for job in pool:
        if len(drawn) < wanted and book.insert(job):
            drawn.add(job)
    jobs = tuple(
        replace(job, required=True, drawn=True) if number in drawn else job
        for number, job in enumerate(problem.jobs)
    )
    return replace(problem, jobs=jobs), dict(book.routes)


def _improved(problem: Problem, plan: Routes, watch: "_Watch", end: int) -> Routes:
    """The plan once `end` steps are made in all."""
    jobs = _looked_at(problem, plan)
    if not plan or watch.stopped:
        return plan
    made = model(problem, jobs)
    best = solution(made, plan)
    watch.pool = pool = Pool(made)
    pool.add(best)
    for turn in range(ROUNDS):
        watch.best, watch.end = best, watch.done + (end - watch.done) // (ROUNDS - turn)
        found = _run(made, watch, watch.asked.seed + watch.done, best).best
        pool.add(found)
        best = max(found, _packed(pool) or found, best, key=_collected)
        if watch.stopped:
            break
    return routes(made, best)


def _packed(pool: Pool) -> Solution | None:
    """The best plan of all routes seen so far."""
    chosen = packing(pool)
    if chosen is None:
        return None
    data = pool.made.data
    return Solution(data, [Route(data, list(stops), kind) for kind, stops in chosen])


def _collected(plan: Solution) -> tuple[bool, int, int]:
    return plan.is_feasible(), plan.prizes(), -plan.distance()


def _run(made: Model, stop: StoppingCriterion, seed: int, begun: Solution | None = None) -> Result:
    watch = stop if isinstance(stop, _Watch) else None
    params = SolveParams(
        ils=IteratedLocalSearchParams(history_length=HISTORY, callbacks=watch),  # type: ignore[arg-type]
        perturbation=PerturbationParams(1, MOST_CHANGES),
        penalty=PenaltyParams(min_penalty=10.0),
    )
    with warnings.catch_warnings():
        # Told where no plan keeps all rules: our own answer says which visits are too many.
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        return solve(made.data, stop, seed, False, False, params, begun)


def _looked_at(problem: Problem, plan: Routes) -> list[int]:
    """The jobs given to the solver: all of the plan, and the dearest a minute of the others.

    What shares its bearer with a required job is out: that job takes its bearer's one check.
    """
    planned = set(_jobs(plan))
    bound = {job.bearer for job in problem.jobs if job.required} - {""}
    others = [
        job
        for job in by_worth(problem)
        if job not in planned and not _excluded(problem.jobs[job], bound) and problem.possible(job)
    ]
    return sorted([*planned, *others[: max(MOST_JOBS - len(planned), 0)]])


def _excluded(job: Job, bound: set[str]) -> bool:
    return not job.required and job.bearer in bound


class _Watch(IteratedLocalSearchCallbacks):
    """PyVRP's question whether to stop, before every step: counts them, and passes on what is wanted."""

    def __init__(self, asked: Asked, report: Report) -> None:
        self.asked, self.report = asked, report
        self.done, self.end, self.stopped = 0, 0, ""
        self.began = time.monotonic()
        self.best: Solution | None = None
        self.pool: Pool | None = None

    def on_iteration(self, current: Any, candidate: Solution, best: Any, cost_evaluator: Any) -> None:
        """Called by PyVRP after each step."""
        if self.pool is not None:
            self.pool.add(candidate)

    def on_best(self, best: Solution) -> None:
        """Called by PyVRP for each better plan."""
        self.best = best

    def __call__(self, best_cost: float) -> bool:
        if self.stopped or self.done >= self.end:
            return True
        if self.done % CHUNK == 0:
            self._look()
        self.done += not self.stopped
        return bool(self.stopped)

    def _look(self) -> None:
        collected = self.best.prizes() / PRIZE if self.best and self.best.is_feasible() else 0.0
        wanted = self.report(self.done / self.asked.iterations, collected)
        if wanted is not Wanted.ON:
            self.stopped = "cancelled" if wanted is Wanted.CANCEL else "taken"
        elif time.monotonic() - self.began > self.asked.seconds:
            self.stopped = "time"
