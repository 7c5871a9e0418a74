"""Points in tiles: where they come out, how they gather in cells, and that no tile loses or doubles one."""

from datetime import date
from math import asinh, floor, pi, radians, tan
from random import Random
from typing import Any

import pytest
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from geodata.enums import Role, SiteKind, SiteState
from geodata.features import Viewer
from geodata.models import CollectionPoint, Commune, Site
from geodata.queries.coverage_figures import Scope
from geodata.queries.point_tiles import PointsWanted, collection_points, sites
from geodata.queries.tiles import EQUATOR, EXTENT, Tile
from tests import cast
from tests.mvt import Feature, decode

DAY = date(2026, 6, 30)
HOME = (106.59, 20.75)


def tile_at(lon: float, lat: float, z: int) -> Tile:
    n = 2**z
    return Tile(z, floor((lon + 180) / 360 * n), floor((1 - asinh(tan(radians(lat))) / pi) / 2 * n))


def lon_of(x: float, z: int) -> float:
    return float(x / 2**z * 360 - 180)


def features(session: Session, statement: Select[Any], tile: Tile) -> list[Feature]:
    layers = decode(bytes(session.scalar(statement, tile.place) or b""))
    return [feature for layer in layers.values() for feature in layer]


def points_in(session: Session, viewer: Viewer, tile: Tile, **wanted: Any) -> list[Feature]:
    question = PointsWanted(DAY, **wanted)
    return features(session, collection_points("points", viewer, tile.zoom, question), tile)


def told(found: list[Feature]) -> list[tuple[Any, ...]]:
    """Features without their order, the places to the nearest two units of 4096."""
    return sorted(
        (f.id or 0, sorted(f.properties.items()), [round(v / 2) for v in f.rings[0][0]]) for f in found
    )


@pytest.fixture
def everybody(an_hung: Commune) -> Viewer:
    return Viewer(an_hung.id)


@pytest.mark.parametrize("z", [9, 14, 17, 19])
def test_a_point_comes_out_where_it_stands(
    session: Session, an_hung: Commune, everybody: Viewer, z: int
) -> None:
    point = cast.point(session, an_hung, accepted_groups=["bulky", "recyclable"])
    tile = tile_at(*HOME, z)
    (found,) = points_in(session, everybody, tile)
    assert (found.id, found.kind) == (point.id, 1)
    assert found.properties == {"kind": "collection_point", "accepted_groups": "bulky,recyclable"}
    x, y = found.rings[0][0]
    assert lon_of(tile.x + x / EXTENT, z) == pytest.approx(HOME[0], abs=360 / 2**z / EXTENT)
    assert 0 <= y < EXTENT


def test_neighbours_gather_in_a_cell_that_tells_how_many(
    session: Session, an_hung: Commune, everybody: Viewer
) -> None:
    for east in (0, 0.00001, 0.00002):
        cast.point(session, an_hung, geom=cast.place(HOME[0] + east, HOME[1]))
    (cell,) = points_in(session, everybody, tile_at(*HOME, 14))
    assert cell.id is None
    assert cell.properties == {"n": 3}


def test_from_zoom_17_on_every_point_stands_alone(
    session: Session, an_hung: Commune, everybody: Viewer
) -> None:
    made = {cast.point(session, an_hung).id for _ in range(3)}
    assert {f.id for f in points_in(session, everybody, tile_at(*HOME, 17))} == made
    assert [f.properties["n"] for f in points_in(session, everybody, tile_at(*HOME, 16))] == [3]


def test_a_closed_point_is_not_shown(session: Session, an_hung: Commune, everybody: Viewer) -> None:
    cast.point(session, an_hung, state=SiteState.CLOSED)
    for z in (14, 17):
        assert points_in(session, everybody, tile_at(*HOME, z)) == []


def test_a_point_without_a_place_is_not_shown(session: Session, an_hung: Commune, everybody: Viewer) -> None:
    cast.point(session, an_hung, geom=None)
    for z in (0, 14):
        assert points_in(session, everybody, tile_at(*HOME, z)) == []


def test_a_point_that_moved_leaves_its_cell(session: Session, an_hung: Commune, everybody: Viewer) -> None:
    point = cast.point(session, an_hung)
    point.geom = cast.place(106.56, 20.74)
    session.flush()
    assert points_in(session, everybody, tile_at(*HOME, 15)) == []
    (found,) = points_in(session, everybody, tile_at(106.56, 20.74, 15))
    assert found.id == point.id


def scatter(session: Session, home: Commune, n: int, wide: float = 0.04) -> None:
    random = Random(11674)
    village = cast.village(session, home)
    kinds = (SiteKind.COLLECTION_POINT, SiteKind.TRANSFER_STATION)
    for number in range(n):
        cast.point(
            session,
            home,
            village_id=village.id,
            kind=kinds[number % 2],
            geom=cast.place(*(middle + random.uniform(-wide, wide) for middle in HOME)),
        )


@pytest.mark.parametrize("z", [8, 10, 13, 15, 16])
def test_stored_cells_and_counting_rows_give_one_picture(
    session: Session, an_hung: Commune, everybody: Viewer, z: int
) -> None:
    scatter(session, an_hung, 60)
    village = session.scalar(select(CollectionPoint.village_id).limit(1))
    tile = tile_at(*HOME, z)
    stored = points_in(session, everybody, tile)
    assert stored
    assert told(stored) == told(points_in(session, everybody, tile, village_id=village))
    one_kind = points_in(session, everybody, tile, kind="transfer_station")
    assert told(one_kind) == told(
        points_in(session, everybody, tile, kind="transfer_station", village_id=village)
    )


