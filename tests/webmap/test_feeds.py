"""The feeds of published reports: good Atom and GeoJSON, steady names, nothing that the map keeps back."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from geodata.enums import EventKind, FilePurpose, IncidentCategory, IncidentState, Role, Visibility
from geodata.models import Commune, IncidentEvent, IncidentFile
from services.incidents.timeline import add_event
from tests import cast
from tests.webmap.conftest import SignIn
from tests.webmap.open311_sent import NOW, published
from webmap.api import feeds

BOTH = ("/incidents/feed.atom", "/incidents/feed.geojson")


def read(client: FlaskClient, query: str = "") -> Any:
    """The Atom feed as a feed reader reads it, without a fault."""
    found = feedparser.parse(client.get(f"/incidents/feed.atom{query}").data)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def test_an_empty_commune_has_a_feed_that_is_empty(client: FlaskClient) -> None:
    assert read(client).entries == []
    assert client.get(BOTH[1]).get_json(force=True) == {"type": "FeatureCollection", "features": []}


def test_an_entry_tells_what_everybody_may_see(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    made = published(session, an_hung, public_note="Đã dọn & rửa <đường>.")
    found = read(client)
    (entry,) = found.entries
    assert found.feed.title == "Phản ánh của người dân – Xã An Hưng"
    assert found.feed.author == "Ủy ban nhân dân Xã An Hưng"
    assert entry.id == f"tag:localhost,2025-07-01:incidents/{made.id}"
    assert entry.link == f"http://localhost/incidents/{made.id}"
    assert entry.title.startswith("Đốt rơm rạ – ")
    assert "Đã dọn &" in entry.summary
    assert [tag.term for tag in entry.tags] == ["straw_burning"]
    assert datetime.fromisoformat(entry.published) == made.created_at.replace(microsecond=0)
    assert entry.published.endswith("+07:00")
    assert entry.where == {"type": "Point", "coordinates": (106.592, 20.752)}
    assert client.get(entry.link).status_code == 200


def test_the_geojson_feed_says_the_same_with_the_same_place(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    made = published(session, an_hung, public_note="Đã dọn.")
    answer = client.get(BOTH[1])
    assert answer.mimetype == "application/geo+json"
    (feature,) = json.loads(answer.data)["features"]
    assert feature["id"] == made.id
    assert feature["geometry"] == {"type": "Point", "coordinates": [106.592, 20.752]}
    assert set(feature["properties"]) == {
        *("category", "state", "nature", "created_at", "public_note", "supporters"),
        *("updated_at", "url", "photo"),
    }
    assert feature["properties"]["public_note"] == "Đã dọn."


def test_the_newest_come_first_and_not_more_than_a_hundred(
    client: FlaskClient, session: Session, an_hung: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "NEWEST", 3)
    made = [cast.report(session, an_hung, created_at=NOW - timedelta(days=400 * days)) for days in range(5)]
    session.commit()
    assert [entry.id.split("/")[-1] for entry in read(client).entries] == [str(one.id) for one in made[:3]]
    assert len(client.get(BOTH[1]).get_json(force=True)["features"]) == 3


def test_a_feed_of_one_category_names_itself(client: FlaskClient, session: Session, an_hung: Commune) -> None:
    published(session, an_hung)
    noise = published(session, an_hung, category=IncidentCategory.NOISE)
    found = read(client, "?category=noise&x=<y>")
    assert [entry.id for entry in found.entries] == [f"tag:localhost,2025-07-01:incidents/{noise.id}"]
    assert found.feed.id == "tag:localhost,2025-07-01:/incidents/feed.atom?category=noise"
    for address in BOTH:
        refused = client.get(f"{address}?category=<none>")
        assert (refused.status_code, refused.mimetype) == (400, "application/problem+json")


def test_a_feed_speaks_the_reader_s_language(client: FlaskClient, session: Session, an_hung: Commune) -> None:
    published(session, an_hung)
    assert read(client, "?lang=en").entries[0].title.startswith("Straw burning – ")
    found = feedparser.parse(client.get(BOTH[0], headers={"Accept-Language": "en"}).data)
    assert found.feed.language == "en"


@pytest.mark.parametrize("address", BOTH)
def test_what_did_not_change_is_not_sent_again(
    client: FlaskClient, session: Session, an_hung: Commune, address: str
) -> None:
    made = published(session, an_hung)
    first = client.get(address)
    tag, day = first.headers["ETag"], first.headers["Last-Modified"]
    assert first.last_modified == made.created_at.replace(microsecond=0)
    again = client.get(address, headers={"If-None-Match": tag, "If-Modified-Since": day})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    add_event(session, made, EventKind.MOVED, account_id=None, to=IncidentState.VERIFYING)
    session.commit()
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200
    made.published = False
    session.commit()
    gone = client.get(address, headers={"If-None-Match": tag, "If-Modified-Since": day})
    assert (gone.status_code, str(made.id).encode() + b"<" in gone.data) == (200, False)


def test_an_entry_keeps_its_name_and_gets_a_new_moment_when_its_report_moves(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    made = published(session, an_hung)
    before = read(client).entries[0]
    made.events.append(
        IncidentEvent(
            kind=EventKind.MOVED,
            from_state=IncidentState.NEW,
            to_state=IncidentState.VERIFYING,
            at=datetime.now(UTC),
        )
    )
    made.state = IncidentState.VERIFYING
    session.commit()
    after = read(client).entries[0]
    assert after.id == before.id
    assert after.published == before.published
    assert datetime.fromisoformat(after.updated) > datetime.fromisoformat(before.updated)


def test_the_map_of_reports_leads_to_the_feeds_under_its_category(client: FlaskClient) -> None:
    page = client.get("/maps/incidents?category=noise").get_data(as_text=True)
    found = re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">', page)
    assert [kind for kind, _address in found] == ["application/atom+xml", "application/geo+json"]
    for kind, address in found:
        assert "category=noise" in address
        assert client.get(address).mimetype == kind


def test_any_text_makes_a_good_feed(client: FlaskClient, session: Session, an_hung: Commune) -> None:
    hostile = "<script>alert(1)</script>]]>\x0b\x00"[:-1] + "'\"&amp;"
    made = published(session, an_hung, public_note=hostile)
    root = ElementTree.fromstring(client.get(BOTH[0]).data)
    summary = root.findtext("{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}summary")
    assert summary == hostile.replace("\x0b", "")
    assert b"<script>" not in client.get(BOTH[0]).data
    assert client.get(BOTH[1]).get_json(force=True)["features"][0]["id"] == made.id


def test_a_public_picture_is_linked_and_an_inner_one_is_not(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    made = published(session, an_hung)
    file = IncidentFile(
        commune_id=an_hung.id,
        incident_id=made.id,
        report_key=made.idempotency_key,
        purpose=FilePurpose.REPORT,
        name="0" * 32,
        media_type="image/jpeg",
        bytes=1,
        sha256="0" * 64,
        sent_sha256="0" * 64,
        public=False,
    )
    session.add(file)
    session.commit()
    assert read(client).entries[0].enclosures == []
    file.public = True
    session.commit()
    (picture,) = read(client).entries[0].enclosures
    assert picture.href == f"http://localhost/incidents/files/{file.id}"


@pytest.mark.parametrize("address", BOTH)
def test_nobody_sees_more_of_a_feed_than_anybody_and_other_sites_may_read_it(
    client: FlaskClient, sign_in: SignIn, session: Session, an_hung: Commune, address: str
) -> None:
    published(session, an_hung)
    before = client.get(address)
    for visibility in (Visibility.POLICE, Visibility.INTERNAL):
        published(session, an_hung, visibility=visibility)
    published(session, an_hung, published=False)
    published(session, cast.commune(session))
    officer = sign_in(Role.COMMUNE_POLICE)
    mine = officer.get(address)
    assert mine.data == client.get(address).data == before.data
    assert "Set-Cookie" not in mine.headers
    assert mine.headers["Access-Control-Allow-Origin"] == "*"


def test_a_feed_has_the_address_that_was_set_for_people(
    app: Flask, session: Session, an_hung: Commune
) -> None:
    published(session, an_hung)
    settings = app.config["SETTINGS"]
    object.__setattr__(settings, "public_url", "https://moi-truong.example/")
    (entry,) = read(app.test_client()).entries
    assert entry.link.startswith("https://moi-truong.example/incidents/")
    assert entry.id.startswith("tag:moi-truong.example,")
