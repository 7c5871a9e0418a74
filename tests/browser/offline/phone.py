"""A phone on a bad network: the report form, its drafts, photos of a size that needs several pieces."""

from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from geodata.models import Incident, IncidentFile
from tests.browser.conftest import Server

PIECE = 256 * 1024
AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"


def photo(
    name: str, shade: int = 0, size: tuple[int, int] = (1100, 800), exif: bytes = b""
) -> dict[str, Any]:
    """A JPEG as an input takes it; noise, so that it stays large when the browser makes it anew."""
    file = BytesIO()
    noise = Image.effect_noise(size, 90).point(lambda level: (level + shade) % 256)
    noise.convert("RGB").save(file, "JPEG", quality=80, exif=exif)
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


def open_form(page: Page, server: Server, *, worker: bool = True) -> None:
    """The form, with its service worker at work."""
    page.goto(f"{server.url}/incidents/new")
    if worker:
        page.evaluate("navigator.serviceWorker.ready")
        page.wait_for_function("navigator.serviceWorker.controller")
    page.wait_for_function("document.querySelector('#offline-drafts h2')")


def write(page: Page, landmark: str, *photos: dict[str, Any]) -> None:
    """Fill the form in."""
    page.check("[name=category][value=noise]")
    page.fill("[name=landmark]", landmark)
    if photos:
        page.set_input_files("#photos", list(photos))  # type: ignore[arg-type]


def send(page: Page) -> None:
    """Press the strong button."""
    page.click("#report-form button.strong")


def drafts(page: Page) -> Locator:
    """The rows of the list."""
    return page.locator("#offline-drafts li")


def states(page: Page, *wanted: str) -> None:
    """Wait until the drafts stand so, newest first."""
    expect(page.locator("#offline-drafts li .tag")).to_have_text(list(wanted))


def tags(page: Page) -> list[str]:
    """How the drafts stand now, newest first."""
    return page.locator("#offline-drafts li .tag").all_inner_texts()


def waiting(page: Page, *wanted: str) -> None:
    """Wait until the newest report was tried, not sent, and is told to be kept."""
    expect(page.locator("#offline-drafts [role=status]")).to_contain_text("đã lưu trên máy này")
    states(page, *(wanted or ("đang chờ mạng",)))


def unfit(page: Page) -> list[str]:
    """What of the list is wider than a narrow phone, smaller than a finger, or unclear to a screen reader."""
    size = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """async () => [
            ...(document.documentElement.scrollWidth > 360 ? ["too wide"] : []),
            ...[...document.querySelectorAll("#offline-drafts :is(button, a, summary)")]
                .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5)
                .map(e => e.textContent),
            ...(await axe.run("#offline-drafts", {resultTypes: ["violations"]})).violations.map(v => v.id),
        ]"""
    )
    if size:
        page.set_viewport_size(size)
    return list(found)


def kept(server: Server, landmark: str) -> list[tuple[str, int]]:
    """(code, number of its photos) of each report with that landmark."""
    with server.sessions() as session:
        rows = session.execute(
            select(Incident.code, IncidentFile.id)
            .outerjoin(IncidentFile, IncidentFile.incident_id == Incident.id)
            .where(Incident.landmark == landmark)
        ).all()
    codes = sorted({code for code, _file in rows})
    return [(code, sum(1 for one, file in rows if one == code and file)) for code in codes]
