"""The browser itself: a served page is seen, faults of a page are noticed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from geodata.enums import Role
from tests.browser.conftest import Server, Watch


def test_a_real_browser_sees_the_sign_in_page(page: Page, live_server: Server) -> None:
    page.goto(f"{live_server.url}/sign-in")
    assert page.inner_text("h1") == "Đăng nhập"


def test_every_role_can_sign_in(sign_in: Callable[[Role], Page]) -> None:
    cookies = sign_in(Role.ECONOMIC_DIVISION).context.cookies()
    assert [c.get("httpOnly") for c in cookies if c.get("name") == "session"] == [True]


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
    page.wait_for_timeout(100)
    assert any(fault in found for found in watch.left())
    watch.faults.clear()
