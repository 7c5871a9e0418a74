"""The report form in a real browser: without scripts, by keyboard, read aloud, with photos, through axe."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from sqlalchemy import select

from geodata.models import Commune, Incident
from tests import cast
from tests.browser.conftest import PATIENCE, Server
from tests.browser.test_pages import PHONE, SHOTS, _faults
from tests.browser.waiting import settled
from tests.pictures import PLACE, exif, saved, scene


def photo(name: str, kind: str = "JPEG", seed: int = 1, **options: object) -> FilePayload:
    """A picture as a phone would offer it."""
    return {
        "name": name,
        "mimeType": f"image/{kind.lower()}",
        "buffer": saved(scene(320, 240, seed), kind, **options),
    }


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A small phone without JavaScript."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE, locale="vi-VN")  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def reported(server: Server, page: Page) -> Incident:
    """The report whose receipt the page shows, with its photos."""
    code = page.url.split("?")[0].rsplit("/", 1)[1]
    with server.sessions() as session:
        found = session.scalars(select(Incident).where(Incident.code == code)).one()
        assert found.files is not None
        return found


def test_without_scripts_a_report_with_photos_is_looked_at_sent_and_followed(
    plain: Page, live_server: Server
) -> None:
    plain.goto(f"{live_server.url}/incidents/new")
    plain.get_by_role("radio", name="Mùi hôi").check()
    plain.get_by_label("Chỗ dễ nhận ra").fill("sau chợ")
    plain.get_by_label("Kể thêm").fill("Mùi khét từ sáng.")
    plain.get_by_label("Ảnh (không bắt buộc)").set_input_files(
        [photo("a.jpg", exif=exif()), photo("b.png", "PNG", seed=2)]
    )
    plain.locator(".send-buttons").get_by_role("button", name="Xem trước").click()
    preview = plain.get_by_role("region", name="Người khác sẽ thấy gì")
    expect(preview).to_contain_text("Mùi hôi")
    expect(preview).not_to_contain_text("sau chợ")
    expect(plain.get_by_label("Kể thêm")).to_have_value("Mùi khét từ sáng.")
    expect(plain.locator(".photos img")).to_have_count(2)
    assert plain.locator(".photos img").first.evaluate("i => i.naturalWidth") > 0
    preview.get_by_role("button", name="Gửi phản ánh").click()
    expect(plain.get_by_role("heading", name="Xã đã nhận phản ánh")).to_be_visible()
    kept = reported(live_server, plain)
    assert (kept.category, kept.description, len(kept.files)) == ("odour", "Mùi khét từ sáng.", 2)
    plain.get_by_label("Bạn muốn cho biết thêm điều gì?").fill("Nhà thứ ba.")
    plain.get_by_role("button", name="Gửi thêm").click()
    expect(plain.get_by_text("Đã nhận thêm thông tin")).to_be_visible()


def test_fifty_megabytes_show_what_to_do(plain: Page, live_server: Server, tmp_path: Path) -> None:
    heavy = tmp_path / "a.jpg"
    heavy.write_bytes(b"\xff\xd8" + bytes(50_000_000))
    plain.goto(f"{live_server.url}/incidents/new")
    plain.locator("#photos").set_input_files(heavy)
    plain.locator(".send-buttons").get_by_role("button", name="Gửi phản ánh").click()
    expect(plain.get_by_role("heading", name="Ảnh nặng quá")).to_be_visible()


def test_every_control_is_named_for_who_cannot_see_it(page: Page, live_server: Server) -> None:
    page.goto(f"{live_server.url}/incidents/new")
    settled(page)
    page.set_input_files("#photos", [photo("a.jpg")])
    expect(page.get_by_role("button", name="Bỏ ảnh này: a.jpg")).to_be_visible()
    client = page.context.new_cdp_session(page)
    tree = client.send("Accessibility.getFullAXTree")["nodes"]
    controls = {"button", "radio", "textbox", "combobox", "checkbox", "link", "Date", "DateTime", "group"}
    named = [
        (node["role"]["value"], node["name"]["value"])
        for node in tree
        if not node.get("ignored") and node.get("role", {}).get("value") in controls and node.get("name")
    ]
    assert [role for role, name in named if not name.strip() and role != "group"] == []
    names = {name for _role, name in named}
    for wanted in (
        "Đốt rơm rạ",
        "Thôn",
        "Chỗ dễ nhận ra",
        "Kể thêm (không bắt buộc)",
        "Họ tên (không bắt buộc)",
        "Số điện thoại (không bắt buộc)",
        "Thư điện tử (không bắt buộc)",
        "Vị trí của tôi",
        "Ghim ở giữa bản đồ",
        "Xem trước",
        "Gửi phản ánh",
        "Mới xảy ra",
    ):
        assert wanted in names, (wanted, sorted(names))
    assert len([role for role, _name in named if role == "radio"]) == 19 + 2


def test_a_report_is_written_and_looked_at_with_the_keyboard_alone(page: Page, live_server: Server) -> None:
    page.goto(f"{live_server.url}/incidents/new")
    settled(page)
    stops: list[str] = []

    def tab_to(reached: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            stops.append(page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
            if page.evaluate(f"document.activeElement.matches({reached!r})"):
                return
        raise AssertionError(stops)

    tab_to("input[name=category]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    tab_to(".pin-buttons button:nth-child(2)")
    page.keyboard.press("Enter")
    tab_to("#landmark")
    page.keyboard.type("sau chợ")
    page.keyboard.press("Enter")
    expect(page.locator("#preview")).to_be_focused()
    assert not any("first-button" in stop for stop in stops)
    expect(page.get_by_label("Chỗ dễ nhận ra")).to_have_value("sau chợ")
    expect(page.locator(".shown-map .leaflet-tile-pane")).to_be_attached()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#preview') !== null")


def test_the_place_of_a_photo_is_offered_and_taken_only_when_asked(page: Page, live_server: Server) -> None:
    page.goto(f"{live_server.url}/incidents/new")
    settled(page)
    use = page.get_by_role("button", name="Dùng vị trí của ảnh")
    for kind in ("JPEG", "WEBP", "PNG", "HEIF"):
        page.set_input_files("#photos", [photo("plain.jpg", seed=2), photo(f"{kind}.x", kind, exif=exif())])
        expect(use).to_be_visible()
        assert page.locator("#latitude").input_value() == ""
        use.click()
        assert abs(float(page.locator("#latitude").input_value()) - PLACE[1]) < 1e-4, kind
        assert abs(float(page.locator("#longitude").input_value()) - PLACE[0]) < 1e-4, kind
        page.get_by_role("button", name="Bỏ ghim").click()
        page.set_input_files("#photos", [])
        expect(use).to_have_count(0)


def test_chosen_photos_are_shown_and_taken_back(page: Page, live_server: Server) -> None:
    page.goto(f"{live_server.url}/incidents/new")
    settled(page)
    page.set_input_files("#photos", [photo(f"{n}.jpg", seed=n) for n in range(6)])
    expect(page.locator("#photo-previews li")).to_have_count(6)
    expect(page.locator("#photo-previews")).to_contain_text("Nhiều nhất 5 ảnh")
    page.get_by_role("button", name="Bỏ ảnh này: 2.jpg").click()
    expect(page.locator("#photo-previews li")).to_have_count(5)
    expect(page.locator("#photo-previews")).not_to_contain_text("Nhiều nhất 5 ảnh")
    assert page.evaluate("[...document.getElementById('photos').files].map(f => f.name)") == [
        f"{n}.jpg" for n in (0, 1, 3, 4, 5)
    ]


def test_cut_and_hostile_exif_is_no_fault(page: Page, live_server: Server) -> None:
    """The page's watch fails on any script that throws."""
    page.goto(f"{live_server.url}/incidents/new")
    settled(page)
    head = b"\xff\xd8Exif\x00\x00II*\x00"
    files = [
        head,
        head + b"\xff" * 40,
        head + b"\x08\x00\x00\x00" + b"\xff\xff" + bytes(100),
        saved(scene(64, 48), exif=exif())[:200],
        b"",
        b"II*\x00" * 50,
    ]
    for number, content in enumerate(files):
        chosen: FilePayload = {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": content}
        page.set_input_files("#photos", [chosen])
        expect(page.locator("#photo-previews li")).to_have_count(1)
        expect(page.get_by_role("button", name="Dùng vị trí của ảnh")).to_have_count(0)


def test_a_report_close_by_is_offered_while_the_form_is_filled(page: Page, live_server: Server) -> None:
    with live_server.sessions.begin() as session:
        home = session.scalars(select(Commune)).one()
        lon, lat = (106.547 + 106.638) / 2, (20.725 + 20.775) / 2
        one = cast.report(
            session,
            home,
            created_at=datetime.now(UTC),
            category="noise",
            geom=cast.place(lon, lat),
            public_geom=cast.place(lon + 0.001, lat),
        )
        number = one.id
    page.goto(f"{live_server.url}/incidents/new")
    settled(page)
    page.get_by_role("radio", name="Tiếng ồn").check()
    expect(page.locator("#near section")).to_have_count(0)
    page.get_by_role("button", name="Ghim ở giữa bản đồ").click()
    expect(page.locator("#near")).to_contain_text("Có phải việc này không?")
    page.locator("#near").get_by_role("button", name="Tôi cũng thấy").click()
    expect(page.locator("#preview")).to_contain_text("bạn cũng thấy việc này")
    with live_server.sessions.begin() as session:
        found = session.get_one(Incident, number)
        assert found.supporters == 1
        session.delete(found)


def test_preview_and_receipt_fit_a_phone_and_axe_finds_nothing_serious(
    page: Page, live_server: Server
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{live_server.url}/incidents/new")
    settled(page)
    page.get_by_role("radio", name="Mùi hôi").check()
    page.get_by_role("button", name="Ghim ở giữa bản đồ").click()
    page.set_input_files("#photos", [photo("a.jpg")])
    page.locator(".send-buttons").get_by_role("button", name="Xem trước").click()
    expect(page.locator("#preview")).to_be_visible()
    _fits(page, "preview")
    page.goto(f"{live_server.url}/incidents/r/{_resolved(live_server)}")
    _fits(page, "receipt")
    for words in ("Chép mã và đường dẫn", "In trang này"):
        expect(page.get_by_role("button", name=words)).to_be_visible()
    expect(page.get_by_role("img", name="Mã QR dẫn tới trang theo dõi phản ánh này")).to_be_visible()


def _fits(page: Page, name: str) -> None:
    settled(page)
    assert _faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    small = page.evaluate(
        "[...document.querySelectorAll('main :is(button, .button, select, input:not([type=hidden]))')]"
        ".filter(e => e.offsetParent && !e.closest('.trap'))"
        ".filter(e => (e.closest('label') ?? e).getBoundingClientRect().height < 43.5)"
        ".map(e => `${e.tagName} ${e.name || e.textContent.trim()}`)"
    )
    assert small == []
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}-360.png", full_page=True)


def _resolved(server: Server) -> str:
    """The code of a report that was resolved, with an answer: the receipt with all its forms."""
    with server.sessions.begin() as session:
        home = session.scalars(select(Commune)).one()
        now = datetime.now(UTC)
        made = cast.report(
            session, home, state="resolved", published=False, ended_at=now, public_note="Đã dọn sạch."
        )
        made.code = f"aaaa-bbbb-{made.id:04}"
        return made.code


def test_what_was_typed_outlives_a_closed_page_but_not_the_contact(page: Page, live_server: Server) -> None:
    page.goto(f"{live_server.url}/incidents/new")
    settled(page)
    page.get_by_role("radio", name="Tiếng ồn").check()
    page.get_by_label("Kể thêm").fill("Nhạc to cả đêm.")
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.get_by_role("button", name="Ghim ở giữa bản đồ").click()
    pinned = page.locator("#latitude").input_value()
    page.goto(f"{live_server.url}/healthz")
    page.goto(f"{live_server.url}/incidents/new")
    expect(page.get_by_text("Đã mở lại những gì bạn viết dở")).to_be_visible()
    expect(page.get_by_label("Kể thêm")).to_have_value("Nhạc to cả đêm.")
    expect(page.get_by_role("radio", name="Tiếng ồn")).to_be_checked()
    assert page.locator("#latitude").input_value() == pinned
    expect(page.get_by_label("Số điện thoại")).to_have_value("")
    assert "0912" not in page.evaluate("JSON.stringify(localStorage)")
    page.get_by_role("button", name="Bỏ, viết lại từ đầu").click()
    expect(page.get_by_label("Kể thêm")).to_have_value("")
    assert page.locator("#latitude").input_value() == ""
    page.reload()
    expect(page.locator("#typed-note")).to_have_count(0)


def test_what_was_sent_is_typed_no_longer(page: Page, live_server: Server) -> None:
    page.goto(f"{live_server.url}/incidents/new")
    settled(page)
    page.get_by_role("radio", name="Tiếng ồn").check()
    page.get_by_label("Chỗ dễ nhận ra").fill("cạnh nhà văn hóa")
    page.locator(".send-buttons").get_by_role("button", name="Gửi phản ánh").click()
    expect(page.get_by_role("heading", name="Xã đã nhận phản ánh")).to_be_visible()
    assert page.evaluate("localStorage.getItem('report-typed')") is None


def test_the_emergency_numbers_are_large_enough_for_a_thumb(page: Page, live_server: Server) -> None:
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page.goto(f"{live_server.url}/incidents/new")
    for number in ("114", "112"):
        box = page.get_by_role("link", name=number, exact=True).bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
