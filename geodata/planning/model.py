"""The problem in PyVRP's words: clients with one window each, vehicles that are alike, what may not meet."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray
from pyvrp import Client, ClientGroup, Depot, Location, ProblemData, Route, Solution, VehicleType

from geodata.planning.problem import Problem, Routes, Shift
from geodata.planning.timing import times

PRIZE: Final = 20_000
"""What one point of priority weighs against driving: `PRIZE * METRES` metres, 1,000 km. Time is what a plan
lacks; the way only decides between plans that collect as much."""
METRES: Final = 50
NEVER: Final = 20_000
"""Minutes on the way to where a vehicle may not go: more than any day has."""


@dataclass(frozen=True)
class Choice:
    """One window of one job: the earliest and latest minute to begin, and the shifts it stands for."""

    job: int
    start: int
    end: int
    shifts: frozenset[Shift]


@dataclass(frozen=True)
class Model:
    """PyVRP's data, and what its numbers mean: `choices` by client, `kinds` of shifts by vehicle type."""

    data: ProblemData
    choices: tuple[Choice, ...]
    kinds: tuple[tuple[Shift, ...], ...]
    problem: Problem


def model(problem: Problem, jobs: Sequence[int]) -> Model:
    """The problem with these jobs only; every job stands in at least one shift it could be made in."""
    choices = [choice for job in jobs for choice in _choices(problem, job)]
    shifts = problem.shifts
    allowed = np.array([[shift in choice.shifts for shift in shifts] for choice in choices], dtype=np.bool_)
    spots: dict[tuple[int, bytes], int] = {}
    client_spot = [
        spots.setdefault((problem.jobs[choice.job].place, row.tobytes()), len(spots))
        for choice, row in zip(choices, allowed, strict=True)
    ]
    open_to = np.zeros((len(spots), len(shifts)), dtype=np.bool_)
    open_to[client_spot] = allowed
    places = [team.start for team in problem.teams] + [place for place, _ in spots]
    kinds = _kinds(problem, open_to)
    data = ProblemData(
        [Location(0, 0) for _ in places],
        _clients(problem, choices, client_spot),
        [Depot(number) for number in range(len(problem.teams))],
        [_vehicle(problem, kind[0], len(kind), number) for number, kind in enumerate(kinds)],
        cast("Any", [problem.metres[np.ix_(places, places)] // METRES] * len(kinds)),
        cast("Any", [_durations(problem, places, kind[0], open_to) for kind in kinds]),
        _groups(problem, choices),
    )
    return Model(data, tuple(choices), kinds, problem)


def _choices(problem: Problem, job: int) -> list[Choice]:
    """As few windows as tell all shifts apart: those alike in all their shifts are one."""
    found: dict[tuple[int, int], set[Shift]] = {}
    for shift in problem.shifts:
        if problem.windows(job, shift):
            for window in problem.opened(job, shift):
                found.setdefault(window, set()).add(shift)
    return [Choice(job, start, end, frozenset(shifts)) for (start, end), shifts in sorted(found.items())]


def _kinds(problem: Problem, open_to: NDArray[np.bool_]) -> tuple[tuple[Shift, ...], ...]:
    """Shifts of one team that may go to the same places, together: one type of vehicle."""
    found: dict[tuple[int, bytes], list[Shift]] = {}
    for number, shift in enumerate(problem.shifts):
        found.setdefault((shift[0], open_to[:, number].tobytes()), []).append(shift)
    return tuple(tuple(shifts) for shifts in found.values())


def _clients(problem: Problem, choices: Sequence[Choice], spots: Sequence[int]) -> list[Client]:
    group = _group_numbers(problem, choices)
    return [
        Client(
            len(problem.teams) + spot,
            service_duration=problem.jobs[choice.job].service,
            tw_early=choice.start,
            tw_late=choice.end,
            prize=round(PRIZE * problem.jobs[choice.job].prize),
            required=problem.jobs[choice.job].required and number not in group,
            group=group.get(number),
        )
        for number, (choice, spot) in enumerate(zip(choices, spots, strict=True))
    ]


def keys(problem: Problem, choices: Sequence[Choice]) -> list[str]:
    """What excludes whom, by client: the bearer of a job, or the job itself; halves of a pair go together."""
    jobs = [problem.jobs[choice.job] for choice in choices]
    return [
        f"job {choice.job}" if job.pair or not job.bearer else job.bearer
        for choice, job in zip(choices, jobs, strict=True)
    ]


def _group_numbers(problem: Problem, choices: Sequence[Choice]) -> dict[int, int]:
    """Client → group, of those that share one with others."""
    named = keys(problem, choices)
    shared = [key for key, count in Counter(named).items() if count > 1]
    numbers = {key: number for number, key in enumerate(shared)}
    return {client: numbers[key] for client, key in enumerate(named) if key in numbers}


def _groups(problem: Problem, choices: Sequence[Choice]) -> list[ClientGroup]:
    members: dict[int, list[int]] = {}
    for client, group in _group_numbers(problem, choices).items():
        members.setdefault(group, []).append(client)
    return [
        ClientGroup(clients, required=any(problem.jobs[choices[client].job].required for client in clients))
        for _, clients in sorted(members.items())
    ]


def _vehicle(problem: Problem, shift: Shift, count: int, profile: int) -> VehicleType:
    team = problem.teams[shift[0]]
    return VehicleType(
        count,
        start_depot=shift[0],
        end_depot=shift[0],
        tw_early=0,
        tw_late=team.workday.minutes,
        shift_duration=team.limit,
        profile=profile,
    )


def _durations(
    problem: Problem, places: Sequence[int], shift: Shift, open_to: NDArray[np.bool_]
) -> NDArray[np.int64]:
    ways = problem.teams[shift[0]].ways
    minutes: NDArray[np.int64] = problem.minutes[ways][np.ix_(places, places)]
    column = problem.shifts.index(shift)
    shut = np.concatenate([np.zeros(len(problem.teams), dtype=np.bool_), ~open_to[:, column]])
    minutes[:, shut] = NEVER
    minutes[shut] = NEVER
    np.fill_diagonal(minutes, 0)
    return minutes


def solution(made: Model, routes: Routes) -> Solution:
    """A plan in PyVRP's words; each visit takes the window its times lie in."""
    kind_of = {shift: number for number, kind in enumerate(made.kinds) for shift in kind}
    found = []
    for shift, route in routes.items():
        if not route:
            continue
        moments = times(made.problem, shift, route)
        if moments is None:
            raise ValueError(f"shift {shift}: no times for {route}")
        clients = [_client(made, job, shift, begin) for job, begin in zip(route, moments.begin, strict=True)]
        found.append(Route(made.data, clients, kind_of[shift]))
    return Solution(made.data, found)


def _client(made: Model, job: int, shift: Shift, begin: int) -> int:
    for number, choice in enumerate(made.choices):
        if choice.job == job and shift in choice.shifts and choice.start <= begin <= choice.end:
            return number
    raise ValueError(f"job {job} has no window at {begin} of {shift}")


def routes(made: Model, found: Solution) -> Routes:
    """PyVRP's routes as shifts: of vehicles alike, the one that collects most goes first."""
    told: Routes = {}
    by_kind: dict[int, list[tuple[int, ...]]] = {}
    for route in found.routes():
        jobs = tuple(made.choices[one.idx].job for one in route.schedule() if one.is_client())
        by_kind.setdefault(route.vehicle_type(), []).append(jobs)
    for kind, lists in by_kind.items():
        lists.sort(key=lambda jobs: (-sum(made.problem.jobs[job].prize for job in jobs), jobs))
        told.update(zip(made.kinds[kind], lists, strict=False))
    return told
