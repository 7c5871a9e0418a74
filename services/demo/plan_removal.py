"""Taking the demonstration's plans and teams out again, before the sites they speak of go."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from geodata.models import InspectionPlan, InspectionTeam, PlanLeftOut, PlanVisit, PlanWish, Site
from services.demo.plans import MEMBERS
from services.demo.tables import SOURCE, rows


def remove_plans(session: Session, communes: Sequence[int], accounts: Any) -> None:
    """Remove plans that speak of demo sites or were decided by demo accounts, and demo teams nobody uses.

    `accounts`: a SELECT of the demo accounts' ids. A plan without its sites, or by nobody, would be a paper
    about nothing; all its editions and visits go with it.
    """
    doomed = select(Site.__table__.c.id).where(
        Site.__table__.c.commune_id.in_(communes), Site.__table__.c.source == SOURCE
    )
    plan = InspectionPlan
    touched = [
        plan.id.in_(select(model.plan_id).where(model.site_id.in_(doomed)))
        for model in (PlanVisit, PlanWish, PlanLeftOut)
    ]
    decided = [plan.created_by_id.in_(accounts), plan.approved_by_id.in_(accounts)]
    session.execute(delete(plan).where(plan.commune_id.in_(communes), or_(*touched, *decided)))
    session.execute(update(PlanWish).where(PlanWish.account_id.in_(accounts)).values(account_id=None))
    _remove_teams(session, communes)


def _remove_teams(session: Session, communes: Sequence[int]) -> None:
    used = select(PlanVisit.team_id).union(select(PlanWish.team_id).where(PlanWish.team_id.is_not(None)))
    session.execute(
        delete(InspectionTeam).where(
            InspectionTeam.commune_id.in_(communes),
            InspectionTeam.code.in_([row["code"] for row in rows("teams")]),
            InspectionTeam.members == MEMBERS,
            InspectionTeam.id.not_in(used),
        )
    )
