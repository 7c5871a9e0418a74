"""Hostile text in every field of every map layer, in a real browser: no script runs, the text shows."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.models import Account, Incident, RiskZone, Site
from services import accounts
from tests import cast
from tests.browser.conftest import PATIENCE, Server, served
from tests.browser.waiting import settled
from tests.conftest import DatabaseMaker
from tests.everything import plant

HOSTILE = '<img src=x onerror="window.owned=1">`${window.owned=1}`</script><script>window.owned=1</script>'
PASSWORD = "mat-khau-thu-nghiem"
MIDDLE = "18/20.75/106.59"


def _plant(session: Session) -> None:
    home = cast.commune(session, "11674", HOSTILE, border=cast.ground(106.547, 20.725, 106.638, 20.775))
    plant(session, home, HOSTILE)
    for made in (cast.point, cast.facility, cast.zone, cast.report):
        row = made(session, home)
        for field in ("name", "address", "operator", "basis", "description", "public_note", "landmark"):
            if hasattr(row, field):
                setattr(row, field, HOSTILE)
    accounts.create(
        session,
        commune=home,
        username="police",
        display_name=HOSTILE,
        role=Role.COMMUNE_POLICE,
        password=PASSWORD,
    )


@pytest.fixture(scope="module")
def hostile_server(new_database: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The service over a commune in which every text field attacks, and a chief of police to look at it."""
    with served(new_database.migrated(), tmp_path_factory.mktemp("var"), _plant) as server:
        yield server


@pytest.fixture(scope="module")
def police(browser: Browser, hostile_server: Server) -> Iterator[BrowserContext]:
    """A browser signed in as the police, who see the most."""
    context = browser.new_context(locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{hostile_server.url}/sign-in")
    page.fill("#username", "police")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/maps/coverage**")
    page.close()
    yield context
    context.close()


@pytest.fixture
def page(police: BrowserContext) -> Iterator[Page]:
    """A page in which no dialog may open and no attack may have run."""
    opened = police.new_page()
    opened.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    yield opened
    assert opened.evaluate("window.owned") is None
    assert opened.locator("img[src=x]").count() == 0
    opened.close()


@pytest.mark.parametrize("address", ["/", "/maps/risk-zones", "/maps/coverage", "/maps/incidents"])
def test_a_map_shows_hostile_text_as_text(page: Page, hostile_server: Server, address: str) -> None:
    page.goto(f"{hostile_server.url}{address}?view={MIDDLE}")
    settled(page)
    if address != "/maps/incidents":
        assert "<img src=x" in page.locator("#list").inner_text()
    card = page.locator("#list .show-on-map").first
    card.click()
    page.wait_for_selector(".leaflet-popup-content :is(h2, p)")
    if address != "/maps/incidents":
        assert "<img src=x" in page.locator(".leaflet-popup-content").inner_text()


def test_a_click_on_a_feature_shows_hostile_text_as_text(page: Page, hostile_server: Server) -> None:
    page.goto(f"{hostile_server.url}/maps/risk-zones?view=16/20.745/106.585")
    settled(page)
    box = page.locator("#map_page").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector(".leaflet-popup-content h2")
    assert "<img src=x" in page.locator(".leaflet-popup-content").inner_text()


def test_every_record_page_shows_hostile_text_as_text(page: Page, hostile_server: Server) -> None:
    with hostile_server.sessions() as session:
        sites = [f"/places/{i}" for i in session.scalars(select(Site.id))]
        zones = [f"/maps/risk-zones/{i}" for i in session.scalars(select(RiskZone.id))]
        reports = [f"/incidents/{i}" for i in session.scalars(select(Incident.id))]
        assert session.scalars(select(Account.id)).first()
    for address in (*sites, *zones, *reports):
        answer = page.goto(hostile_server.url + address)
        assert answer
        assert answer.status == 200, address
        assert page.evaluate("window.owned") is None, address
        assert "<img src=x" in page.locator("body").inner_text(), address
