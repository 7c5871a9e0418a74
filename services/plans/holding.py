"""One plan in an officer's hand: found under the privacy rule, held until the end of the transaction."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import PlanState
from geodata.errors import Conflict, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import InspectionPlan
from services import access, records
from services.plans import progress, states


def seen(session: Session, viewer: Viewer, plan_id: int) -> InspectionPlan:
    """A plan of the viewer's commune. Raises Forbidden, NotFound."""
    access.require(viewer, "plan:read")
    own = InspectionPlan.commune_id == viewer.commune_id
    found = session.scalar(select(InspectionPlan).where(InspectionPlan.id == plan_id, own))
    if found is None:
        raise NotFound("record.unknown")
    return found


def hold(session: Session, viewer: Viewer, plan_id: int, version: int) -> InspectionPlan:
    """A plan, locked and at the `version` its reader saw. Raises as `seen`, Conflict("record.changed")."""
    plan = seen(session, viewer, plan_id)
    records.lock(session, plan, version)
    return plan


def hold_draft(session: Session, viewer: Viewer, plan_id: int, version: int) -> InspectionPlan:
    """A draft that a planner may change now.

    Raises as `hold`, Forbidden, Conflict("plan.not_draft", "plan.solving").
    """
    access.require(viewer, "inspection:plan")
    plan = hold(session, viewer, plan_id, version)
    if plan.state is not PlanState.DRAFT:
        raise Conflict("plan.not_draft")
    if progress.under_way(plan.progress):
        raise Conflict("plan.solving")
    return plan


def hold_to_move(
    session: Session, viewer: Viewer, plan_id: int, to: PlanState, version: int
) -> InspectionPlan:
    """A plan that this officer may move to `to`. Raises as `hold`, Forbidden, Conflict."""
    plan = hold(session, viewer, plan_id, version)
    states.refuse_unknown(plan.state, to)
    if not states.may_move(viewer, plan.state, to):
        raise Forbidden("access.role")
    if progress.under_way(plan.progress):
        raise Conflict("plan.solving")
    return plan
