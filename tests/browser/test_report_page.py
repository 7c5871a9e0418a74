"""The officers' page of one report in a real browser: small map, texts at hand, fields that a move needs."""

from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from geodata.enums import IncidentState, Role
from geodata.models import Commune, Incident, ReplyTemplate
from tests import cast
from tests.browser.conftest import Server
from tests.browser.waiting import settled

PLACE: Final = (106.5612345, 20.7312345)
TEXT: Final = "Đã nhận {code}.\n</option><script>window.hacked = 1</script>"


@pytest.fixture
def report(live_server: Server) -> int:
    """A new report of its own place, and a text at hand."""
    with live_server.sessions.begin() as session:
        home = session.scalars(select(Commune)).first() or pytest.fail("no commune")
        place = cast.place(*PLACE)
        one = cast.report(session, home, published=False, geom=place, public_geom=cast.place(106.562, 20.732))
        one.code = f"page-{one.id:04}-test"
        if session.scalar(select(ReplyTemplate.id).limit(1)) is None:
            session.add(ReplyTemplate(commune_id=home.id, title="Đã nhận", text=TEXT))
        return one.id


def test_a_move_is_made_with_a_text_at_hand_and_one_press(
    live_server: Server, sign_in: Callable[[Role], Page], report: int
) -> None:
    page = sign_in(Role.ECONOMIC_DIVISION)
    page.goto(f"{live_server.url}/incidents/{report}")
    expect(page.locator("[data-spots] .leaflet-marker-icon")).to_have_count(2)
    expect(page.locator("#move-agency")).to_be_hidden()
    page.check("#act-move input[value=referred]")
    expect(page.locator("#move-reason")).to_be_hidden()
    page.fill("#move-agency", "Sở Y tế")
    page.fill("#move-number", "12/CV")
    page.select_option("#move-template", index=1)
    page.click("#act-move button[name=insert]")
    expect(page.locator("#move-public_note")).to_have_value(TEXT.replace("{code}", f"số {report}"))
    assert page.evaluate("window.hacked") is None
    page.dblclick("#act-move form > p > button")
    expect(page.locator(".timeline")).to_contain_text("Sở Y tế, 12/CV")
    settled(page)
    with live_server.sessions() as session:
        kept = session.get_one(Incident, report)
        assert (kept.state, len(kept.events)) == (IncidentState.REFERRED, 2)


def test_on_a_phone_nothing_is_cut_off_and_every_button_is_large(
    live_server: Server, sign_in: Callable[[Role], Page], report: int
) -> None:
    page = sign_in(Role.COMMUNE_POLICE)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/incidents/{report}")
    page.evaluate("for (const one of document.querySelectorAll('details.act')) one.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    small = page.evaluate(
        """[...document.querySelectorAll("main button, main summary, main select, main textarea")]
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
        .map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert small == []
    settled(page)
