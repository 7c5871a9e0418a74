"""Drafts of plans: asked for, changed, handed to the solver, taken back from it."""

import secrets
from typing import Any, Final

from sqlalchemy import cast, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from geodata import queue
from geodata.errors import Conflict
from geodata.features import Viewer
from geodata.models import InspectionPlan
from services import access, clock, records
from services.plans import capacity, holding, progress
from services.plans.asked import Draft, check
from services.plans.progress import Wish
from services.plans.settings import as_json
from services.text import clean

SOLVE: Final = "plans.solve"
"""The task of the worker that fills a draft."""


def create(session: Session, viewer: Viewer, wanted: Draft) -> InspectionPlan:
    """A new draft, empty until the solver or an officer fills it. Raises Forbidden, FieldErrors."""
    access.require(viewer, "inspection:plan")
    records.lock_settings(session, viewer.commune_id)
    known = _of_key(session, viewer, wanted.key)
    if known is not None:
        return known
    check(session, viewer, wanted)
    plan = InspectionPlan(
        commune_id=viewer.commune_id,
        code=_next_code(session, viewer.commune_id, wanted.period_from.year),
        created_by_id=viewer.account_id,
        version=1,
    )
    _write(plan, wanted)
    session.add(plan)
    session.flush()
    return plan


def change(session: Session, viewer: Viewer, plan_id: int, wanted: Draft, *, version: int) -> InspectionPlan:
    """Ask for something else; the visits stay until the solver is started again.

    Raises as `holding.hold_draft`, and FieldErrors.
    """
    plan = holding.hold_draft(session, viewer, plan_id, version)
    check(session, viewer, wanted)
    _write(plan, wanted)
    session.flush()
    return plan


def start(session: Session, viewer: Viewer, plan_id: int, *, version: int) -> InspectionPlan:
    """Hand a draft to the solver. Pressed twice it is started once.

    Raises as `holding.hold_draft`, Conflict("plan.no_capacity") where no time at all is left to plan.
    """
    access.require(viewer, "inspection:plan")
    plan = holding.seen(session, viewer, plan_id)
    session.refresh(plan, with_for_update=True)
    if progress.under_way(plan.progress):
        return plan
    plan = holding.hold_draft(session, viewer, plan_id, version)
    able = capacity.of(session, plan)
    if not able.seconds or able.days[-1] < clock.today():
        raise Conflict("plan.no_capacity")
    run = secrets.token_hex(8)
    plan.progress = progress.waiting(run)
    session.flush()
    queue.defer(session, SOLVE, lock=f"plans {plan.id}", plan_id=plan.id, run=run)
    return plan


def ask(session: Session, viewer: Viewer, plan_id: int, wish: Wish) -> None:
    """Tell the solver to stop: with the best plan so far (`TAKE`), or leaving things as they were (`CANCEL`).

    A plan that no worker has yet, or whose worker is gone, is let go at once. Raises Forbidden, NotFound.
    """
    access.require(viewer, "inspection:plan")
    plan = holding.seen(session, viewer, plan_id)
    session.refresh(plan, with_for_update=True)
    if not progress.under_way(plan.progress):
        return
    idle = progress.stage_of(plan.progress) is progress.Stage.WAITING or not queue.live_workers(session)
    told: dict[str, Any] = {"wish": wish.value}
    if idle:
        told["stage"] = progress.Stage.CANCELLED.value
    merged = InspectionPlan.progress.op("||")(cast(told, JSONB))
    session.execute(update(InspectionPlan).where(InspectionPlan.id == plan.id).values(progress=merged))
    session.refresh(plan)


def _write(plan: InspectionPlan, wanted: Draft) -> None:
    plan.title = clean(wanted.title)
    plan.period_from, plan.period_to = wanted.period_from, wanted.period_to
    plan.legal_basis = clean(wanted.legal_basis)
    kept = as_json(wanted.settings)
    key = wanted.key or (plan.settings or {}).get("key", "")
    plan.settings = kept | {"key": key} if key else kept


def _of_key(session: Session, viewer: Viewer, key: str) -> InspectionPlan | None:
    if not key:
        return None
    return session.scalar(
        select(InspectionPlan).where(
            InspectionPlan.commune_id == viewer.commune_id,
            InspectionPlan.created_by_id == viewer.account_id,
            InspectionPlan.settings["key"].astext == key,
        )
    )


def _next_code(session: Session, commune_id: int, year: int) -> str:
    """KH-2026-07: the next number of the year; the settings' lock keeps two planners apart."""
    head = f"KH-{year}-"
    codes = session.scalars(
        select(InspectionPlan.code).where(
            InspectionPlan.commune_id == commune_id, InspectionPlan.code.startswith(head)
        )
    )
    numbers = [int(code[len(head) :]) for code in codes if code[len(head) :].isdecimal()]
    return f"{head}{max(numbers, default=0) + 1:02}"
