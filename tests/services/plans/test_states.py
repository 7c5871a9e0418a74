"""The moves of a plan: every pair of states tried, every role asked, and what the database holds to."""

import itertools

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geodata.enums import PlanState, Role
from geodata.errors import Conflict, Forbidden
from geodata.features import Viewer
from geodata.models import Commune, InspectionPlan, PlanVisit
from services import clock
from services.plans import editions, progress, states
from services.plans.progress import Stage, Wish
from tests import plan_cast
from tests.plan_cast import Desk

S = PlanState
PLANNERS = (Role.ECONOMIC_DIVISION, Role.COMMUNE_POLICE, Role.HEALTH_STATION)
MOVES = {
    (S.DRAFT, S.SUBMITTED): PLANNERS,
    (S.DRAFT, S.WITHDRAWN): (*PLANNERS, Role.CHAIRPERSON),
    (S.SUBMITTED, S.DRAFT): (*PLANNERS, Role.CHAIRPERSON),
    (S.SUBMITTED, S.APPROVED): (Role.CHAIRPERSON,),
    (S.SUBMITTED, S.WITHDRAWN): (*PLANNERS, Role.CHAIRPERSON),
    (S.APPROVED, S.PUBLISHED): (Role.ECONOMIC_DIVISION, Role.COMMUNE_POLICE),
    (S.APPROVED, S.SUPERSEDED): (),
    (S.APPROVED, S.WITHDRAWN): (Role.CHAIRPERSON,),
    (S.PUBLISHED, S.SUPERSEDED): (),
    (S.PUBLISHED, S.WITHDRAWN): (Role.CHAIRPERSON,),
}
"""Every move there is → the roles that make it by hand, written out once more."""


@pytest.mark.parametrize(("start", "to"), list(itertools.product(PlanState, PlanState)))
def test_every_move_is_known_or_refused(start: PlanState, to: PlanState) -> None:
    if (start, to) in MOVES:
        states.refuse_unknown(start, to)
    else:
        with pytest.raises(Conflict) as refused:
            states.refuse_unknown(start, to)
        assert refused.value.code == "plan.move_refused"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_may_make_the_moves_of_the_table_and_no_other(role: Role) -> None:
    who = Viewer(1, role)
    for start, to in itertools.product(PlanState, PlanState):
        assert states.may_move(who, start, to) is (role in MOVES.get((start, to), ())), (start, to)
    for start in PlanState:
        assert states.open_to(who, start) == [to for to in states.NEXT[start] if role in MOVES[start, to]]


def test_what_is_in_force_is_held_still_too() -> None:
    assert states.IN_FORCE < states.HELD_STILL
    assert states.HELD_STILL.isdisjoint({S.DRAFT, S.SUBMITTED})


def test_progress_keeps_its_run_when_something_is_wished() -> None:
    told = progress.waiting("run-1")
    assert progress.under_way(told)
    assert progress.stage_of(told) is Stage.WAITING
    asked = progress.wished(told, Wish.TAKE)
    assert (asked["wish"], asked["run"], told["wish"]) == ("take", "run-1", "")
    assert progress.stage_of({}) is None
    assert not progress.under_way({"stage": "done"})


@pytest.fixture
def people(session: Session, an_hung: Commune) -> Desk:
    return plan_cast.desk(session, an_hung)


@pytest.fixture
def approved(session: Session, an_hung: Commune, people: Desk) -> InspectionPlan:
    team = plan_cast.team(session, an_hung)
    made = plan_cast.filled(session, an_hung, people.planner, team, [plan_cast.site(session, an_hung)])
    return plan_cast.approved(session, people, made)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Khác"},
        {"decision_number": "99/QĐ"},
        {"settings": {}},
        {"state": S.DRAFT},
        {"state": S.SUBMITTED},
    ],
)
def test_nothing_of_an_approved_plan_is_changed_past_the_services(
    session: Session, approved: InspectionPlan, change: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(InspectionPlan).where(InspectionPlan.id == approved.id).values(**change))


def test_no_visit_joins_or_leaves_an_approved_plan(
    session: Session, an_hung: Commune, approved: InspectionPlan
) -> None:
    team = plan_cast.team(session, an_hung)
    with pytest.raises(IntegrityError), session.begin_nested():
        plan_cast.visit(session, approved, team, plan_cast.site(session, an_hung), approved.period_from)
    with pytest.raises(IntegrityError), session.begin_nested():
        for visit in session.query(PlanVisit).filter_by(plan_id=approved.id):
            session.delete(visit)
        session.flush()


def test_a_plan_under_way_is_not_submitted_withdrawn_or_sent_back(
    session: Session, an_hung: Commune, people: Desk
) -> None:
    team = plan_cast.team(session, an_hung)
    plan = plan_cast.filled(session, an_hung, people.planner, team, [plan_cast.site(session, an_hung)])
    plan.progress = progress.waiting("run")
    session.flush()
    with pytest.raises(Conflict) as refused:
        editions.submit(session, people.planner, plan.id, version=plan.version)
    assert refused.value.code == "plan.solving"
    with pytest.raises(Conflict) as refused:
        editions.withdraw(session, people.planner, plan.id, "Thôi", version=plan.version)
    assert refused.value.code == "plan.solving"


def test_a_draft_has_no_next_edition_and_the_chairperson_drafts_none(
    session: Session, an_hung: Commune, people: Desk, approved: InspectionPlan
) -> None:
    with pytest.raises(Forbidden):
        editions.new_edition(session, people.chairperson, approved.id)
    second = editions.new_edition(session, people.planner, approved.id)
    with pytest.raises(Conflict) as refused:
        editions.new_edition(session, people.planner, second.id)
    assert refused.value.code == "plan.not_approved"
    editions.withdraw(session, people.planner, second.id, "Không cần nữa", version=second.version)
    third = editions.new_edition(session, people.planner, approved.id)
    assert (third.edition, approved.state) == (3, S.APPROVED)
    assert clock.today() <= third.period_to
