"""Visits pinned, dropped, brought back and moved by hand: times follow, and what breaks is shown."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import LeftOutReason, PlanState, Role, SiteState, WishKind
from geodata.errors import BadInput, Conflict, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import Commune, PlanVisit, PlanWish
from services.planning import edits
from services.plans import progress
from tests import cast, plan_cast
from tests.services.planning.cases import RUN, Case, case

L = LeftOutReason


@pytest.fixture
def desk(session: Session, an_hung: Commune, monkeypatch: pytest.MonkeyPatch) -> Case:
    return case(session, an_hung, monkeypatch)


def solved(desk: Case, sites: int = 4) -> list[PlanVisit]:
    for number in range(sites):
        desk.site(f"Xưởng {number}")
    desk.solve()
    return desk.visits


def version(desk: Case) -> int:
    desk.session.refresh(desk.plan)
    return desk.plan.version


def wishes(desk: Case) -> list[tuple[int, WishKind, int | None, date | None]]:
    rows = desk.session.scalars(select(PlanWish).where(PlanWish.plan_id == desk.plan.id))
    return [(row.site_id, row.kind, row.team_id, row.day) for row in rows]


def test_a_visit_that_is_pinned_stays_where_it_is(desk: Case) -> None:
    visit = solved(desk)[0]
    seen = version(desk)
    edits.pin(desk.session, desk.people.planner, desk.plan.id, visit.site_id, version=seen)
    assert [one.pinned for one in desk.visits].count(True) == 1
    assert wishes(desk) == [(visit.site_id, WishKind.PINNED, None, None)]
    assert version(desk) == seen + 1
    assert desk.broken() == []


def test_a_pin_taken_back_leaves_the_visit(desk: Case) -> None:
    visit = solved(desk)[0]
    edits.pin(desk.session, desk.people.planner, desk.plan.id, visit.site_id, version=version(desk))
    edits.unpin(desk.session, desk.people.planner, desk.plan.id, visit.site_id, version=version(desk))
    assert wishes(desk) == []
    assert (len(desk.visits), any(one.pinned for one in desk.visits)) == (4, False)


def test_a_site_that_was_left_out_is_put_where_there_is_room(desk: Case) -> None:
    solved(desk)
    late = desk.site("Thêm vào")
    edits.pin(desk.session, desk.people.planner, desk.plan.id, late.id, version=version(desk))
    [made] = [visit for visit in desk.visits if visit.site_id == late.id]
    assert (made.pinned, made.contents, made.reason["why"]) == (True, ["environment"], "pinned")
    assert late.id not in desk.left_out
    assert desk.broken() == []


def test_a_site_is_put_on_the_day_it_is_pinned_to(desk: Case) -> None:
    solved(desk)
    late = desk.site("Thêm vào")
    edits.pin(
        desk.session,
        desk.people.planner,
        desk.plan.id,
        late.id,
        version=version(desk),
        team_id=desk.team.id,
        day=desk.days[4],
    )
    assert [visit.day for visit in desk.visits if visit.site_id == late.id] == [desk.days[4]]


def test_a_pin_for_which_there_is_no_room_is_shown_until_the_solver_runs(desk: Case) -> None:
    for _ in range(10):
        desk.wish(desk.site("Kín chỗ"), day=None)
    desk.solve()
    late = desk.site("Thêm vào")
    full = [visit for visit in desk.visits if visit.day == desk.days[0]]
    assert full
    for number in range(5):
        more = desk.site(f"Chen {number}")
        edits.pin(
            desk.session,
            desk.people.planner,
            desk.plan.id,
            more.id,
            version=version(desk),
            day=desk.days[0],
        )
    edits.pin(
        desk.session, desk.people.planner, desk.plan.id, late.id, version=version(desk), day=desk.days[0]
    )
    assert "pin_missing" in desk.broken()


def test_a_pin_against_a_rule_is_refused_by_name_at_once(desk: Case) -> None:
    solved(desk)
    shut = desk.site("Đã đóng", state=SiteState.CLOSED, closed_on=desk.days[0] - timedelta(days=30))
    with pytest.raises(Conflict) as refused:
        edits.pin(desk.session, desk.people.planner, desk.plan.id, shut.id, version=version(desk))
    assert (refused.value.code, refused.value.params) == ("plan.pin.closed", {"site": "Đã đóng"})


def test_a_dropped_site_goes_with_all_its_visits_and_says_so(desk: Case) -> None:
    visits = solved(desk)
    gone = visits[0]
    edits.drop(desk.session, desk.people.planner, desk.plan.id, gone.site_id, version=version(desk))
    stay = desk.visits
    assert [one.site_id for one in stay] == [one.site_id for one in visits[1:]]
    same_day = [one.position for one in stay if one.day == gone.day]
    assert same_day == list(range(1, len(same_day) + 1))
    assert desk.left_out[gone.site_id][0] is L.DROPPED
    assert desk.broken() == []
    desk.solve()
    assert gone.site_id not in {one.site_id for one in desk.visits}


def test_a_dropped_site_may_come_back(desk: Case) -> None:
    site_id = solved(desk)[0].site_id
    edits.drop(desk.session, desk.people.planner, desk.plan.id, site_id, version=version(desk))
    edits.restore(desk.session, desk.people.planner, desk.plan.id, site_id, version=version(desk))
    assert desk.left_out[site_id][0] is L.NO_ROOM
    desk.solve()
    assert site_id in {one.site_id for one in desk.visits}


def test_a_visit_is_moved_to_another_day_and_place(desk: Case) -> None:
    visits = solved(desk)
    moved = visits[0]
    edits.move_visit(
        desk.session,
        desk.people.planner,
        desk.plan.id,
        moved.id,
        team_id=desk.team.id,
        day=desk.days[4],
        position=1,
        version=version(desk),
    )
    found = {one.id: one for one in desk.visits}
    assert (found[moved.id].day, found[moved.id].position) == (desk.days[4], 1)
    for day in desk.days:
        positions = [one.position for one in desk.visits if one.day == day]
        assert positions == list(range(1, len(positions) + 1))
    assert desk.broken() == []


def test_the_same_move_gives_the_same_times(desk: Case) -> None:
    visits = solved(desk)

    def moved_to(day: date) -> list[tuple[int, time, time]]:
        edits.move_visit(
            desk.session,
            desk.people.planner,
            desk.plan.id,
            visits[0].id,
            team_id=desk.team.id,
            day=day,
            position=1,
            version=version(desk),
        )
        return [(one.site_id, one.arrive_at, one.leave_at) for one in desk.visits]

    first = moved_to(desk.days[3])
    moved_to(desk.days[4])
    assert moved_to(desk.days[3]) == first


def test_a_move_against_the_rules_is_made_and_what_breaks_is_shown(desk: Case) -> None:
    visits = solved(desk, 12)
    day = visits[0].day
    for visit in [one for one in visits if one.day != day]:
        edits.move_visit(
            desk.session,
            desk.people.planner,
            desk.plan.id,
            visit.id,
            team_id=desk.team.id,
            day=day,
            position=99,
            version=version(desk),
        )
    assert {one.day for one in desk.visits} == {day}
    assert set(desk.broken()) & {"kept_share", "hours_of_work", "late_back"}


def test_a_move_into_closed_hours_is_shown(desk: Case) -> None:
    site = desk.site()
    desk.terms(site, opening_hours="We 08:00-16:30")
    desk.solve()
    [visit] = desk.visits
    edits.move_visit(
        desk.session,
        desk.people.planner,
        desk.plan.id,
        visit.id,
        team_id=desk.team.id,
        day=desk.days[3],
        position=1,
        version=version(desk),
    )
    assert desk.broken() == ["not_open"]


def test_a_pin_follows_the_officer_who_moves_its_visit(desk: Case) -> None:
    visit = solved(desk)[0]
    edits.pin(
        desk.session, desk.people.planner, desk.plan.id, visit.site_id, version=version(desk), day=visit.day
    )
    edits.move_visit(
        desk.session,
        desk.people.planner,
        desk.plan.id,
        visit.id,
        team_id=desk.team.id,
        day=desk.days[4],
        position=1,
        version=version(desk),
    )
    assert wishes(desk) == [(visit.site_id, WishKind.PINNED, None, desk.days[4])]
    assert desk.broken() == []


def test_moves_out_of_the_plan_are_refused(desk: Case) -> None:
    visit = solved(desk)[0]
    stranger = plan_cast.team(desk.session, desk.home, "Tổ khác")
    told = {"position": 1, "version": version(desk)}
    who, plan_id = desk.people.planner, desk.plan.id
    with pytest.raises(BadInput):
        edits.move_visit(desk.session, who, plan_id, visit.id, team_id=stranger.id, day=desk.days[0], **told)
    with pytest.raises(BadInput):
        late = desk.days[-1] + timedelta(days=1)
        edits.move_visit(desk.session, who, plan_id, visit.id, team_id=desk.team.id, day=late, **told)
    with pytest.raises(NotFound):
        edits.move_visit(desk.session, who, plan_id, 10**9, team_id=desk.team.id, day=desk.days[0], **told)


def test_who_saw_an_older_plan_is_told_so(desk: Case) -> None:
    visit = solved(desk)[0]
    seen = version(desk)
    edits.pin(desk.session, desk.people.planner, desk.plan.id, visit.site_id, version=seen)
    with pytest.raises(Conflict, match=r"record\.changed"):
        edits.drop(desk.session, desk.people.other, desk.plan.id, visit.site_id, version=seen)


def test_nothing_is_edited_while_the_solver_has_the_plan_or_after_approval(desk: Case) -> None:
    visit = solved(desk)[0]
    desk.plan.progress = progress.waiting(RUN)
    desk.session.flush()
    with pytest.raises(Conflict, match=r"plan\.solving"):
        edits.pin(desk.session, desk.people.planner, desk.plan.id, visit.site_id, version=version(desk))
    desk.plan.progress, desk.plan.state = {}, PlanState.SUBMITTED
    desk.session.flush()
    with pytest.raises(Conflict, match=r"plan\.not_draft"):
        edits.drop(desk.session, desk.people.planner, desk.plan.id, visit.site_id, version=version(desk))


def test_sites_and_plans_of_others_are_nobody_s_to_edit(desk: Case) -> None:
    solved(desk)
    elsewhere = cast.commune(desk.session)
    foreign = cast.facility(desk.session, elsewhere)
    with pytest.raises(NotFound):
        edits.pin(desk.session, desk.people.planner, desk.plan.id, foreign.id, version=version(desk))
    stranger = plan_cast.person(desk.session, elsewhere, Role.ECONOMIC_DIVISION)
    with pytest.raises(NotFound):
        edits.unpin(desk.session, stranger, desk.plan.id, 1, version=version(desk))
    reader = Viewer(desk.home.id, Role.CHAIRPERSON)
    with pytest.raises(Forbidden):
        edits.unpin(desk.session, reader, desk.plan.id, 1, version=version(desk))
