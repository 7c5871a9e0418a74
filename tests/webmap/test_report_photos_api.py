"""Photos through the API of our page's queue: in pieces, damaged, too large, too many, too late."""

from pathlib import Path
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.models import IncidentFile
from services.incidents import files, photos
from tests.webmap.report_parts import counted, digest, picture, put, put_photo, put_piece


@pytest.fixture
def key() -> str:
    """The key of one report."""
    return str(uuid4())


def test_a_photo_in_pieces_is_kept_when_its_last_one_is_here(
    client: FlaskClient, session: Session, key: str
) -> None:
    photo = picture()
    address, half = f"/api/reports/{key}/photos/{digest(photo)}", len(photo) // 2
    begun = client.head(address)
    assert (begun.headers["Upload-Offset"], begun.headers.get("Upload-Complete")) == ("0", None)
    first = put_piece(client, key, photo, 0, half)
    assert (first.status_code, first.headers["Upload-Offset"]) == (202, str(half))
    assert client.head(address).headers["Upload-Offset"] == str(half)
    last = put_piece(client, key, photo, half, len(photo))
    assert (last.status_code, last.headers["Upload-Offset"]) == (200, str(len(photo)))
    assert last.headers["Upload-Complete"] == client.head(address).headers["Upload-Complete"] == "?1"
    assert session.scalars(select(IncidentFile.sent_sha256)).all() == [digest(photo)]


def test_no_piece_stays_behind_once_the_photo_is_kept(client: FlaskClient, key: str, tmp_path: Path) -> None:
    photo = picture()
    put_piece(client, key, photo, 0, 100)
    assert list((tmp_path / "parts" / key).iterdir())
    put_piece(client, key, photo, 100, len(photo))
    assert list((tmp_path / "parts").iterdir()) == []


@pytest.mark.parametrize(("start", "end"), [(0, 100), (50, 150), (200, 300)])
def test_a_piece_out_of_order_is_told_where_to_go_on(
    client: FlaskClient, key: str, start: int, end: int
) -> None:
    photo = picture()
    put_piece(client, key, photo, 0, 100)
    answer = put_piece(client, key, photo, start, end)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "100")
    assert put_piece(client, key, photo, 100, len(photo)).status_code == 200


def test_a_kept_photo_sent_again_is_the_same_photo(client: FlaskClient, session: Session, key: str) -> None:
    photo = picture()
    answers = [put_photo(client, key, photo) for _ in range(3)] + [put_piece(client, key, photo, 0, 100)]
    assert [one.status_code for one in answers] == [200] * 4
    assert all(one.headers["Upload-Complete"] == "?1" for one in answers)
    assert counted(session, IncidentFile) == 1


def test_a_photo_that_is_not_what_was_announced_is_dropped(
    client: FlaskClient, session: Session, key: str, tmp_path: Path
) -> None:
    announced, sent = digest(picture(10)), picture(90)
    answer = client.put(f"/api/reports/{key}/photos/{announced}", data=sent)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "photo.hash")
    assert client.head(f"/api/reports/{key}/photos/{announced}").headers["Upload-Offset"] == "0"
    assert counted(session, IncidentFile) == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "sent", [b"<svg onload=alert(1)>", b"GIF89a" + b"\0" * 50, picture()[:300], b"%PDF-1.7"]
)
def test_what_is_no_picture_is_refused_in_words_and_dropped(
    client: FlaskClient, session: Session, key: str, tmp_path: Path, sent: bytes
) -> None:
    answer = put_photo(client, key, sent)
    assert answer.status_code == 400
    assert answer.get_json()["fields"]["photos"]
    assert counted(session, IncidentFile) == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_piece_that_says_nonsense_is_refused(client: FlaskClient, key: str) -> None:
    address = f"/api/reports/{key}/photos/{'a' * 64}"
    for told in ("0-9/x", "0-8/10", "5-4/10", "0-9/5", "*/10", "-5--1/10", "0-9/10, 0-9/10"):
        answer = client.put(address, data=b"0123456789", headers={"Content-Range": f"bytes {told}"})
        assert answer.status_code == 400, told
    assert client.head(address).headers["Upload-Offset"] == "0"


def test_an_empty_photo_is_refused(client: FlaskClient, key: str) -> None:
    assert put_photo(client, key, b"").status_code == 400


def test_a_photo_too_large_is_refused_at_its_first_piece(
    client: FlaskClient, key: str, tmp_path: Path
) -> None:
    told = {"Content-Range": f"bytes 0-9/{files.LARGEST + 1}"}
    answer = client.put(f"/api/reports/{key}/photos/{'a' * 64}", data=b"0123456789", headers=told)
    assert answer.status_code == 413
    whole = client.put(f"/api/reports/{key}/photos/{'a' * 64}", data=b"\0" * (files.LARGEST + 1))
    assert whole.status_code == 413
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_sixth_photo_is_refused(client: FlaskClient, session: Session, key: str) -> None:
    for shade in range(5):
        assert put_photo(client, key, picture(shade * 20, (16, 16))).status_code == 200
    answer = put_photo(client, key, picture(200))
    assert answer.status_code == 400
    assert "photos" in answer.get_json()["fields"]
    assert counted(session, IncidentFile) == 5


def test_a_photo_that_comes_after_its_report_still_joins_it(
    client: FlaskClient, session: Session, key: str
) -> None:
    photo = picture()
    put(client, key)
    assert put(client, key, [photo]).get_json()["missing"] == [digest(photo)]
    put_photo(client, key, photo)
    receipt = put(client, key, [photo])
    assert (receipt.status_code, receipt.get_json()["missing"]) == (200, [])
    assert [one["sha256"] for one in receipt.get_json()["photos"]] == [digest(photo)]


def test_one_address_begins_no_photos_without_end(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setattr(photos, "PER_HOUR", 1)
    photo = picture(10)
    assert put_piece(client, key, photo, 0, 100).status_code == 202
    assert put_photo(client, key, picture(90)).status_code == 429
    assert put_piece(client, key, photo, 100, len(photo)).status_code == 200
    assert counted(session, IncidentFile) == 1
