"""Reports in tiles: who may know of which, and at which place."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from geodata.enums import IncidentState, Role, Visibility
from geodata.features import Viewer
from geodata.models import Commune
from geodata.queries.point_tiles import INCIDENTS_WORST_FIRST, IncidentsWanted, incidents
from tests import cast
from tests.geodata.test_tiles import features, lon_of, tile_at
from tests.mvt import Feature
from tests.people import viewer

EXACT = (106.5912345, 20.7512345)
DISPLACED = (106.592, 20.752)
DESK = (Role.COMMUNE_POLICE, Role.ECONOMIC_DIVISION, Role.CHAIRPERSON, Role.PUBLIC_SERVICE_CENTRE)
ASIDE = tuple(role for role in Role if role not in (*DESK, Role.VILLAGE_BOARD))


def seen_by(session: Session, who: Viewer, z: int = 14, **wanted: Any) -> list[Feature]:
    tile = tile_at(*EXACT, z)
    return features(session, incidents("incidents", who, tile.zoom, IncidentsWanted(**wanted)), tile)


def longitude(found: Feature, z: int) -> float:
    tile = tile_at(*EXACT, z)
    return lon_of(tile.x + found.rings[0][0][0] / 4096, z)


@pytest.mark.parametrize("role", DESK)
def test_the_desk_sees_the_exact_place(session: Session, an_hung: Commune, role: Role) -> None:
    report = cast.report(session, an_hung, published=False, visibility=Visibility.INTERNAL)
    (found,) = seen_by(session, viewer(role, an_hung), 15)
    assert found.id == report.id
    assert longitude(found, 15) == pytest.approx(EXACT[0], abs=1e-5)
    assert found.properties == {"category": "straw_burning", "state": "new"}


@pytest.mark.parametrize("role", ASIDE)
def test_everybody_else_sees_published_reports_at_the_displaced_place(
    session: Session, an_hung: Commune, role: Role
) -> None:
    report = cast.report(session, an_hung)
    cast.report(session, an_hung, published=False)
    cast.report(session, an_hung, visibility=Visibility.INTERNAL)
    cast.report(session, an_hung, visibility=Visibility.POLICE)
    for z in (13, 15):
        (found,) = seen_by(session, viewer(role, an_hung), z)
        assert found.id == report.id
        assert longitude(found, z) == pytest.approx(DISPLACED[0], abs=2e-5)


def test_a_tile_of_the_exact_place_alone_holds_nothing_for_the_public(
    session: Session, an_hung: Commune
) -> None:
    cast.report(session, an_hung, public_geom=cast.place(106.60, 20.76))
    assert seen_by(session, Viewer(an_hung.id), 18) == []
    assert len(seen_by(session, viewer(Role.ECONOMIC_DIVISION, an_hung), 18)) == 1


@pytest.mark.parametrize("role", list(Role))
def test_police_reports_are_known_to_the_police_alone(session: Session, an_hung: Commune, role: Role) -> None:
    village = cast.village(session, an_hung)
    cast.report(session, an_hung, visibility=Visibility.POLICE, village_id=village.id)
    found = seen_by(session, viewer(role, an_hung, village))
    assert len(found) == (role is Role.COMMUNE_POLICE)


def test_a_cluster_does_not_count_what_one_may_not_know(session: Session, an_hung: Commune) -> None:
    for visibility in (Visibility.MASKED, Visibility.MASKED, Visibility.INTERNAL, Visibility.POLICE):
        cast.report(session, an_hung, visibility=visibility)
    counts = {
        role: seen_by(session, viewer(role, an_hung))[0].properties["n"]
        for role in (Role.PUBLIC, Role.ECONOMIC_DIVISION, Role.COMMUNE_POLICE)
    }
    assert counts == {Role.PUBLIC: 2, Role.ECONOMIC_DIVISION: 3, Role.COMMUNE_POLICE: 4}


def test_a_village_board_works_on_its_village_and_sees_the_rest_as_the_public_does(
    session: Session, an_hung: Commune
) -> None:
    village, other = cast.village(session, an_hung), cast.village(session, an_hung, "Cốc Lộc")
    own = cast.report(session, an_hung, village_id=village.id, published=False)
    cast.report(session, an_hung, village_id=other.id, published=False)
    nowhere = cast.report(session, an_hung, published=True)
    found = {f.id: f for f in seen_by(session, viewer(Role.VILLAGE_BOARD, an_hung, village), 17)}
    assert set(found) == {own.id} | (
        {nowhere.id} if tile_at(*EXACT, 17) == tile_at(*DISPLACED, 17) else set()
    )
    low = seen_by(session, viewer(Role.VILLAGE_BOARD, an_hung, village), 10)
    assert sum(f.properties.get("n", 1) for f in low) == 2


def test_a_cluster_tells_the_state_that_asks_most(session: Session, an_hung: Commune) -> None:
    for state in (IncidentState.CLOSED, IncidentState.VERIFYING, IncidentState.IN_PROGRESS):
        cast.report(session, an_hung, state=state)
    (cell,) = seen_by(session, Viewer(an_hung.id))
    assert cell.properties == {"n": 3, "worst": "verifying", "verifying": 1, "in_progress": 1, "closed": 1}


def test_every_state_has_its_rank() -> None:
    assert sorted(INCIDENTS_WORST_FIRST) == sorted(IncidentState)


def test_reports_are_asked_for_by_category_state_village_and_day(session: Session, an_hung: Commune) -> None:
    village = cast.village(session, an_hung)
    odour = cast.report(session, an_hung, category="odour", created_at=datetime(2026, 1, 1, tzinfo=UTC))
    closed = cast.report(session, an_hung, state="closed", created_at=datetime(2026, 2, 1, tzinfo=UTC))
    own = cast.report(session, an_hung, village_id=village.id, created_at=datetime(2026, 3, 1, tzinfo=UTC))
    # 17:30 in Greenwich is already the next day in the commune.
    late = cast.report(session, an_hung, created_at=datetime(2026, 4, 30, 17, 30, tzinfo=UTC))
    for wanted, expected in (
        ({"category": "odour"}, odour),
        ({"state": "closed"}, closed),
        ({"first": date(2026, 5, 1)}, late),
        ({"first": date(2026, 2, 1), "last": date(2026, 2, 28)}, closed),
        ({"last": date(2026, 1, 31)}, odour),
    ):
        assert [f.id for f in seen_by(session, Viewer(an_hung.id), **wanted)] == [expected.id]
    clerk = viewer(Role.ECONOMIC_DIVISION, an_hung)
    assert [f.id for f in seen_by(session, clerk, village_id=village.id)] == [own.id]


def test_the_village_of_a_published_report_cannot_be_found_out_by_asking(
    session: Session, an_hung: Commune
) -> None:
    village, other = cast.village(session, an_hung), cast.village(session, an_hung, "Cốc Lộc")
    cast.report(session, an_hung, village_id=village.id)
    for who in (Viewer(an_hung.id), viewer(Role.VILLAGE_BOARD, an_hung, other)):
        assert len(seen_by(session, who)) == 1
        assert seen_by(session, who, village_id=village.id) == []


def test_communes_see_nothing_of_each_others_reports(session: Session, an_hung: Commune) -> None:
    neighbour = cast.commune(session)
    cast.report(session, neighbour)
    for role in (Role.PUBLIC, Role.COMMUNE_POLICE):
        assert seen_by(session, viewer(role, an_hung), 12) == []
