"""The pages as people meet them: with a keyboard, on a phone, without scripts, by a link, through axe."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from geodata.enums import Role
from tests.browser.conftest import Server
from tests.browser.waiting import settled

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = ROOT / "var" / "screenshots"
PHONE = {"width": 360, "height": 740}

SignIn = Callable[[Role], Page]
PUBLIC = ("/", "/maps/risk-zones", "/maps/incidents", "/incidents/new", "/sign-in")
OFFICERS = ("/maps/coverage", "/places", "/imports", "/incidents", "/settings/calendar")


def _tab_until(page: Page, reached: str, *, at_most: int) -> None:
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if page.evaluate(reached):
            return
    raise AssertionError(f"{at_most} tabs did not lead to {reached}")


def _faults(page: Page) -> list[str]:
    """Serious and critical findings of axe on the page as it stands."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "async () => (await axe.run({resultTypes: ['violations']})).violations"
        ".filter(v => ['serious', 'critical'].includes(v.impact))"
        ".map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`)"
    )
    return list(found)


@pytest.mark.parametrize("address", PUBLIC)
def test_axe_finds_nothing_serious_on_a_public_page(page: Page, live_server: Server, address: str) -> None:
    page.goto(live_server.url + address)
    settled(page)
    assert _faults(page) == []


@pytest.mark.parametrize("address", OFFICERS)
def test_axe_finds_nothing_serious_on_an_officers_page(
    sign_in: SignIn, live_server: Server, address: str
) -> None:
    page = sign_in(Role.ECONOMIC_DIVISION)
    page.goto(live_server.url + address)
    settled(page)
    assert _faults(page) == []


@pytest.mark.parametrize("address", (*PUBLIC, "/maps/coverage"))
def test_a_page_fits_a_phone_and_its_targets_fit_a_finger(
    sign_in: SignIn, live_server: Server, address: str
) -> None:
    page = sign_in(Role.COMMUNE_POLICE)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(live_server.url + address)
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    small = page.evaluate(
        "[...document.querySelectorAll('button, .button, select, input:not([type=hidden])')]"
        ".filter(e => e.offsetParent && !e.closest('.trap'))"
        ".map(e => [e, (e.closest('label') ?? e).getBoundingClientRect()])"
        ".filter(([e, r]) => r.height < 43.5)"
        ".map(([e, r]) => `${e.tagName} ${e.name || e.textContent.trim()} ${r.height}`)"
    )
    assert small == []
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"phone{address.replace('/', '-')}.png")


def test_the_public_map_can_be_used_with_the_keyboard_alone(page: Page, live_server: Server) -> None:
    page.goto(live_server.url)
    settled(page)
    page.keyboard.press("Tab")
    expect(page.locator(".skip").first).to_be_focused()
    page.keyboard.press("Enter")
    _tab_until(page, "document.activeElement.id === 'search'", at_most=3)
    page.keyboard.type("tap ket 2")
    page.keyboard.press("Enter")
    expect(page.locator("#list .card")).to_have_count(1)
    _tab_until(page, "document.activeElement.classList.contains('show-on-map')", at_most=20)
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup-content")).to_contain_text("Điểm tập kết 2")
    page.keyboard.press("Escape")


def test_every_stop_of_the_keyboard_shows_where_it_is(page: Page, live_server: Server) -> None:
    page.goto(live_server.url)
    settled(page)
    for _ in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            "(() => { const e = document.activeElement, r = e.closest('label')?.querySelector('span') ?? e;"
            " const s = getComputedStyle(r); return e === document.body || s.outlineStyle !== 'none'"
            " || e.classList.contains('leaflet-container'); })()"
        )
        assert seen, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_a_filter_changes_list_map_and_address_without_a_reload(page: Page, live_server: Server) -> None:
    page.goto(live_server.url)
    settled(page)
    page.evaluate("window.sameDocument = true")
    with page.expect_request(lambda r: "/tiles/collection-points/" in r.url and "group=food_waste" in r.url):
        page.get_by_label("Rác thực phẩm").check()
    expect(page.locator("#list .card")).to_have_count(2)
    assert "group=food_waste" in page.url
    assert page.evaluate("window.sameDocument")
    page.go_back()
    expect(page.locator("#list .card")).to_have_count(4)


