"""The demonstration's two years of checks."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import (
    VISITED,
    Authority,
    CoverageStatus,
    InspectionAct,
    InspectionState,
    InspectionTrigger,
    Role,
)
from geodata.features import Viewer
from geodata.models import CapOverride, Commune, Finding, Incident, Inspection, Site
from geodata.queries.coverage import site_status
from geodata.queries.inspections_desk import Pile
from services.demo.inspections import CLEAR_SIGNS
from services.demo.visits import add_months, plan_visits
from services.inspections import desk
from services.inspections.overrides import VERIFIED
from services.inspections.public_texts import public_text
from tests.services.demo.conftest import TODAY


@pytest.fixture
def inspections(session: Session) -> list[Inspection]:
    return list(session.scalars(select(Inspection)))


@pytest.fixture
def visits(inspections: list[Inspection]) -> list[Inspection]:
    return [inspection for inspection in inspections if inspection.state in VISITED]


def shares(session: Session, day: date) -> dict[str, float]:
    commune_id = session.scalars(select(Commune.id)).one()
    statuses = Counter(str(row.status) for row in session.execute(site_status(commune_id, day)))
    return {status.value: statuses[status.value] / statuses.total() for status in CoverageStatus}


def test_coverage_is_a_believable_mix(session: Session) -> None:
    found = shares(session, TODAY)
    wanted = {"in_time": 0.60, "due_soon": 0.09, "overdue": 0.18, "never": 0.13}
    assert found == {status: pytest.approx(share, abs=0.05) for status, share in wanted.items()}


def test_coverage_grew_over_two_years(session: Session) -> None:
    before, now = (shares(session, add_months(TODAY, -back)) for back in (24, 0))
    covered = [share["in_time"] + share["due_soon"] for share in (before, now)]
    assert 0.2 < covered[0] < covered[1] - 0.05
    assert covered[1] > 0.6


def test_there_are_three_years_of_them_up_to_today(
    inspections: list[Inspection], visits: list[Inspection]
) -> None:
    days = sorted(visit.inspected_on for visit in visits if visit.inspected_on)
    assert 300 <= len(inspections) <= 450
    assert len(days) == len(visits)
    assert TODAY - timedelta(days=1330) < days[0] < TODAY - timedelta(days=1200)
    assert TODAY - timedelta(days=14) < days[-1] <= TODAY
    assert all(day.weekday() < 5 for day in days)


def test_one_check_a_year_but_for_clear_signs_of_violation(visits: list[Inspection]) -> None:
    by_year = Counter((visit.site_id, visit.inspected_on.year) for visit in visits if visit.inspected_on)
    twice = {key for key, times in by_year.items() if times > 1}
    flagged = [visit for visit in visits if not visit.planned]
    assert {(visit.site_id, visit.inspected_on.year) for visit in flagged if visit.inspected_on} == twice
    assert 0 < len(flagged) == len(twice) <= 5
    assert {visit.legal_basis for visit in flagged} == {CLEAR_SIGNS}


def test_none_is_planned_a_second_time_in_its_year(
    inspections: list[Inspection], visits: list[Inspection]
) -> None:
    done = {(visit.site_id, visit.inspected_on.year) for visit in visits if visit.inspected_on}
    ahead = (InspectionState.PROPOSED, InspectionState.APPROVED, InspectionState.ANNOUNCED)
    made = [one for one in inspections if one.source == "demo" and not one.body]
    coming = [inspection for inspection in made if inspection.state in ahead]
    assert {inspection.state for inspection in coming} == {*ahead}
    assert all(one.planned_on and one.planned_on > TODAY for one in coming)
    assert not done & {(one.site_id, one.planned_on.year) for one in coming if one.planned_on}


def test_several_bodies_and_all_usual_states_occur(inspections: list[Inspection]) -> None:
    assert {inspection.authority for inspection in inspections} == {*Authority}
    assert len({inspection.state for inspection in inspections}) >= 8
    assert {content for inspection in inspections for content in inspection.contents} == {
        "environment",
        "fire_safety",
        "medical_waste",
        "hazardous_waste_transport",
    }


def test_most_conclusions_are_published_and_those_of_other_bodies_are_not_ours_to_publish(
    inspections: list[Inspection],
) -> None:
    concluded = [one for one in inspections if one.state in VISITED[1:] and not one.body]
    assert all(one.conclusion and one.public_conclusion for one in concluded)
    published = [one for one in inspections if one.published_on is not None]
    assert {one.id for one in published} < {one.id for one in concluded}
    assert len(published) > 0.8 * len(concluded)
    assert all(one.published_on and one.published_on <= TODAY for one in published)


def test_no_public_text_names_anybody(session: Session, inspections: list[Inspection]) -> None:
    for one in inspections:
        if one.published_on:
            assert public_text(session, one, one.public_conclusion) == one.public_conclusion


def test_teams_are_told_by_function_and_two_people_conclude(inspections: list[Inspection]) -> None:
    ours = [one for one in inspections if not one.body]
    assert all("thành viên: " in one.team for one in ours if one.source == "demo")
    for one in ours:
        assert one.concluded_by_id is None or one.concluded_by_id != one.recorded_by_id
    assert {one.trigger for one in ours} == {InspectionTrigger.PLAN, InspectionTrigger.CLEAR_SIGNS}


def test_other_bodies_came_too_with_thanh_tra_and_kiem_tra(inspections: list[Inspection]) -> None:
    others = [one for one in inspections if one.body]
    assert len(others) > 5
    assert {one.act for one in others} == {*InspectionAct}
    assert {one.authority for one in others} == {Authority.CITY}
    assert {one.authority for one in inspections if not one.body} == {*Authority} - {Authority.CITY}


def test_every_second_check_of_a_year_has_its_approved_exception(
    session: Session, inspections: list[Inspection]
) -> None:
    exceptions = session.scalars(select(CapOverride)).all()
    assert {one.inspection_id for one in exceptions} == {one.id for one in inspections if not one.planned}
    assert all(one.approved_at and one.approved_by_id != one.proposed_by_id for one in exceptions)
    states = session.scalars(select(Incident.state).where(Incident.id.in_(exceptions[0].evidence))).all()
    assert set(states) <= set(VERIFIED)


def test_some_remedies_are_overdue(session: Session) -> None:
    clerk = Viewer(session.scalars(select(Commune.id)).one(), Role.ECONOMIC_DIVISION)
    opened = desk.opened(session, clerk, desk.wanted(clerk, {"pile": "remedies"}))
    assert opened.total > 3
    assert all(one["overdue"] for one in opened.checks)
    assert all(opened.piles[pile] for pile in (Pile.TO_APPROVE, Pile.TO_ANNOUNCE, Pile.OTHERS))


def test_what_is_followed_up_has_something_to_mend(session: Session, visits: list[Inspection]) -> None:
    for visit in visits:
        to_mend = any(finding.severity and finding.fixed_on is None for finding in visit.findings)
        if visit.state is InspectionState.FOLLOW_UP:
            assert to_mend
        elif visit.state is InspectionState.DONE:
            assert not to_mend


def test_findings_are_of_every_severity_mended_and_open(session: Session) -> None:
    findings = session.scalars(select(Finding)).all()
    assert {finding.severity for finding in findings} == {0, 1, 2, 3}
    assert any(
        finding.fixed_on is None and finding.deadline and finding.deadline < TODAY for finding in findings
    )
    assert all(finding.fixed_on is None or finding.fixed_on <= TODAY for finding in findings)
    assert all("minh họa" in finding.article for finding in findings)


def test_no_check_was_before_its_site(session: Session) -> None:
    statement = select(Inspection.code).join(Site).where(Inspection.inspected_on < Site.registered_on)
    assert session.scalars(statement).all() == []


@pytest.mark.parametrize("today", [date(2025, 7, 2), date(2026, 1, 1), date(2027, 12, 31), date(2028, 2, 29)])
def test_the_plan_holds_on_any_day(session: Session, today: date) -> None:
    with session.no_autoflush:
        plans = plan_visits(session.scalars(select(Site).order_by(Site.code)).all(), today)
    for plan in plans:
        assert plan.days == sorted(plan.days) and all(day < today for day in plan.days)
        assert len({day.year for day in plan.days}) == len(plan.days)
        assert (plan.status is CoverageStatus.NEVER) == (not plan.days)
        assert plan.extra is None or plan.days[-1] < plan.extra < today
        assert plan.coming is None or plan.coming > today
        assert plan.site.registered_on <= min([today, *plan.days])


def test_a_month_back_from_a_long_one_ends_in_a_short_one() -> None:
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_months(date(2025, 12, 15), 1) == date(2026, 1, 15)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-60, 60))
def test_months_are_counted_like_a_calendar(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day <= day.day
