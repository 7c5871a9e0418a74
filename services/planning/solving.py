"""The worker's run for a draft: begun, prepared, searched, written; killed, it is begun anew."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from sqlalchemy import cast, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from geodata.enums import PlanState
from geodata.errors import Conflict, DomainError
from geodata.features import Json
from geodata.models import InspectionPlan
from geodata.planning import pairs
from geodata.planning.bound import bound
from geodata.planning.problem import Found
from geodata.planning.solver import Asked, Impossible, Wanted, search
from geodata.planning.timing import times
from services.planning import candidates, facts, pins, visiting, writing
from services.planning.candidates import Candidates, Source
from services.planning.facts import Facts
from services.plans.progress import Stage, Wish, stage_of
from services.risk import ratings

TRIES: Final = 3
"""How often a run may be begun: a plan that kills its worker must not do so for ever."""
_WANTED: Final = {Wish.NONE: Wanted.ON, Wish.TAKE: Wanted.TAKE, Wish.CANCEL: Wanted.CANCEL}

Look = Callable[[float, float], Wanted]
__all__ = ["Look", "Prepared", "Wanted", "begin", "fail", "figures", "finish", "look", "prepare", "solve"]


@dataclass(frozen=True)
class Prepared:
    """What the search needs and what its result is written with; `lost`: pairs for which there is no day."""

    known: Facts
    made: Candidates
    weights: writing.Weights
    lost: frozenset[str]


def begin(session: Session, plan_id: int, run: str) -> bool:
    """Take the plan for this run; False where it is not (or no longer) this run's to solve."""
    plan = _held(session, plan_id, run)
    if plan is None:
        return False
    tries = int(plan.progress.get("tries", 0)) + 1
    if tries > TRIES:
        fail(session, plan_id, run, Conflict("plan.gave_up"))
        return False
    _tell(session, plan_id, {"stage": Stage.SOLVING.value, "percent": 0, "tries": tries})
    return True


def prepare(session: Session, plan_id: int) -> Prepared:
    """Rate the sites anew and gather what is known.

    Raises Conflict: "plan.no_capacity" where no time is left to plan, "plan.pin.…" for pins that cannot be.
    """
    plan = session.get_one(InspectionPlan, plan_id, populate_existing=True)
    ratings.refresh(session, plan.commune_id)
    known = facts.gather(session, plan)
    weights = visiting.of(session, plan)
    forms = candidates.protected(session, known)
    made = candidates.of(Source(known, candidates.planned_days(known), weights, forms))
    if not made.problem.days or not any(team.limit for team in made.problem.teams):
        raise Conflict("plan.no_capacity")
    pins.refuse(known, made)
    try:
        problem, lost = pairs.settled(made.problem)
    except Impossible as refusal:
        raise pins.no_room(known, made, refusal.jobs) from refusal
    return Prepared(known, replace(made, problem=problem), weights, lost)


def solve(prepared: Prepared, look: Look) -> Found:
    """The plan found; `look` is asked now and then whether to go on. No database."""
    asked = prepared.known.asked
    return search(prepared.made.problem, Asked(asked.seed, asked.random_share), look)


def look(session: Session, plan_id: int, run: str, share: float, collected: float) -> Wanted:
    """Show how far the search is, and learn what is wanted of it; the caller commits at once."""
    progress = session.scalar(select(InspectionPlan.progress).where(InspectionPlan.id == plan_id))
    if progress is None or progress.get("run") != run or stage_of(progress) is not Stage.SOLVING:
        return Wanted.CANCEL
    _tell(session, plan_id, {"percent": min(round(100 * share), 99), "collected": round(collected, 1)})
    return _WANTED[Wish(progress.get("wish", ""))]


def finish(session: Session, plan_id: int, run: str, prepared: Prepared, found: Found) -> None:
    """Write the plan found, unless the run was called off or another one has begun."""
    plan = _held(session, plan_id, run)
    if plan is None:
        return
    if found.stopped == "cancelled":
        _tell(session, plan_id, {"stage": Stage.CANCELLED.value})
        return
    writing.write(session, prepared.known, prepared.made, found, prepared.weights, prepared.lost)
    plan.figures = figures(prepared, found)
    plan.progress = {**plan.progress, "stage": Stage.DONE.value, "percent": 100}
    session.flush()


def fail(session: Session, plan_id: int, run: str, error: DomainError) -> None:
    """Say why there is no plan; what the draft held before stays."""
    if _held(session, plan_id, run) is not None:
        told = {"stage": Stage.FAILED.value, "error": error.code, "params": error.params}
        _tell(session, plan_id, told)


def figures(prepared: Prepared, found: Found) -> Json:
    """What a plan reached, and how: priorities as numbers, minutes of work, metres."""
    problem, routes = found.problem, found.routes
    chosen = [problem.jobs[job] for route in routes.values() for job in route]
    return {
        "collected": round(problem.collected(routes), 2),
        "bound": round(bound(prepared.made.problem), 2),
        "visits": len(chosen),
        "drawn": sum(job.drawn for job in chosen),
        "candidates": len({job.site for job in problem.jobs}),
        "minutes_out": _minutes_out(found),
        "minutes_limit": sum(problem.teams[team].limit for team, _ in problem.shifts),
        "metres": _metres(found),
        "iterations": found.iterations,
        "stopped": found.stopped,
        "seconds": round(found.seconds, 1),
        "seed": prepared.known.asked.seed,
    }


def _minutes_out(found: Found) -> int:
    timed = [times(found.problem, shift, route) for shift, route in found.routes.items() if route]
    return sum(one.out for one in timed if one)


def _metres(found: Found) -> int:
    problem, total = found.problem, 0
    for shift, route in found.routes.items():
        start = problem.teams[shift[0]].start
        stops = [start, *(problem.jobs[job].place for job in route), start]
        total += sum(int(problem.metres[a, b]) for a, b in pairwise(stops))
    return total


def _held(session: Session, plan_id: int, run: str) -> InspectionPlan | None:
    """The draft, locked, while this run is the one that has it."""
    plan = session.scalar(
        select(InspectionPlan)
        .where(InspectionPlan.id == plan_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if plan is None or plan.state is not PlanState.DRAFT or plan.progress.get("run") != run:
        return None
    return plan if stage_of(plan.progress) in (Stage.WAITING, Stage.SOLVING) else None


def _tell(session: Session, plan_id: int, told: Json) -> None:
    """Change these words of the progress, and nothing that somebody else says meanwhile."""
    merged = InspectionPlan.progress.op("||")(cast(told, JSONB))
    session.execute(update(InspectionPlan).where(InspectionPlan.id == plan_id).values(progress=merged))
