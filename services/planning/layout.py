"""A plan's rows as a problem again, so that an officer's change gets its times by the solver's own clock."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.models import InspectionPlan, PlanVisit
from geodata.planning.insertion import Book
from geodata.planning.problem import Job, Problem, Shift
from services.planning import candidates, facts, visiting, writing
from services.planning.candidates import Candidates, Source
from services.planning.facts import Facts
from services.planning.visiting import DEFAULT_MINUTES, Pressing

TeamDay = tuple[int, date]


@dataclass(frozen=True)
class Layout:
    """The sites of a plan, and perhaps one more, as jobs: (site, team) → job; `made` tells who else may not.

    A visit that no rule allows has a job too, which fits nowhere: its times are told all the same.
    """

    known: Facts
    made: Candidates
    problem: Problem
    jobs: dict[tuple[int, int], int]
    weights: dict[int, Pressing]

    def shift(self, team_id: int, day: date) -> Shift | None:
        """The number of a team-day, or None for one that is not of the plan."""
        ids = [team.id for team in self.problem.teams]
        known = team_id in ids and day in self.problem.days
        return (ids.index(team_id), self.problem.days.index(day)) if known else None


def of(
    session: Session, plan: InspectionPlan, visits: Sequence[PlanVisit], more: Collection[int] = ()
) -> Layout:
    """The layout of a plan's visits and of the sites `more`."""
    wanted = {visit.site_id for visit in visits} | set(more)
    known = facts.gather(session, plan, wanted)
    weights = dict(visiting.of(session, plan))
    days = tuple(sorted({*known.days, *(visit.day for visit in visits)}))
    forms = candidates.protected(session, known)
    made = candidates.of(Source(known, days, weights, forms, due_only=False))
    jobs = list(made.problem.jobs)
    numbers = {
        (job.site, made.problem.teams[team].id): number
        for number, job in enumerate(jobs)
        for team in job.teams
    }
    for visit in visits:
        if (visit.site_id, visit.team_id) not in numbers:
            numbers[visit.site_id, visit.team_id] = len(jobs)
            jobs.append(_bare(known, visit, weights))
    problem = Problem(
        made.problem.teams, days, tuple(jobs), made.problem.minutes, made.problem.metres, made.problem.uncut
    )
    return Layout(known, made, problem, numbers, weights)


def _bare(known: Facts, visit: PlanVisit, weights: dict[int, Pressing]) -> Job:
    """A visit that may not be: its place (the team's start where it has none) and its minutes."""
    nowhere = known.places["team", visit.team_id]
    weight = weights.get(visit.site_id)
    return Job(
        site=visit.site_id,
        place=known.places.get(("site", visit.site_id), nowhere),
        prize=0.0,
        service=weight.minutes if weight else DEFAULT_MINUTES,
        open={},
        teams=frozenset(),
    )


def retime(laid: Layout, visits: Iterable[PlanVisit], touched: Collection[TeamDay]) -> None:
    """Number the visits of the touched team-days from 1 and give them the times of that order.

    Where no times keep every rule they follow one another, and the rules say what is wrong.
    """
    for team_id, day in sorted(touched):
        route = sorted(
            (visit for visit in visits if (visit.team_id, visit.day) == (team_id, day)),
            key=lambda visit: visit.position,
        )
        shift = laid.shift(team_id, day)
        if shift is None:
            continue
        jobs = [laid.jobs[visit.site_id, team_id] for visit in route]
        timed = writing.timings(laid.known, laid.problem, shift, jobs)
        for number, (visit, figures) in enumerate(zip(route, timed, strict=True)):
            visit.reason = visit.reason | figures.pop("reason")
            visit.position = number + 1
            for name, value in figures.items():
                setattr(visit, name, value)


def best_place(laid: Layout, visits: Sequence[PlanVisit], job: int) -> tuple[Shift, int] | None:
    """The team-day and position at which one more visit costs the least way and keeps every rule."""
    routes: dict[Shift, tuple[int, ...]] = {}
    for visit in sorted(visits, key=lambda one: one.position):
        shift = laid.shift(visit.team_id, visit.day)
        if shift is not None:
            number = laid.jobs[visit.site_id, visit.team_id]
            routes[shift] = (*routes.get(shift, ()), number)
    book = Book(laid.problem, routes)
    book.adopt([number for route in routes.values() for number in route])
    to_come = set(candidates.planned_days(laid.known))
    ahead = [shift for shift in laid.problem.shifts if laid.problem.days[shift[1]] in to_come]
    if not book.insert(job, ahead):
        return None
    return next((shift, route.index(job)) for shift, route in book.routes.items() if job in route)


def visits_of(session: Session, plan_id: int) -> list[PlanVisit]:
    """The visits of a plan in the order they are driven."""
    wanted = select(PlanVisit).where(PlanVisit.plan_id == plan_id)
    order = (PlanVisit.day, PlanVisit.team_id, PlanVisit.position, PlanVisit.id)
    return list(session.scalars(wanted.order_by(*order)))
