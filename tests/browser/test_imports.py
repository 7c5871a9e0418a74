"""Importing in a real browser: the page follows the work, says what is wrong, runs no script of a file."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from geodata.enums import Role
from tests.browser.conftest import Server
from tests.browser.test_pages import PHONE, SHOTS, _faults
from tests.layer_files import geojson, school

SignIn = Callable[[Role], Page]
HOSTILE = "<img src=x onerror=\"document.title='bị chiếm'\">`${document.title='bị chiếm'}`"


def _send(page: Page, live_server: Server, path: Path) -> None:
    page.goto(f"{live_server.url}/imports")
    page.select_option("#layer", "schools")
    page.set_input_files("#file", path)
    page.get_by_role("button", name="Gửi tệp để xem trước").click()
    page.wait_for_url("**/imports/*")


def test_an_import_from_file_to_map(
    sign_in: SignIn, live_server: Server, work: Callable[[str], None], tmp_path: Path
) -> None:
    page = sign_in(Role.ECONOMIC_DIVISION)
    rows = [school("TN1", HOSTILE), school("TN2", kind=HOSTILE), school("TN3", at=(106.0, 20.0))]
    _send(page, live_server, geojson(tmp_path / "truong.geojson", rows))
    expect(page.locator("progress")).to_be_visible()
    work("read")
    expect(page.get_by_role("heading", name="Xem trước")).to_be_visible()
    expect(page.locator(".rows tbody tr")).to_have_count(2)
    expect(page.locator(".rows")).to_contain_text(HOSTILE[:50])
    assert _faults(page) == []
    page.get_by_role("link", name="Thêm: 1").click()
    expect(page.locator(".rows")).to_contain_text(HOSTILE)
    assert "bị chiếm" not in page.title()
    page.get_by_role("button", name="Ghi vào bản đồ").click()
    expect(page.locator("[name=skip_refused]:invalid")).to_have_count(1)
    page.get_by_label("Bỏ qua 2 dòng không nhận").check()
    page.get_by_role("button", name="Ghi vào bản đồ").dblclick()
    expect(page.locator("progress")).to_be_visible()
    work("apply")
    expect(page.locator(".note")).to_contain_text("Đã ghi vào bản đồ lúc")


def test_a_preview_fits_a_phone(
    sign_in: SignIn, live_server: Server, work: Callable[[str], None], tmp_path: Path
) -> None:
    page = sign_in(Role.ECONOMIC_DIVISION)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    _send(
        page,
        live_server,
        geojson(tmp_path / "truong.geojson", [school("DT1", "Trường " * 20, kind="x"), school()]),
    )
    work("read")
    expect(page.get_by_role("heading", name="Xem trước")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate("document.querySelector('.scroll').scrollWidth") <= PHONE["width"]
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / "phone-import.png", full_page=True)
    page.get_by_role("button", name="Bỏ lần nhập này và xóa tệp").click()
    page.wait_for_url("**/imports")


def test_a_file_over_the_limit_is_told_before_it_travels(
    sign_in: SignIn, live_server: Server, tmp_path: Path
) -> None:
    page = sign_in(Role.ECONOMIC_DIVISION)
    big = tmp_path / "to.geojson"
    with big.open("wb") as file:
        file.truncate(101 * 1024 * 1024)
    page.goto(f"{live_server.url}/imports")
    page.set_input_files("#file", big)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.get_by_role("button", name="Gửi tệp để xem trước").click()
    expect(page.locator("#file-error")).to_contain_text("Tệp này lớn hơn 100 MB")
    assert sent == []
