"""A plan found becomes rows: visits with times and reasons, sites left out with theirs, figures."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from typing import Any, Final

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from geodata.enums import LeftOutReason
from geodata.features import Json
from geodata.models import InspectionPlan, PlanLeftOut, PlanVisit
from geodata.planning.problem import Found, Job, Problem, Shift
from geodata.planning.timing import loose, times
from services.planning.candidates import Candidates, LeftOut
from services.planning.facts import Facts
from services.planning.visiting import Pressing

Weights = Mapping[int, Pressing]
_LAST: Final = 1439
"""Visits that an officer piles up beyond midnight are told as of the day's last minutes."""


def clear(session: Session, plan: InspectionPlan) -> None:
    """Take the visits and left-outs of a draft away."""
    for table in (PlanVisit, PlanLeftOut):
        session.execute(delete(table).where(table.plan_id == plan.id))


def write(
    session: Session, known: Facts, made: Candidates, found: Found, weights: Weights, lost: frozenset[str]
) -> None:
    """Put a plan in place of what the draft held. `lost`: pairs for which there was no day."""
    plan = known.plan
    clear(session, plan)
    rows = [
        row
        for shift, route in sorted(found.routes.items())
        for row in _visits(known, made, found.problem, shift, route, weights)
    ]
    if rows:
        session.execute(insert(PlanVisit), rows)
    out = left_out(made, found, weights, lost)
    if out:
        shared = {"plan_id": plan.id, "commune_id": plan.commune_id}
        session.execute(insert(PlanLeftOut), [shared | row for row in out])


def left_out(made: Candidates, found: Found, weights: Weights, lost: frozenset[str]) -> list[Json]:
    """A row for every site that is not in the plan."""
    visited = {found.problem.jobs[job].site for route in found.routes.values() for job in route}
    reasons = dict(made.left_out) | {
        site: why for site, why in _unchosen(found, visited, weights, lost) if site not in visited
    }
    return [
        {
            "site_id": site,
            "reason": why.reason,
            "data": why.data,
            "category": weights[site].category if site in weights else None,
            "priority": weights[site].priority if site in weights else 0.0,
        }
        for site, why in sorted(reasons.items())
    ]


def _unchosen(
    found: Found, visited: set[int], weights: Weights, lost: frozenset[str]
) -> Iterator[tuple[int, LeftOut]]:
    """Sites that could have been visited, had there been room, a day for both teams, or no sister site."""
    jobs = found.problem.jobs
    bearers = {job.bearer: job.site for job in jobs if job.bearer and job.site in visited}
    for job in jobs:
        if job.pair in lost and job.pair:
            yield job.site, LeftOut(LeftOutReason.PAIR_IMPOSSIBLE, {})
        elif job.bearer in bearers:
            data = {"code": "cap.same_enterprise", "site_id": bearers[job.bearer]}
            yield job.site, LeftOut(LeftOutReason.YEARLY_CAP, data)
        else:
            yield job.site, LeftOut(LeftOutReason.NO_ROOM, told(weights.get(job.site)))


def _visits(
    known: Facts,
    made: Candidates,
    problem: Problem,
    shift: Shift,
    route: Sequence[int],
    weights: Weights,
) -> Iterator[dict[str, Any]]:
    team, day = made.teams[shift[0]], problem.days[shift[1]]
    timed = timings(known, problem, shift, route)
    for number, (job, figures) in enumerate(zip(route, timed, strict=True)):
        visit = problem.jobs[job]
        words = made.contents[visit.site, shift[0], day.year]
        weight = weights.get(visit.site)
        yield {
            "commune_id": known.plan.commune_id,
            "plan_id": known.plan.id,
            "site_id": visit.site,
            "team_id": team.id,
            "contents": sorted(content.value for content in words),
            "day": day,
            "position": number + 1,
            "pinned": visit.required and not visit.drawn and not visit.pair,
            "drawn": visit.drawn,
            "pair": visit.pair,
            **_with(weighed(weight, why(visit)), figures.pop("reason")),
            **figures,
        }


def timings(known: Facts, problem: Problem, shift: Shift, route: Sequence[int]) -> Iterator[dict[str, Any]]:
    """arrive_at, leave_at, travel_s, travel_m of each visit of a team-day, and whether a road leads there."""
    hours = problem.teams[shift[0]].workday
    found = times(problem, shift, route) or loose(problem, shift, route)
    place = problem.teams[shift[0]].start
    seconds = known.ways.seconds(_speed(known, problem.teams[shift[0]].id))
    for job, begin in zip(route, found.begin, strict=True):
        visit = problem.jobs[job]
        yield {
            "arrive_at": _clock(min(hours.begins(begin), _LAST - 1)),
            "leave_at": _clock(min(hours.ends(begin + visit.service), _LAST)),
            "travel_s": round(float(seconds[place, visit.place])),
            "travel_m": round(float(known.ways.metres[place, visit.place])),
            "reason": {"via_road": bool(known.ways.via_road[place, visit.place])},
        }
        place = visit.place


def weighed(weight: Pressing | None, reason: str) -> dict[str, Any]:
    """category, priority and reason of a visit that is in for `reason` (as `why` says)."""
    return {
        "category": weight.category if weight else None,
        "priority": weight.priority if weight else 0.0,
        "reason": told(weight) | {"why": reason},
    }


def _with(row: dict[str, Any], more: Json) -> dict[str, Any]:
    return row | {"reason": row["reason"] | more}


def why(job: Job) -> str:
    """Why a visit is in: paired, drawn by lot, pinned by an officer, or by its priority."""
    if job.pair:
        return "paired"
    if job.drawn:
        return "drawn"
    return "pinned" if job.required else "priority"


def told(weight: Pressing | None) -> Json:
    """What a site weighs, as a row keeps it."""
    if weight is None:
        return {}
    return {
        "priority": weight.priority,
        "category": weight.category,
        "u": weight.u,
        "h": weight.h,
        "due_on": weight.due_on.isoformat(),
        "last_visit": weight.last_visit.isoformat() if weight.last_visit else None,
    }


def _speed(known: Facts, team_id: int) -> float:
    return next(team.speed_kmh for team in known.teams if team.id == team_id)


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)
