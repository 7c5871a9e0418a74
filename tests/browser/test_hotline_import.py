"""The hotline's log in a real browser: chosen, previewed, written; at the desk and on a phone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geodata.enums import Role
from tests.browser.conftest import Server
from tests.browser.test_pages import PHONE, SHOTS, _faults
from tests.sheet_files import CALLER, call, log

SignIn = Callable[[Role], Page]
HOSTILE = "<img src=x onerror=\"document.title='bị chiếm'\">"


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_log_is_chosen_looked_at_and_written(
    sign_in: SignIn, live_server: Server, work: Callable[[str], None], tmp_path: Path, size: str
) -> None:
    page = sign_in(Role.ECONOMIC_DIVISION)
    if size == "phone":
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    number = {"desk": 100, "phone": 200}[size]
    rows = [
        call(number, lat=20.75, lon=106.59, handled="Đã nhắc nhở hộ dân, cam kết không tái phạm"),
        call(number + 1, text=f"Bà {CALLER[0]} báo khói mù mịt", village="Xóm Trại"),
        call(number + 2, category="đĩa bay", landmark=None),
        call(number + 3, text=HOSTILE, received="32/13/2026"),
    ]
    page.goto(f"{live_server.url}/imports")
    page.select_option("#layer", "incidents")
    page.get_by_text("Sổ đường dây nóng gồm những cột nào").click()
    expect(page.get_by_role("link", name="Tải mẫu sổ trống (.xlsx)")).to_be_visible()
    assert _faults(page) == []
    _shoot(page, f"form-{size}")
    page.set_input_files("#file", log(tmp_path / "so.xlsx", *rows))
    page.get_by_role("button", name="Gửi tệp để xem trước").click()
    page.wait_for_url("**/imports/*")
    work("read")
    expect(page.get_by_role("heading", name="Xem trước")).to_be_visible()
    expect(page.locator(".rows tbody tr")).to_have_count(2)
    assert _faults(page) == []
    _shoot(page, f"refused-{size}")
    page.get_by_role("link", name="Thêm: 2").click()
    expect(page.locator(".rows")).to_contain_text("Người gọi: có tên, điện thoại …321.")
    expect(page.locator(".rows")).not_to_contain_text(CALLER[0])
    assert "bị chiếm" not in page.title() and _faults(page) == []
    _shoot(page, f"added-{size}")
    page.get_by_label("Bỏ qua 2 dòng không nhận").check()
    page.get_by_role("button", name="Ghi vào hộp thư phản ánh: thêm 2, sửa 0").dblclick()
    expect(page.locator("progress")).to_be_visible()
    work("apply")
    expect(page.locator(".note").first).to_contain_text("Đã ghi vào hộp thư phản ánh lúc")


def _shoot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"hotline-{name}.png", full_page=True)
