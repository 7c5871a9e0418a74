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
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.serving import WSGIRequestHandler, make_server

from geodata.database import make_engine, make_sessions
from geodata.enums import Role
from geodata.models import Account, ImportBatch
from tests.browser import seed
from tests.conftest import DatabaseMaker
from webmap.app import create_app
from webmap.config import Config
from webmap.importing import tasks as import_tasks

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP = {"width": 1280, "height": 800}
PATIENCE = 60_000
"""Milliseconds that a page may take on a busy machine; each wait ends as soon as its fact is there."""


@dataclass(frozen=True)
class Server:
    """Where the service answers, sessions on the very database it reads, and the app itself."""

    url: str
    sessions: sessionmaker[Session]
    app: Flask

    def signed_in(self, username: str) -> str:
        """The session cookie of that account, as signing in would set it."""
        with self.sessions() as session:
            account = session.scalars(select(Account).where(Account.username == username)).one()
        sealer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert sealer
        told = sealer.dumps({"_user_id": f"{account.id}.{account.session_version}", "_fresh": True})
        return str(told)


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


class Fresh(WSGIRequestHandler):
    """Lets the browser keep no tile for a minute: the next test plants others."""

    def send_header(self, keyword: str, value: str) -> None:
        super().send_header(keyword, "no-store" if value == "public, max-age=60" else value)


@contextmanager
def served(url: str, var: Path, plant: Callable[[Session], None]) -> Iterator[Server]:
    """The service on a free port of this machine, over the database of `url` at the newest migration."""
    engine = make_engine(url, pool_size=10)
    sessions = make_sessions(engine)
    with sessions.begin() as session:
        plant(session)
    app = create_app(Config(url, "only-for-tests-0123456789", var_dir=var), sessions)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Fresh)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Server(f"http://127.0.0.1:{server.port}", sessions, app)
    server.shutdown()
    thread.join(10)
    server.server_close()
    engine.dispose()


@pytest.fixture(scope="session")
def live_server(new_database: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The service with the rows of seed.py."""
    with served(new_database.migrated(), tmp_path_factory.mktemp("var"), seed.plant) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.exit("No Chromium found; run bin/test.", returncode=3)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """One profile for the run, Vietnamese at a desk: what it fetched and compiled once serves all tests."""
    made = browser.new_context(viewport=DESKTOP, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")  # type: ignore[arg-type]
    made.set_default_timeout(PATIENCE)
    yield made
    made.close()


@pytest.fixture
def context(profile: BrowserContext, live_server: Server) -> Iterator[BrowserContext]:
    """The profile for one test, which leaves it as it was."""
    if not profile.pages:
        # Nobody's page: it keeps the process that draws our site alive from test to test.
        profile.new_page().goto(f"{live_server.url}/healthz")
    yield profile
    forget(profile, live_server.url)


def forget(context: BrowserContext, origin: str) -> None:
    """Close all pages but the first; take back what `origin` and the test left in the profile."""
    context.set_offline(False)
    first, *others = context.pages
    for page in others:
        page.close()
    context.unroute_all()
    context.clear_cookies()
    context.clear_permissions()
    devtools = context.new_cdp_session(first)
    kept = "local_storage,indexeddb,cache_storage,service_workers"
    devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": kept})
    devtools.detach()


@pytest.fixture
def work(live_server: Server) -> Callable[[str], None]:
    """work(task) does the job of the newest import as the worker would."""

    def run(task: str) -> None:
        with live_server.sessions() as session:
            newest = session.scalar(select(func.max(ImportBatch.id)))
        with live_server.app.app_context():
            getattr(import_tasks, task)(live_server.sessions, newest)

    return run


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
    """sign_in(role) gives the page the session of the seeded account of that role."""

    def sign_in(role: Role) -> Page:
        cookie = live_server.signed_in(role.value)
        page.context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
        return page

    return sign_in
