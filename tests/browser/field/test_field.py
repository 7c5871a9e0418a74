"""Records from a phone without a network, in a real browser: nothing lost, nothing twice, all cleared."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from geodata.enums import InspectionEventKind, InspectionFilePurpose, InspectionState, Role
from geodata.models import Finding, Inspection, InspectionFile, Site
from services.inspections.timeline import add_event
from tests.browser import seed
from tests.browser.conftest import Server
from tests.browser.field.team import (
    answer_all,
    begin,
    finish,
    kept,
    open_field,
    recorded,
    row,
    sign,
    unfit,
    until,
)
from tests.browser.offline.phone import photo

SignIn = Callable[[Role], Page]


def test_two_visits_without_a_network_arrive_once_each_when_it_is_back(
    sign_in: SignIn, context: BrowserContext, live_server: Server
) -> None:
    page = sign_in(Role.ECONOMIC_DIVISION)
    open_field(page, live_server)
    context.set_offline(True)
    page.goto(f"{live_server.url}/field")
    expect(page.locator("#field")).to_contain_text("đang dùng dữ liệu đã lưu trên máy")
    assert "Đăng xuất" not in page.content()
    assert "Kho gas" not in page.content()
    assert unfit(page) == []
    begin(page, "Xưởng mộc")
    page.get_by_text("Ghi vị trí của tổ").click()
    expect(page.get_by_text("Đã ghi 1 vị trí.")).to_be_visible()
    answer_all(page, 3)
    page.fill(".finding textarea >> nth=0", "Nước đen chảy ra mương")
    page.set_input_files(".finding input[type=file]", [photo("a.jpg", size=(900, 700))])  # type: ignore[arg-type]
    expect(page.locator(".finding .photos img")).to_have_count(1)
    sign(page)
    assert unfit(page) == []
    page.reload()
    expect(page.locator(".finding textarea").first).to_have_value("Nước đen chảy ra mương")
    finish(page)
    expect(row(page, "Xưởng mộc").locator(".tag")).to_have_text("đang chờ mạng")
    begin(page, "Xưởng mạ")
    page.get_by_text("Không vào được").click()
    finish(page)
    expect(page.locator("[role=alert]")).to_contain_text("Xin ghi lý do")
    page.fill("#note", "Cổng khóa")
    finish(page)
    expect(row(page, "Xưởng mạ").locator(".tag")).to_have_text("đang chờ mạng")
    assert (recorded(live_server, "Xưởng mộc"), recorded(live_server, "Xưởng mạ")) == ([], [])
    context.set_offline(False)
    until(page, lambda: recorded(live_server, "Xưởng mộc") and recorded(live_server, "Xưởng mạ"))
    expect(page.locator(".records .tag.good")).to_have_count(2)
    [(_key, outcome, state)] = recorded(live_server, "Xưởng mộc")
    assert (outcome, state) == ("signed", "minutes_signed")
    [(_key, outcome, state)] = recorded(live_server, "Xưởng mạ")
    assert (outcome, state) == ("no_access", "no_access")
    with live_server.sessions() as session:
        found = session.scalars(select(Finding)).one()
        assert (found.item, found.severity, found.text) == ("env-03", 3, "Nước đen chảy ra mương")
        files = session.execute(select(InspectionFile.purpose, InspectionFile.finding_id)).all()
    purposes = InspectionFilePurpose
    assert set(files) == {(purposes.EVIDENCE, found.id), (purposes.SIGNATURE, None)}


def test_a_refused_record_stays_on_the_phone_with_the_reason_and_signing_out_clears_it(
    sign_in: SignIn, context: BrowserContext, live_server: Server
) -> None:
    page = sign_in(Role.ECONOMIC_DIVISION)
    open_field(page, live_server)
    begin(page, "Xưởng nhựa")
    page.get_by_text("Không vào được").click()
    page.fill("#note", "Không có ai ở nhà")
    with live_server.sessions.begin() as session:
        gone = session.scalars(select(Inspection).join(Site).where(Site.name == "Xưởng nhựa")).one()
        gone.cancel_reason = "Cơ sở đã giải thể"
        add_event(session, gone, InspectionEventKind.MOVED, account_id=None, to=InspectionState.CANCELLED)
    finish(page)
    mine = row(page, "Xưởng nhựa")
    expect(mine.locator(".tag")).to_have_text("chưa được nhận")
    expect(mine).to_contain_text("đã bị hủy")
    assert recorded(live_server, "Xưởng nhựa") == []
    page.get_by_role("button", name="Danh mục").click()
    page.get_by_role("button", name="Đăng xuất").click()
    dialog = page.locator("#leaving")
    expect(dialog).to_contain_text("còn 1 biên bản chưa gửi")
    dialog.get_by_role("button", name="Ở lại").click()
    assert kept(page)[:2] == [1, 1]
    page.get_by_role("button", name="Đăng xuất").click()
    dialog.get_by_role("button", name="Xóa và đăng xuất").click()
    expect(page.get_by_role("link", name="Đăng nhập", include_hidden=True).first).to_be_attached()
    assert kept(page) == [0, 0, 0]


def test_another_account_on_the_same_phone_sees_its_own_checks_only(
    sign_in: SignIn, context: BrowserContext, live_server: Server
) -> None:
    page = sign_in(Role.ECONOMIC_DIVISION)
    open_field(page, live_server)
    begin(page, "Xưởng giấy")
    page.get_by_text("Không vào được").click()
    page.fill("#note", "Chờ tôi đăng nhập lại")
    page.get_by_role("button", name="Về danh sách").click()
    expect(row(page, "Xưởng giấy").locator(".tag")).to_have_text("đang ghi")
    context.clear_cookies()
    page.goto(f"{live_server.url}/sign-in?next=/field")
    page.fill("input[name=username]", Role.COMMUNE_POLICE.value)
    page.fill("input[name=password]", seed.PASSWORD)
    page.click("main button[type=submit]")
    expect(page.locator("#field")).to_contain_text("Kho gas")
    expect(page.locator("#field")).to_contain_text("còn 1 biên bản chưa gửi của tài khoản khác")
    assert "Xưởng giấy" not in page.inner_text("#field")
    context.clear_cookies()
    sign_in(Role.ECONOMIC_DIVISION)
    open_field(page, live_server)
    row(page, "Xưởng giấy").get_by_role("button", name="Ghi tiếp").click()
    expect(page.locator("#note")).to_have_value("Chờ tôi đăng nhập lại")
    finish(page)
    until(page, lambda: recorded(live_server, "Xưởng giấy"))
