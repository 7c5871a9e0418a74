"""The app on the test's own transaction, and a way to be anybody."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker

from geodata.enums import Role
from geodata.models import Account, Commune, Village
from services import accounts
from webmap.app import create_app
from webmap.config import Config

PASSWORD = "mat-khau-thu-nghiem"
PASSWORD_HASH = accounts.hash_password(PASSWORD)

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def app(sessions: sessionmaker[Session], an_hung: Commune, session: Session, tmp_path: Path) -> Flask:
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
    return made


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
        account = Account(
            commune_id=(commune or an_hung).id,
            village_id=village.id if village else None,
            username=f"{role.value}_{count}",
            display_name=role.value,
            role=role,
            password_hash=PASSWORD_HASH,
            active=True,
            session_version=1,
        )
        session.add(account)
        session.commit()
        browser = app.test_client()
        answer = browser.post("/sign-in", data={"username": account.username, "password": PASSWORD})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return browser

    return sign_in
