"""The browser itself: a served page is seen, faults of a page are noticed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from geodata.enums import Role
from tests.browser import seed
from tests.browser.conftest import Server, Watch
from tests.browser.waiting import until


def test_a_real_browser_sees_the_sign_in_page(page: Page, live_server: Server) -> None:
    page.goto(f"{live_server.url}/sign-in")
    assert page.inner_text("h1") == "Đăng nhập"


def test_who_signs_in_gets_a_cookie_that_no_script_can_read(page: Page, live_server: Server) -> None:
    page.goto(f"{live_server.url}/sign-in?next=/healthz")
    page.fill("input[name=username]", Role.ECONOMIC_DIVISION.value)
    page.fill("input[name=password]", seed.PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/healthz")
    assert [c.get("httpOnly") for c in page.context.cookies() if c.get("name") == "session"] == [True]


def test_the_session_that_tests_hand_out_is_one_of_an_account(
    sign_in: Callable[[Role], Page], live_server: Server
) -> None:
    page = sign_in(Role.COMMUNE_POLICE)
    page.goto(f"{live_server.url}/sign-in")
    expect(page.locator("header")).to_contain_text("commune_police")


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ("console.error('hỏng')", "hỏng"),
        ("setTimeout(() => { throw new Error('vỡ') })", "vỡ"),
        ("fetch('http://127.0.0.1:9/').catch(() => 0)", "foreign host"),
    ],
)
def test_faults_of_a_page_are_noticed(page: Page, watch: Watch, script: str, fault: str) -> None:
    page.goto("about:blank")
    page.evaluate(f"() => {{ {script} }}")
    until(page, lambda: any(fault in found for found in watch.left()))
    watch.faults.clear()
