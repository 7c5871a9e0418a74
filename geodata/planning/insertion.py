"""Plans built visit by visit: each goes where it costs the least way, as long as every rule holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from geodata.planning.problem import Problem, Routes, Shift
from geodata.planning.timing import times


@dataclass
class Book:
    """A plan that grows: each shift's visits in order, and what is taken already."""

    problem: Problem
    routes: dict[Shift, tuple[int, ...]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    _bearers: dict[str, int] = field(default_factory=dict)
    _minutes: dict[Shift, int] = field(default_factory=dict)

    def insert(self, job: int, shifts: Sequence[Shift] | None = None) -> bool:
        """Put a visit where it adds the least way among `shifts` (all); False where it fits nowhere."""
        visit = self.problem.jobs[job]
        if job in self.taken or self._bearers.get(visit.bearer, visit.site) != visit.site:
            return False
        best: tuple[int, int, int] | None = None
        chosen: tuple[Shift, tuple[int, ...]] | None = None
        for number, shift in enumerate(self.problem.shifts if shifts is None else shifts):
            for cost, place, route in self._tried(job, shift):
                if best is None or (cost, number, place) < best:
                    best, chosen = (cost, number, place), (shift, route)
        if chosen is None:
            return False
        self._put(job, *chosen)
        return True

    def adopt(self, jobs: Iterable[int]) -> None:
        """Count these jobs, which stand in `routes` already, as taken."""
        self.taken.update(jobs)
        for job in jobs:
            self._bear(job)
        for shift, route in self.routes.items():
            self._minutes[shift] = sum(self.problem.jobs[job].service for job in route)

    def _tried(self, job: int, shift: Shift) -> Iterable[tuple[int, int, tuple[int, ...]]]:
        """(metres added, position, route) of each place in a shift's order that keeps every rule."""
        service = self.problem.jobs[job].service
        limit = self.problem.teams[shift[0]].limit
        if self._minutes.get(shift, 0) + service > limit or not self.problem.windows(job, shift):
            return
        route = self.routes.get(shift, ())
        for place in range(len(route) + 1):
            longer = (*route[:place], job, *route[place:])
            if times(self.problem, shift, longer):
                yield self._detour(shift, route, job, place), place, longer

    def _detour(self, shift: Shift, route: tuple[int, ...], job: int, place: int) -> int:
        jobs, start = self.problem.jobs, self.problem.teams[shift[0]].start
        before = jobs[route[place - 1]].place if place else start
        after = jobs[route[place]].place if place < len(route) else start
        here, metres = jobs[job].place, self.problem.metres
        return int(metres[before, here] + metres[here, after] - metres[before, after])

    def _put(self, job: int, shift: Shift, route: tuple[int, ...]) -> None:
        self.routes[shift] = route
        self.taken.add(job)
        self._bear(job)
        self._minutes[shift] = self._minutes.get(shift, 0) + self.problem.jobs[job].service

    def _bear(self, job: int) -> None:
        visit = self.problem.jobs[job]
        if visit.bearer:
            self._bearers[visit.bearer] = visit.site


def fill(problem: Problem, order: Iterable[int], start: Book | None = None) -> Routes:
    """The plan in which each job of `order` is inserted in turn where it fits."""
    book = start or Book(problem)
    for job in order:
        book.insert(job)
    return dict(book.routes)


def by_priority(problem: Problem) -> list[int]:
    """The jobs by what they are worth, the dearest first."""
    return sorted(range(len(problem.jobs)), key=lambda job: (-problem.jobs[job].prize, job))


def by_worth(problem: Problem, weight: float = 1.0) -> list[int]:
    """The jobs by what they are worth a minute (to the power of `weight`), the dearest first."""
    jobs = problem.jobs
    return sorted(range(len(jobs)), key=lambda job: (-jobs[job].prize / jobs[job].service ** weight, job))
