"""The form on a phone: refusals, a full phone, photos made small, what is kept for later and what is not."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from geodata.enums import Role
from tests.browser.conftest import Server, Watch
from tests.browser.offline.phone import (
    drafts,
    kept,
    open_form,
    photo,
    send,
    states,
    waiting,
    write,
)
from webmap import shell

# A report whose photos are still to come is answered by 409, which a console tells too.


# --- what the server refuses


def test_what_is_refused_comes_back_into_the_form_with_words_and_photos(
    page: Page, context: BrowserContext, watch: Watch, live_server: Server
) -> None:
    watch.allow("status of 400")
    open_form(page, live_server)
    context.set_offline(True)
    write(page, "sai ngày", photo("a.jpg", size=(300, 200)))
    page.fill("[name=occurred_at]", "2999-01-01T10:00")
    send(page)
    waiting(page)
    context.set_offline(False)
    states(page, "cần sửa")
    drafts(page).get_by_text("Sửa lại").click()
    expect(page.locator("[name=landmark]")).to_have_value("sai ngày")
    expect(page.locator("[name=occurred_at]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".draft-error")).to_contain_text("chưa tới")
    assert page.evaluate("document.getElementById('photos').files.length") == 1
    page.fill("[name=occurred_at]", "")
    send(page)
    page.wait_for_url("**/incidents/r/*")
    assert [photos for _code, photos in kept(live_server, "sai ngày")] == [1]


def test_what_lacks_is_told_before_it_is_kept(page: Page, live_server: Server) -> None:
    open_form(page, live_server)
    send(page)
    expect(page.locator(".draft-error")).to_have_count(2)
    expect(page.locator("#offline-drafts")).to_be_hidden()


def test_a_full_phone_says_so_and_sends_the_words_without_the_photos(page: Page, live_server: Server) -> None:
    open_form(page, live_server)
    page.evaluate(
        "const add = draftStore.add; draftStore.add = async (draft, photos) => {"
        " if (photos.length) throw new DOMException('', 'QuotaExceededError');"
        " return add(draft, photos); }; null"
    )
    write(page, "máy đầy", photo("a.jpg", size=(300, 200)))
    send(page)
    expect(page.locator("#draft-notice")).to_contain_text("Máy hết chỗ")
    expect(page.locator("[name=landmark]")).to_have_value("máy đầy")
    page.click("text=Gửi không kèm ảnh")
    page.wait_for_url("**/incidents/r/*")
    assert [photos for _code, photos in kept(live_server, "máy đầy")] == [0]


# --- photos


def test_photos_are_made_smaller_and_lose_what_the_camera_wrote(page: Page, live_server: Server) -> None:
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    large = photo("nằm ngang.jpg", size=(2600, 1300), exif=exif)
    open_form(page, live_server)
    page.set_input_files("#photos", [large])  # type: ignore[arg-type]
    told = page.evaluate(
        """async () => {
            const { prepared } = await import('/static/js/drafts/resize.js');
            const { content, sha256 } = await prepared(document.getElementById('photos').files[0]);
            const bytes = new Uint8Array(await content.arrayBuffer());
            const drawn = await createImageBitmap(content);
            const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
            const hex = [...digest].map((one) => one.toString(16).padStart(2, '0')).join('');
            const text = new TextDecoder('latin1').decode(bytes);
            return [drawn.width, drawn.height, text.includes('Exif'), sha256 === hex];
        }"""
    )
    assert told == [1000, 2000, False, True]


def test_what_the_browser_cannot_draw_goes_as_it_is_and_the_server_judges(
    page: Page, watch: Watch, live_server: Server
) -> None:
    watch.allow("status of 400")
    open_form(page, live_server)
    write(page, "ảnh lạ", {"name": "a.heic", "mimeType": "image/heic", "buffer": b"no picture at all"})
    send(page)
    expect(page.locator(".draft-error")).to_have_count(1)
    states(page, "cần sửa")
    assert kept(live_server, "ảnh lạ") == []


# --- the page itself


def test_a_page_that_needs_the_network_says_so_and_leads_to_the_form(
    page: Page, context: BrowserContext, live_server: Server
) -> None:
    open_form(page, live_server)
    context.set_offline(True)
    page.goto(f"{live_server.url}/maps/risk-zones")
    expect(page.locator("h1")).to_have_text("Không có mạng")
    page.click("text=Viết phản ánh")
    expect(page.locator("#report-form")).to_be_visible()
    page.goto(f"{live_server.url}/incidents/new?lang=en")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("document.fonts.check('16px \"Be Vietnam Pro\"')")
    expect(page.locator(".leaflet-container")).to_be_visible()


def test_nothing_private_is_kept_for_an_officer(
    sign_in: Callable[[Role], Page], context: BrowserContext, live_server: Server
) -> None:
    page = sign_in(Role.ECONOMIC_DIVISION)
    open_form(page, live_server)
    for address in ("/settings/calendar", "/incidents/new?place=1"):
        page.goto(live_server.url + address)
    write_keys = "caches.keys().then(n => Promise.all(n.map(async k => (await caches.open(k)).keys())))"
    kept_addresses = page.evaluate(f"{write_keys}.then(all => all.flat().map(r => new URL(r.url).pathname))")
    pages = {path for path in kept_addresses if not path.startswith("/static/")}
    assert pages == {"/incidents/new", "/offline", "/remembered-language"}
    text = page.evaluate("caches.match('/incidents/new?lang=vi', {ignoreVary: true}).then(r => r.text())")
    assert "Đăng nhập" in text
    assert "Đăng xuất" not in text
    assert "data-kept" in text
    context.set_offline(True)
    page.goto(f"{live_server.url}/incidents/new")
    expect(page.locator("header")).to_contain_text("Đăng nhập")


def test_a_new_version_takes_over_and_drops_the_old(
    page: Page, live_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_form(page, live_server)
    assert page.evaluate("caches.keys()").count(f"shell-{shell.version()}") == 1
    monkeypatch.setattr(shell, "version", lambda: "newer")
    page.evaluate("navigator.serviceWorker.ready.then(worker => worker.update())")
    page.wait_for_function(
        "caches.keys().then(names => names.filter(n => n.startsWith('shell-')).join() === 'shell-newer')"
    )
    page.reload()
    expect(page.locator("#report-form")).to_be_visible()


def test_the_site_can_be_installed(page: Page, context: BrowserContext, live_server: Server) -> None:
    open_form(page, live_server)
    devtools = context.new_cdp_session(page)
    manifest = devtools.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["name"] == "Môi trường Xã An Hưng"
    wrong = [one["errorId"] for one in devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert set(wrong) <= {"in-incognito"}
