"""How GeoReport v2 answers: in the format asked for, with its own errors, to everybody alike."""

from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.models import Commune, IncidentEvent
from services import api_keys
from services.incidents import open311 as service
from tests.webmap.conftest import SignIn
from tests.webmap.open311_sent import V2, filed, published


@pytest.fixture
def key(session: Session, an_hung: Commune) -> str:
    """The key of an app."""
    made = api_keys.create(session, an_hung.id, "Ứng dụng thử")
    session.commit()
    return made


FORMATS = [
    ("/services.json", "text/xml", "application/json"),
    ("/services.xml", "application/json", "text/xml"),
    ("/services.xml/", "", "text/xml"),
    ("/services", "*/*", "application/json"),
    ("/services/", "", "application/json"),
    ("/services", "application/xml", "text/xml"),
    ("/services", "text/xml, application/json;q=0.5", "text/xml"),
    ("/services?format=xml", "application/json", "text/xml"),
    ("/services?format=tea", "", "application/json"),
    ("/services.json?format=xml", "", "application/json"),
    ("/requests/999999", "text/xml", "text/xml"),
    ("/nowhere.xml", "*/*", "text/xml"),
    ("/nowhere", "*/*", "application/json"),
]
"""(address, what the program accepts, what it gets)."""


def test_the_format_is_that_of_the_address_the_question_or_the_header(client: FlaskClient) -> None:
    for address, accept, kind in FORMATS:
        answer = client.get(f"{V2}{address}", headers={"Accept": accept} if accept else {})
        assert answer.content_type == f"{kind}; charset=utf-8", f"{address} {accept}"
        if kind == "text/xml":
            assert answer.data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')


def test_any_text_makes_good_xml_and_comes_back_as_it_was(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    note = "<script>alert(1)</script> ]]> &amp; \"'\u2028 Đã xử lý \U0001f33e"
    made = published(session, an_hung, public_note=f"{note}\x0b\x1f\ufffe")
    xml = client.get(f"{V2}/requests/{made.id}.xml").data
    assert ElementTree.fromstring(xml).findtext("request/status_notes") == note
    assert b"<script>" not in xml
    assert client.get(f"{V2}/requests/{made.id}.json").get_json()[0]["status_notes"].startswith(note)


# --- errors


def test_refusals_are_lists_of_code_and_description_in_both_formats(client: FlaskClient) -> None:
    for method, address, status in (
        ("GET", "/requests/1", 404),
        ("GET", "/requests/x", 404),
        ("GET", "/requests/99999999999999999999", 404),
        ("GET", "/services/none", 404),
        ("GET", "/tokens/none", 404),
        ("GET", "/services.csv", 404),
        ("DELETE", "/requests", 405),
        ("POST", "/services", 405),
        ("POST", "/requests", 403),
        ("GET", "/services?jurisdiction_id=sfgov.org", 404),
    ):
        told = client.open(f"{V2}{address}", method=method, headers={"Accept": "application/json"})
        assert told.status_code == status, address
        assert [set(one) for one in told.get_json()] == [{"code", "description"}]
        assert told.get_json()[0]["code"] == status
        root = ElementTree.fromstring(
            client.open(f"{V2}{address}", method=method, headers={"Accept": "text/xml"}).data
        )
        assert [one.tag for one in root] == ["error"]
        assert root.findtext("error/code") == str(status)
        assert root.findtext("error/description") == told.get_json()[0]["description"]


def test_a_wrong_method_is_told_which_are_right(client: FlaskClient) -> None:
    assert set(client.delete(f"{V2}/requests.json").headers["Allow"].split(", ")) == {
        "GET",
        "HEAD",
        "OPTIONS",
        "POST",
    }


def test_a_fault_of_ours_is_a_list_too_and_tells_nothing_of_our_inside(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(service, "requests", broken)
    answer = app.test_client().get(f"{V2}/requests.xml")
    assert answer.status_code == 500
    assert ElementTree.fromstring(answer.data).findtext("error/code") == "500"
    assert b"secret" not in answer.data
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("sent", ["11674", "localhost", "LOCALHOST", ""])
def test_the_commune_s_code_and_our_host_are_our_jurisdiction(client: FlaskClient, sent: str) -> None:
    assert client.get(f"{V2}/services.json?jurisdiction_id={sent}").status_code == 200


# --- cookies and other sites


def test_an_officer_s_session_changes_nothing(
    client: FlaskClient, sign_in: SignIn, session: Session, an_hung: Commune, key: str
) -> None:
    shown = published(session, an_hung)
    hidden = published(session, an_hung, published=False)
    officer = sign_in(Role.ECONOMIC_DIVISION)
    officer.set_cookie("lang", "en")
    for address in (
        "/requests.json",
        "/services.json",
        f"/requests/{shown.id}.xml",
        f"/requests/{hidden.id}",
    ):
        mine, theirs = officer.get(f"{V2}{address}"), client.get(f"{V2}{address}")
        assert (mine.status_code, mine.data) == (theirs.status_code, theirs.data), address
        assert "Set-Cookie" not in mine.headers
        assert "Cookie" not in mine.headers.get("Vary", "")
    (told,) = officer.post(f"{V2}/requests.json", data=filed(key)).get_json()
    first = session.scalars(
        select(IncidentEvent).where(IncidentEvent.incident_id == int(told["service_request_id"]))
    ).one()
    assert first.account_id is None
    assert officer.get("/incidents").status_code == 200


def test_pages_of_other_sites_may_read_and_file(client: FlaskClient, key: str) -> None:
    asked = client.options(f"{V2}/requests.json", headers={"Origin": "https://app.example"})
    assert asked.status_code == 200
    assert "POST" in asked.headers["Access-Control-Allow-Methods"]
    assert "Idempotency-Key" in asked.headers["Access-Control-Allow-Headers"]
    for answer in (
        asked,
        client.get(f"{V2}/services.json"),
        client.get(f"{V2}/nowhere.json"),
        client.post(f"{V2}/requests.json", data=filed(key)),
        client.post(f"{V2}/requests.json"),
    ):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Access-Control-Allow-Origin" not in client.get("/maps/incidents").headers


def test_an_app_needs_no_token_of_a_form(app: Flask, key: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert app.test_client().post(f"{V2}/requests.json", data=filed(key)).status_code == 200
