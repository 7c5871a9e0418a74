"""The inbox in a real browser: list and map light up together, piles change in place, ticks, the "/" key."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from geodata.enums import IncidentState, Role
from geodata.models import Commune, Incident
from tests import cast
from tests.browser import seed
from tests.browser.conftest import Server, served
from tests.browser.waiting import settled
from tests.conftest import DatabaseMaker

SignIn = Callable[[Role], Page]
PHONE = {"width": 360, "height": 740}
PLACES = ((106.575, 20.745), (106.605, 20.755), (106.625, 20.765))


@pytest.fixture(scope="module")
def live_server(new_database: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service of its own: piles are counted here, and other files leave reports behind."""
    with served(new_database.migrated(), tmp_path_factory.mktemp("var"), seed.plant) as server:
        yield server


@pytest.fixture
def reports(live_server: Server) -> Iterator[list[int]]:
    """Three new reports of their own, far from each other; gone after the test."""
    with live_server.sessions.begin() as session:
        home = session.scalars(select(Commune)).one()
        made = [
            cast.report(session, home, published=False, landmark="hộp thư", geom=cast.place(*place)).id
            for place in PLACES
        ]
    yield made
    with live_server.sessions.begin() as session:
        for one in session.scalars(select(Incident).where(Incident.id.in_(made))):
            session.delete(one)


def opened(page: Page, server: Server, question: str) -> None:
    """The inbox under that question, its map drawn."""
    page.goto(f"{server.url}/incidents?{question}")
    settled(page)


def middle(page: Page, place: tuple[float, float]) -> tuple[float, float]:
    """Where a place lies on the screen."""
    box = page.locator(".folium-map").bounding_box()
    at = page.evaluate("([lon, lat]) => window.mapPage.map.latLngToContainerPoint([lat, lon])", place)
    assert box
    return box["x"] + at["x"], box["y"] + at["y"]


def test_a_row_lights_up_its_place_and_a_symbol_its_row(
    sign_in: SignIn, live_server: Server, reports: list[int]
) -> None:
    page = sign_in(Role.ECONOMIC_DIVISION)
    opened(page, live_server, "tab=new&search=h%E1%BB%99p+th%C6%B0")
    expect(page.locator(".inbox .card")).to_have_count(3)
    first = page.locator(f"#report-{reports[0]}")
    first.hover()
    expect(first).to_have_class(re.compile("looked"))
    ring = page.locator("path.row-ring").bounding_box()
    x, y = middle(page, PLACES[0])
    assert ring
    assert abs(ring["x"] + ring["width"] / 2 - x) < 3
    assert abs(ring["y"] + ring["height"] / 2 - y) < 3
    # By keyboard: the link of a row is reached by Tab and does the same, from row to row.
    page.locator(f"#report-{reports[1]} h2 a").focus()
    expect(page.locator(f"#report-{reports[1]}")).to_have_class(re.compile("looked"))
    page.mouse.click(*middle(page, PLACES[2]))
    expect(page.locator(f"#report-{reports[2]}")).to_have_class(re.compile("chosen"))
    expect(page.locator(".leaflet-popup-content h2")).to_have_text("Đốt rơm rạ")


def test_piles_and_filters_change_list_map_and_address_together(
    sign_in: SignIn, live_server: Server, reports: list[int]
) -> None:
    page = sign_in(Role.ECONOMIC_DIVISION)
    opened(page, live_server, "tab=new")
    expect(page.locator(".inbox .card")).to_have_count(3)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/tiles/inbox/" in request.url else None)
    page.click(".tabs a[href*='tab=working']")
    expect(page.locator(".tabs a[aria-current]")).to_contain_text("Đang xử lý")
    expect(page.locator(".inbox .card")).to_have_count(2)
    page.wait_for_url("**tab=working**")
    page.click(".more summary")
    page.select_option("#category", "straw_burning")
    expect(page.locator(".inbox .card")).to_have_count(1)
    page.wait_for_url("**category=straw_burning**")
    assert any("tab=working" in url and "category=straw_burning" in url for url in asked)
    page.go_back()
    expect(page.locator(".inbox .card")).to_have_count(2)


def test_ticks_are_counted_and_the_deed_is_done(
    sign_in: SignIn, live_server: Server, reports: list[int]
) -> None:
    page = sign_in(Role.ECONOMIC_DIVISION)
    opened(page, live_server, "tab=new")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("a/b")
    assert page.input_value("#search") == "a/b"
    page.fill("#search", "")
    page.locator(f"#report-{reports[0]} input[name=pick]").check()
    expect(page.locator("#bulk-count")).to_have_text("Đã chọn 1 phản ánh")
    page.click("#pick-all")
    expect(page.locator("#bulk-count")).to_have_text("Đã chọn 3 phản ánh")
    # Enter on a tick ticks; it does not send the form by its first button.
    page.locator(f"#report-{reports[0]} input[name=pick]").press("Enter")
    expect(page.locator("#bulk-count")).to_have_text("Đã chọn 2 phản ánh")
    page.select_option("#who", "commune_police:")
    page.click("button[value=assign]")
    expect(page.locator("main [role=status]")).to_contain_text("Đã làm 2 phản ánh.")
    with live_server.sessions() as session:
        states = [session.get_one(Incident, one).state for one in reports]
    assert states == [IncidentState.NEW, IncidentState.ASSIGNED, IncidentState.ASSIGNED]


def test_at_360_pixels_rows_stack_and_the_map_folds_away_and_stays_so(
    sign_in: SignIn, live_server: Server, reports: list[int]
) -> None:
    page = sign_in(Role.ECONOMIC_DIVISION)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    opened(page, live_server, "tab=all")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    small = page.eval_on_selector_all(
        ".panel a, .panel button, .panel select, .panel summary, .panel .pick",
        "all => all.filter((one) => one.offsetHeight && one.offsetHeight < 44).map((one) => one.outerHTML)",
    )
    assert small == []
    page.click("#map-toggle")
    expect(page.locator(".map")).to_have_css("height", "0px")
    page.reload()
    expect(page.locator("#map-toggle")).to_have_text("Hiện bản đồ")
    page.click("#map-toggle")
    expect(page.locator(".folium-map")).to_be_in_viewport()
