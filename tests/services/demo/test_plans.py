"""The demonstration's teams and plans: one published, one in force, one being drafted, all by the rules."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import InspectionState, PlanState
from geodata.features import Viewer
from geodata.models import (
    Account,
    Inspection,
    InspectionPlan,
    InspectionTeam,
    PlanLeftOut,
    PlanVisit,
    SiteVisitTerms,
)
from services import demo
from services.planning import checking
from services.plans import public
from tests.services.demo.conftest import TODAY


@pytest.fixture
def plans(session: Session) -> dict[PlanState, InspectionPlan]:
    return {plan.state: plan for plan in session.scalars(select(InspectionPlan))}


def visits(session: Session, plan: InspectionPlan) -> list[PlanVisit]:
    return list(session.scalars(select(PlanVisit).where(PlanVisit.plan_id == plan.id)))


def test_there_are_three_teams_and_three_plans(
    session: Session, plans: dict[PlanState, InspectionPlan]
) -> None:
    assert session.scalar(select(func.count(InspectionTeam.id))) == 3
    assert plans.keys() == {PlanState.PUBLISHED, PlanState.APPROVED, PlanState.DRAFT}
    assert plans[PlanState.PUBLISHED].period_to < TODAY <= plans[PlanState.APPROVED].period_from
    assert plans[PlanState.DRAFT].period_from > plans[PlanState.APPROVED].period_to
    assert all(len(visits(session, plan)) >= 6 for plan in plans.values())


def test_the_plans_to_come_break_no_rule(session: Session, plans: dict[PlanState, InspectionPlan]) -> None:
    for state in (PlanState.APPROVED, PlanState.DRAFT):
        assert checking.breaches(session, plans[state]) == []
        assert session.scalar(
            select(func.count()).select_from(PlanLeftOut).where(PlanLeftOut.plan_id == plans[state].id)
        )


def test_every_visit_of_a_decided_plan_has_its_check(
    session: Session, plans: dict[PlanState, InspectionPlan]
) -> None:
    for visit in visits(session, plans[PlanState.PUBLISHED]):
        assert session.get_one(Inspection, visit.inspection_id).inspected_on == visit.day
    for visit in visits(session, plans[PlanState.APPROVED]):
        check = session.get_one(Inspection, visit.inspection_id)
        assert (check.state, check.planned_on) == (InspectionState.APPROVED, visit.day)
    assert not any(visit.inspection_id for visit in visits(session, plans[PlanState.DRAFT]))


def test_some_sites_say_when_they_can_be_visited(session: Session) -> None:
    kept = session.scalars(select(SiteVisitTerms)).all()
    assert len(kept) > 10
    assert sum(one.not_before is not None for one in kept) == 1


def test_the_published_one_is_read_by_everybody(
    session: Session, plans: dict[PlanState, InspectionPlan]
) -> None:
    plan = plans[PlanState.PUBLISHED]
    shown = public.one(session, Viewer(plan.commune_id), plan.code)
    assert len(shown.visits) == len(visits(session, plan))
    assert "MẪU" in shown.fields["decision_number"]


def test_taken_out_again_plans_and_teams_are_gone(session: Session) -> None:
    real = session.scalars(select(InspectionTeam).limit(1)).one()
    real.members = "Tổ thật"
    session.flush()
    demo.clear(session)
    assert session.scalar(select(func.count(InspectionPlan.id))) == 0
    assert [team.members for team in session.scalars(select(InspectionTeam))] == ["Tổ thật"]
    assert session.scalar(select(func.count(Account.id))) == 0
