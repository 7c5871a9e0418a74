"""Tiles over HTTP: who gets which answer, what may be kept, and that a tag opens no foreign door."""

import gzip
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from geodata.enums import Role, Visibility
from geodata.models import Commune
from services import tiles
from tests import cast
from tests.mvt import decode
from tests.webmap.conftest import SignIn
from webmap import revalidate

HOME = "12/3260/1806.mvt"
EMPTY = "12/0/0.mvt"
PUBLIC_LAYERS = ("base", "collection-points", "risk-zones", "incidents")
NEAR = "17/104344/57810.mvt"


def get(client: FlaskClient, layer: str, place: str = HOME, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(f"/tiles/{layer}/{place}", headers=named)


@pytest.fixture(autouse=True)
def _fresh(app: Flask) -> None:
    """Versions are read for each request, unless a test asks for the pause of a second."""
    app.extensions["public_standing"].max_age = 0


def test_the_public_gets_a_tile_of_points(client: FlaskClient, session: Session, an_hung: Commune) -> None:
    point = cast.point(session, an_hung)
    answer = get(client, "collection-points")
    assert answer.status_code == 200
    assert answer.mimetype == "application/vnd.mapbox-vector-tile"
    (found,) = decode(answer.data)["collection-points"]
    assert found.id == point.id


@pytest.mark.parametrize("layer", ["collection-points", "risk-zones", "incidents"])
def test_where_nothing_lies_the_answer_is_empty_and_may_be_kept(client: FlaskClient, layer: str) -> None:
    answer = get(client, layer, EMPTY)
    assert (answer.status_code, answer.data) == (204, b"")
    again = get(client, layer, EMPTY, If_None_Match=answer.headers["ETag"])
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/tiles/secrets/12/3260/1806.mvt", 404, "tile.layer"),
        ("/tiles/base/23/0/0.mvt", 400, "tile.place"),
        ("/tiles/base/1/2/0.mvt", 400, "tile.place"),
        ("/tiles/base/-1/0/0.mvt", 400, "tile.place"),
        ("/tiles/base/a/b/c.mvt", 400, "tile.place"),
        ("/tiles/collection-points/12/3260/1806.mvt?kind=gold", 400, "filter.unknown"),
        ("/tiles/risk-zones/12/3260/1806.mvt?level=9", 400, "filter.unknown"),
        ("/tiles/sites/12/3260/1806.mvt", 401, "http.401"),
    ],
)
def test_a_refusal_is_told_in_words(client: FlaskClient, address: str, status: int, code: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json is not None
    assert answer.json["code"] == code
    assert answer.json["title"][-1] == "."
    assert answer.headers["Cache-Control"] == "no-store"


def test_sites_are_refused_to_roles_that_do_not_inspect(sign_in: SignIn) -> None:
    answer = get(sign_in(Role.SCHOOL), "sites")
    assert answer.status_code == 403
    assert get(sign_in(Role.COMMUNE_POLICE), "sites").status_code == 204


def test_a_tile_is_asked_for_by_get_only(client: FlaskClient) -> None:
    assert client.post(f"/tiles/base/{HOME}").status_code == 405


def test_a_filter_narrows_the_tile(client: FlaskClient, session: Session, an_hung: Commune) -> None:
    cast.point(session, an_hung, accepted_groups=["bulky"])
    assert get(client, "collection-points", f"{HOME}?group=bulky").status_code == 200
    assert get(client, "collection-points", f"{HOME}?group=recyclable").status_code == 204


def test_public_tiles_may_be_kept_a_minute_those_of_officers_are_asked_for_again(
    client: FlaskClient, sign_in: SignIn
) -> None:
    browser = sign_in(Role.ECONOMIC_DIVISION)
    for layer in PUBLIC_LAYERS:
        assert get(client, layer).headers["Cache-Control"] == "public, max-age=60"
        officer = get(browser, layer)
        assert officer.headers["Cache-Control"] == "private, max-age=0, must-revalidate"
        for answer in (officer, get(client, layer)):
            assert {"Accept-Encoding", "Cookie"} <= set(answer.headers["Vary"].split(", "))


def test_a_large_tile_is_packed_for_those_who_can_unpack_it(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    for number in range(80):
        cast.point(session, an_hung, geom=cast.place(106.59 + number / 1e6, 20.75))
    plain = get(client, "collection-points", NEAR)
    packed = get(client, "collection-points", NEAR, Accept_Encoding="gzip, br")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data)
    assert gzip.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers


def test_a_change_gives_a_new_tag(client: FlaskClient, session: Session, an_hung: Commune) -> None:
    first = get(client, "collection-points")
    tag = first.headers["ETag"]
    assert get(client, "collection-points", If_None_Match=tag).status_code == 304
    cast.point(session, an_hung)
    session.commit()
    again = get(client, "collection-points", If_None_Match=tag)
    assert again.status_code == 200
    assert again.headers["ETag"] != tag


def test_a_tag_among_others_is_heard(client: FlaskClient) -> None:
    tag = get(client, "base").headers["ETag"]
    assert get(client, "base", If_None_Match=f'"other", {tag}').status_code == 304
    assert get(client, "base", If_None_Match='"other"').status_code == 200


AUDIENCES = (Role.PUBLIC, Role.SCHOOL, Role.ECONOMIC_DIVISION, Role.COMMUNE_POLICE)


def test_no_audience_is_let_in_by_the_tag_of_another(
    client: FlaskClient, sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    cast.report(session, an_hung, visibility=Visibility.POLICE)
    cast.point(session, an_hung)
    cast.zone(session, an_hung)
    session.commit()
    browsers = {role: client if role is Role.PUBLIC else sign_in(role) for role in AUDIENCES}
    for layer in PUBLIC_LAYERS:
        tags = {role: get(browser, layer).headers["ETag"] for role, browser in browsers.items()}
        for role, browser in browsers.items():
            for owner, tag in tags.items():
                expected = {304} if owner is role else {200, 204}
                assert get(browser, layer, If_None_Match=tag).status_code in expected


# --- before Flask


class Counted:
    """An app that counts how often it is reached."""

    def __init__(self, app: Any) -> None:
        self.app, self.calls = app, 0

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.calls += 1
        return self.app(environ, start_response)


@pytest.fixture
def flask_calls(app: Flask) -> Counted:
    door = app.wsgi_app
    assert isinstance(door, revalidate.Revalidation)
    door._app = counted = Counted(door._app)
    return counted


def test_an_unchanged_public_tile_does_not_reach_flask(client: FlaskClient, flask_calls: Counted) -> None:
    tag = get(client, "base").headers["ETag"]
    answer = get(client, "base", If_None_Match=tag)
    assert (answer.status_code, answer.data, flask_calls.calls) == (304, b"", 1)
    assert answer.headers["ETag"] == tag
    assert answer.headers["Cache-Control"] == "public, max-age=60"


def test_readers_of_english_are_spared_too(client: FlaskClient, flask_calls: Counted) -> None:
    tag = get(client, "base").headers["ETag"]
    client.set_cookie("lang", "en")
    assert get(client, "base", If_None_Match=tag).status_code == 304
    assert flask_calls.calls == 1


def test_whoever_brings_a_session_is_looked_at_by_flask(sign_in: SignIn, flask_calls: Counted) -> None:
    browser = sign_in(Role.SCHOOL)
    tag = get(browser, "base").headers["ETag"]
    before = flask_calls.calls
    assert get(browser, "base", If_None_Match=tag).status_code == 304
    assert flask_calls.calls == before + 1


@pytest.mark.parametrize("address", ["/tiles/sites/" + HOME, "/tiles/", "/tiles/nothing", "/healthz"])
def test_the_short_way_is_for_public_tiles_only(
    client: FlaskClient, flask_calls: Counted, address: str
) -> None:
    client.get(address, headers={"If-None-Match": 'W/"x"'})
    assert flask_calls.calls == 1


def test_versions_are_read_once_a_second(
    app: Flask, client: FlaskClient, session: Session, an_hung: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    app.extensions["public_standing"].max_age = revalidate.MAX_AGE
    tag = get(client, "collection-points").headers["ETag"]
    cast.point(session, an_hung)
    session.commit()
    clock[0] += 0.9
    assert get(client, "collection-points", If_None_Match=tag).status_code == 304
    clock[0] += 0.2
    assert get(client, "collection-points", If_None_Match=tag).status_code == 200


def test_an_officer_sees_an_edit_at_once(
    app: Flask, sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    app.extensions["public_standing"].max_age = 60
    officer = sign_in(Role.ECONOMIC_DIVISION)
    tag = get(officer, "collection-points").headers["ETag"]
    cast.point(session, an_hung)
    session.commit()
    assert get(officer, "collection-points", If_None_Match=tag).status_code == 200


def test_without_a_database_the_short_way_leaves_the_answer_to_flask(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = get(client, "base").headers["ETag"]

    def gone(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(tiles, "versions", gone)
    assert get(client, "base", If_None_Match=tag).status_code == 503
