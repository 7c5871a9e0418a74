"""From a draft to visits with times and reasons."""

from datetime import date, datetime, time
from typing import Any

import pytest
from sqlalchemy.orm import Session

from geodata.enums import Authority, FireGroup, LeftOutReason
from geodata.errors import Conflict
from geodata.models import CalendarDay, Commune
from services.plans.progress import Stage, stage_of
from services.plans.settings import Pair
from tests import cast, plan_cast
from tests.services.planning.cases import Case, case, contents, road

L = LeftOutReason


@pytest.fixture
def desk(session: Session, an_hung: Commune, monkeypatch: pytest.MonkeyPatch) -> Case:
    return case(session, an_hung, monkeypatch)


def test_every_site_has_a_visit_or_a_reason_and_no_rule_is_broken(desk: Case) -> None:
    sites = [desk.site(f"Xưởng {number}") for number in range(8)]
    desk.solve()
    visits = desk.visits
    assert {visit.site_id for visit in visits} | desk.left_out.keys() == {site.id for site in sites}
    assert visits
    assert desk.broken() == []
    assert {visit.reason["why"] for visit in visits} == {"priority"}
    assert all(visit.reason.keys() >= {"u", "h", "category", "priority", "due_on"} for visit in visits)
    assert all(visit.contents == ["environment"] for visit in visits)
    assert (stage_of(desk.plan.progress), desk.plan.progress["percent"]) == (Stage.DONE, 100)


def test_the_figures_tell_what_was_reached(desk: Case) -> None:
    for number in range(3):
        desk.site(f"Xưởng {number}")
    desk.solve()
    figures = desk.plan.figures
    assert figures["visits"] == 3
    assert figures["collected"] == pytest.approx(sum(visit.priority for visit in desk.visits), abs=0.01)
    assert figures["collected"] <= figures["bound"]
    assert figures["minutes_out"] <= figures["minutes_limit"] == 5 * 360
    assert (figures["iterations"], figures["stopped"], figures["candidates"]) == (120, "", 3)


def test_the_same_draft_gives_the_same_plan_again(desk: Case) -> None:
    for number in range(10):
        desk.site(f"Xưởng {number}")
    desk.asks(random_share=0.2)

    def plan() -> list[Any]:
        desk.solve()
        return [(v.site_id, v.team_id, v.day, v.arrive_at, v.drawn) for v in desk.visits]

    assert plan() == plan()


def test_nobody_drives_out_on_a_holiday(desk: Case) -> None:
    for day in desk.days[1:]:
        desk.session.add(
            CalendarDay(commune_id=desk.home.id, day=day, working=False, note="Nghỉ lễ", source="form")
        )
    desk.session.flush()
    desk.session.info.clear()
    for number in range(8):
        desk.site(f"Xưởng {number}")
    desk.solve()
    assert {visit.day for visit in desk.visits} == {desk.days[0]}


def test_a_week_of_holidays_has_no_capacity(desk: Case) -> None:
    for day in desk.days:
        desk.session.add(
            CalendarDay(commune_id=desk.home.id, day=day, working=False, note="Tết", source="form")
        )
    desk.session.flush()
    desk.session.info.clear()
    desk.site()
    with pytest.raises(Conflict, match=r"plan\.no_capacity"):
        desk.solve()


def test_all_time_kept_free_leaves_no_capacity(desk: Case) -> None:
    desk.asks(kept_share=1.0)
    desk.site()
    with pytest.raises(Conflict, match=r"plan\.no_capacity"):
        desk.solve()


def test_opening_hours_and_days_are_kept(desk: Case) -> None:
    site = desk.site()
    desk.terms(site, opening_hours="We 14:00-16:30")
    desk.solve()
    [visit] = desk.visits
    assert (visit.day, visit.arrive_at >= time(14), visit.leave_at <= time(16, 30)) == (
        desk.days[2],
        True,
        True,
    )
    assert desk.broken() == []


