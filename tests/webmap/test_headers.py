"""Headers of every answer: nothing foreign, no inline script without a nonce, TLS remembered behind TLS."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker

from geodata.enums import Role
from geodata.models import Commune
from tests.everything import plant
from tests.webmap.conftest import SignIn
from tests.webmap.walk import everybody, readable
from webmap.app import create_app
from webmap.config import Config

PAGES = (
    "/",
    "/maps/risk-zones",
    "/maps/incidents",
    "/incidents/new",
    "/sign-in",
    "/no-such-page",
    "/healthz",
)


def policy(client: FlaskClient, address: str) -> dict[str, list[str]]:
    """The content-security policy of an answer: directive → sources."""
    header = client.get(address).headers["Content-Security-Policy"]
    return {part.split()[0]: part.split()[1:] for part in header.split("; ")}


@pytest.mark.parametrize("address", PAGES)
def test_scripts_come_from_us_or_carry_the_nonce(client: FlaskClient, address: str) -> None:
    told = policy(client, address)
    assert told["default-src"] == ["'self'"]
    assert told["object-src"] == told["base-uri"] == told["frame-ancestors"] == ["'none'"]
    assert told["form-action"] == ["'self'"]
    for directive in ("script-src", "style-src"):
        assert all(source == "'self'" or source.startswith("'nonce-") for source in told[directive])
    assert "unsafe" not in str(told)
    assert "http" not in str(told)


def test_a_nonce_is_new_on_each_request(client: FlaskClient) -> None:
    nonces = [str(policy(client, "/incidents/new")["script-src"]) for _ in range(3)]
    assert len(set(nonces)) == 3


def test_every_page_keeps_to_its_policy(app: Flask, session: Session, an_hung: Commune) -> None:
    own = plant(session, an_hung)
    session.commit()
    browser = everybody(app, session, own.rows["village"])[Role.ECONOMIC_DIVISION]
    read = 0
    for address in readable(app, own):
        answer = browser.get(address)
        if answer.mimetype == "text/html":
            page = answer.get_data(as_text=True)
            found = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])
            inline = re.findall(r"<(?:script|style)(?![^>]*\bsrc=)[^>]*>", page)
            assert all(found and f'nonce="{found[1]}"' in tag for tag in inline), address
            assert not re.findall(r"<[^>]*\s(?:on[a-z]+|style)=", page), address
            foreign = re.findall(r'(?:src|href|action)="(https?:)?//[^"]*"', page)
            assert foreign == [], address
            read += 1
        assert answer.headers["X-Content-Type-Options"] == "nosniff", address
        answer.close()
    assert read > 20


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_every_answer_is_guarded(client: FlaskClient, header: str, value: str) -> None:
    for address in PAGES:
        assert client.get(address).headers[header] == value, address


def test_tls_is_remembered_only_where_there_is_tls(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    told = client.get("/", base_url="https://moitruong.example").headers["Strict-Transport-Security"]
    assert int(re.findall(r"max-age=(\d+)", told)[0]) >= 31536000


@pytest.mark.parametrize("trusted", [True, False])
def test_a_proxy_is_believed_only_when_a_setting_says_so(
    sessions: sessionmaker[Session], an_hung: Commune, tmp_path: Path, trusted: bool
) -> None:
    config = Config("postgresql://x/", "only-for-tests-0123456789", var_dir=tmp_path, trust_proxy=trusted)
    answer = (
        create_app(config, sessions).test_client().get("/healthz", headers={"X-Forwarded-Proto": "https"})
    )
    assert ("Strict-Transport-Security" in answer.headers) is trusted


def test_a_tile_server_and_an_archive_of_a_setting_are_let_in_and_nothing_else(
    sessions: sessionmaker[Session], an_hung: Commune, session: Session, tmp_path: Path
) -> None:
    session.commit()
    config = Config(
        "postgresql://x/",
        "only-for-tests-0123456789",
        var_dir=tmp_path,
        tile_url="https://{s}.tiles.example/{z}/{x}/{y}.png",
        pmtiles="https://archive.example/xa.pmtiles",
    )
    told = policy(create_app(config, sessions).test_client(), "/sign-in")
    assert told["img-src"] == ["'self'", "data:", "blob:", "https://*.tiles.example"]
    assert told["connect-src"] == ["'self'", "https://archive.example"]
    assert told["script-src"][0] == "'self'"


def test_pages_of_officers_are_kept_by_nobody_else(sign_in: SignIn) -> None:
    for address in ("/places", "/incidents", "/settings/calendar"):
        kept = sign_in(Role.ECONOMIC_DIVISION).get(address).headers["Cache-Control"]
        assert "private" in kept or "no-store" in kept, address


def test_a_static_file_with_its_age_may_be_kept_and_one_without_may_not(client: FlaskClient) -> None:
    page = client.get("/sign-in").get_data(as_text=True)
    found = re.search(r'href="(/static/css/site\.css\?v=[^"]+)"', page)
    assert found
    with client.get(found[1]) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
    with client.get("/static/css/site.css") as answer:
        assert "immutable" not in answer.headers.get("Cache-Control", "")
