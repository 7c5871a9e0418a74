"""A team with a phone: opens the page of the field, writes records, looks at what arrived."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from geodata.models import Inspection, InspectionRecord, Site
from tests.browser.conftest import Server

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
HANDS = "button, a.button, .answer, summary, input[type=text], input[type=date]"
UNFIT = """async (hands) => [
    ...(document.documentElement.scrollWidth > 360 ? ["too wide"] : []),
    ...[...document.querySelectorAll(`#field :is(${hands})`)]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5)
        .map(e => e.outerHTML.slice(0, 80)),
    ...(await axe.run("#field", {resultTypes: ["violations"]})).violations
        .map(v => `${v.id} ${v.nodes[0].html}`),
]"""
KEPT = """new Promise((done) => {
    const asked = indexedDB.open("field");
    asked.onsuccess = () => {
        const base = asked.result;
        if (!base.objectStoreNames.length) { base.close(); done([0, 0, 0]); return; }
        const work = base.transaction(["meta", "records", "files"]);
        const counts = ["meta", "records", "files"].map((name) => work.objectStore(name).count());
        work.oncomplete = () => { base.close(); done(counts.map((one) => one.result)); };
    };
})"""


def open_field(page: Page, server: Server) -> None:
    """The page with its checks packed, and everything it needs kept by the service worker."""
    page.goto(f"{server.url}/field")
    expect(page.locator("#field .stops").first).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    until(page, lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"))
    until(page, lambda: page.evaluate("caches.match('/field').then(Boolean)"))


def begin(page: Page, site: str) -> None:
    """Start the record of a site's check."""
    page.get_by_role("button", name=f"Bắt đầu ghi biên bản: {site}").click()
    expect(page.locator("#field h1")).to_have_text(site)


def answer_all(page: Page, *failed: int) -> None:
    """Passed, but for the items with these numbers."""
    for number, question in enumerate(page.locator(".question").all(), start=1):
        question.locator(".answer").nth(1 if number in failed else 0).click()


def sign(page: Page) -> None:
    """A name and two strokes."""
    page.fill("#representative", "Người đại diện mẫu")
    page.get_by_text("Ký trên màn hình").click()
    glass = page.locator("canvas.signature")
    glass.scroll_into_view_if_needed()
    box = glass.bounding_box()
    assert box
    for start in (20, 120):
        page.mouse.move(box["x"] + start, box["y"] + 90)
        page.mouse.down()
        page.mouse.move(box["x"] + start + 60, box["y"] + 30, steps=4)
        page.mouse.up()
    expect(page.get_by_text("Đã có chữ ký.")).to_be_visible()


def finish(page: Page) -> None:
    """Press the strong button."""
    page.get_by_role("button", name="Kết thúc và gửi").click()


def row(page: Page, site: str) -> Locator:
    """The record of a site in the list of this phone."""
    return page.locator(".records > li").filter(has_text=site)


def until(page: Page, fact: Callable[[], Any]) -> Any:
    """Wait for a fact outside the page, and give it; patient with a busy machine and a queue that pauses."""
    for _try in range(600):
        found = fact()
        if found:
            return found
        page.wait_for_timeout(100)
    raise AssertionError(f"it never came true; the page says: {page.inner_text('body')[:600]}")


def recorded(server: Server, site: str) -> list[tuple[str, str, str]]:
    """(key, outcome, state of the check) of the records of a site."""
    with server.sessions() as session:
        rows = session.execute(
            select(InspectionRecord.key, InspectionRecord.outcome, Inspection.state)
            .join(Inspection, Inspection.id == InspectionRecord.inspection_id)
            .join(Site, Site.id == Inspection.site_id)
            .where(Site.name == site)
        )
        return [(key, outcome.value, state.value) for key, outcome, state in rows]


def unfit(page: Page) -> list[str]:
    """What is wider than a narrow phone, smaller than a finger, or unclear to a screen reader."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return list(page.evaluate(UNFIT, HANDS))


def kept(page: Page) -> list[int]:
    """How many packs, records and files lie on the phone."""
    return list(page.evaluate(KEPT))
