"""A served app on its own database, one real Chromium, and pages that fail on errors and foreign hosts."""

import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.serving import make_server

from geodata.database import make_engine, make_sessions
from geodata.enums import Role
from services import schema
from tests.browser import seed
from tests.conftest import DatabaseMaker
from webmap.app import create_app
from webmap.config import Config

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP = {"width": 1280, "height": 800}


@dataclass(frozen=True)
class Server:
    """Where the service answers, and sessions on the very database it reads."""

    url: str
    sessions: sessionmaker[Session]


@dataclass
class Watch:
    """What went wrong in a page: console errors, scripts that threw, requests to other hosts."""

    host: str
    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def on(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._asked)

    def allow(self, part: str) -> None:
        """A console error holding this text is expected by the test."""
        self.expected.append(part)

    def left(self) -> list[str]:
        return [fault for fault in self.faults if not any(part in fault for part in self.expected)]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text} {message.location.get('url', '')}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.faults.append(f"foreign host: {request.url}")


@contextmanager
def served(url: str, var: Path, plant: Callable[[Session], None]) -> Iterator[Server]:
    """The service on a free port of this machine, over a new schema in the database of `url`."""
    engine = make_engine(url, pool_size=10)
    schema.upgrade(engine)
    sessions = make_sessions(engine)
    with sessions.begin() as session:
        plant(session)
    app = create_app(Config(url, "only-for-tests-0123456789", var_dir=var), sessions)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Server(f"http://127.0.0.1:{server.port}", sessions)
    server.shutdown()
    thread.join(10)
    server.server_close()
    engine.dispose()


@pytest.fixture(scope="session")
def live_server(new_database: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The service with the rows of seed.py."""
    with served(new_database(), tmp_path_factory.mktemp("var"), seed.plant) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.exit("No Chromium found; run bin/test.", returncode=3)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile, desktop size, Vietnamese."""
    made = browser.new_context(viewport=DESKTOP, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")  # type: ignore[arg-type]
    made.set_default_timeout(20_000)
    yield made
    made.close()


@pytest.fixture
def watch(live_server: Server) -> Watch:
    """The faults of this test's page; `watch.allow(text)` for those a test provokes."""
    return Watch(urlsplit(live_server.url).netloc)


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Iterator[Page]:
    """A page of the public; the test fails on any console error and on any request to a foreign host."""
    opened = context.new_page()
    watch.on(opened)
    yield opened
    assert watch.left() == []


@pytest.fixture
def sign_in(page: Page, live_server: Server) -> Callable[[Role], Page]:
    """sign_in(role) signs the page in as the seeded account of that role."""

    def sign_in(role: Role) -> Page:
        page.goto(f"{live_server.url}/sign-in?next=/healthz")
        page.fill("input[name=username]", role.value)
        page.fill("input[name=password]", seed.PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/healthz")
        return page

    return sign_in
