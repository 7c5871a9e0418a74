"""The live plan held against every rule from its own rows."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy.orm import Session

from geodata.enums import PlanState, SiteState
from geodata.models import Commune, Facility
from services.planning import checking
from tests import cast, plan_cast
from tests.services.planning.cases import Case, case


@pytest.fixture
def desk(session: Session, an_hung: Commune, monkeypatch: pytest.MonkeyPatch) -> Case:
    return case(session, an_hung, monkeypatch)


@pytest.fixture
def site(desk: Case) -> Facility:
    """A site with a visit in the plan that breaks nothing."""
    made = desk.site()
    plan_cast.visit(desk.session, desk.plan, desk.team, made, desk.days[0])
    return made


def test_a_plan_without_a_fault(desk: Case, site: Facility) -> None:
    assert desk.broken() == []


def test_a_site_that_closed_meanwhile_is_shown(desk: Case, site: Facility) -> None:
    site.state, site.closed_on = SiteState.CLOSED, desk.days[0] - timedelta(days=5)
    [found] = checking.breaches(desk.session, desk.plan)
    assert (found.code, found.site_id, found.team_id, found.day) == (
        "closed",
        site.id,
        desk.team.id,
        desk.days[0],
    )


def test_another_body_s_check_meanwhile_is_shown(desk: Case, site: Facility) -> None:
    cast.visit(desk.session, site, date(desk.days[0].year, 2, 2), body="Sở", contents=["environment"])
    assert desk.broken() == ["yearly_cap"]


def test_an_earlier_edition_s_own_check_does_not_speak_against_it(desk: Case, site: Facility) -> None:
    check = cast.visit(desk.session, site, desk.days[0], contents=["environment"])
    before = plan_cast.plan(
        desk.session,
        desk.home,
        desk.people.planner,
        [desk.team],
        desk.days,
        code=desk.plan.code,
        edition=7,
    )
    plan_cast.visit(desk.session, before, desk.team, site, desk.days[0], inspection_id=check.id)
    assert desk.broken() == []


def test_a_place_taken_away_and_hours_changed_are_shown(desk: Case, site: Facility) -> None:
    desk.terms(site, opening_hours="Mo-Su 13:00-17:00", not_after=desk.days[0] - timedelta(days=1))
    site.geom = None
    assert set(desk.broken()) == {"not_placed", "not_after", "not_open"}


def test_a_team_set_aside_is_shown(desk: Case, site: Facility) -> None:
    desk.team.active = False
    assert desk.broken() == ["team"]


def test_another_plan_that_takes_the_site_is_shown(desk: Case, site: Facility) -> None:
    other = plan_cast.plan(desk.session, desk.home, desk.people.planner, [desk.team], desk.days, code="KH-2")
    plan_cast.visit(desk.session, other, desk.team, site, desk.days[1])
    assert desk.broken() == []
    other.state = PlanState.SUBMITTED
    assert desk.broken() == ["planned_elsewhere"]


def test_a_visit_too_early_for_the_way_is_shown(desk: Case) -> None:
    far = desk.site(geom=cast.place(106.63, 20.73))
    plan_cast.visit(
        desk.session,
        desk.plan,
        desk.team,
        far,
        desk.days[0],
        arrive_at=time(7, 31),
        leave_at=time(8, 45),
    )
    assert desk.broken() == ["too_early"]