def test_a_share_of_the_visits_is_drawn_by_lot_and_marked(desk: Case) -> None:
    for number in range(30):
        desk.site(f"Xưởng {number}", registered_on=date(2015 + number % 9, 1, 1))
    desk.asks(random_share=0.3)
    desk.solve()
    drawn = [visit for visit in desk.visits if visit.drawn]
    assert len(drawn) == desk.plan.figures["drawn"] > 0
    assert {visit.reason["why"] for visit in drawn} == {"drawn"}
    assert desk.broken() == []


def test_the_way_goes_along_the_road(desk: Case) -> None:
    road(desk.session, desk.home, (106.59, 20.75), (106.60, 20.75), (106.60, 20.76))
    desk.site(geom=cast.place(106.60, 20.76))
    desk.solve()
    [visit] = desk.visits
    assert visit.travel_m == pytest.approx(1041 + 1107, abs=10)
    assert visit.travel_s == pytest.approx(visit.travel_m / (25 / 3.6), abs=1)
    assert visit.reason["via_road"] is True


def test_without_a_road_the_way_is_straight_and_longer(desk: Case) -> None:
    desk.site(geom=cast.place(106.60, 20.76))
    desk.solve()
    [visit] = desk.visits
    assert visit.travel_m == pytest.approx(1.4 * (1041**2 + 1107**2) ** 0.5, abs=15)
    assert visit.reason["via_road"] is False


def test_police_and_health_station_come_on_one_day(desk: Case) -> None:
    police = plan_cast.team(
        desk.session,
        desk.home,
        "Tổ công an",
        authority=Authority.COMMUNE_POLICE,
        contents=["fire_safety"],
    )
    site = desk.site("Chung", fire_group=FireGroup.APPENDIX_I)
    for number in range(4):
        desk.site(f"Riêng {number}")
    teams = (desk.team.id, police.id)
    desk.asks(team_ids=teams, contents=contents("environment", "fire_safety"), pairs=(Pair(site.id, teams),))
    desk.solve()
    both = [visit for visit in desk.visits if visit.site_id == site.id]
    assert {visit.team_id for visit in both} == set(teams)
    assert len({visit.day for visit in both}) == 1
    assert len({visit.arrive_at < time(12) for visit in both}) == 1
    assert {(visit.reason["why"], visit.pair) for visit in both} == {("paired", f"site {site.id}")}
    assert {tuple(visit.contents) for visit in both} == {("environment",), ("fire_safety",)}
    assert desk.broken() == []


def test_a_pair_that_may_not_both_come_is_left_out(desk: Case) -> None:
    police = plan_cast.team(
        desk.session,
        desk.home,
        "Tổ công an",
        authority=Authority.COMMUNE_POLICE,
        contents=["environment"],
    )
    site = desk.site("Chung")
    teams = (desk.team.id, police.id)
    desk.asks(team_ids=teams, pairs=(Pair(site.id, teams),))
    desk.solve()
    assert desk.left_out[site.id][0] is L.PAIR_IMPOSSIBLE


def test_pins_are_kept_and_may_come_before_they_are_due(desk: Case) -> None:
    sites = [desk.site(f"Xưởng {number}") for number in range(6)]
    desk.wish(sites[0], team_id=desk.team.id, day=desk.days[3])
    desk.solve()
    [pinned] = [visit for visit in desk.visits if visit.pinned]
    assert (pinned.site_id, pinned.day, pinned.reason["why"]) == (sites[0].id, desk.days[3], "pinned")


def test_times_are_within_the_team_s_hours(desk: Case) -> None:
    for number in range(12):
        desk.site(f"Xưởng {number}")
    desk.solve()
    for visit in desk.visits:
        moments = [datetime.combine(visit.day, moment) for moment in (visit.arrive_at, visit.leave_at)]
        assert time(7, 30) <= visit.arrive_at < visit.leave_at <= time(17)
        assert (moments[1] - moments[0]).total_seconds() >= 3600
