"""A plan from draft to published, its checks made once, changed by a new edition only."""

from collections import Counter
from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geodata.enums import InspectionState, PlanState, Role, WishKind
from geodata.errors import Conflict, FieldErrors, Forbidden, NotFound
from geodata.models import (
    AuditEntry,
    Commune,
    Facility,
    Inspection,
    InspectionEvent,
    InspectionPlan,
    PlanVisit,
    PlanWish,
)
from services import clock
from services.planning import checking
from services.plans import approving, checks, editions
from services.plans.checks import Decision
from tests import cast, plan_cast
from tests.plan_cast import DECISION, Desk

S = InspectionState


@pytest.fixture
def people(session: Session, an_hung: Commune) -> Desk:
    return plan_cast.desk(session, an_hung)


@pytest.fixture
def sites(session: Session, an_hung: Commune) -> list[Facility]:
    return [plan_cast.site(session, an_hung, f"Xưởng {letter}") for letter in "ABC"]


@pytest.fixture
def draft(session: Session, an_hung: Commune, people: Desk, sites: list[Facility]) -> InspectionPlan:
    team = plan_cast.team(session, an_hung)
    return plan_cast.filled(session, an_hung, people.planner, team, sites)


def made(session: Session, plan: InspectionPlan) -> list[Inspection]:
    return list(checks.of_plan(session, plan))


def visits(session: Session, plan: InspectionPlan) -> list[PlanVisit]:
    found = select(PlanVisit).where(PlanVisit.plan_id == plan.id).order_by(PlanVisit.day, PlanVisit.position)
    return list(session.scalars(found))


def code_of(refused: pytest.ExceptionInfo[Conflict]) -> str:
    return refused.value.code


def test_the_cast_s_plan_breaks_no_rule(session: Session, draft: InspectionPlan) -> None:
    assert checking.breaches(session, draft) == []


def test_approval_makes_one_check_a_visit_under_the_decision(
    session: Session, people: Desk, draft: InspectionPlan
) -> None:
    plan_cast.approved(session, people, draft)
    found = made(session, draft)
    assert draft.state is PlanState.APPROVED
    assert [check.planned_on for check in found] == [visit.day for visit in visits(session, draft)]
    assert {(check.state, check.decision_number, check.decision_date) for check in found} == {
        (S.APPROVED, DECISION, clock.today())
    }
    told = session.execute(
        select(InspectionEvent.to_state, InspectionEvent.account_id)
        .where(InspectionEvent.inspection_id == found[0].id)
        .order_by(InspectionEvent.id)
    ).all()
    assert [tuple(row) for row in told] == [
        (S.PROPOSED, people.planner.account_id),
        (S.APPROVED, people.chairperson.account_id),
    ]


def test_a_double_click_and_a_retry_make_no_check_twice(
    session: Session, people: Desk, draft: InspectionPlan
) -> None:
    seen = draft.version
    editions.submit(session, people.planner, draft.id, version=seen)
    editions.submit(session, people.planner, draft.id, version=seen)
    decision, shown = Decision(DECISION, clock.today()), draft.version
    for _ in range(3):
        approving.approve(session, people.chairperson, draft.id, decision, version=shown)
    counts = Counter(check.site_id for check in session.scalars(select(Inspection)))
    assert set(counts.values()) == {1}
    assert len(counts) == 3


def test_whoever_drafted_it_may_not_approve_it_nor_anybody_but_the_chairperson(
    session: Session, an_hung: Commune, people: Desk, draft: InspectionPlan
) -> None:
    editions.submit(session, people.planner, draft.id, version=draft.version)
    decision = Decision(DECISION, clock.today())
    for viewer in (people.planner, people.other, people.police):
        with pytest.raises(Forbidden):
            approving.approve(session, viewer, draft.id, decision, version=draft.version)
    draft.created_by_id = people.chairperson.account_id
    session.flush()
    with pytest.raises(Conflict) as refused:
        approving.approve(session, people.chairperson, draft.id, decision, version=draft.version)
    assert code_of(refused) == "plan.four_eyes"
    assert made(session, draft) == []


def test_a_check_by_another_body_since_refuses_approval_and_names_the_site(
    session: Session, people: Desk, draft: InspectionPlan, sites: list[Facility]
) -> None:
    editions.submit(session, people.planner, draft.id, version=draft.version)
    cast.visit(session, sites[1], draft.period_from, contents=["environment"], body="Sở Nông nghiệp")
    decision = Decision(DECISION, clock.today())
    with pytest.raises(Conflict) as refused:
        approving.approve(session, people.chairperson, draft.id, decision, version=draft.version)
    assert code_of(refused) == "plan.capped"
    assert (refused.value.params["sites"], refused.value.params["count"]) == ("Xưởng B", 1)
    assert "198/2025" in str(refused.value.params["article"])
    assert made(session, draft) == []


