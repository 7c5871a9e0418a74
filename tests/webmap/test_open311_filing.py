"""GeoReport v2 as apps file reports by it: kept once, refused in words, under keys that can be closed."""

import json
from datetime import datetime, timedelta
from io import BytesIO
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import IncidentNature
from geodata.models import ApiKey, AuditEntry, Commune, Incident, IncidentFile
from services import api_keys, sealing
from services.incidents import open311 as service
from tests import cast
from tests.everything import SECRETS
from tests.pictures import photo
from tests.webmap.open311_sent import NOW, V2, filed, ids
from webmap.uploads import MOST_BYTES


@pytest.fixture
def key(session: Session, an_hung: Commune) -> str:
    """The key of an app."""
    made = api_keys.create(session, an_hung.id, "Ứng dụng thử")
    session.commit()
    return made


@pytest.mark.parametrize("extension", ["json", "xml"])
def test_an_app_files_a_report_and_learns_where_its_sender_follows_it(
    client: FlaskClient, session: Session, key: str, extension: str
) -> None:
    sent = filed(
        key,
        description="Rác ở đầu làng.",
        first_name="Lan",
        last_name="Nguyễn Thị",
        phone="0987654321",
        email="lan@example.org",
        device_id="tt222111",
        **{"attribute[nature]": "recurrent", "attribute[occurred_at]": "2026-09-30T08:00:00+07:00"},
    )
    sent["attribute[occurred_at]"] = (NOW - timedelta(days=1)).isoformat(timespec="seconds")
    answer = client.post(f"{V2}/requests.{extension}", data=sent)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    if extension == "json":
        (told,) = answer.get_json()
    else:
        root = ElementTree.fromstring(answer.data)
        told = {element.tag: element.text for element in root.find("request") or ()}
    kept = session.get_one(Incident, int(told["service_request_id"]))
    assert f"http://localhost/incidents/r/{kept.code}" in told["service_notice"]
    assert (kept.source, kept.published, kept.nature) == ("open311", False, IncidentNature.RECURRENT)
    assert kept.description == "Rác ở đầu làng."
    assert kept.occurred_at == datetime.fromisoformat(sent["attribute[occurred_at]"])
    assert kept.reporter is not None
    who = sealing.unseal(SECRETS, kept.reporter.sealed)
    assert (who.name, who.phone, who.email) == ("Nguyễn Thị Lan", "0987654321", "lan@example.org")
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(f"/incidents/r/{kept.code}").status_code == 200


def test_a_new_report_is_nobody_s_to_read_until_it_is_published(
    client: FlaskClient, session: Session, key: str
) -> None:
    (told,) = client.post(f"{V2}/requests.json", data=filed(key)).get_json()
    number = told["service_request_id"]
    for query in ("", f"?api_key={key}"):
        assert client.get(f"{V2}/requests/{number}.json{query}").status_code == 404
    assert client.get(f"{V2}/requests.json?service_request_id={number}").get_json() == []
    kept = session.get_one(Incident, int(number))
    token = client.get(f"{V2}/tokens/{kept.code}.json")
    assert token.get_json() == [{"service_request_id": number, "token": kept.code}]
    assert token.headers["Cache-Control"] == "no-store"
    kept.published = True
    session.commit()
    assert ids(client.get(f"{V2}/requests/{number}.json")) == [number]


def test_a_place_in_words_or_a_village_s_code_will_do(
    client: FlaskClient, session: Session, an_hung: Commune, key: str
) -> None:
    village = cast.village(session, an_hung)
    session.commit()
    sent = {"api_key": key, "service_code": "noise"}
    for place in ({"address_string": "Sau chợ"}, {"address_id": village.code}):
        assert client.post(f"{V2}/requests.json", data=sent | place).status_code == 200, place
    kept = session.scalars(select(Incident).order_by(Incident.id)).all()
    assert (kept[0].landmark, kept[1].village_id) == ("Sau chợ", village.id)


