"""The pages of plans as each role meets them: desk, board, steps, outputs."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import PlanState, Role
from geodata.models import Account, Commune, Facility, Inspection, InspectionPlan, InspectionTeam, PlanVisit
from services import clock
from tests import plan_cast
from tests.plan_cast import Desk
from tests.services.plans.test_ics import events
from tests.webmap.conftest import SignIn

READERS = (Role.ECONOMIC_DIVISION, Role.COMMUNE_POLICE, Role.HEALTH_STATION, Role.CHAIRPERSON)


@pytest.fixture
def people(session: Session, an_hung: Commune) -> Desk:
    return plan_cast.desk(session, an_hung)


@pytest.fixture
def team(session: Session, an_hung: Commune) -> InspectionTeam:
    return plan_cast.team(session, an_hung)


@pytest.fixture
def sites(session: Session, an_hung: Commune) -> list[Facility]:
    return [plan_cast.site(session, an_hung, f"Xưởng <{letter}>", address="Ngõ 5") for letter in "ABC"]


@pytest.fixture
def draft(
    session: Session, an_hung: Commune, people: Desk, team: InspectionTeam, sites: list[Facility]
) -> InspectionPlan:
    made = plan_cast.filled(session, an_hung, people.planner, team, sites)
    session.commit()
    return made


def text(browser: FlaskClient, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, answer.get_data(as_text=True)[:300]
    return answer.get_data(as_text=True)


def step(browser: FlaskClient, plan: InspectionPlan, name: str, status: int, **more: str) -> str:
    sent = {"version": str(plan.version), **more}
    answer = browser.post(f"/plans/{plan.id}/{name}", data=sent)
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    return answer.get_data(as_text=True)


def day_of(session: Session, plan: InspectionPlan) -> PlanVisit:
    found = select(PlanVisit).where(PlanVisit.plan_id == plan.id).order_by(PlanVisit.day, PlanVisit.position)
    return session.scalars(found.limit(1)).one()


def test_a_plan_goes_from_a_form_to_the_public(
    session: Session, sign_in: SignIn, draft: InspectionPlan
) -> None:
    planner, chairperson = sign_in(Role.ECONOMIC_DIVISION), sign_in(Role.CHAIRPERSON)
    step(planner, draft, "submit", 303)
    session.refresh(draft)
    seen, decision = (
        str(draft.version),
        {"decision_number": "7/QĐ", "decision_date": clock.today().isoformat()},
    )
    for _ in range(2):
        answer = chairperson.post(f"/plans/{draft.id}/approve", data={"version": seen, **decision})
        assert answer.status_code == 303
    assert session.scalar(select(func.count(Inspection.id))) == 3
    session.refresh(draft)
    step(planner, draft, "publish", 303)
    assert draft.title in text(planner, "/plans")
    session.refresh(draft)
    assert draft.state is PlanState.PUBLISHED


def test_a_new_plan_is_typed_and_made_once(
    session: Session, an_hung: Commune, sign_in: SignIn, team: InspectionTeam
) -> None:
    session.commit()
    browser, week = sign_in(Role.ECONOMIC_DIVISION), plan_cast.days(session, an_hung)
    form = text(browser, "/plans/new")
    assert f'value="{team.id}"' in form
    sent = {
        "key": "the-form",
        "title": "Kế hoạch tuần",
        "period_from": week[0].isoformat(),
        "period_to": week[-1].strftime("%d/%m/%Y"),
        "teams": str(team.id),
        "contents": "environment",
        "kept_share": "25",
        "random_share": "12,5",
        "seed": "3",
        "pairs": "",
        "legal_basis": "Kế hoạch năm",
    }
    places = {browser.post("/plans/new", data=sent).location for _ in range(2)}
    assert len(places) == 1
    made = session.scalars(select(InspectionPlan)).one()
    assert (made.settings["kept_share"], made.settings["random_share"]) == (0.25, 0.125)
    wrong = browser.post("/plans/new", data=sent | {"teams": "", "period_to": "", "pairs": "x"})
    assert wrong.status_code == 400
    assert "Kế hoạch năm" in wrong.get_data(as_text=True)
    edited = browser.post(f"/plans/{made.id}/edit", data=sent | {"version": "1", "title": "Tên mới"})
    assert edited.status_code == 303
    stale = browser.post(f"/plans/{made.id}/edit", data=sent | {"version": "1", "title": "Tên khác"})
    assert stale.status_code == 409
    assert "Tên khác" in stale.get_data(as_text=True)


def test_a_week_without_working_time_says_so_at_once(
    session: Session, sign_in: SignIn, draft: InspectionPlan
) -> None:
    draft.settings = draft.settings | {"kept_share": 1.0}
    session.commit()
    browser = sign_in(Role.ECONOMIC_DIVISION)
    assert "Toàn bộ thời gian đã dành" in text(browser, f"/plans/{draft.id}")
    assert "Không còn giờ nào để xếp lịch" in step(browser, draft, "start", 409)


def test_started_it_shows_how_far_it_is_and_may_be_let_go(
    session: Session, sign_in: SignIn, draft: InspectionPlan
) -> None:
    browser = sign_in(Role.ECONOMIC_DIVISION)
    step(browser, draft, "start", 303)
    step(browser, draft, "start", 303)
    page = text(browser, f"/plans/{draft.id}")
    assert "Đang chờ đến lượt" in page
    assert "đang tạm ngừng" in page
    assert browser.get(f"/plans/{draft.id}/progress").get_json() == {"progress": 0, "state": "waiting"}
    assert browser.post(f"/plans/{draft.id}/stop", data={"wish": "burn"}).status_code == 400
    assert browser.post(f"/plans/{draft.id}/stop", data={"wish": "cancel"}).status_code == 303
    assert browser.get(f"/plans/{draft.id}/progress").get_json()["state"] == "cancelled"


def test_the_board_shows_days_visits_reasons_and_what_is_broken_in_words(
    session: Session, sign_in: SignIn, draft: InspectionPlan
) -> None:
    visit = day_of(session, draft)
    visit.drawn = True
    visit.arrive_at, visit.leave_at = visit.arrive_at.replace(hour=5), visit.leave_at.replace(hour=6)
    session.commit()
    browser = sign_in(Role.COMMUNE_POLICE)
    page = text(browser, f"/plans/{draft.id}?visit={visit.id}")
    assert "Xưởng &lt;A&gt;" in page
    assert "<A>" not in page
    assert "Ngoài giờ làm việc của tổ." in page
    assert "Được rút thăm ngẫu nhiên" in page
    assert "Đến hạn kiểm tra ngày 01/10/2026." in page
    assert "map_page" in page
    assert "chưa đúng quy tắc" in step(sign_in(Role.ECONOMIC_DIVISION), draft, "submit", 409)


def test_a_visit_is_moved_pinned_dropped_and_brought_back_without_a_script(
    session: Session, sign_in: SignIn, draft: InspectionPlan, team: InspectionTeam
) -> None:
    browser, visit = sign_in(Role.ECONOMIC_DIVISION), day_of(session, draft)
    site, there = str(visit.site_id), {"team_id": str(team.id), "day": draft.period_to.isoformat()}
    step(browser, draft, "visits", 303, act="move", visit_id=str(visit.id), position="1", **there)
    session.refresh(visit)
    assert visit.day == draft.period_to
    for act in ("pin", "unpin", "drop"):
        session.refresh(draft)
        step(browser, draft, "visits", 303, act=act, site_id=site, **there)
    assert session.scalar(select(func.count(PlanVisit.id)).where(PlanVisit.site_id == visit.site_id)) == 0
    assert "Cán bộ bỏ ra" in text(browser, f"/plans/{draft.id}")
    session.refresh(draft)
    step(browser, draft, "visits", 303, act="restore", site_id=site)
    old = str(draft.version)
    session.refresh(draft)
    stale = browser.post(
        f"/plans/{draft.id}/visits",
        data={"version": old, "act": "drop", "site_id": site},
        headers={"Accept": "application/json"},
    )
    assert (stale.status_code, stale.get_json()["code"]) == (409, "record.changed")
    for wrong in ({"act": "burn"}, {"act": "move", "visit_id": "x"}, {"act": "drop", "site_id": ""}):
        step(browser, draft, "visits", 400, **wrong)


def test_only_readers_of_plans_come_in_and_only_planners_change(
    session: Session, sign_in: SignIn, draft: InspectionPlan
) -> None:
    for role in Role:
        if role in (Role.PUBLIC, Role.VILLAGE_BOARD):
            continue
        browser = sign_in(role)
        assert browser.get(f"/plans/{draft.id}").status_code == (200 if role in READERS else 403), role
        assert browser.get("/plans/desk").status_code == (200 if role in READERS else 403), role
        planner = role in READERS and role is not Role.CHAIRPERSON
        assert browser.get("/plans/new").status_code == (200 if planner else 403), role
        for name in ("approve", "publish"):
            answer = browser.post(f"/plans/{draft.id}/{name}", data={"version": "1"})
            assert answer.status_code in (400, 403, 409), (role, name)


def test_a_reason_is_needed_to_send_back_and_stands_on_the_page(
    session: Session, sign_in: SignIn, draft: InspectionPlan
) -> None:
    step(sign_in(Role.ECONOMIC_DIVISION), draft, "submit", 303)
    session.refresh(draft)
    chairperson = sign_in(Role.CHAIRPERSON)
    assert "Xin ghi lý do." in step(chairperson, draft, "send-back", 400, reason=" ")
    step(chairperson, draft, "send-back", 303, reason="Bớt thứ sáu <b>")
    assert "Bớt thứ sáu &lt;b&gt;" in text(chairperson, f"/plans/{draft.id}")


def test_the_outputs_of_an_approved_plan_are_there_and_of_a_draft_are_not(
    session: Session, sign_in: SignIn, people: Desk, draft: InspectionPlan, team: InspectionTeam
) -> None:
    browser, visit = sign_in(Role.COMMUNE_POLICE), day_of(session, draft)
    root, day = f"/plans/{draft.id}/teams/{team.id}", visit.day.isoformat()
    for name in (f"{day}.gpx", f"{day}.geojson", day, "calendar.ics"):
        assert browser.get(f"{root}/{name}").status_code == 409, name
    plan_cast.approved(session, people, draft)
    session.commit()
    found = events(browser.get(f"{root}/calendar.ics").get_data(as_text=True))
    assert [event["SUMMARY"] for event in found] == [f"Kiểm tra: Xưởng <{letter}>" for letter in "ABC"]
    assert len({event["UID"] for event in found}) == 3
    gpx = ElementTree.fromstring(browser.get(f"{root}/{day}.gpx").get_data())
    assert gpx.get("version") == "1.1"
    shapes = browser.get(f"{root}/{day}.geojson").get_json()
    assert [one["geometry"]["type"] for one in shapes["features"]] == ["Point", "LineString"]
    sheet = text(browser, f"{root}/{day}")
    assert "Ngõ 5" in sheet
    assert "Ông Đặng Văn Bí Mật" in sheet
    assert browser.get(f"{root}/{(visit.day + timedelta(days=90)).isoformat()}").status_code == 404
    assert browser.get(f"{root}/hom-nay.gpx").status_code == 404


def test_the_next_edition_keeps_its_calendar_s_names_and_cancels_what_is_gone(
    session: Session, sign_in: SignIn, people: Desk, draft: InspectionPlan, team: InspectionTeam
) -> None:
    plan_cast.approved(session, people, draft)
    session.commit()
    browser = sign_in(Role.ECONOMIC_DIVISION)
    address = browser.post(f"/plans/{draft.id}/new-edition").location
    second = session.scalars(select(InspectionPlan).where(InspectionPlan.edition == 2)).one()
    assert address.endswith(f"/plans/{second.id}")
    before = events(browser.get(f"/plans/{draft.id}/teams/{team.id}/calendar.ics").get_data(as_text=True))
    session.delete(day_of(session, second))
    session.flush()
    plan_cast.approved(session, people, second, "13/QĐ")
    session.commit()
    after = events(browser.get(f"/plans/{second.id}/teams/{team.id}/calendar.ics").get_data(as_text=True))
    assert {event["UID"] for event in after} == {event["UID"] for event in before}
    assert sorted(event["STATUS"] for event in after) == ["CANCELLED", "CONFIRMED", "CONFIRMED"]
    assert {event["SEQUENCE"] for event in after} == {"2"}


def test_left_out_sites_are_filtered_and_paged(
    session: Session, an_hung: Commune, sign_in: SignIn, draft: InspectionPlan
) -> None:
    from geodata.enums import LeftOutReason
    from geodata.models import PlanLeftOut

    for number in range(25):
        site = plan_cast.site(session, an_hung, f"Nơi {number:02}")
        reason = LeftOutReason.NOT_DUE if number % 5 else LeftOutReason.CLOSED
        session.add(
            PlanLeftOut(plan_id=draft.id, site_id=site.id, commune_id=an_hung.id, reason=reason, data={})
        )
    session.commit()
    browser = sign_in(Role.HEALTH_STATION)
    first, second = text(browser, f"/plans/{draft.id}"), text(browser, f"/plans/{draft.id}?page=2")
    assert ("Nơi 00" in first, "Nơi 24" in first, "Nơi 24" in second) == (True, False, True)
    closed = text(browser, f"/plans/{draft.id}?reason=closed")
    assert "5 nơi, cần kiểm tra nhất trước" in closed
    assert "Nơi 07" in text(browser, f"/plans/{draft.id}?search=noi+07")
    assert browser.get(f"/plans/{draft.id}?reason=mood").status_code == 400


def test_teams_and_terms_are_typed_on_their_pages(
    session: Session, an_hung: Commune, sign_in: SignIn
) -> None:
    site = plan_cast.site(session, an_hung)
    session.commit()
    browser = sign_in(Role.COMMUNE_POLICE)
    assert "Chưa có tổ nào" in text(browser, "/settings/teams")
    sent = {
        "name": "Tổ <Công an>",
        "code": "TO-9",
        "authority": "commune_police",
        "contents": "fire_safety",
        "people": "3",
        "vehicle": "car",
        "speed_kmh": "",
        "work_from": "7h30",
        "work_to": "17:00",
        "pause_from": "",
        "pause_to": "",
        "latitude": "20,75",
        "longitude": "106.59",
        "active": "yes",
    }
    assert browser.post("/settings/teams/new", data=sent).status_code == 303
    assert "Tổ &lt;Công an&gt;" in text(browser, "/settings/teams")
    made = session.scalars(select(InspectionTeam)).one()
    assert (made.speed_kmh, made.work_from.hour) == (30, 7)
    wrong = browser.post(f"/settings/teams/{made.id}", data=sent | {"version": "1", "work_to": "25:99"})
    assert (wrong.status_code, "07:30" in wrong.get_data(as_text=True)) == (400, True)
    terms = f"/places/{site.id}/visit-terms"
    assert browser.post(terms, data={"opening_hours": "Mo-Fr 08:00-17:00", "version": "0"}).status_code == 303
    assert browser.post(terms, data={"opening_hours": "khi nao cung duoc"}).status_code == 400
    assert "Mo-Fr 08:00-17:00" in text(browser, terms)
    assert "visit-terms" in text(browser, f"/places/{site.id}")


def test_a_gone_account_leaves_the_page_readable(
    session: Session, sign_in: SignIn, draft: InspectionPlan
) -> None:
    assert session.scalar(select(Account.display_name).where(Account.id == draft.created_by_id)) is not None
    draft.created_by_id = None
    session.commit()
    assert "người soạn: –" in text(sign_in(Role.CHAIRPERSON), f"/plans/{draft.id}")