def test_a_link_shows_the_same_map_to_somebody_else(page: Page, live_server: Server) -> None:
    page.goto(f"{live_server.url}/maps/risk-zones")
    settled(page)
    page.evaluate("mapPage.map.setView([20.74, 106.6], 15, {animate: false})")
    page.locator("#level").select_option("3")
    expect(page.locator("#list .card")).to_have_count(1)
    link = page.url
    assert "view=15/20.74" in link
    other = page.context.browser
    assert other
    somebody = other.new_page()
    somebody.goto(link)
    settled(somebody)
    assert somebody.evaluate("mapPage.map.getZoom()") == 15
    assert somebody.evaluate(
        "[mapPage.map.getCenter().lat.toFixed(4), mapPage.map.getCenter().lng.toFixed(4)]"
    ) == [
        "20.7400",
        "106.6000",
    ]
    assert somebody.locator("#level").input_value() == "3"
    somebody.close()


def test_a_click_on_the_map_opens_the_card_of_what_stands_there(page: Page, live_server: Server) -> None:
    page.goto(f"{live_server.url}/?view=18/20.748/106.581")
    settled(page)
    box = page.locator("#map_page").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    card = page.locator(".leaflet-popup-content")
    expect(card).to_contain_text("Điểm tập kết 1")
    expect(card.get_by_role("link", name="Phản ánh điểm này")).to_be_visible()


def test_the_month_slider_looks_back(sign_in: SignIn, live_server: Server) -> None:
    page = sign_in(Role.COMMUNE_POLICE)
    page.goto(f"{live_server.url}/maps/coverage")
    settled(page)
    before = page.locator(".headline strong").first.inner_text()
    slider = page.locator(".slider input")
    slider.focus()
    for _ in range(3):
        slider.press("ArrowLeft")
    page.wait_for_url("**month=**")
    expect(page.locator(".headline strong").first).not_to_have_text(before)
    expect(page.locator(".area, .area-none")).to_have_count(2)


def test_the_legend_shows_what_is_on_the_map_now(page: Page, live_server: Server) -> None:
    page.goto(f"{live_server.url}/maps/risk-zones?view=16/20.74/106.556")
    settled(page)
    expect(page.locator("#legend [data-class='1']")).to_be_visible()
    expect(page.locator("#legend [data-class='4']")).to_be_hidden()


def test_without_scripts_the_list_says_all_that_the_map_shows(browser: Browser, live_server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)
    assert page.locator("#list .card").count() == 4
    page.locator("#search").fill("tập kết 3")
    page.get_by_role("button", name="Áp dụng").click()
    assert page.locator("#list .card").count() == 1
    page.goto(f"{live_server.url}/maps/risk-zones?level=2")
    assert page.locator("#list .card").count() == 1
    context.close()


def test_when_the_network_is_gone_the_page_says_so_and_keeps_what_it_has(
    page: Page, live_server: Server, watch: object
) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")  # type: ignore[attr-defined]
    page.goto(live_server.url)
    settled(page)
    page.context.set_offline(True)
    page.get_by_label("Rác thực phẩm").check()
    expect(page.locator("#map-message")).to_be_visible()
    expect(page.locator("#list .card")).to_have_count(4)
    page.context.set_offline(False)


def test_a_printed_map_has_title_legend_date_scale_and_north(page: Page, live_server: Server) -> None:
    page.goto(f"{live_server.url}/maps/risk-zones")
    settled(page)
    page.emulate_media(media="print")
    for part in ("#heading", ".only-print", "#legend", ".north", ".leaflet-control-scale", "#map_page"):
        expect(page.locator(part)).to_be_visible()
    for part in (".bar", "#filters", "#print", ".leaflet-control-zoom"):
        expect(page.locator(part)).to_be_hidden()
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.pdf(path=SHOTS / "risk-zones.pdf", format="A4")