REFUSED: list[tuple[dict[str, str], int, str]] = [
    ({"api_key": ""}, 403, ""),
    ({"api_key": "wrong"}, 403, ""),
    ({"service_code": ""}, 400, ""),
    ({"service_code": "potholes"}, 404, ""),
    ({"jurisdiction_id": "sfgov.org"}, 404, ""),
    ({"lat": ""}, 400, "lat, long"),
    ({"lat": "", "long": ""}, 400, "lat, long"),
    ({"lat": "nan"}, 400, "lat, long"),
    ({"lat": "1e999"}, 400, "lat, long"),
    ({"lat": "north"}, 400, "lat, long"),
    ({"lat": "48.85", "long": "2.35"}, 400, "lat, long"),
    ({"lat": "", "long": "", "address_id": "T-none"}, 400, "address_id"),
    ({"description": "x" * 20_000}, 400, "description"),
    ({"attribute[nature]": "odd"}, 400, "attribute[nature]"),
    ({"attribute[occurred_at]": "2999-01-01T00:00:00Z"}, 400, "attribute[occurred_at]"),
    ({"attribute[occurred_at]": "soon"}, 400, "attribute[occurred_at]"),
]
"""(what is changed in a good report, the status, the parameter that is named)."""


def test_a_report_that_cannot_be_taken_is_refused_and_nothing_is_kept(
    client: FlaskClient, session: Session, key: str
) -> None:
    for change, status, named in REFUSED:
        answer = client.post(f"{V2}/requests.json", data=filed(key) | change)
        assert answer.status_code == status, change
        told = answer.get_json()
        assert [one["code"] for one in told] == [status]
        assert told[0]["description"].startswith(f"{named}: " if named else ""), change
    assert session.scalar(select(func.count(Incident.id))) == 0


def test_one_idempotency_key_is_one_report_however_often_it_is_sent(
    client: FlaskClient, session: Session, an_hung: Commune, key: str
) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    first = client.post(f"{V2}/requests.json", data=filed(key), headers=headers)
    again = client.post(f"{V2}/requests.json", data=filed(key, description="khác"), headers=headers)
    assert first.status_code == again.status_code == 200
    assert first.get_json() == again.get_json()
    other = api_keys.create(session, an_hung.id, "Ứng dụng khác")
    session.commit()
    stranger = client.post(f"{V2}/requests.json", data=filed(other), headers=headers)
    assert stranger.get_json() != first.get_json()
    assert session.scalar(select(func.count(Incident.id))) == 2
    refused = client.post(f"{V2}/requests.json", data=filed(key), headers={"Idempotency-Key": "7"})
    assert refused.status_code == 400


def test_a_place_outside_the_commune_is_kept_and_the_sender_is_told(
    client: FlaskClient, session: Session, key: str
) -> None:
    (told,) = client.post(f"{V2}/requests.json", data=filed(key, lat="21.03", long="105.85")).get_json()
    assert "ngoài địa bàn" in told["service_notice"]
    assert session.get_one(Incident, int(told["service_request_id"])).outside
    (inside,) = client.post(f"{V2}/requests.json", data=filed(key)).get_json()
    assert "ngoài địa bàn" not in inside["service_notice"]


def test_a_link_to_a_picture_is_not_fetched_and_the_sender_is_told(client: FlaskClient, key: str) -> None:
    sent = filed(key, media_url="http://169.254.169.254/latest/meta-data")
    (told,) = client.post(f"{V2}/requests.json", data=sent).get_json()
    assert "media_url" in told["service_notice"]


