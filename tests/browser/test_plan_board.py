"""The board of a plan in a real browser: a visit dragged, moved by keyboard, let go; the day's map."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.features import Viewer
from geodata.models import Account, Commune, Facility, InspectionPlan, InspectionTeam, PlanVisit
from tests import plan_cast
from tests.browser.conftest import Server

SignIn = Callable[[Role], Page]


@dataclass(frozen=True)
class Planted:
    """A draft of two teams over a week, with two visits of the first team on its first day."""

    plan_id: int
    teams: tuple[int, int]
    days: list[date]
    visits: tuple[int, int]


@pytest.fixture
def planted(live_server: Server) -> Planted:
    """A draft of its own for each test; those of earlier tests are gone."""
    with live_server.sessions.begin() as session:
        session.execute(delete(InspectionPlan))
        session.execute(delete(InspectionTeam))
        return _plant(session)


def _plant(session: Session) -> Planted:
    home = session.scalars(select(Commune)).one()
    account = session.scalars(select(Account).where(Account.role == Role.ECONOMIC_DIVISION)).one()
    sites = session.scalars(select(Facility).order_by(Facility.code).limit(2)).all()
    teams = [plan_cast.team(session, home, name) for name in ("Tổ một", "Tổ hai")]
    week = plan_cast.days(session, home)
    who = Viewer(home.id, Role.ECONOMIC_DIVISION, None, account.id)
    plan = plan_cast.plan(session, home, who, teams, week)
    made = [
        plan_cast.visit(session, plan, teams[0], site, week[0], position=number)
        for number, site in enumerate(sites, 1)
    ]
    return Planted(plan.id, (teams[0].id, teams[1].id), week, (made[0].id, made[1].id))


def opened(sign_in: SignIn, server: Server, planted: Planted) -> Page:
    page = sign_in(Role.ECONOMIC_DIVISION)
    page.goto(f"{server.url}/plans/{planted.plan_id}")
    expect(page.locator(".plan-map .plan-stop")).to_have_count(3)
    return page


def cell(page: Page, planted: Planted, team: int, day: int) -> Locator:
    where = f"[data-team='{planted.teams[team]}'][data-day='{planted.days[day].isoformat()}']"
    return page.locator(f".team-day{where}")


def grip(page: Page, visit: int) -> Locator:
    return page.locator(f"[data-visit='{visit}'] .grip")


def stands(server: Server, visit: int) -> tuple[int, date, int]:
    with server.sessions() as session:
        kept = session.get_one(PlanVisit, visit)
        return kept.team_id, kept.day, kept.position


def test_a_visit_is_dragged_to_another_day_and_the_board_follows(
    sign_in: SignIn, live_server: Server, planted: Planted
) -> None:
    page = opened(sign_in, live_server, planted)
    page.locator("#board").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#board').scrollIntoView()")
    start = grip(page, planted.visits[0]).bounding_box()
    target = cell(page, planted, 1, 1).bounding_box()
    assert start and target
    page.mouse.move(start["x"] + 8, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(target["x"] + 40, target["y"] + 20, steps=6)
    page.mouse.move(target["x"] + 60, target["y"] + 40, steps=3)
    expect(page.locator(".visit-ghost")).to_be_visible()
    expect(cell(page, planted, 1, 1)).to_have_class("team-day empty-day over")
    page.mouse.up()
    expect(page.locator("#board-said")).to_contain_text("Đã chuyển Cơ sở 0 đến Tổ hai")
    expect(cell(page, planted, 1, 1).locator(".visit")).to_have_count(1)
    assert stands(live_server, planted.visits[0]) == (planted.teams[1], planted.days[1], 1)
    assert stands(live_server, planted.visits[1])[2] == 1
    expect(grip(page, planted.visits[0])).to_be_focused()


def test_a_visit_is_moved_by_keyboard_alone_twice_in_a_row(
    sign_in: SignIn, live_server: Server, planted: Planted
) -> None:
    page, first = opened(sign_in, live_server, planted), planted.visits[0]
    grip(page, first).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#board-said")).to_contain_text("Đã nhấc Cơ sở 0")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#board-said")).to_contain_text("Đã chuyển Cơ sở 0")
    assert stands(live_server, first) == (planted.teams[0], planted.days[0], 2)
    expect(grip(page, first)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#board-said")).to_contain_text("Tổ hai")
    page.keyboard.press("Space")
    expect(page.locator("#board-said")).to_contain_text("Đã chuyển")
    assert stands(live_server, first) == (planted.teams[1], planted.days[0], 1)


def test_escape_leaves_a_visit_where_it_was(sign_in: SignIn, live_server: Server, planted: Planted) -> None:
    page = opened(sign_in, live_server, planted)
    grip(page, planted.visits[1]).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#board-said")).to_have_text("Đã thôi, không chuyển.")
    expect(page.locator(".drop-mark")).to_have_count(0)
    assert stands(live_server, planted.visits[1]) == (planted.teams[0], planted.days[0], 2)


def test_a_board_somebody_else_changed_says_so_and_shows_what_is_there_now(
    sign_in: SignIn, live_server: Server, planted: Planted, watch: object
) -> None:
    page = opened(sign_in, live_server, planted)
    watch.allow("409")  # type: ignore[attr-defined]
    with live_server.sessions.begin() as session:
        plan = session.get_one(InspectionPlan, planted.plan_id)
        plan.title = "Người khác vừa sửa"
        session.delete(session.get_one(PlanVisit, planted.visits[1]))
    grip(page, planted.visits[0]).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#board-said")).to_contain_text("vừa được người khác sửa")
    expect(page.locator(f"[data-visit='{planted.visits[1]}']")).to_have_count(0)
    assert stands(live_server, planted.visits[0])[0] == planted.teams[0]


def test_the_board_is_a_list_a_day_on_a_narrow_phone(
    sign_in: SignIn, live_server: Server, planted: Planted
) -> None:
    page = sign_in(Role.ECONOMIC_DIVISION)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/plans/{planted.plan_id}?visit={planted.visits[0]}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    boxes = [cell(page, planted, team, 0).bounding_box() for team in (0, 1)]
    assert boxes[0] and boxes[1] and boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"]
    handle = grip(page, planted.visits[0]).bounding_box()
    assert handle and handle["height"] >= 44
    page.get_by_role("button", name="Bỏ khỏi kế hoạch").click()
    expect(page.locator(".visit")).to_have_count(1)
