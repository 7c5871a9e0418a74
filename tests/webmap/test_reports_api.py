"""The API of our page's queue: parts that come late, twice, damaged or at once end as one report."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from geodata.database import make_engine, make_sessions
from geodata.enums import IncidentCategory, Role, Visibility
from geodata.models import AuditEntry, Commune, Incident, IncidentFile, IncidentReporter, SignInFailure
from services.incidents import intake
from tests import cast
from tests.conftest import DatabaseMaker
from tests.webmap.conftest import SignIn
from tests.webmap.report_parts import counted, digest, picture, put, put_photo
from webmap.app import create_app
from webmap.config import Config


@pytest.fixture
def key() -> str:
    """The key of one report."""
    return str(uuid4())


# --- the report


def test_a_report_is_kept_and_its_receipt_leads_to_its_page(
    client: FlaskClient, session: Session, key: str
) -> None:
    answer = put(client, key, description="Khói <b>mù</b>", name="Bà Hoa", phone="0912345678")
    receipt = answer.get_json()
    assert answer.status_code == 201
    kept = session.scalars(select(Incident)).one()
    assert receipt == {
        "code": kept.code,
        "url": f"/incidents/r/{kept.code}",
        "photos": [],
        "missing": [],
    }
    assert (kept.category, kept.landmark) == (IncidentCategory.STRAW_BURNING, "sau chợ")
    assert kept.description == "Khói <b>mù</b>"
    assert counted(session, IncidentReporter) == 1
    assert client.get(receipt["url"]).status_code == 200


def test_sent_again_the_first_content_and_receipt_stay(
    client: FlaskClient, session: Session, key: str
) -> None:
    first = put(client, key)
    again = put(client, key, landmark="chỗ khác", category="noise")
    broken = put(client, key, category="no such", landmark="")
    assert (again.status_code, broken.status_code) == (200, 200)
    assert first.get_json() == again.get_json() == broken.get_json()
    assert session.scalars(select(Incident)).one().landmark == "sau chợ"


def test_a_report_waits_for_its_photos_and_keeps_nothing_meanwhile(
    client: FlaskClient, session: Session, key: str
) -> None:
    photos = [picture(10), picture(90)]
    put_photo(client, key, photos[0])
    answer = put(client, key, photos)
    assert answer.status_code == 409
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["missing"] == [digest(photos[1])]
    assert counted(session, Incident) == 0
    assert session.scalars(select(SignInFailure.key).where(SignInFailure.key.like("report:%"))).all() == []
    put_photo(client, key, photos[1])
    receipt = put(client, key, photos)
    assert receipt.status_code == 201
    assert [one["sha256"] for one in receipt.get_json()["photos"]] == [digest(one) for one in photos]
    assert all(one["bytes"] > 0 for one in receipt.get_json()["photos"])
    assert (
        session.scalars(select(IncidentFile.incident_id)).all()
        == [session.scalars(select(Incident.id)).one()] * 2
    )


def test_a_look_at_the_words_tells_what_is_missing_and_keeps_nothing(
    client: FlaskClient, session: Session, key: str
) -> None:
    photos = [picture(10), picture(90)]
    put_photo(client, key, photos[0])

    def look(**fields: str) -> TestResponse:
        told = {"fields": {"category": "noise"} | fields, "photos": [digest(one) for one in photos]}
        return client.put(f"/api/reports/{key}", json=told | {"check": True})

    assert look(landmark="sau chợ").get_json() == {"missing": [digest(photos[1])]}
    wrong = look(landmark="sau chợ", occurred_at="2999-01-01T10:00")
    assert (wrong.status_code, set(wrong.get_json()["fields"])) == (400, {"occurred_at"})
    assert set(look().get_json()["fields"]) == {"place"}
    assert counted(session, Incident) == 0
    put(client, key)
    assert look(landmark="chỗ khác").get_json()["code"] == session.scalars(select(Incident.code)).one()


def test_words_that_are_wrong_are_told_before_any_photo_travels(
    client: FlaskClient, session: Session, key: str
) -> None:
    answer = put(client, key, [picture()], category="", landmark="")
    assert answer.status_code == 400
    assert set(answer.get_json()["fields"]) == {"category"}
    answer = put(client, key, [picture()], landmark="")
    assert set(answer.get_json()["fields"]) == {"place"}
    assert "ở đâu" in answer.get_json()["fields"]["place"]
    assert counted(session, Incident) == 0


WRONG: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"category": "war"}, "category", "trong danh sách"),
    ({"latitude": "NaN", "longitude": "106.59"}, "latitude", "con số"),
    ({"latitude": 1e300, "longitude": 106.59}, "latitude", "con số"),
    ({"latitude": "48.2", "longitude": "16.4"}, "place", "Việt Nam"),
    ({"occurred_at": "2999-01-01T10:00"}, "occurred_at", "chưa tới"),
    ({"description": "a" * 20_000}, "description", "5000"),
    ({"village_id": "999999"}, "village_id", "trong danh sách"),
    ({"state": "resolved"}, "state", "không có ô"),
    ({"published": "yes"}, "published", "không có ô"),
    ({"key": str(uuid4())}, "key", "không có ô"),
    ({"photos": "x"}, "photos", "không có ô"),
)
"""What is sent, the field that is told, a part of the words."""


def test_a_wrong_or_unknown_field_is_told_in_words_under_its_name(
    client: FlaskClient, session: Session, key: str
) -> None:
    for fields, name, told in WRONG:
        answer = put(client, key, **fields)
        assert answer.status_code == 400, fields
        assert told in answer.get_json()["fields"][name]
    assert counted(session, Incident) == 0


def test_the_words_are_in_the_language_that_is_asked_for(client: FlaskClient, key: str) -> None:
    answer = client.put(f"/api/reports/{key}?lang=en", json={"fields": {"landmark": "x"}})
    assert "ở" not in answer.get_json()["title"]
    assert "Set-Cookie" not in answer.headers


NO_REPORTS = [
    b"",
    b"{",
    b"[]",
    b'"x"',
    b"null",
    b'{"fields": []}',
    b'{"photos": []}',
    b'{"fields": {}, "more": 1}',
    b'{"fields": {"latitude": NaN}}',
    b'{"fields": {"latitude": -Infinity}}',
    b'{"fields": {"latitude": null}}',
    b'{"fields": {"latitude": true}}',
    b'{"fields": {"latitude": {"a": 1}}}',
    b'{"fields": {}, "photos": "x"}',
    b'{"fields": {}, "photos": ["../../etc/passwd"]}',
    b'{"fields": {}, "photos": [1]}',
    json.dumps({"fields": {}, "photos": [digest(bytes([n])) for n in range(6)]}).encode(),
    b"[" * 100_000,
    b"\xff\xfe",
]


def test_a_body_that_is_no_report_is_refused(client: FlaskClient, session: Session, key: str) -> None:
    for body in NO_REPORTS:
        answer = client.put(f"/api/reports/{key}", data=body)
        assert (answer.status_code, answer.mimetype) == (400, "application/problem+json"), body
        assert answer.get_json()["code"] == "report.body"
    assert counted(session, Incident) == 0


def test_words_without_end_are_not_read(client: FlaskClient, key: str) -> None:
    assert put(client, key, description="a" * 300_000).status_code == 413


def test_an_address_that_is_no_key_is_none(client: FlaskClient) -> None:
    for wrong in ("1", "x" * 36, "..", str(uuid4())[:-1]):
        assert put(client, wrong).status_code in (404, 405)
        assert client.head(f"/api/reports/{wrong}/photos/{'a' * 64}").status_code == 404


def test_an_address_that_is_no_hash_is_none(client: FlaskClient, key: str) -> None:
    for wrong in ("x", "A" * 64, "a" * 63, "g" * 64, "..%2f" * 3):
        assert client.put(f"/api/reports/{key}/photos/{wrong}", data=b"x").status_code == 404


def test_a_bot_that_fills_the_trap_is_told_so(client: FlaskClient, session: Session, key: str) -> None:
    answer = put(client, key, website="https://spam.example")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "incident.trap")
    assert counted(session, Incident) == 0


# --- who sends


def test_an_officers_cookie_changes_nothing(
    client: FlaskClient, sign_in: SignIn, session: Session, key: str
) -> None:
    boss, police = sign_in(Role.ECONOMIC_DIVISION), sign_in(Role.COMMUNE_POLICE)
    photo = picture()
    answers = [put_photo(boss, key, photo), put(police, key, [photo]), put(boss, key), put(client, key)]
    assert [one.status_code for one in answers] == [200, 201, 200, 200]
    assert all("Set-Cookie" not in one.headers for one in answers)
    kept = session.scalars(select(Incident)).one()
    assert kept.events[0].account_id is None
    assert session.scalars(select(IncidentFile.account_id)).one() is None
    actors = session.scalars(
        select(AuditEntry.actor).where(AuditEntry.table_name == "incident", AuditEntry.action == "insert")
    ).all()
    assert actors == ["public"]


def test_no_token_is_asked_for_because_no_cookie_is_read(app: Flask, session: Session, key: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert put(app.test_client(), key).status_code == 201
    assert app.test_client().put("/sign-in").status_code in (400, 405)


def test_pages_of_other_sites_get_no_leave_to_send_here(client: FlaskClient, key: str) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "PUT"}
    for answer in (client.options(f"/api/reports/{key}", headers=asked), put(client, key)):
        assert not [name for name, _value in answer.headers if name.startswith("Access-Control")]


def test_a_receipt_tells_nothing_of_what_became_of_the_report(
    client: FlaskClient, session: Session, key: str
) -> None:
    first = put(client, key).get_json()
    kept = session.scalars(select(Incident)).one()
    kept.visibility = Visibility.POLICE
    session.commit()
    assert put(client, key).get_json() == first
    assert set(first) == {"code", "url", "photos", "missing"}


def test_the_key_of_another_commune_is_not_known_here(
    client: FlaskClient, session: Session, an_hung: Commune, key: str
) -> None:
    foreign = cast.report(session, cast.commune(session))
    session.commit()
    assert put(client, foreign.idempotency_key).status_code != 200


# --- how much


def test_one_address_sends_no_reports_without_end(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setattr(intake, "PER_HOUR", 1)
    assert put(client, key).status_code == 201
    refused = put(client, str(uuid4()))
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert put(client, key).status_code == 200


def test_parallel_twins_end_as_one_report_with_one_photo(new_database: DatabaseMaker, tmp_path: Path) -> None:
    engine = make_engine(new_database.migrated(), pool_size=16)
    sessions = make_sessions(engine)
    with sessions.begin() as session:
        cast.commune(session, "11674", "Xã An Hưng")
    url = engine.url.render_as_string(hide_password=False)
    app = create_app(Config(url, "only-for-tests-0123456789", var_dir=tmp_path), sessions)
    key, photo = str(uuid4()), picture()

    def send(_number: int) -> list[TestResponse]:
        client = app.test_client()
        return [put_photo(client, key, photo), put(client, key, [photo])]

    with ThreadPoolExecutor(6) as hands:
        answers = [answer for pair in hands.map(send, range(6)) for answer in pair]
    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    last = put(app.test_client(), key, [photo]).get_json()
    with sessions() as session:
        assert counted(session, Incident) == counted(session, IncidentFile) == 1
        assert [one["sha256"] for one in last["photos"]] == [digest(photo)]
        codes = {answer.get_json()["code"] for answer in answers if "url" in answer.get_json()}
        assert codes == {last["code"]}
    engine.dispose()
