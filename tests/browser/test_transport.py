"""Routes drawn on the map and looked at again, in a real browser; a check on the road on a phone."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import select

from geodata.enums import Role
from geodata.models import Commune, TransportCheck, WasteCarrier, WasteRoute
from tests.browser.conftest import Server

HOSTILE = '<img src=x onerror="window.owned=1">`${window.owned=1}`'


def carrier(server: Server, name: str) -> int:
    """A carrier of the served commune."""
    with server.sessions.begin() as session:
        home = session.scalars(select(Commune.id).where(Commune.code == "11674")).one()
        made = WasteCarrier(commune_id=home, code=name[:20], name=name, version=1)
        session.add(made)
        session.flush()
        return made.id


def test_a_route_is_drawn_by_touch_and_seen_again(
    live_server: Server, sign_in: Callable[[Role], Page]
) -> None:
    owner = carrier(live_server, HOSTILE)
    page = sign_in(Role.COMMUNE_POLICE)
    page.goto(f"{live_server.url}/transport/routes/new?carrier={owner}")
    page.fill("#name", HOSTILE)
    ground = page.locator("[data-line-map] .routes-map")
    for x in (200, 300, 400):
        ground.click(position={"x": x, "y": 150})
        page.wait_for_timeout(350)
    assert len(page.input_value("#places").splitlines()) == 3
    page.get_by_role("button", name="Bỏ điểm cuối").click()
    assert len(page.input_value("#places").splitlines()) == 2
    page.get_by_role("button", name="Thêm điểm ở giữa bản đồ").click()
    expect(page.locator("[data-line-map] [role=status]")).to_have_text("Tuyến có 3 điểm.")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/transport/routes/*")
    page.locator("[data-routes-map] .leaflet-interactive").first.dispatch_event("click")
    expect(page.locator(".leaflet-popup-content")).to_contain_text(HOSTILE)
    assert page.evaluate("window.owned") is None
    with live_server.sessions() as session:
        assert session.scalars(select(WasteRoute.name).where(WasteRoute.carrier_id == owner)).all() == [
            HOSTILE
        ]


def test_a_check_is_written_on_a_phone(live_server: Server, sign_in: Callable[[Role], Page]) -> None:
    page = sign_in(Role.COMMUNE_POLICE)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/transport/checks/new")
    page.fill("#plate", "15c 777.77")
    page.locator("#answer-permit").get_by_text("Có", exact=True).click()
    page.locator("#result").get_by_text("Đã nhắc nhở").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    seen = "[...document.querySelectorAll('main button, main .choice')].filter(e => e.offsetHeight)"
    small = page.evaluate(f"{seen}.filter(e => e.offsetHeight < 44).length")
    assert small == 0
    page.get_by_role("button", name="Lưu lần kiểm tra").click()
    page.wait_for_url("**/transport/checks/*")
    expect(page.locator("h1")).to_have_text("15C-77777")
    with live_server.sessions() as session:
        made = session.scalars(select(TransportCheck).where(TransportCheck.plate == "15C-77777")).one()
        assert made.answers["permit"] == "yes"
