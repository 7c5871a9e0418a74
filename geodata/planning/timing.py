"""When a team is where: the times of one day's visits in a given order, the same for the same input."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from geodata.planning.axis import Range, Ranges
from geodata.planning.problem import Problem, Shift


@dataclass(frozen=True)
class Times:
    """Minutes of work since the day began: `leave` the start, `begin` each visit, `back` at the start."""

    leave: int
    begin: tuple[int, ...]
    back: int

    @property
    def out(self) -> int:
        """Minutes of work from leaving to being back."""
        return self.back - self.leave


def times(problem: Problem, shift: Shift, route: Sequence[int]) -> Times | None:
    """The times of a route that keeps every rule of its shift, or None where there are none.

    Back as early as can be, then away as late as can be: nobody waits at a gate for an hour that could be
    spent at the desk. Where the hours of opening make that too long a day, later ones are tried.
    """
    team = problem.teams[shift[0]]
    windows = [problem.windows(job, shift) for job in route]
    if not all(windows):
        return None
    legs = _legs(problem, shift, route)
    services = [problem.jobs[job].service for job in route]
    if sum(legs) + sum(services) > team.limit:
        return None
    for after in _moments(windows, legs, services):
        found = _tight(windows, legs, services, after)
        if found is None or found.back > team.workday.minutes:
            return None
        if found.out <= team.limit:
            return found
    return None


def loose(problem: Problem, shift: Shift, route: Sequence[int]) -> Times:
    """The times of a route one visit after the other, where no times keep every rule: for an officer to see.

    Where a visit has a window, it waits for it; else it begins when the team is there.
    """
    legs, moment, begin = _legs(problem, shift, route), 0, []
    for number, job in enumerate(route):
        moment += legs[number]
        moment = _first(problem.windows(job, shift), moment) or moment
        begin.append(moment)
        moment += problem.jobs[job].service
    leave = begin[0] - legs[0] if begin else 0
    return Times(leave, tuple(begin), moment + legs[-1])


def legs(problem: Problem, shift: Shift, route: Sequence[int]) -> list[int]:
    """Minutes on the way to each visit, and back to the start at the end."""
    return _legs(problem, shift, route)


def _legs(problem: Problem, shift: Shift, route: Sequence[int]) -> list[int]:
    team = problem.teams[shift[0]]
    stops = [team.start, *(problem.jobs[job].place for job in route), team.start]
    way = problem.minutes[team.ways]
    return [int(way[a, b]) for a, b in pairwise(stops)]


def _moments(windows: Sequence[Ranges], legs: Sequence[int], services: Sequence[int]) -> list[int]:
    """When it could pay to leave: at once, or for the opening of some visit's later window."""
    found, before = {0}, 0
    for number, ranges in enumerate(windows):
        before += legs[number]
        found.update(start - before for start, _ in ranges if start > before)
        before += services[number]
    return sorted(found)


def _tight(
    windows: Sequence[Ranges], legs: Sequence[int], services: Sequence[int], after: int
) -> Times | None:
    """Leaving at `after` or later: back as early as can be, and away as late as that allows."""
    moment, begin = after, []
    for number, ranges in enumerate(windows):
        start = _first(ranges, moment + legs[number])
        if start is None:
            return None
        begin.append(start)
        moment = start + services[number]
    latest = moment
    for number in reversed(range(len(begin))):
        begin[number] = _last(windows[number], begin[number], latest - services[number])
        latest = begin[number] - legs[number]
    return Times(latest, tuple(begin), moment + legs[-1])


def _first(ranges: Ranges, moment: int) -> int | None:
    """The first minute from `moment` on that lies in a window."""
    return next((max(lo, moment) for lo, hi in ranges if hi >= moment), None)


def _last(ranges: Sequence[Range], at_least: int, moment: int) -> int:
    """The last minute up to `moment` that lies in a window; it is never before `at_least`."""
    return max((min(hi, moment) for lo, hi in ranges if lo <= moment), default=at_least)
