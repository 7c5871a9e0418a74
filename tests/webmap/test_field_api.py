"""The API of the field's queue: records and files that come late, twice, in pieces, from the wrong hands."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from geodata.enums import InspectionState, Role
from geodata.models import Account, Commune, Finding, Inspection, InspectionFile, InspectionRecord
from tests.field_parts import answers, check, digest, signature
from tests.pictures import photo
from tests.webmap.conftest import SignIn


@pytest.fixture
def key() -> str:
    """The key of one record."""
    return str(uuid4())


@pytest.fixture
def boss(sign_in: SignIn) -> FlaskClient:
    """An officer of the economic division."""
    return sign_in(Role.ECONOMIC_DIVISION)


@pytest.fixture
def one(session: Session, an_hung: Commune) -> Inspection:
    """A check to be made."""
    made = check(session, an_hung)
    session.commit()
    return made


def account(session: Session) -> int:
    """The account that signed in last."""
    return session.scalars(select(Account.id).order_by(Account.id.desc())).first() or 0


def body(session: Session, one: Inspection, **more: Any) -> dict[str, Any]:
    """A signed record as a phone sends it, an hour long."""
    now = datetime.now(UTC)
    record = {
        "inspection": one.id,
        "outcome": "signed",
        "started_at": (now - timedelta(hours=1)).isoformat(),
        "ended_at": now.isoformat(),
        "checklist": "env-2026-1",
        "answers": answers(),
        "findings": [],
        "files": [{"sha256": digest(signature()), "purpose": "signature", "finding": None}],
        "track": [[106.5901, 20.7501], [106.5903, 20.7502]],
        "representative": "Người đại diện mẫu",
    } | more
    return {"account": account(session), "check": False, "sent_at": now.isoformat(), "record": record}


def put(client: FlaskClient, key: str, told: dict[str, Any]) -> TestResponse:
    """Send the words of a record."""
    return client.put(f"/api/field/records/{key}", json=told)


def put_file(client: FlaskClient, key: str, content: bytes, purpose: str = "signature") -> TestResponse:
    """Send a file whole."""
    return client.put(f"/api/field/records/{key}/files/{digest(content)}?purpose={purpose}", data=content)


# --- words


def test_a_record_is_kept_once_and_its_receipt_leads_to_its_check(
    boss: FlaskClient, session: Session, one: Inspection, key: str
) -> None:
    told = body(session, one)
    first = put(boss, key, told)
    assert (first.status_code, first.get_json()["missing"]) == (409, [digest(signature())])
    assert put_file(boss, key, signature()).status_code == 200
    kept, again = put(boss, key, told), put(boss, key, told | {"check": True})
    assert (kept.status_code, again.status_code) == (201, 200)
    assert kept.get_json() == again.get_json()
    assert kept.get_json()["url"] == f"/inspections/{one.id}"
    assert kept.headers["Cache-Control"] == "no-store"
    session.expire_all()
    assert session.get_one(Inspection, one.id).state is InspectionState.MINUTES_SIGNED
    assert session.scalars(select(InspectionRecord.key)).all() == [key]


def test_a_look_at_the_words_keeps_nothing_and_tells_what_is_wrong(
    boss: FlaskClient, session: Session, one: Inspection, key: str
) -> None:
    told = body(session, one) | {"check": True}
    assert put(boss, key, told).get_json() == {"missing": [digest(signature())]}
    wrong = put(boss, key, body(session, one, representative="") | {"check": True})
    assert (wrong.status_code, set(wrong.get_json()["fields"])) == (400, {"representative"})
    assert session.scalars(select(InspectionRecord)).all() == []


def test_a_finding_and_its_photo_come_together(
    boss: FlaskClient, session: Session, one: Inspection, key: str
) -> None:
    picture = photo()
    found = {
        "item": "env-03",
        "text": "Nước đen",
        "severity": 3,
        "deadline": (datetime.now() + timedelta(days=9)).date().isoformat(),
    }
    told = body(
        session,
        one,
        outcome="refused_to_sign",
        note="Không đồng ý",
        answers=answers(env_03="failed"),
        findings=[found],
        files=[{"sha256": digest(picture), "purpose": "evidence", "finding": 0}],
    )
    put_file(boss, key, picture, "evidence")
    assert put(boss, key, told).status_code == 201
    finding = session.scalars(select(Finding)).one()
    assert session.scalars(select(InspectionFile.finding_id)).all() == [finding.id]


def test_a_check_cancelled_meanwhile_is_told_in_words(
    boss: FlaskClient, session: Session, an_hung: Commune, key: str
) -> None:
    gone = check(session, an_hung, InspectionState.CANCELLED)
    session.commit()
    answer = put(boss, key, body(session, gone))
    assert (answer.status_code, answer.get_json()["code"]) == (409, "field.cancelled")
    assert "đã bị hủy" in answer.get_json()["title"]
    assert "missing" not in answer.get_json()


def test_a_record_of_another_account_waits_for_its_own(
    boss: FlaskClient, session: Session, one: Inspection, key: str
) -> None:
    answer = put(boss, key, body(session, one) | {"account": account(session) + 1})
    assert (answer.status_code, answer.get_json()["code"]) == (401, "field.other_account")


UNREADABLE: dict[str, Any] = {
    "no JSON": b"{",
    "a list": b"[]",
    "nothing": b"{}",
    "a name for an id": {"inspection": "1"},
    "an outcome that is none": {"outcome": "happy"},
    "a time without a zone": {"started_at": "2026-10-01T08:00:00"},
    "a time that is none": {"started_at": "soon"},
    "a time as a number": {"ended_at": 12},
    "answers as a list": {"answers": ["passed"]},
    "an answer as a number": {"answers": {"env-01": 1}},
    "findings as words": {"findings": "many"},
    "a severity as words": {"findings": [{"text": "x", "severity": "3"}]},
    "a deadline that is none": {"findings": [{"text": "x", "severity": 1, "deadline": "soon"}]},
    "a file without a digest": {"files": [{"sha256": "abc", "purpose": "evidence"}]},
    "a purpose that is none": {"files": [{"sha256": "a" * 64, "purpose": "fun"}]},
    "a track of one number": {"track": [106.5]},
    "a track of truths": {"track": [[True, False]]},
    "a track of words": {"track": [["a", "b"]]},
    "words as a list": {"opinion": ["x"]},
}


def test_what_cannot_be_read_is_refused_as_a_whole(
    boss: FlaskClient, session: Session, one: Inspection, key: str
) -> None:
    for case, sent in UNREADABLE.items():
        data = sent if isinstance(sent, bytes) else json.dumps(body(session, one, **sent)).encode()
        answer = boss.put(f"/api/field/records/{key}", data=data, content_type="application/json")
        assert (answer.status_code, answer.get_json()["code"]) == (400, "field.body"), case


def test_numbers_that_json_does_not_know_are_refused(
    boss: FlaskClient, session: Session, one: Inspection, key: str
) -> None:
    told = json.dumps(body(session, one)).replace("106.5901", "NaN")
    assert boss.put(f"/api/field/records/{key}", data=told).status_code == 400
    assert boss.put(f"/api/field/records/{key}", data=b"[" * 100_000).status_code == 400


def test_more_words_than_a_record_has_are_refused(boss: FlaskClient, key: str) -> None:
    assert boss.put(f"/api/field/records/{key}", data=b" " * 600_000).status_code == 413


# --- files


def test_a_file_in_pieces_goes_on_where_it_was(boss: FlaskClient, session: Session, key: str) -> None:
    picture = photo()
    address, half = f"/api/field/records/{key}/files/{digest(picture)}", len(picture) // 2
    assert boss.head(address).headers["Upload-Offset"] == "0"

    def piece(start: int, end: int) -> TestResponse:
        told = {"Content-Range": f"bytes {start}-{end - 1}/{len(picture)}"}
        return boss.put(f"{address}?purpose=evidence", data=picture[start:end], headers=told)

    assert piece(0, half).status_code == 202
    assert piece(10, half).status_code == 409
    assert boss.head(address).headers["Upload-Offset"] == str(half)
    last = piece(half, len(picture))
    assert (last.status_code, last.headers["Upload-Complete"]) == (200, "?1")
    assert boss.head(address).headers["Upload-Complete"] == "?1"
    assert piece(0, half).status_code == 200
    assert session.scalars(select(InspectionFile.sent_sha256)).all() == [digest(picture)]


NOT_WHAT_IT_SAYS = [
    (b"<html><script>alert(1)</script></html>", "evidence"),
    (photo()[:3000], "evidence"),
    (b"%PDF-1.7\n%%EOF", "evidence"),
    (photo(), "signature"),
    (signature()[:200], "signature"),
]


def test_what_is_not_what_it_says_is_refused_and_leaves_no_piece(
    boss: FlaskClient, session: Session, key: str
) -> None:
    for content, purpose in NOT_WHAT_IT_SAYS:
        assert put_file(boss, key, content, purpose).status_code == 400
        half = {"Content-Range": f"bytes 0-9/{len(content)}"}
        address = f"/api/field/records/{key}/files/{digest(content)}"
        boss.put(f"{address}?purpose={purpose}", data=content[:10], headers=half)
        rest = {"Content-Range": f"bytes 10-{len(content) - 1}/{len(content)}"}
        assert boss.put(f"{address}?purpose={purpose}", data=content[10:], headers=rest).status_code == 400
        assert boss.head(address).headers["Upload-Offset"] == "0"
    assert session.scalars(select(InspectionFile)).all() == []


def test_a_damaged_file_is_told_and_sent_anew(boss: FlaskClient, key: str) -> None:
    picture = photo()
    spoilt = bytes([picture[0] ^ 1]) + picture[1:]
    address = f"/api/field/records/{key}/files/{digest(picture)}?purpose=evidence"
    assert boss.put(address, data=spoilt).status_code == 422
    assert boss.put(address, data=picture).status_code == 200


def test_names_that_are_none_are_not_there(boss: FlaskClient, key: str) -> None:
    for address in ("x/files/" + "a" * 64, f"{key}/files/abc", "..%2f..%2fetc/files/" + "a" * 64):
        at = f"/api/field/records/{address}"
        assert boss.head(at).status_code == 404
        assert boss.put(f"{at}?purpose=evidence", data=b"x").status_code == 404


def test_a_purpose_that_is_none_is_refused(boss: FlaskClient, key: str) -> None:
    assert put_file(boss, key, photo(), "fun").status_code == 400


# --- hands


def test_only_officers_who_check_may_send(app: Flask, client: FlaskClient, sign_in: SignIn, key: str) -> None:
    for browser, status in ((client, 401), (sign_in(Role.CHAIRPERSON), 403), (sign_in(Role.ADMIN), 403)):
        assert browser.put(f"/api/field/records/{key}", json={}).status_code == status
        assert put_file(browser, key, photo(), "evidence").status_code == status
        assert browser.head(f"/api/field/records/{key}/files/{'a' * 64}").status_code == status


def test_a_record_needs_no_token_and_the_pages_do(
    app: Flask, boss: FlaskClient, session: Session, one: Inspection, key: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    put_file(boss, key, signature())
    assert put(boss, key, body(session, one)).status_code == 201
    assert boss.post(f"/field/{one.id}", data={"key": key}).status_code == 400
