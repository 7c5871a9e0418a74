"""Who may read and change which record: nine roles and the public, every type, place and visibility."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from geodata.enums import KINDS_OF, Role, SiteType, Visibility
from geodata.models import Commune, Incident, Site, Village
from geodata.queries.places import MODELS
from tests import cast
from tests.everything import Everything, plant
from tests.webmap.walk import everybody

R = Role
EVERYBODY = set(Role)
OFFICES = {R.COMMUNE_POLICE, R.ECONOMIC_DIVISION, R.HEALTH_STATION, R.CHAIRPERSON, R.ADMIN}
EDITORS = {R.COMMUNE_POLICE, R.ECONOMIC_DIVISION, R.HEALTH_STATION, R.VILLAGE_BOARD}
MAY_READ = {
    SiteType.FACILITY: OFFICES,
    SiteType.INDUSTRIAL_CLUSTER: OFFICES,
    SiteType.MEDICAL_FACILITY: OFFICES,
    SiteType.SCHOOL: OFFICES,
    SiteType.COLLECTION_POINT: EVERYBODY,
}
"""Beside the board, which reads and changes in its own village."""
MAY_EDIT = {
    SiteType.FACILITY: {R.ECONOMIC_DIVISION, R.COMMUNE_POLICE},
    SiteType.INDUSTRIAL_CLUSTER: {R.ECONOMIC_DIVISION},
    SiteType.MEDICAL_FACILITY: {R.ECONOMIC_DIVISION, R.HEALTH_STATION},
    SiteType.SCHOOL: {R.ECONOMIC_DIVISION},
    SiteType.COLLECTION_POINT: {R.ECONOMIC_DIVISION},
}
BOARD_EDITS = {SiteType.FACILITY, SiteType.COLLECTION_POINT}
DESK = {R.COMMUNE_POLICE, R.ECONOMIC_DIVISION, R.CHAIRPERSON, R.PUBLIC_SERVICE_CENTRE}


@dataclass(frozen=True)
class World:
    """Everything in the village of the board, sites in another village, everything next door; who looks."""

    own: Everything
    other: dict[SiteType, int]
    next_door: Everything
    browsers: dict[Role, FlaskClient]

    def sites(self) -> Iterator[tuple[SiteType, str, int]]:
        """Every site: its type, where it stands, its id."""
        for site_type in SiteType:
            yield site_type, "own village", self.own.id(site_type)
            yield site_type, "other village", self.other[site_type]
            yield site_type, "next door", self.next_door.id(site_type)


@pytest.fixture
def world(app: Flask, session: Session, an_hung: Commune) -> World:
    """The records, and a browser of every role."""
    own = plant(session, an_hung)
    other = cast.village(session, an_hung, "Cốc Lộc")
    moved = {site_type: _beside(session, an_hung, site_type, other) for site_type in SiteType}
    next_door = plant(session, cast.commune(session))
    session.commit()
    return World(own, moved, next_door, everybody(app, session, own.rows["village"]))


def _beside(session: Session, home: Commune, site_type: SiteType, village: Village) -> int:
    """A second site of that type, in that village."""
    made = MODELS[site_type](
        commune_id=home.id,
        village_id=village.id,
        code="second",
        name="Mẫu thứ hai",
        kind=KINDS_OF[site_type][0],
        registered_on=date(2024, 1, 1),
        version=1,
    )
    session.add(made)
    session.flush()
    return int(made.id)


def test_sites_are_read_by_who_may(world: World) -> None:
    for role, browser in world.browsers.items():
        for site_type, where, site_id in world.sites():
            for page in ("", "/card"):
                status = browser.get(f"/places/{site_id}{page}").status_code
                wanted = 200 if _reads(role, site_type, where) else 404
                assert status == wanted, f"{role} {site_type} {where} {page}"


def _reads(role: Role, site_type: SiteType, where: str) -> bool:
    own = role is R.VILLAGE_BOARD and where == "own village"
    return where != "next door" and (own or role in MAY_READ[site_type])


def test_sites_are_changed_by_who_may(world: World, session: Session) -> None:
    for role, browser in world.browsers.items():
        for site_type, where, site_id in world.sites():
            wanted, told = _edits(role, site_type, where), f"{role} {site_type} {where}"
            assert browser.get(f"/places/{site_id}/edit").status_code == wanted, told
            version = session.get_one(Site, site_id, populate_existing=True).version
            sent = {"version": str(version), "state": "closed"}
            status = browser.post(f"/places/{site_id}/state", data=sent).status_code
            assert status == (303 if wanted == 200 else wanted), told


def _edits(role: Role, site_type: SiteType, where: str) -> int:
    """The status that an edit page has to give."""
    if role is R.PUBLIC:
        return 401
    if role not in EDITORS:
        return 403
    if not _reads(role, site_type, where):
        return 404
    if role is R.VILLAGE_BOARD:
        return 200 if where == "own village" and site_type in BOARD_EDITS else 403
    return 200 if role in MAY_EDIT[site_type] else 403


def test_sites_are_added_by_who_may(world: World) -> None:
    for role, browser in world.browsers.items():
        for site_type in SiteType:
            allowed = role in MAY_EDIT[site_type] or (role is R.VILLAGE_BOARD and site_type in BOARD_EDITS)
            wanted = 200 if allowed else 401 if role is R.PUBLIC else 403
            assert browser.get(f"/places/new?type={site_type}").status_code == wanted, f"{role} {site_type}"


def test_villages_are_read_by_all_and_changed_by_who_may(
    world: World, session: Session, an_hung: Commune
) -> None:
    other = cast.village(session, an_hung, "Trần Thành").id
    session.commit()
    own, foreign = world.own.id("village"), world.next_door.id("village")
    for role, browser in world.browsers.items():
        for village, readable in ((own, 200), (other, 200), (foreign, 404)):
            assert browser.get(f"/villages/{village}").status_code == readable
        wanted = {
            R.PUBLIC: [401, 401, 401],
            R.ECONOMIC_DIVISION: [200, 200, 404],
            R.VILLAGE_BOARD: [200, 403, 404],
        }.get(role, [403, 403, 403])
        edit = [browser.get(f"/villages/{one}/edit").status_code for one in (own, other, foreign)]
        assert edit == wanted, role


def test_reports_are_read_by_who_may(world: World, session: Session) -> None:
    for visibility, published in itertools.product(Visibility, (True, False)):
        for own_village in (True, False):
            one = cast.report(
                session,
                world.own.home,
                village_id=world.own.id("village") if own_village else None,
                visibility=visibility,
                published=published,
            )
            session.commit()
            shown = published and visibility in (Visibility.PUBLIC, Visibility.MASKED)
            for role, browser in world.browsers.items():
                desk = role in DESK or (role is R.VILLAGE_BOARD and own_village)
                desk = desk and (visibility is not Visibility.POLICE or role is R.COMMUNE_POLICE)
                _read(browser, one, desk, shown, f"{role} {visibility} {published} {own_village}")


def _read(browser: FlaskClient, one: Incident, desk: bool, shown: bool, told: str) -> None:
    """The desk sees the words, the code and the exact place beside the displaced one; others, of a published
    one, the displaced place alone."""
    assert browser.get(f"/maps/incidents/{one.id}/card").status_code == (200 if desk or shown else 404), told
    answer = browser.get(f"/incidents/{one.id}")
    assert answer.status_code == (200 if desk or shown else 404), told
    if answer.status_code == 200:
        page = answer.get_data(as_text=True)
        assert ("Khói rơm mù mịt." in page) is desk, told
        assert (one.code in page) is desk, told
        assert ("20.75123" in page) is desk, told
        assert "20.75200" in page, told


def test_nobody_reads_or_publishes_a_report_next_door(world: World, session: Session) -> None:
    foreign = cast.report(session, world.next_door.home)
    session.commit()
    refused = {R.PUBLIC: 401, R.ECONOMIC_DIVISION: 404, R.COMMUNE_POLICE: 404}
    for role, browser in world.browsers.items():
        assert browser.get(f"/incidents/{foreign.id}").status_code == 404
        sent = {"version": "1", "published": "yes", "public_note": ""}
        answer = browser.post(f"/incidents/{foreign.id}/publish", data=sent)
        assert answer.status_code == refused.get(role, 403), role
