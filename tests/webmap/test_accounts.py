"""Signing in, out, and being slowed down."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from geodata.enums import Role
from services import accounts
from tests.webmap.conftest import PASSWORD

SignIn = Callable[..., FlaskClient]


def test_a_right_password_leads_to_the_page_that_was_wanted(app: Flask, sign_in: SignIn) -> None:
    sign_in(Role.COMMUNE_POLICE)
    browser = app.test_client()
    answer = browser.post(
        "/sign-in",
        data={"username": "commune_police_1", "password": PASSWORD, "next": "/maps/coverage?month=2026-10"},
    )
    assert answer.location == "/maps/coverage?month=2026-10"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_it_never_leads_to_a_foreign_site(app: Flask, sign_in: SignIn, elsewhere: str) -> None:
    sign_in(Role.COMMUNE_POLICE)
    answer = app.test_client().post(
        "/sign-in", data={"username": "commune_police_1", "password": PASSWORD, "next": elsewhere}
    )
    assert answer.location == "/start"


def test_a_wrong_password_is_refused_in_words(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(Role.SCHOOL)
    answer = client.post("/sign-in", data={"username": "school_1", "password": "sai"})
    assert answer.status_code == 401
    assert "không đúng" in answer.get_data(as_text=True)


def test_five_wrong_tries_close_the_door_even_to_the_right_password(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(Role.SCHOOL)
    for _ in range(5):
        client.post("/sign-in", data={"username": "school_1", "password": "sai"})
    answer = client.post("/sign-in", data={"username": "school_1", "password": PASSWORD})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"


def test_a_new_password_ends_open_sessions(sign_in: SignIn, session: Session) -> None:
    browser = sign_in(Role.ADMIN)
    assert browser.get("/start").status_code == 302
    accounts.set_password(session, "admin_1", "mot-mat-khau-khac")
    session.commit()
    assert browser.get("/start").status_code == 401


def test_a_form_without_its_token_is_refused(app: Flask, sign_in: SignIn) -> None:
    sign_in(Role.ADMIN)
    app.config["WTF_CSRF_ENABLED"] = True
    answer = app.test_client().post("/sign-in", data={"username": "admin_1", "password": PASSWORD})
    assert answer.status_code == 400
    assert "tải lại trang" in answer.get_data(as_text=True)


def test_the_session_cookie_is_guarded(app: Flask, sign_in: SignIn) -> None:
    sign_in(Role.ADMIN)
    answer = app.test_client().post(
        "/sign-in",
        data={"username": "admin_1", "password": PASSWORD},
        base_url="https://moitruong.example",
    )
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=Lax"))
    assert "max-age=" in answer.headers["Strict-Transport-Security"]
