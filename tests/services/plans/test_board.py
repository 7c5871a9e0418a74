"""The board, the days for teams and their ways, as services give them."""

import numpy as np
import pytest
from shapely.geometry import LineString, MultiLineString
from sqlalchemy.orm import Session

from geodata.enums import LeftOutReason, PlanState, RoadKind, Role
from geodata.errors import BadInput, Conflict, Forbidden, NotFound
from geodata.models import Commune, InspectionPlan, InspectionTeam, PlanLeftOut, Road
from geodata.queries import plan_ways
from services.plans import board, handout, ways
from tests import cast, plan_cast
from tests.people import viewer
from tests.plan_cast import Desk


@pytest.fixture
def people(session: Session, an_hung: Commune) -> Desk:
    return plan_cast.desk(session, an_hung)


@pytest.fixture
def team(session: Session, an_hung: Commune) -> InspectionTeam:
    return plan_cast.team(session, an_hung)


@pytest.fixture
def draft(session: Session, an_hung: Commune, people: Desk, team: InspectionTeam) -> InspectionPlan:
    sites = [plan_cast.site(session, an_hung, name) for name in ("Một", "Hai")]
    return plan_cast.filled(session, an_hung, people.planner, team, sites)


def test_a_board_has_every_day_and_team_and_the_visits_in_order(
    session: Session, people: Desk, draft: InspectionPlan, team: InspectionTeam
) -> None:
    found = board.of(session, people.planner, draft.id)
    assert [len(found.team_days[team.id, day].visits) for day in found.days] == [1, 1, 0, 0, 0]
    assert [visit["site_name"] for visit in found.visits] == ["Một", "Hai"]
    assert (found.broken, found.may_edit, found.moves) == (
        0,
        True,
        [PlanState.SUBMITTED, PlanState.WITHDRAWN],
    )
    assert board.of(session, people.chairperson, draft.id).may_edit is False


def test_a_visit_on_a_day_off_stands_on_the_board_all_the_same(
    session: Session, people: Desk, draft: InspectionPlan, team: InspectionTeam
) -> None:
    from datetime import timedelta

    sunday = draft.period_from + timedelta(days=6)
    site = plan_cast.site(session, session.get_one(Commune, draft.commune_id), "Chủ nhật")
    odd = plan_cast.visit(session, draft, team, site, sunday)
    found = board.of(session, people.planner, draft.id)
    assert found.days[-1] == sunday
    [visit] = found.team_days[team.id, sunday].visits
    assert visit["id"] == odd.id
    assert {breach.code for breach in visit["breaches"]} >= {"period", "day_off"}


def test_the_list_of_plans_tells_their_visits(session: Session, people: Desk, draft: InspectionPlan) -> None:
    [told] = board.listed(session, people.police)
    assert (told["id"], told["visits"], told["state"]) == (draft.id, 2, "draft")
    with pytest.raises(Forbidden):
        board.listed(session, viewer(Role.ADMIN, session.get_one(Commune, draft.commune_id)))


def test_left_out_sites_come_by_priority_and_reason(
    session: Session, an_hung: Commune, people: Desk, draft: InspectionPlan
) -> None:
    for number in range(23):
        site = plan_cast.site(session, an_hung, f"Nơi {number:02}")
        session.add(
            PlanLeftOut(
                plan_id=draft.id,
                site_id=site.id,
                commune_id=an_hung.id,
                reason=LeftOutReason.NOT_DUE,
                priority=number,
            )
        )
    session.flush()
    first = board.left_out(session, people.planner, draft.id)
    assert (first.total, first.pages, first.sites[0]["site_name"]) == (23, 2, "Nơi 22")
    assert [one["site_name"] for one in board.left_out(session, people.planner, draft.id, page=2).sites][
        -1
    ] == "Nơi 00"
    assert board.left_out(session, people.planner, draft.id, reason="closed").total == 0
    with pytest.raises(BadInput):
        board.left_out(session, people.planner, draft.id, reason="'")


def test_a_team_s_day_follows_the_roads_and_says_where_it_does_not(
    session: Session, an_hung: Commune, people: Desk, draft: InspectionPlan, team: InspectionTeam
) -> None:
    straight = handout.day(session, people.planner, draft.id, team.id, draft.period_from)
    assert (straight.by_road, len(straight.legs)) == (False, 2)
    line = MultiLineString([LineString([(106.58, 20.7505), (106.6, 20.7505)])])
    session.add(Road(commune_id=an_hung.id, kind=RoadKind.COMMUNE, code="D1", geom=cast.shape(line)))
    session.flush()
    way = ways.of(session, an_hung.id, [(106.582, 20.7505), (106.598, 20.7505)])
    assert way.roads == [True]
    assert way.legs[0][0] == pytest.approx((106.582, 20.7505), abs=1e-7)
    assert way.legs[0][-1] == pytest.approx((106.598, 20.7505), abs=1e-7)
    assert ways.of(session, an_hung.id, [(106.59, 20.75)]) == ways.Way([], [])


def test_metres_and_degrees_undo_each_other(session: Session) -> None:
    places = [(106.5912345, 20.7512345), (106.6, 20.76)]
    metres = plan_ways.in_metres(session, places)
    assert 590_000 > metres[0][0] > 580_000
    assert np.allclose(plan_ways.in_degrees(session, metres), places, atol=1e-9)


def test_a_day_that_is_none_and_a_plan_not_in_force_are_refused(
    session: Session, people: Desk, draft: InspectionPlan, team: InspectionTeam
) -> None:
    with pytest.raises(NotFound):
        handout.day(session, people.planner, draft.id, team.id, draft.period_to)
    with pytest.raises(NotFound):
        handout.day(session, people.planner, draft.id, 0, draft.period_from)
    with pytest.raises(Conflict) as refused:
        handout.day_in_force(session, people.planner, draft.id, team.id, draft.period_from)
    assert refused.value.code == "plan.not_approved"
    with pytest.raises(Conflict):
        handout.as_calendar(session, people.planner, draft.id, team.id, {}, "Kiểm tra")


def test_geojson_holds_stops_in_order_and_what_officers_may_see(
    session: Session, people: Desk, draft: InspectionPlan, team: InspectionTeam
) -> None:
    plan_cast.approved(session, people, draft)
    found = handout.day_in_force(session, people.police, draft.id, team.id, draft.period_from)
    shapes = handout.as_geojson(found, people.police)["features"]
    assert shapes[0]["properties"]["arrive_at"] == "08:15:00"
    assert shapes[0]["properties"]["site_name"] == "Một"
    assert shapes[-1]["geometry"]["type"] == "LineString"
    assert b"M\xe1\xbb\x99t" in handout.as_gpx(found, {})
