"""Reports from a bad network, in a real browser: nothing is lost, nothing doubles, what arrived is told."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect
from sqlalchemy import select

from geodata.models import Incident
from tests.browser.conftest import Server
from tests.browser.offline.phone import (
    PIECE,
    drafts,
    kept,
    open_form,
    photo,
    send,
    states,
    tags,
    unfit,
    waiting,
    write,
)
from tests.browser.waiting import until

# A report whose photos are still to come is answered by 409, which a console tells too.
PRESS = """[...document.querySelectorAll("#offline-drafts button")]
  .filter((one) => one.textContent.includes("Gửi ngay")).forEach((one) => one.click())"""


def pieces(request: Request) -> str | None:
    """Which part of a photo a request brings."""
    return request.headers.get("content-range") if "/photos/" in request.url else None


# --- the network goes and comes back


def test_three_reports_without_a_network_are_sent_once_each_when_it_is_back(
    page: Page, context: BrowserContext, live_server: Server
) -> None:
    open_form(page, live_server)
    context.set_offline(True)
    page.goto(f"{live_server.url}/incidents/new")
    names = ("mất mạng một", "mất mạng hai", "mất mạng ba")
    for number, landmark in enumerate(names):
        write(page, landmark, *(photo(f"{n}.jpg", 40 * n, (300, 200)) for n in range(number + 1)))
        send(page)
        expect(drafts(page)).to_have_count(number + 1)
        expect(page.locator("#offline-drafts [role=status]")).to_contain_text("đã lưu trên máy này")
        expect(page.locator("[name=landmark]")).to_have_value("")
    states(page, *["đang chờ mạng"] * 3)
    assert unfit(page) == []
    assert [kept(live_server, name) for name in names] == [[], [], []]
    context.set_offline(False)
    states(page, *["đã gửi"] * 3)
    found = [kept(live_server, name) for name in names]
    assert [[photos for _code, photos in one] for one in found] == [[1], [2], [3]]
    codes = [one[0][0] for one in found]
    for code in codes:
        expect(page.locator("#offline-drafts details")).to_contain_text(f"Mã {code}")
    drafts(page).locator("a").first.click()
    expect(page.locator("main")).to_contain_text(codes[-1])


def test_drafts_outlive_a_reload_and_a_closed_page(
    page: Page, context: BrowserContext, live_server: Server
) -> None:
    open_form(page, live_server)
    context.set_offline(True)
    write(page, "đóng trang", photo("a.jpg", size=(300, 200)))
    send(page)
    waiting(page)
    page.reload()
    states(page, "đang chờ mạng")
    page.goto("about:blank")
    context.set_offline(False)
    open_form(page, live_server)
    states(page, "đã gửi")
    assert [photos for _code, photos in kept(live_server, "đóng trang")] == [1]


def test_the_service_worker_sends_when_no_page_is_open(
    page: Page, context: BrowserContext, live_server: Server
) -> None:
    open_form(page, live_server)
    context.set_offline(True)
    write(page, "trang đã đóng", photo("a.jpg", size=(300, 200)))
    send(page)
    waiting(page)
    page.goto("about:blank")
    context.set_offline(False)
    page.goto(f"{live_server.url}/healthz")
    devtools = context.new_cdp_session(page)
    known: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: known.extend(one["registrationId"] for one in event["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    until(page, lambda: known)
    told = {"origin": live_server.url, "registrationId": known[0], "tag": "drafts", "lastChance": False}
    devtools.send("ServiceWorker.dispatchSyncEvent", told)
    until(page, lambda: kept(live_server, "trang đã đóng"))
    assert [photos for _code, photos in kept(live_server, "trang đã đóng")] == [1]


def test_a_report_that_waited_tells_when_it_was_written(
    page: Page, context: BrowserContext, live_server: Server
) -> None:
    open_form(page, live_server)
    context.set_offline(True)
    write(page, "viết lúc trước")
    send(page)
    waiting(page)
    page.evaluate(
        "draftStore.all().then(([one]) =>"
        " draftStore.update(one.key, 'waiting', {created: one.created - 7200000}))"
    )
    context.set_offline(False)
    states(page, "đã gửi")
    # Asked of the database: page or service worker may have been the one that sent it.
    with live_server.sessions() as session:
        one = session.scalars(select(Incident).where(Incident.landmark == "viết lúc trước")).one()
    assert timedelta(minutes=110) < one.created_at - one.occurred_at < timedelta(minutes=130)


# --- in the middle of a photo


def test_a_photo_that_broke_off_goes_on_where_it_was(bare: Page, live_server: Server) -> None:
    came: list[str] = []

    def breaking(route: Route) -> None:
        told = pieces(route.request)
        if told and came and len(came) < 2:
            came.append(f"{told} lost")
            route.abort()
            return
        if told:
            came.append(told)
        route.continue_()

    bare.route("**/api/reports/**", breaking)
    open_form(bare, live_server, worker=False)
    write(bare, "đứt giữa chừng", photo("large.jpg"))
    send(bare)
    waiting(bare)
    assert kept(live_server, "đứt giữa chừng") == []
    drafts(bare).get_by_text("Gửi ngay").click()
    states(bare, "đã gửi")
    assert [photos for _code, photos in kept(live_server, "đứt giữa chừng")] == [1]
    starts = [int(re.findall(r"\d+", one)[0]) for one in came]
    assert starts[:3] == [0, PIECE, PIECE]
    assert starts[2:] == sorted(set(starts[2:]))


def test_an_answer_that_was_lost_doubles_nothing(bare: Page, live_server: Server) -> None:
    lost: list[str] = []

    def losing(route: Route) -> None:
        answer = route.fetch()
        if route.request.method == "PUT" and route.request.url not in lost and answer.ok:
            lost.append(route.request.url)
            route.abort()
        else:
            route.fulfill(response=answer)

    bare.route("**/api/reports/**", losing)
    open_form(bare, live_server, worker=False)
    write(bare, "mất câu trả lời", photo("a.jpg", size=(300, 200)))
    send(bare)
    waiting(bare)
    # Pressed again and again, also while it is being sent.
    until(bare, lambda: bare.evaluate(PRESS) or tags(bare) == ["đã gửi"])
    assert len(lost) == 2
    assert [photos for _code, photos in kept(live_server, "mất câu trả lời")] == [1]


def test_a_photo_damaged_on_its_way_is_sent_anew(bare: Page, live_server: Server) -> None:
    damaged: list[str] = []

    def damaging(route: Route) -> None:
        told = pieces(route.request)
        if told and not damaged:
            damaged.append(told)
            content = route.request.post_data_buffer or b""
            route.continue_(post_data=bytes([content[0] ^ 1]) + content[1:])
        else:
            route.continue_()

    bare.route("**/api/reports/**", damaging)
    open_form(bare, live_server, worker=False)
    write(bare, "ảnh hỏng", photo("a.jpg", size=(300, 200)))
    send(bare)
    bare.wait_for_url("**/incidents/r/*")
    assert damaged
    assert [photos for _code, photos in kept(live_server, "ảnh hỏng")] == [1]


@pytest.mark.parametrize("status", [200, 503])
def test_an_answer_that_is_not_ours_or_no_answer_keeps_the_draft(
    bare: Page, live_server: Server, status: int
) -> None:
    bare.route(
        "**/api/reports/**",
        lambda route: route.fulfill(status=status, content_type="text/html", body="<h1>Wi-Fi miễn phí</h1>"),
    )
    open_form(bare, live_server, worker=False)
    write(bare, f"wifi {status}")
    send(bare)
    waiting(bare)
    bare.unroute("**/api/reports/**")
    drafts(bare).get_by_text("Gửi ngay").click()
    states(bare, "đã gửi")
    assert len(kept(live_server, f"wifi {status}")) == 1


# --- hands and tabs


def test_a_double_click_sends_once_and_leads_to_the_receipt(page: Page, live_server: Server) -> None:
    open_form(page, live_server)
    write(page, "bấm hai lần", photo("a.jpg", size=(300, 200)))
    page.dblclick("#report-form button.strong")
    page.wait_for_url("**/incidents/r/*")
    [(code, photos)] = kept(live_server, "bấm hai lần")
    assert photos == 1
    expect(page.locator("main")).to_contain_text(code)


def test_two_tabs_send_a_draft_once(page: Page, context: BrowserContext, live_server: Server) -> None:
    open_form(page, live_server)
    second = context.new_page()
    open_form(second, live_server)
    came: list[str] = []
    for tab in (page, second):
        tab.on("request", lambda request: came.append(told) if (told := pieces(request)) else None)
    page.bring_to_front()
    context.set_offline(True)
    write(page, "hai thẻ", photo("large.jpg"))
    send(page)
    waiting(page)
    states(second, "đang chờ mạng")
    context.set_offline(False)
    states(page, "đã gửi")
    states(second, "đã gửi")
    assert [photos for _code, photos in kept(live_server, "hai thẻ")] == [1]
    assert len(came) == len(set(came)) > 1


def test_a_removed_draft_can_be_brought_back(
    page: Page, context: BrowserContext, live_server: Server
) -> None:
    open_form(page, live_server)
    context.set_offline(True)
    write(page, "xóa rồi thôi")
    send(page)
    waiting(page)
    drafts(page).get_by_text("Xóa khỏi máy").click()
    states(page, "đã xóa")
    drafts(page).get_by_text("Hoàn tác").click()
    states(page, "đang chờ mạng")
    drafts(page).get_by_text("Xóa khỏi máy").click()
    context.set_offline(False)
    page.evaluate("draftQueue.sendAll({now: true})")
    states(page, "đã xóa")
    assert kept(live_server, "xóa rồi thôi") == []