def test_a_broken_or_empty_plan_goes_no_further(
    session: Session, an_hung: Commune, people: Desk, draft: InspectionPlan
) -> None:
    first = visits(session, draft)[0]
    first.arrive_at, first.leave_at = time(6), time(7, 15)
    session.flush()
    with pytest.raises(Conflict) as refused:
        editions.submit(session, people.planner, draft.id, version=draft.version)
    assert code_of(refused) == "plan.breaches"
    assert refused.value.params["count"] != 0
    empty = plan_cast.plan(session, an_hung, people.planner, [], plan_cast.days(session, an_hung))
    with pytest.raises(Conflict) as refused:
        editions.submit(session, people.planner, empty.id, version=empty.version)
    assert code_of(refused) == "plan.empty"


def test_a_stale_page_is_refused_at_every_step(session: Session, people: Desk, draft: InspectionPlan) -> None:
    old = draft.version
    draft.title = "Người khác vừa sửa"
    session.flush()
    with pytest.raises(Conflict) as refused:
        editions.submit(session, people.other, draft.id, version=old)
    assert code_of(refused) == "record.changed"
    with pytest.raises(Conflict):
        editions.withdraw(session, people.other, draft.id, "Trùng", version=old)


def test_it_is_sent_back_with_a_reason_and_submitted_again(
    session: Session, people: Desk, draft: InspectionPlan
) -> None:
    editions.submit(session, people.planner, draft.id, version=draft.version)
    with pytest.raises(FieldErrors):
        editions.send_back(session, people.chairperson, draft.id, " ", version=draft.version)
    editions.send_back(session, people.chairperson, draft.id, "Bỏ bớt thứ sáu", version=draft.version)
    assert (draft.state, draft.reason) == (PlanState.DRAFT, "Bỏ bớt thứ sáu")
    editions.submit(session, people.planner, draft.id, version=draft.version)
    editions.send_back(session, people.other, draft.id, "", version=draft.version)
    assert draft.state is PlanState.DRAFT


def test_the_decision_needs_a_number_and_no_day_ahead(
    session: Session, people: Desk, draft: InspectionPlan
) -> None:
    editions.submit(session, people.planner, draft.id, version=draft.version)
    wrong = Decision(" ", clock.today() + timedelta(days=1))
    with pytest.raises(FieldErrors) as refused:
        approving.approve(session, people.chairperson, draft.id, wrong, version=draft.version)
    assert set(refused.value.fields) == {"decision_number", "decision_date"}


def test_published_it_has_its_day_and_only_then_who_publishes_may(
    session: Session, people: Desk, draft: InspectionPlan
) -> None:
    plan_cast.approved(session, people, draft)
    with pytest.raises(Forbidden):
        editions.publish(session, people.chairperson, draft.id, version=draft.version)
    shown = draft.version
    editions.publish(session, people.planner, draft.id, version=shown)
    editions.publish(session, people.planner, draft.id, version=shown)
    assert (draft.state, draft.published_on) == (PlanState.PUBLISHED, clock.today())


def test_withdrawn_by_the_chairperson_its_checks_not_begun_are_called_off(
    session: Session, people: Desk, draft: InspectionPlan
) -> None:
    plan_cast.approved(session, people, draft)
    with pytest.raises(Forbidden):
        editions.withdraw(session, people.planner, draft.id, "Trùng", version=draft.version)
    with pytest.raises(FieldErrors):
        editions.withdraw(session, people.chairperson, draft.id, "", version=draft.version)
    editions.withdraw(session, people.chairperson, draft.id, "Trùng đợt của Sở", version=draft.version)
    assert {(check.state, check.cancel_reason) for check in made(session, draft)} == {
        (S.CANCELLED, "Trùng đợt của Sở")
    }


def test_a_new_edition_copies_visits_and_wishes_and_is_asked_for_once(
    session: Session, people: Desk, draft: InspectionPlan, sites: list[Facility]
) -> None:
    wish = PlanWish(commune_id=draft.commune_id, plan_id=draft.id, site_id=sites[0].id, kind=WishKind.PINNED)
    session.add(wish)
    plan_cast.approved(session, people, draft)
    second = editions.new_edition(session, people.other, draft.id)
    assert editions.new_edition(session, people.planner, draft.id).id == second.id
    assert (second.code, second.edition, second.state) == (draft.code, 2, PlanState.DRAFT)
    assert [v.site_id for v in visits(session, second)] == [v.site_id for v in visits(session, draft)]
    wishes = select(func.count()).select_from(PlanWish).where(PlanWish.plan_id == second.id)
    assert session.scalar(wishes) == 1
    assert draft.state is PlanState.APPROVED


