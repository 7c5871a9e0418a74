"""A plan is approved: by the chairperson, not by who drafted it, and only while nothing speaks against it."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import PlanState
from geodata.errors import Conflict, FieldErrors
from geodata.features import Viewer
from geodata.models import InspectionPlan
from services import access, clock, records
from services.plans import checks, editions, holding
from services.plans.checks import Decision
from services.plans.states import IN_FORCE
from services.text import clean

LONGEST_NUMBER: Final = 60


def approve(
    session: Session, viewer: Viewer, plan_id: int, decision: Decision, *, version: int
) -> InspectionPlan:
    """Approve a submitted plan under `decision` and make its checks; the edition before it is superseded.

    Sent twice it is done once. Raises Forbidden, NotFound, FieldErrors (number or date of the decision),
    Conflict: "record.changed", "plan.move_refused", "plan.four_eyes", "plan.breaches", "plan.empty",
    "plan.capped", "plan.check_refused".
    """
    access.require(viewer, "inspection:approve")
    plan = holding.seen(session, viewer, plan_id)
    # Before the plan itself: whoever proposes checks takes the commune's lock first.
    records.lock_settings(session, viewer.commune_id)
    session.refresh(plan, with_for_update=True)
    said = _checked(decision)
    if plan.state in IN_FORCE and _same(plan, viewer, said):
        return plan
    plan = holding.hold_to_move(session, viewer, plan_id, PlanState.APPROVED, version)
    if viewer.account_id is None or plan.created_by_id == viewer.account_id:
        raise Conflict("plan.four_eyes")
    before = _in_force(session, plan)
    checks.refuse_capped(session, plan, before)
    editions.refuse_broken(session, plan)
    checks.make(session, viewer, plan, said, before)
    if before is not None:
        before.state = PlanState.SUPERSEDED
    plan.decision_number, plan.decision_date = said.number, said.day
    plan.approved_by_id, plan.approved_at = viewer.account_id, datetime.now(UTC)
    plan.state = PlanState.APPROVED
    session.flush()
    return plan


def _checked(decision: Decision) -> Decision:
    number = clean(decision.number)
    wrong = {} if number else {"decision_number": "form.needed"}
    if len(number) > LONGEST_NUMBER:
        wrong["decision_number"] = "team.too_long"
    if decision.day > clock.today():
        wrong["decision_date"] = "form.future"
    if wrong:
        raise FieldErrors(wrong)
    return Decision(number, decision.day)


def _same(plan: InspectionPlan, viewer: Viewer, decision: Decision) -> bool:
    said = (viewer.account_id, decision.number, decision.day)
    return viewer.account_id is not None and said == (
        plan.approved_by_id,
        plan.decision_number,
        plan.decision_date,
    )


def _in_force(session: Session, plan: InspectionPlan) -> InspectionPlan | None:
    """The edition by which teams drive until this one is approved, locked."""
    return session.scalar(
        select(InspectionPlan)
        .where(
            InspectionPlan.commune_id == plan.commune_id,
            InspectionPlan.code == plan.code,
            InspectionPlan.edition < plan.edition,
            InspectionPlan.state.in_(tuple(IN_FORCE)),
        )
        .order_by(InspectionPlan.edition.desc())
        .limit(1)
        .with_for_update()
    )
