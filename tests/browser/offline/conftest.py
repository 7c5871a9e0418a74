"""One phone for all tests of this folder: the service worker is installed once, drafts are forgotten."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from services.incidents import intake
from tests.browser.conftest import PATIENCE, Server, Watch

OFFLINE = (
    "ERR_INTERNET_DISCONNECTED",
    "ERR_FAILED",
    "ERR_NETWORK_CHANGED",
    "Failed to fetch",
)


@pytest.fixture(scope="package")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One phone for all: the service worker is installed once, drafts are forgotten in between."""
    made = browser.new_context(viewport={"width": 412, "height": 800}, locale="vi-VN")
    made.set_default_timeout(PATIENCE)
    yield made
    made.close()


@pytest.fixture(scope="package")
def bare_context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone without service workers: there a test can break any request."""
    made = browser.new_context(locale="vi-VN", service_workers="block")
    made.set_default_timeout(PATIENCE)
    yield made
    made.close()


@pytest.fixture
def bare(bare_context: BrowserContext, live_server: Server) -> Iterator[Page]:
    """A page of that phone."""
    opened = bare_context.new_page()
    yield opened
    forget(bare_context, live_server)


@pytest.fixture(autouse=True)
def patient(
    monkeypatch: pytest.MonkeyPatch, watch: Watch, context: BrowserContext, live_server: Server
) -> Iterator[None]:
    """All these reports come from one address; what fails without a network is expected."""
    monkeypatch.setattr(intake, "PER_HOUR", 1000)
    for fault in OFFLINE:
        watch.allow(fault)
    yield
    if context.pages:
        forget(context, live_server)


def forget(context: BrowserContext, server: Server) -> None:
    """Nobody is signed in, nothing waits: the next test finds a phone that only knows the site."""
    context.set_offline(False)
    context.clear_cookies()
    for page in context.pages:
        page.close()
    last = context.new_page()
    last.goto(f"{server.url}/healthz")
    last.evaluate("localStorage.clear()")
    last.evaluate(
        "new Promise(done => { indexedDB.deleteDatabase('reports').onsuccess = done; }).then(() => null)"
    )
    last.close()
