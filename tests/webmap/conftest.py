"""The app on the test's own transaction, and a way to be anybody."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.routing import Rule

from geodata.enums import Role
from geodata.models import Commune, Village
from services import accounts
from tests import cast
from tests.webmap.walk import everybody
from webmap.app import create_app
from webmap.config import Config
from webmap.importing import tasks as import_tasks

PASSWORD = "mat-khau-thu-nghiem"
PASSWORD_HASH = accounts.hash_password(PASSWORD)

SignIn = Callable[..., FlaskClient]


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once for all the apps of a run."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session", autouse=True)
def builders_of_addresses() -> Iterator[None]:
    """Werkzeug compiles two functions for each address of an app; those of the next app are the same."""
    known: dict[tuple[Any, ...], Any] = {}
    compiled = Rule._compile_builder

    def remembered(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, rule.subdomain, repr(rule.defaults), append_unknown)
        if key not in known:
            known[key] = compiled(rule, append_unknown)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", remembered)
        yield


@pytest.fixture
def app(
    sessions: sessionmaker[Session],
    an_hung: Commune,
    session: Session,
    tmp_path: Path,
    templates: FileSystemBytecodeCache,
) -> Flask:
    """The service of An Hưng on the test's transaction; CSRF is off, one test turns it on."""
    session.commit()
    made = create_app(
        Config(
            database_url="postgresql://tests-hand-in-their-own-sessions/",
            secret_key="only-for-tests-0123456789",
            var_dir=tmp_path,
        ),
        sessions=sessions,
    )
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    made.jinja_env.bytecode_cache = templates
    return made


@pytest.fixture
def work(app: Flask, sessions: sessionmaker[Session], session: Session) -> Callable[[str, int], None]:
    """work(task, id of a batch) does that job of an import as the worker would."""

    def run(task: str, batch_id: int) -> None:
        with app.app_context():
            getattr(import_tasks, task)(sessions, batch_id)
        session.expire_all()

    return run


@pytest.fixture
def kim_linh(session: Session, an_hung: Commune) -> Village:
    """The village of the board."""
    return cast.village(session, an_hung)


@pytest.fixture
def officers(app: Flask, session: Session, kim_linh: Village) -> dict[Role, FlaskClient]:
    """A signed-in browser for each role."""
    return everybody(app, session, kim_linh)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The public."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, session: Session, an_hung: Commune) -> SignIn:
    """sign_in(role, commune=…, village=…) gives a client signed in as a fresh account of that role."""
    count = 0

    def sign_in(role: Role, commune: Commune | None = None, village: Village | None = None) -> FlaskClient:
        nonlocal count
        count += 1
        told = {"username": f"{role.value}_{count}", "display_name": role.value}
        own = village.id if village else None
        account = cast.account(
            session, commune or an_hung, role, village_id=own, password_hash=PASSWORD_HASH, **told
        )
        session.commit()
        browser = app.test_client()
        answer = browser.post("/sign-in", data={"username": account.username, "password": PASSWORD})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return browser

    return sign_in