@pytest.mark.parametrize("z", [12, 14, 17])
def test_tiles_together_hold_every_point_once_even_on_their_edges(
    session: Session, an_hung: Commune, everybody: Viewer, z: int
) -> None:
    middle = tile_at(*HOME, 17)
    corner = func.ST_Transform(
        func.ST_Point(
            middle.x * EQUATOR / 2**17 - EQUATOR / 2, EQUATOR / 2 - middle.y * EQUATOR / 2**17, 3857
        ),
        4326,
    )
    on_corner = session.scalar(select(func.ST_AsEWKB(corner)))
    for _ in range(2):
        cast.point(session, an_hung, geom=func.ST_GeomFromEWKB(on_corner))
    scatter(session, an_hung, 30, 0.004)
    total = session.scalar(select(func.count()).select_from(Site))
    for wanted in ({}, {"village_id": session.scalar(select(func.max(Site.village_id)))}):
        low, high = tile_at(106.585, 20.755, z), tile_at(106.595, 20.745, z)
        seen = sum(
            feature.properties.get("n", 1)
            for x in range(low.x, high.x + 1)
            for y in range(low.y, high.y + 1)
            for feature in points_in(session, everybody, Tile(z, x, y), **wanted)
        )
        assert seen == (total if not wanted else 30)


def test_points_are_asked_for_by_kind_group_and_village(
    session: Session, an_hung: Commune, everybody: Viewer
) -> None:
    village = cast.village(session, an_hung)
    tank = cast.point(session, an_hung, kind=SiteKind.PESTICIDE_PACKAGING_TANK)
    bulky = cast.point(session, an_hung, accepted_groups=["bulky"])
    own = cast.point(session, an_hung, village_id=village.id)
    tile = tile_at(*HOME, 17)
    for wanted, expected in (
        ({"kind": "pesticide_packaging_tank"}, tank),
        ({"group": "bulky"}, bulky),
        ({"village_id": village.id}, own),
    ):
        assert [f.id for f in points_in(session, everybody, tile, **wanted)] == [expected.id]
        low = tile_at(*HOME, 13)
        assert [f.id for f in points_in(session, everybody, low, **wanted)] == [expected.id]


@pytest.mark.parametrize("z", [14, 18])
def test_the_flood_level_of_a_point_is_for_those_who_guard_against_it(
    session: Session, an_hung: Commune, everybody: Viewer, z: int
) -> None:
    cast.point(session, an_hung)
    cast.zone(session, an_hung, level=2)
    cast.zone(session, an_hung, level=4)
    cast.zone(session, an_hung, level=5, valid_to=date(2026, 6, 29))
    tile = tile_at(*HOME, z)
    (seen,) = points_in(session, Viewer(an_hung.id, Role.ECONOMIC_DIVISION), tile)
    assert seen.properties["flood_level"] == 4
    for role in (Role.PUBLIC, Role.SCHOOL):
        (seen,) = points_in(session, Viewer(an_hung.id, role), tile)
        assert "flood_level" not in seen.properties


def test_communes_see_nothing_of_each_others_points(
    session: Session, an_hung: Commune, everybody: Viewer
) -> None:
    neighbour = cast.commune(session)
    cast.point(session, neighbour)
    for z in (9, 14, 17):
        assert points_in(session, everybody, tile_at(*HOME, z)) == []
        assert len(points_in(session, Viewer(neighbour.id), tile_at(*HOME, z))) == 1


def sites_in(session: Session, viewer: Viewer, z: int, **scope: Any) -> list[Feature]:
    tile = tile_at(*HOME, z)
    return features(session, sites("sites", viewer, tile.zoom, Scope(DAY, **scope)), tile)


def test_a_cell_of_sites_tells_the_worst_and_how_many_of_each(session: Session, an_hung: Commune) -> None:
    officer = Viewer(an_hung.id, Role.COMMUNE_POLICE)
    for visited in (date(2026, 6, 1), date(2026, 5, 1), date(2025, 7, 1), date(2024, 1, 1)):
        cast.visit(session, cast.facility(session, an_hung), visited)
    cast.facility(session, an_hung)
    (cell,) = sites_in(session, officer, 14)
    assert cell.properties == {
        "n": 5,
        "worst": "overdue",
        "in_time": 2,
        "due_soon": 1,
        "overdue": 1,
        "never": 1,
    }
    alone = sites_in(session, officer, 17)
    assert sorted(f.properties["status"] for f in alone) == [
        "due_soon",
        "in_time",
        "in_time",
        "never",
        "overdue",
    ]
    (overdue,) = sites_in(session, officer, 14, status="overdue")
    assert overdue.properties == {"kind": "craft_workshop", "status": "overdue"}


def test_a_village_board_sees_the_sites_of_its_village(session: Session, an_hung: Commune) -> None:
    village = cast.village(session, an_hung)
    own = cast.facility(session, an_hung, village_id=village.id)
    cast.facility(session, an_hung)
    board = Viewer(an_hung.id, Role.VILLAGE_BOARD, village.id)
    for z in (14, 17):
        assert [f.id for f in sites_in(session, board, z)] == [own.id]


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.SCHOOL, Role.MASS_ORGANISATION])
def test_sites_show_nothing_to_those_who_do_not_reach_them(
    session: Session, an_hung: Commune, role: Role
) -> None:
    cast.facility(session, an_hung)
    assert sites_in(session, Viewer(an_hung.id, role), 17) == []