def test_the_new_edition_takes_over_its_checks_and_the_old_one_is_kept(
    session: Session, an_hung: Commune, people: Desk, draft: InspectionPlan, sites: list[Facility]
) -> None:
    plan_cast.approved(session, people, draft)
    before = {check.site_id: check for check in made(session, draft)}
    second = editions.new_edition(session, people.planner, draft.id)
    kept, moved, gone = visits(session, second)
    late = gone.day
    session.delete(gone)
    moved.day = late
    added = plan_cast.site(session, an_hung, "Xưởng mới")
    plan_cast.visit(session, second, _team(session, draft), added, kept.day, position=2)
    session.flush()
    assert checking.breaches(session, second) == []
    plan_cast.approved(session, people, second, "13/QĐ-UBND")
    assert (draft.state, second.state) == (PlanState.SUPERSEDED, PlanState.APPROVED)
    after = {check.site_id: check for check in made(session, second)}
    assert after[kept.site_id].id == before[kept.site_id].id
    assert (after[moved.site_id].id, after[moved.site_id].planned_on) == (before[moved.site_id].id, late)
    assert before[sites[2].id].state is S.CANCELLED
    assert after[added.id].decision_number == "13/QĐ-UBND"
    assert len(visits(session, draft)) == 3


def _team(session: Session, plan: InspectionPlan):  # type: ignore[no-untyped-def]
    from geodata.models import InspectionTeam

    return session.get_one(InspectionTeam, plan.settings["teams"][0])


def test_the_database_holds_an_approved_plan_still(
    session: Session, people: Desk, draft: InspectionPlan
) -> None:
    plan_cast.approved(session, people, draft)
    first = visits(session, draft)[0]
    with pytest.raises(IntegrityError), session.begin_nested():
        first.day = first.day + timedelta(days=1)
        session.flush()
    session.expire_all()
    with pytest.raises(Conflict) as refused:
        editions.send_back(session, people.chairperson, draft.id, "Sửa", version=draft.version)
    assert code_of(refused) == "plan.move_refused"


def test_a_plan_of_another_commune_is_none(session: Session, people: Desk, draft: InspectionPlan) -> None:
    abroad = plan_cast.person(session, cast.commune(session), Role.CHAIRPERSON)
    with pytest.raises(NotFound):
        approving.approve(session, abroad, draft.id, Decision(DECISION, clock.today()), version=draft.version)


def test_two_teams_at_one_site_make_one_visit_of_two_checks(
    session: Session, an_hung: Commune, people: Desk, sites: list[Facility]
) -> None:
    from geodata.enums import Authority, FireGroup

    week = plan_cast.days(session, an_hung)
    first = plan_cast.team(session, an_hung)
    police = plan_cast.team(
        session, an_hung, "Tổ Công an", authority=Authority.COMMUNE_POLICE, contents=["fire_safety"]
    )
    sites[0].fire_group = FireGroup.APPENDIX_II
    session.flush()
    plan = plan_cast.plan(session, an_hung, people.planner, [first, police], week)
    plan.settings = plan.settings | {
        "contents": ["environment", "fire_safety"],
        "pairs": [{"site_id": sites[0].id, "teams": [first.id, police.id]}],
    }
    pair = f"site {sites[0].id}"
    plan_cast.visit(session, plan, first, sites[0], week[0], pair=pair)
    plan_cast.visit(session, plan, police, sites[0], week[0], pair=pair, contents=["fire_safety"])
    plan_cast.approved(session, people, plan)
    found = made(session, plan)
    assert {check.authority for check in found} == {Authority.ECONOMIC_DIVISION, Authority.COMMUNE_POLICE}
    assert len({check.planned_on for check in found}) == 1


def test_the_log_tells_who_did_what_to_a_plan(session: Session, people: Desk, draft: InspectionPlan) -> None:
    plan_cast.approved(session, people, draft)
    told = session.scalars(
        select(AuditEntry).where(AuditEntry.table_name == "inspection_plan", AuditEntry.record_id == draft.id)
    ).all()
    states = [entry.now_is["state"] for entry in told if entry.now_is and "state" in entry.now_is]
    assert states[-2:] == ["submitted", "approved"]
    assert isinstance(draft.period_from, date)
