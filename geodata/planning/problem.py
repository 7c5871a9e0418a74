"""What is to be planned: teams and their days, visits that could be made, and the ways between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geodata.planning.axis import Ranges, Workday

UNCUT_MINUTES: Final = 180
"""A visit of up to three hours lies on one side of the pause; a longer one may go on after it."""

Shift = tuple[int, int]
"""One team on one day: their numbers in the problem."""
Routes = dict[Shift, tuple[int, ...]]
"""Shift → the visits (numbers of jobs) in the order they are made."""


@dataclass(frozen=True)
class Team:
    """A team: hours of work, where it starts and ends, at what speed, and the minutes it may be out a day.

    `start` is a place's number, `ways` the number of its travel times, `limit` the minutes of work from
    leaving the start to being back there, the share kept for the unplanned already taken off.
    """

    id: int
    workday: Workday
    start: int
    ways: int
    limit: int


@dataclass(frozen=True)
class Job:
    """A visit that could be made.

    `site` names it, `place` is its number in the travel times, `prize` what it is worth, `service` its
    minutes. `open`: day number → when the site is open, by the clock (no entry: not on that day). `teams`:
    the numbers of the teams that may make it. Of the jobs of one `bearer` one site's are made at most. A
    `required` job must be made; the halves of a pair have one `pair`.
    """

    site: int
    place: int
    prize: float
    service: int
    open: Mapping[int, Ranges]
    teams: frozenset[int]
    bearer: str = ""
    required: bool = False
    drawn: bool = False
    pair: str = ""


@dataclass(frozen=True)
class Problem:
    """Teams, days, jobs, and the way between places: whole `minutes` (speeds, n, n), `metres` (n, n)."""

    teams: tuple[Team, ...]
    days: tuple[date, ...]
    jobs: tuple[Job, ...]
    minutes: NDArray[np.int64]
    metres: NDArray[np.int64]
    uncut: int = UNCUT_MINUTES

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        """Every team on every day, day by day."""
        return tuple((team, day) for day in range(len(self.days)) for team in range(len(self.teams)))

    @cached_property
    def _known(self) -> dict[Any, Ranges]:
        return {}

    def opened(self, job: int, shift: Shift) -> Ranges:
        """When a team may begin a visit on a day, in minutes of work, wherever the team comes from."""
        visit = self.jobs[job]
        opened = visit.open.get(shift[1], ())
        if not opened or shift[0] not in visit.teams:
            return ()
        workday = self.teams[shift[0]].workday
        key = (workday, opened, visit.service)
        if key not in self._known:
            self._known[key] = workday.windows(opened, visit.service, self.uncut)
        return self._known[key]

    def windows(self, job: int, shift: Shift) -> Ranges:
        """`opened`, less what a team that makes this visit alone cannot reach or be back from."""
        opened = self.opened(job, shift)
        if not opened:
            return ()
        team, visit = self.teams[shift[0]], self.jobs[job]
        key = (shift[0], visit.place, visit.service, opened)
        if key not in self._known:
            self._known[key] = self._reached(team, visit, opened)
        return self._known[key]

    def _reached(self, team: Team, visit: Job, opened: Ranges) -> Ranges:
        there = int(self.minutes[team.ways, team.start, visit.place])
        back = int(self.minutes[team.ways, visit.place, team.start])
        if there + visit.service + back > team.limit:
            return ()
        last = team.workday.minutes - visit.service - back
        return tuple((max(lo, there), min(hi, last)) for lo, hi in opened if max(lo, there) <= min(hi, last))

    def possible(self, job: int) -> tuple[Shift, ...]:
        """The shifts that could make this visit if they made no other."""
        return tuple(shift for shift in self.shifts if self.windows(job, shift))

    def collected(self, routes: Routes) -> float:
        """What the visits of a plan are worth in all."""
        return sum(self.jobs[job].prize for route in routes.values() for job in route)


@dataclass(frozen=True)
class Found:
    """A plan: its routes over `problem` (where what was drawn is required and marked), and how it was found.

    `stopped`: "" after all steps, else "taken", "cancelled" or "time".
    """

    problem: Problem
    routes: Routes
    iterations: int
    stopped: str
    seconds: float
