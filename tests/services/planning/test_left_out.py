"""What cannot be visited is left out with its reason; pinned all the same it is refused by name."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from geodata.enums import Authority, LeftOutReason, PlanState, SiteState, WishKind
from geodata.errors import Conflict
from geodata.models import Commune, Site
from services import clock
from tests import cast, plan_cast
from tests.services.planning.cases import Case, case

L = LeftOutReason


@pytest.fixture
def desk(session: Session, an_hung: Commune, monkeypatch: pytest.MonkeyPatch) -> Case:
    return case(session, an_hung, monkeypatch)


def _closed(desk: Case) -> int:
    return desk.site("Đã đóng", state=SiteState.CLOSED, closed_on=clock.today()).id


def _planned(desk: Case) -> int:
    return desk.site("Sẽ mở", state=SiteState.PLANNED).id


def _unplaced(desk: Case) -> int:
    return desk.site("Không tọa độ", geom=None).id


def _of_city(desk: Case) -> int:
    return desk.site("Của thành phố", authority=Authority.CITY).id


def _checked_this_year(desk: Case) -> int:
    site = desk.site("Đã kiểm tra")
    cast.visit(desk.session, site, date(desk.days[0].year, 1, 5), contents=["environment"])
    return site.id


def _not_yet(desk: Case) -> int:
    site = desk.site("Chưa đến ngày")
    desk.terms(site, not_before=desk.days[-1] + timedelta(days=1))
    return site.id


def _shut_in_the_week(desk: Case) -> int:
    site = desk.site("Chỉ mở cuối tuần")
    desk.terms(site, opening_hours="Sa-Su 08:00-17:00")
    return site.id


def _dropped(desk: Case) -> int:
    site = desk.site("Bỏ ra")
    desk.wish(site, WishKind.DROPPED)
    return site.id


def _elsewhere(desk: Case) -> int:
    site = desk.site("Ở kế hoạch khác")
    other = plan_cast.plan(desk.session, desk.home, desk.people.planner, [desk.team], desk.days, code="KH-X")
    plan_cast.visit(desk.session, other, desk.team, site, desk.days[0])
    other.state = PlanState.SUBMITTED
    desk.session.flush()
    return site.id


def _not_due(desk: Case) -> int:
    site = desk.site("Vừa kiểm tra")
    cast.visit(desk.session, site, clock.today() - timedelta(days=1), contents=["environment"])
    # The rule binds no public body: it is only not due.
    site.legal_form = "public_body"  # type: ignore[assignment]
    desk.session.flush()
    return site.id


@pytest.mark.parametrize(
    ("make", "reason", "told"),
    [
        (_closed, L.CLOSED, {"state": "closed"}),
        (_planned, L.CLOSED, {"state": "planned"}),
        (_unplaced, L.NOT_PLACED, {}),
        (_of_city, L.OTHER_AUTHORITY, {"authority": "city"}),
        (_checked_this_year, L.YEARLY_CAP, {"code": "cap.same_act", "made": True}),
        (_not_yet, L.NOT_BEFORE, {}),
        (_shut_in_the_week, L.NOT_OPEN, {"opening_hours": "Sa-Su 08:00-17:00"}),
        (_dropped, L.DROPPED, {}),
        (_elsewhere, L.PLANNED_ELSEWHERE, {"plan": "KH-X"}),
        (_not_due, L.NOT_DUE, {}),
    ],
)
def test_a_site_that_cannot_be_visited_is_left_out_with_its_reason(
    desk: Case, make: Any, reason: LeftOutReason, told: dict[str, Any]
) -> None:
    site_id = make(desk)
    good = desk.site("Xưởng bình thường")
    desk.solve()
    assert [visit.site_id for visit in desk.visits] == [good.id]
    assert desk.left_out[site_id][0] is reason
    assert desk.left_out[site_id][1].items() >= told.items()


def test_a_site_for_which_there_is_no_time_says_so(desk: Case) -> None:
    for number in range(30):
        desk.site(f"Xưởng {number}")
    desk.solve()
    assert 0 < len(desk.visits) < 30
    assert {reason for reason, _ in desk.left_out.values()} == {L.NO_ROOM}
    assert all(data["u"] > 0 for _, data in desk.left_out.values())
    assert desk.broken() == []


def test_sites_of_one_enterprise_are_visited_once_a_year(desk: Case) -> None:
    for number in range(3):
        desk.site(f"Chi nhánh {number}", tax_code="0201234567")
    desk.solve()
    [visit] = desk.visits
    assert {reason for reason, _ in desk.left_out.values()} == {L.YEARLY_CAP}
    assert {data["site_id"] for _, data in desk.left_out.values()} == {visit.site_id}


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_closed, "plan.pin.closed"),
        (_checked_this_year, "plan.pin.yearly_cap"),
        (_unplaced, "plan.pin.not_placed"),
        (_not_yet, "plan.pin.not_before"),
        (_of_city, "plan.pin.other_authority"),
        (_shut_in_the_week, "plan.pin.not_open"),
    ],
)
def test_a_pin_against_a_rule_is_refused_by_name(desk: Case, make: Any, code: str) -> None:
    site = desk.session.get_one(Site, make(desk))
    desk.wish(site)  # type: ignore[arg-type]
    with pytest.raises(Conflict) as refused:
        desk.solve()
    assert (refused.value.code, refused.value.params) == (code, {"site": site.name})


def test_pins_that_contradict_each_other_are_refused_by_name(desk: Case) -> None:
    site = desk.site("Ghim hai ngày")
    desk.wish(site, day=desk.days[0])
    desk.wish(site, team_id=desk.team.id, day=desk.days[1])
    with pytest.raises(Conflict) as refused:
        desk.solve()
    assert (refused.value.code, refused.value.params) == ("plan.pin.twice", {"site": "Ghim hai ngày"})


def test_more_pins_than_a_day_holds_are_refused_by_name(desk: Case) -> None:
    for number in range(8):
        desk.wish(desk.site(f"Xưởng {number}"), day=desk.days[0])
    with pytest.raises(Conflict) as refused:
        desk.solve()
    assert refused.value.code == "plan.pin.room"
    assert "Xưởng" in str(refused.value.params["site"])


def test_a_pin_on_a_day_off_is_refused(desk: Case) -> None:
    desk.wish(desk.site(), day=desk.days[0] + timedelta(days=5))
    with pytest.raises(Conflict, match=r"plan\.pin\.day_off"):
        desk.solve()


def test_a_pin_for_a_team_that_may_not_look_there_is_refused(desk: Case) -> None:
    other = plan_cast.team(desk.session, desk.home, "Tổ công an", authority=Authority.COMMUNE_POLICE)
    desk.asks(team_ids=(desk.team.id, other.id))
    desk.wish(desk.site(), team_id=other.id)
    with pytest.raises(Conflict, match=r"plan\.pin\.team"):
        desk.solve()


def test_a_visit_that_fits_into_no_day_is_refused(desk: Case) -> None:
    site = desk.site()
    desk.terms(site, opening_hours="Mo-Fr 08:00-08:30")
    desk.wish(site)
    with pytest.raises(Conflict, match=r"plan\.pin\.long"):
        desk.solve()