def test_an_app_that_sends_without_end_is_held_back(
    client: FlaskClient, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PER_HOUR", 1)
    headers = {"Idempotency-Key": str(uuid4())}
    assert client.post(f"{V2}/requests.json", data=filed(key), headers=headers).status_code == 200
    held = client.post(f"{V2}/requests.json", data=filed(key))
    assert (held.status_code, held.get_json()[0]["code"]) == (429, 429)
    assert int(held.headers["Retry-After"]) > 0
    assert client.post(f"{V2}/requests.json", data=filed(key), headers=headers).status_code == 200


def test_the_log_names_the_app_that_filed(client: FlaskClient, session: Session, key: str) -> None:
    client.post(f"{V2}/requests.json", data=filed(key))
    actors = select(AuditEntry.actor).where(AuditEntry.table_name == "incident")
    assert set(session.scalars(actors)) == {"open311: Ứng dụng thử"}


# --- keys


def test_a_key_of_the_commune_next_door_opens_nothing_here(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    foreign = api_keys.create(session, cast.commune(session).id, "Láng giềng")
    session.commit()
    assert client.post(f"{V2}/requests.json", data=filed(foreign)).status_code == 403


def test_keys_are_made_listed_and_closed_by_command(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    run = app.test_cli_runner().invoke
    made = run(args=["api-key", "create", "Zalo mini app"])
    assert made.exit_code == 0, made.output
    key = made.output.split()[-1]
    assert session.scalars(select(ApiKey.key_hash)).one() not in made.output
    assert key not in json.dumps(session.scalars(select(ApiKey.key_hash)).all())
    twice = run(args=["api-key", "create", "Zalo mini app"])
    assert (twice.exit_code, "Đã có một khóa" in twice.output) == (1, True)
    assert "Zalo mini app" in run(args=["api-key", "list"]).output
    assert client.post(f"{V2}/requests.json", data=filed(key)).status_code == 200
    assert run(args=["api-key", "close", "Zalo mini app"]).output == "Zalo mini app closed\n"
    assert client.post(f"{V2}/requests.json", data=filed(key)).status_code == 403
    assert run(args=["api-key", "list"]).output.endswith("closed\n")
    assert run(args=["api-key", "close", "nobody"]).exit_code == 1
    assert run(args=["api-key", "create", " "]).exit_code == 1


# --- pictures


def test_pictures_come_with_the_report_and_only_public_ones_are_shown(
    client: FlaskClient, session: Session, key: str
) -> None:
    sent = filed(key) | {"media": [(BytesIO(photo(1)), "IMG_1.jpg"), (BytesIO(photo(2)), "IMG_2.jpg")]}
    (told,) = client.post(f"{V2}/requests.json", data=sent).get_json()
    kept = session.get_one(Incident, int(told["service_request_id"]))
    files = session.scalars(select(IncidentFile).order_by(IncidentFile.id)).all()
    assert [(file.incident_id, file.public) for file in files] == [(kept.id, False)] * 2
    kept.published = True
    session.commit()
    address = f"{V2}/requests/{kept.id}.json"
    assert client.get(address).get_json()[0]["media_url"] is None
    files[1].public = True
    session.commit()
    shown = client.get(address).get_json()[0]["media_url"]
    assert shown == f"http://localhost/incidents/files/{files[1].id}"
    with client.get(shown) as picture:
        assert (picture.status_code, picture.mimetype) == (200, "image/jpeg")


def test_the_same_report_with_its_picture_sent_again_is_kept_once(
    client: FlaskClient, session: Session, key: str
) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    receipts = [
        client.post(
            f"{V2}/requests.json", data=filed(key) | {"media": (BytesIO(photo()), "a.jpg")}, headers=headers
        ).get_json()
        for _ in range(2)
    ]
    assert receipts[0] == receipts[1]
    assert session.scalar(select(func.count(IncidentFile.id))) == 1


@pytest.mark.parametrize(
    "media",
    [[(b"%PDF-1.4", "a.pdf")], [(b"<html>", "a.jpg")], [(b"x", "a.jpg")] * 6],
    ids=["pdf", "html", "6"],
)
def test_what_is_no_picture_or_one_too_many_is_refused_by_name(
    client: FlaskClient, session: Session, key: str, media: list[tuple[bytes, str]]
) -> None:
    sent = filed(key) | {"media": [(BytesIO(content), name) for content, name in media]}
    answer = client.post(f"{V2}/requests.json", data=sent)
    assert answer.status_code == 400
    assert answer.get_json()[0]["description"].startswith("media: ")
    assert session.scalar(select(func.count(Incident.id))) == 0


def test_more_than_one_request_may_bring_is_refused_as_a_list(client: FlaskClient, key: str) -> None:
    told = {"CONTENT_LENGTH": str(MOST_BYTES + 1), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = client.post(f"{V2}/requests.xml", query_string={"api_key": key}, environ_overrides=told)
    assert answer.status_code == 413
    assert ElementTree.fromstring(answer.data).findtext("error/code") == "413"
