"""A plan from desk to desk: submitted, sent back, published, withdrawn, and made anew when it must change."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from geodata.enums import PlanState
from geodata.errors import Conflict, FieldErrors
from geodata.features import Viewer
from geodata.models import InspectionPlan, PlanVisit, PlanWish
from services import access, clock, records
from services.planning import checking
from services.plans import checks, holding, progress
from services.plans.states import IN_FORCE
from services.text import clean

LONGEST_REASON: Final = 2000
_VISIT: Final = (
    *("commune_id", "site_id", "team_id", "contents", "day", "position", "arrive_at", "leave_at"),
    *("travel_s", "travel_m", "pinned", "drawn", "pair", "category", "priority", "reason"),
)
_WISH: Final = ("commune_id", "site_id", "kind", "team_id", "day", "note", "account_id")


def submit(session: Session, viewer: Viewer, plan_id: int, *, version: int) -> InspectionPlan:
    """Hand a draft to the chairperson. Sent twice, it is done once.

    Raises Forbidden, NotFound, Conflict ("record.changed", "plan.move_refused", "plan.solving", "plan.empty",
    "plan.breaches" with their `count`).
    """
    known = _done(session, viewer, plan_id, PlanState.SUBMITTED)
    if known is not None:
        return known
    plan = holding.hold_to_move(session, viewer, plan_id, PlanState.SUBMITTED, version)
    refuse_broken(session, plan)
    plan.state, plan.submitted_at, plan.reason = PlanState.SUBMITTED, datetime.now(UTC), ""
    session.flush()
    return plan


def send_back(session: Session, viewer: Viewer, plan_id: int, reason: str, *, version: int) -> InspectionPlan:
    """Back to its drafters, with the reason; the drafters themselves may take it back without one.

    Raises as `submit`, FieldErrors.
    """
    known = _done(session, viewer, plan_id, PlanState.DRAFT)
    if known is not None:
        return known
    plan = holding.hold_to_move(session, viewer, plan_id, PlanState.DRAFT, version)
    needed = not access.may(viewer, "inspection:plan")
    plan.state, plan.submitted_at, plan.reason = PlanState.DRAFT, None, _reason(reason, needed=needed)
    session.flush()
    return plan


def publish(session: Session, viewer: Viewer, plan_id: int, *, version: int) -> InspectionPlan:
    """Let everybody read an approved plan: sites and months, nothing more. Raises as `submit`."""
    known = _done(session, viewer, plan_id, PlanState.PUBLISHED)
    if known is not None:
        return known
    plan = holding.hold_to_move(session, viewer, plan_id, PlanState.PUBLISHED, version)
    plan.state, plan.published_on = PlanState.PUBLISHED, clock.today()
    session.flush()
    return plan


def withdraw(session: Session, viewer: Viewer, plan_id: int, reason: str, *, version: int) -> InspectionPlan:
    """Take a plan back for good; its checks that were not begun are called off.

    Raises as `submit`, FieldErrors. What was approved only the chairperson takes back.
    """
    known = _done(session, viewer, plan_id, PlanState.WITHDRAWN)
    if known is not None:
        return known
    plan = holding.hold_to_move(session, viewer, plan_id, PlanState.WITHDRAWN, version)
    told = _reason(reason, needed=True)
    if plan.state in IN_FORCE:
        checks.call_off(session, viewer, checks.of_plan(session, plan), told)
    plan.state, plan.reason = PlanState.WITHDRAWN, told
    session.flush()
    return plan


def new_edition(session: Session, viewer: Viewer, plan_id: int) -> InspectionPlan:
    """A draft that starts as a copy of a plan in force: its visits and wishes. Asked twice, it is made once.

    The plan in force stays so until the new edition is approved. Raises Forbidden, NotFound,
    Conflict("plan.not_approved").
    """
    access.require(viewer, "inspection:plan")
    old = holding.seen(session, viewer, plan_id)
    records.lock_settings(session, viewer.commune_id)
    session.refresh(old)
    if old.state not in IN_FORCE:
        raise Conflict("plan.not_approved")
    waiting = _waiting(session, old)
    if waiting is not None:
        return waiting
    made = InspectionPlan(
        commune_id=old.commune_id,
        code=old.code,
        edition=_last(session, old) + 1,
        title=old.title,
        period_from=old.period_from,
        period_to=old.period_to,
        legal_basis=old.legal_basis,
        settings={name: value for name, value in old.settings.items() if name != "key"},
        figures=old.figures,
        created_by_id=viewer.account_id,
        version=1,
    )
    session.add(made)
    session.flush()
    _copy(session, PlanVisit, _VISIT, old.id, made.id)
    _copy(session, PlanWish, _WISH, old.id, made.id)
    return made


def refuse_broken(session: Session, plan: InspectionPlan) -> None:
    """Raise Conflict where a plan is empty or breaks a rule: "plan.empty", "plan.breaches" (`count`)."""
    if session.scalar(select(PlanVisit.id).where(PlanVisit.plan_id == plan.id).limit(1)) is None:
        raise Conflict("plan.empty")
    broken = checking.breaches(session, plan)
    if broken:
        raise Conflict("plan.breaches", count=len(broken))


def _done(session: Session, viewer: Viewer, plan_id: int, to: PlanState) -> InspectionPlan | None:
    """The plan, locked, where it already stands there: a form sent twice."""
    plan = holding.seen(session, viewer, plan_id)
    session.refresh(plan, with_for_update=True)
    return plan if plan.state is to and not progress.under_way(plan.progress) else None


def _reason(text: str, *, needed: bool) -> str:
    told = clean(text)
    if needed and not told:
        raise FieldErrors({"reason": "plan.needs_reason"})
    if len(told) > LONGEST_REASON:
        raise FieldErrors({"reason": "team.too_long"})
    return told


def _editions(plan: InspectionPlan) -> tuple[Any, ...]:
    return (InspectionPlan.commune_id == plan.commune_id, InspectionPlan.code == plan.code)


def _waiting(session: Session, plan: InspectionPlan) -> InspectionPlan | None:
    states = InspectionPlan.state.in_((PlanState.DRAFT, PlanState.SUBMITTED))
    return session.scalar(select(InspectionPlan).where(*_editions(plan), states))


def _last(session: Session, plan: InspectionPlan) -> int:
    newest = select(InspectionPlan.edition).where(*_editions(plan)).order_by(InspectionPlan.edition.desc())
    return session.scalars(newest.limit(1)).one()


def _copy(
    session: Session, model: type[PlanVisit | PlanWish], names: tuple[str, ...], old: int, new: int
) -> None:
    columns = [getattr(model, name) for name in names]
    kept = session.execute(select(*columns).where(model.plan_id == old)).mappings().all()
    if kept:
        session.execute(insert(model), [{**row, "plan_id": new} for row in kept])
