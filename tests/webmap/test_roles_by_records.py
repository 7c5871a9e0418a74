"""Who may read and change which record: nine roles and the public, every type, place and visibility."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from geodata.enums import Role, SiteType, Visibility
from geodata.models import Commune, Incident, Site
from tests import cast
from tests.everything import Everything, plant
from tests.webmap.conftest import SignIn

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
    """Everything in the village of the board, sites in another village, and everything next door."""

    own: Everything
    other: dict[SiteType, int]
    next_door: Everything
    browser: FlaskClient

    def sites(self, site_type: SiteType) -> dict[str, int]:
        """Where a site of that type stands → its id."""
        return {
            "own village": self.own.id(site_type),
            "other village": self.other[site_type],
            "next door": self.next_door.id(site_type),
        }


@pytest.fixture(params=list(Role))
def role(request: pytest.FixtureRequest) -> Role:
    """Each role in turn."""
    chosen: Role = request.param
    return chosen


@pytest.fixture
def world(app: Flask, session: Session, an_hung: Commune, sign_in: SignIn, role: Role) -> World:
    """The records, and the browser of this role."""
    other_village = cast.village(session, an_hung, "Cốc Lộc")
    elsewhere = plant(session, an_hung)
    other = {site_type: elsewhere.id(site_type) for site_type in SiteType}
    for site_type in SiteType:
        elsewhere.rows[site_type].village_id = other_village.id
        elsewhere.rows[site_type].code = f"X{site_type.value[:20]}"
    _make_room(session, elsewhere)
    own = plant(session, an_hung)
    village = own.rows["village"]
    if role is Role.PUBLIC:
        browser = app.test_client()
    else:
        browser = sign_in(role, village=village if role is Role.VILLAGE_BOARD else None)
    return World(own, other, plant(session, cast.commune(session)), browser)


def _make_room(session: Session, planted: Everything) -> None:
    """Give the planted rows other keys, so that a second set fits beside them."""
    for table, row in planted.rows.items():
        if table in ("inspection_interval", "import_row"):
            session.delete(row)
        elif hasattr(row, "code"):
            row.code = f"X{row.code}"[:20] if table != "incident" else "xxxx-xxxx-xxxx"
        if table == "incident":
            row.idempotency_key = "moved"
        if table == "account":
            row.username = "moved"
        if table == "hazard_bulletin":
            row.number = "moved"
    session.commit()


def test_sites_are_read_by_who_may(world: World, role: Role) -> None:
    for site_type in SiteType:
        for where, site_id in world.sites(site_type).items():
            allowed = where != "next door" and (
                role in MAY_READ[site_type] or (role is R.VILLAGE_BOARD and where == "own village")
            )
            for page in ("", "/card"):
                status = world.browser.get(f"/places/{site_id}{page}").status_code
                assert status == (200 if allowed else 404), f"{site_type} {where} {page}"


def test_sites_are_changed_by_who_may(world: World, role: Role, session: Session) -> None:
    for site_type in SiteType:
        for where, site_id in world.sites(site_type).items():
            wanted = _expected_edit(role, site_type, where)
            assert world.browser.get(f"/places/{site_id}/edit").status_code == wanted, f"{site_type} {where}"
            version = session.get_one(Site, site_id).version
            sent = {"version": str(version), "state": "closed"}
            answer = world.browser.post(f"/places/{site_id}/state", data=sent)
            assert answer.status_code == (303 if wanted == 200 else wanted), f"{site_type} {where}"


def _expected_edit(role: Role, site_type: SiteType, where: str) -> int:
    if role is R.PUBLIC:
        return 401
    if role not in EDITORS:
        return 403
    board = role is R.VILLAGE_BOARD
    known = where != "next door" and (role in MAY_READ[site_type] or (board and where == "own village"))
    if not known:
        return 404
    if board:
        return 200 if where == "own village" and site_type in BOARD_EDITS else 403
    return 200 if role in MAY_EDIT[site_type] else 403


def test_sites_are_added_by_who_may(world: World, role: Role) -> None:
    for site_type in SiteType:
        allowed = role in MAY_EDIT[site_type] or (role is R.VILLAGE_BOARD and site_type in BOARD_EDITS)
        wanted = 200 if allowed else 401 if role is R.PUBLIC else 403
        assert world.browser.get(f"/places/new?type={site_type}").status_code == wanted, site_type


def test_villages_are_read_by_all_and_changed_by_who_may(
    world: World, role: Role, session: Session, an_hung: Commune
) -> None:
    other = cast.village(session, an_hung, "Trần Thành").id
    session.commit()
    own, foreign = world.own.id("village"), world.next_door.id("village")
    for village, readable in ((own, 200), (other, 200), (foreign, 404)):
        assert world.browser.get(f"/villages/{village}").status_code == readable
    wanted = {
        R.PUBLIC: (401, 401, 401),
        R.ECONOMIC_DIVISION: (200, 200, 404),
        R.VILLAGE_BOARD: (200, 403, 404),
    }.get(role, (403, 403, 403))
    edit = [world.browser.get(f"/villages/{one}/edit").status_code for one in (own, other, foreign)]
    assert tuple(edit) == wanted


@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize("published", [True, False])
def test_reports_are_read_by_who_may(
    world: World, role: Role, session: Session, visibility: Visibility, published: bool
) -> None:
    kind = {"visibility": visibility, "published": published}
    village_ids = {"own village": world.own.id("village"), "other village": None}
    for where, village_id in village_ids.items():
        one = cast.report(session, world.own.home, village_id=village_id, landmark="đầu làng", **kind)
        session.commit()
        desk = role in DESK or (role is R.VILLAGE_BOARD and where == "own village")
        desk = desk and (visibility is not Visibility.POLICE or role is R.COMMUNE_POLICE)
        shown = published and visibility in (Visibility.PUBLIC, Visibility.MASKED)
        for page in (f"/incidents/{one.id}", f"/maps/incidents/{one.id}/card"):
            answer = world.browser.get(page)
            assert answer.status_code == (200 if desk or shown else 404), f"{where} {page}"
            if answer.status_code == 200 and page.startswith("/incidents"):
                _tells(answer.get_data(as_text=True), one, desk)


def _tells(page: str, one: Incident, desk: bool) -> None:
    """The desk sees the words, the code and the exact place; the others none of them."""
    assert ("Khói rơm mù mịt." in page) is desk
    assert (one.code in page) is desk
    assert ("20.75123" in page) is desk
    assert ("20.75200" in page) is not desk


def test_nobody_reads_or_publishes_a_report_next_door(world: World, role: Role, session: Session) -> None:
    foreign = cast.report(session, world.next_door.home)
    session.commit()
    assert world.browser.get(f"/incidents/{foreign.id}").status_code == 404
    sent = {"version": "1", "published": "yes", "public_note": ""}
    status = world.browser.post(f"/incidents/{foreign.id}/publish", data=sent).status_code
    assert status == {R.PUBLIC: 401, R.ECONOMIC_DIVISION: 404, R.COMMUNE_POLICE: 404}.get(role, 403)
