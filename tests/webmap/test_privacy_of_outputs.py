"""One rule on every output: a report sent through the front door, and every address that can be read."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from math import atan, cos, degrees, hypot, pi, radians, sinh
from typing import Final
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, Role, Visibility
from geodata.features import Layer, Reach, Viewer, reach
from geodata.models import Commune, Incident
from geodata.queries.tiles import Tile
from services.incidents import intake
from services.incidents.intake import Report
from services.incidents.publishing import Answer, publish
from services.sealing import Secrets
from tests.everything import Everything, plant
from tests.geodata.test_tiles import lon_of, tile_at
from tests.mvt import decode
from tests.people import viewer
from tests.said import said
from tests.webmap.walk import everybody, readable

SECRETS: Final = Secrets("only-for-tests-0123456789")
EXACT: Final = (106.587654, 20.748765)
NAME, PHONE, MAIL = "Phạm Thị Thu Huyền", "0936 123 987", "huyen.pham@example.org"
TOLD, LANDMARK = "Nhà tôi sát bãi đốt, khói vào phòng ngủ", "Sau nhà bà Tư Sạn"
PLANTED: Final = (NAME, PHONE, "0936123987", MAIL, TOLD, LANDMARK, "Thu Huyền", "Tư Sạn")
OWN: Final = re.compile(r"^/(incidents/r/|incidents/own|open311/v2/tokens/)")
"""Addresses behind the code that the reporter alone holds."""
LON_LAT: Final = re.compile(r"(106\.\d{3,})\D{1,40}(20\.\d{3,})")
LAT_LON: Final = re.compile(r"(20\.\d{3,})\D{1,40}(106\.\d{3,})")
NEAREST_METRES: Final = 75.0
"""A place is displaced by more; what lies nearer is the exact one, rounded or not."""
OUTSIDE: Final = [role for role in Role if reach(Layer.INCIDENT, Viewer(1, role)) is Reach.PUBLIC]


@pytest.fixture
def planted(session: Session, an_hung: Commune) -> Everything:
    """Reports of one person at one place: a published one, an unpublished one, one for the police only."""
    everything = plant(session, an_hung)
    clerk = viewer(Role.ECONOMIC_DIVISION, an_hung)
    for shown, visibility in ((True, "masked"), (False, "internal"), (False, "police")):
        kept = _sent(session, an_hung)
        if shown:
            publish(
                session, clerk, kept.id, Answer(True, "Đang xử lý."), version=kept.version, secrets=SECRETS
            )
            everything.rows["incident"] = kept
        kept.visibility = Visibility(visibility)
        session.flush()
    session.commit()
    return everything


def _sent(session: Session, home: Commune) -> Incident:
    report = Report(
        key=str(uuid4()),
        category=IncidentCategory.STRAW_BURNING,
        occurred_at=datetime.now(UTC),
        description=TOLD,
        landmark=LANDMARK,
        place=EXACT,
        name=NAME,
        phone=PHONE,
        email=MAIL,
    )
    return intake.submit(session, Viewer(home.id), report, address="192.0.2.9", secrets=SECRETS)


@pytest.fixture
def browsers(app: Flask, session: Session, planted: Everything) -> dict[Role, FlaskClient]:
    """A browser of each role that does not work on reports."""
    made = everybody(app, session, planted.rows["village"])
    return {role: made[role] for role in OUTSIDE}


def test_those_outside_the_desk_are_these() -> None:
    assert {Role.PUBLIC, Role.SCHOOL, Role.MASS_ORGANISATION, Role.HEALTH_STATION, Role.ADMIN} == set(OUTSIDE)


def test_no_address_tells_who_reported_what_they_told_or_where_they_are(
    app: Flask, planted: Everything, browsers: dict[Role, FlaskClient]
) -> None:
    addresses = [*readable(app, planted), *_searches()]
    told, read = [], 0
    for role, browser in browsers.items():
        for address in addresses:
            if OWN.match(address):
                continue
            answer = browser.get(address)
            body = answer.get_data() + str(answer.headers).encode()
            read += answer.status_code == 200
            told += [f"{role} {address}: {found}" for found in _found(body)]
    assert told == []
    assert read > 100


def test_no_tile_at_any_zoom_shows_a_point_near_the_exact_place(
    planted: Everything, browsers: dict[Role, FlaskClient]
) -> None:
    shown = 0
    for z in range(10, 23):
        for tile in _around(z):
            body = browsers[Role.PUBLIC].get(f"/tiles/incidents/{tile.z}/{tile.x}/{tile.y}.mvt").get_data()
            for lon, lat in _points(body, tile):
                # A tile's grid of 1/4096 is coarser than the displacement below zoom 12.
                assert z < 12 or _metres(lon, lat) > NEAREST_METRES, (tile, lon, lat)
                shown += 1
    assert shown > 10
    assert planted.rows["incident"].public_geom is not None


def test_the_place_shown_is_the_same_in_every_output(
    session: Session, planted: Everything, browsers: dict[Role, FlaskClient]
) -> None:
    """Two different displacements of one place would let both be undone."""
    kept: Incident = planted.rows["incident"]
    point = session.scalar(select(Incident.public_geom.ST_AsText()).where(Incident.id == kept.id))
    lon, lat = map(float, re.findall(r"-?\d+\.\d+", str(point)))
    own = select(Incident.public_geom.ST_AsText()).where(Incident.landmark == LANDMARK)
    assert set(session.scalars(own)) == {point}
    for address in ("/incidents/feed.geojson", "/open311/v2/requests.json", "/maps/incidents"):
        assert f"{lon:.4f}" in browsers[Role.PUBLIC].get(address).get_data(as_text=True), address
    assert _metres(lon, lat) > NEAREST_METRES


def _searches() -> Iterator[str]:
    for word in ("huyen", "0936", "ba tu san", "khoi vao phong"):  # an answer may say the question again
        yield f"/maps/incidents?search={word}"
        yield f"/maps/coverage?search={word}"
        yield f"/?search={word}"


def _found(body: bytes) -> list[str]:
    """Planted words and exact coordinates in an answer, however they are written."""
    text = said(body)
    unescaped = text.encode().decode("unicode_escape", "ignore") if "\\u" in text else ""
    words = [word for word in PLANTED if word in text or word in unescaped]
    pairs = [(m[1], m[2]) for m in LON_LAT.finditer(text)] + [(m[2], m[1]) for m in LAT_LON.finditer(text)]
    near = [f"{lon} {lat}" for lon, lat in pairs if _metres(float(lon), float(lat)) < NEAREST_METRES]
    return words + near


def _around(z: int) -> list[Tile]:
    middle = tile_at(*EXACT, z)
    near = 1 if z > 16 else 0
    steps = range(-near, near + 1)
    return [Tile(z, middle.x + x, middle.y + y) for x in steps for y in steps]


def _points(body: bytes, tile: Tile) -> Iterator[tuple[float, float]]:
    for features in decode(body).values() if body else ():
        for feature in features:
            x, y = feature.rings[0][0]
            yield lon_of(tile.x + x / 4096, tile.z), _lat_of(tile.y + y / 4096, tile.z)


def _lat_of(y: float, z: int) -> float:
    return degrees(atan(sinh(pi * (1 - 2 * y / 2**z))))


def _metres(lon: float, lat: float) -> float:
    return hypot((lon - EXACT[0]) * 111_320 * cos(radians(lat)), (lat - EXACT[1]) * 110_700)
