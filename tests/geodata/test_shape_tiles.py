"""The base map and risk zones in tiles: what is sent at which zoom, to whom, and drawn in which order."""

from datetime import date
from typing import Any

import pytest
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon
from sqlalchemy.orm import Session

from geodata.enums import RoadKind, Role, Visibility, WaterwayKind, WaterWorkKind
from geodata.features import Viewer
from geodata.models import Commune, Road, Waterway, WaterWork
from geodata.queries.shape_tiles import ZonesWanted, base, risk_zones
from tests import cast
from tests.cast import ground, shape
from tests.geodata.test_tiles import HOME, features, tile_at
from tests.mvt import Feature, decode
from tests.people import viewer

DAY = date(2026, 6, 30)
GROUND = (106.58, 20.74, 106.60, 20.76)


def base_map(session: Session, who: Viewer, z: int = 14, at: tuple[float, float] = HOME) -> dict[str, Any]:
    tile = tile_at(*at, z)
    return decode(bytes(session.scalar(base(who, tile.zoom, DAY), tile.place) or b""))


def zones(session: Session, who: Viewer, z: int = 14, **wanted: Any) -> list[Feature]:
    tile = tile_at(*HOME, z)
    return features(session, risk_zones("zones", who, tile.zoom, ZonesWanted(DAY, **wanted)), tile)


def plant_lines(session: Session, home: Commune) -> None:
    line = LineString([(106.585, 20.745), (106.595, 20.755)])
    for kind in RoadKind:
        session.add(
            Road(
                commune_id=home.id,
                kind=kind,
                code=kind,
                name=f"Đường {kind}",
                geom=shape(MultiLineString([line])),
            )
        )
    for water in WaterwayKind:
        session.add(Waterway(commune_id=home.id, kind=water, code=water, geom=shape(line)))
    for work, place in ((WaterWorkKind.DIKE, line), (WaterWorkKind.SLUICE, Point(*HOME))):
        session.add(
            WaterWork(commune_id=home.id, kind=work, code=work, name="Cống Kín", geom=shape(place), version=1)
        )
    session.flush()


def test_the_base_map_comes_in_drawing_order(session: Session, an_hung: Commune) -> None:
    cast.village(session, an_hung, area=ground(*GROUND))
    cast.cluster(session, an_hung, area=ground(*GROUND))
    plant_lines(session, an_hung)
    found = base_map(session, Viewer(an_hung.id), 13)
    assert list(found) == ["waterway", "cluster", "village", "road", "water_work", "commune", "village_name"]
    assert [f.properties["kind"] for f in found["road"]] == ["village", "commune", "provincial"]
    assert [f.properties["kind"] for f in found["waterway"]] == ["ditch", "canal", "river"]


def test_small_things_wait_for_a_nearer_zoom(session: Session, an_hung: Commune) -> None:
    cast.village(session, an_hung, area=ground(*GROUND))
    plant_lines(session, an_hung)
    far = base_map(session, Viewer(an_hung.id), 12)
    assert [f.properties["kind"] for f in far["road"]] == ["commune", "provincial"]
    assert [f.properties["kind"] for f in far["waterway"]] == ["canal", "river"]
    assert "water_work" not in far and "village_name" not in far
    assert all("name" not in f.properties for f in base_map(session, Viewer(an_hung.id), 14)["road"])
    near = base_map(session, Viewer(an_hung.id), 15)
    assert {f.properties["name"] for f in near["road"]} >= {"Đường provincial"}


def test_the_only_free_text_is_names_of_villages_and_roads(session: Session, an_hung: Commune) -> None:
    cast.village(session, an_hung, area=ground(*GROUND))
    cast.cluster(session, an_hung, area=ground(*GROUND))
    plant_lines(session, an_hung)
    found = base_map(session, viewer(Role.ECONOMIC_DIVISION, an_hung), 15)
    keys = {name: set().union(*(f.properties for f in layer)) for name, layer in found.items()}
    assert keys == {
        "waterway": {"kind"},
        "cluster": set(),
        "village": set(),
        "road": {"kind", "name"},
        "water_work": {"kind"},
        "commune": {"own"},
        "village_name": {"name"},
    }
    assert [f.id for f in found["cluster"]] == [None]


def test_every_border_valid_today_is_shown_and_the_own_one_marked(session: Session, an_hung: Commune) -> None:
    neighbour = cast.commune(session, border=ground(*GROUND))
    cast.commune(session, "11446", border=ground(*GROUND), valid_to=date(2026, 1, 1))
    seen = {f.id: f.properties for f in base_map(session, Viewer(an_hung.id))["commune"]}
    assert seen == {an_hung.id: {"own": True}, neighbour.id: {}}


def test_roads_and_villages_of_a_neighbour_stay_there(session: Session, an_hung: Commune) -> None:
    neighbour = cast.commune(session)
    cast.village(session, neighbour, area=ground(*GROUND))
    plant_lines(session, neighbour)
    assert set(base_map(session, Viewer(an_hung.id), 13)) <= {"commune"}


def test_a_village_that_was_merged_away_is_gone(session: Session, an_hung: Commune) -> None:
    cast.village(session, an_hung, area=ground(*GROUND), valid_to=date(2026, 1, 31))
    assert "village" not in base_map(session, Viewer(an_hung.id))


def test_a_village_without_ground_is_no_trouble(session: Session, an_hung: Commune) -> None:
    cast.village(session, an_hung)
    assert "village" not in base_map(session, Viewer(an_hung.id))


def test_a_name_stands_once_though_its_village_lies_in_two_tiles(session: Session, an_hung: Commune) -> None:
    tile = tile_at(*HOME, 14)
    east = (tile.x + 1) / 2**14 * 360 - 180
    cast.village(session, an_hung, area=ground(east - 0.003, 20.748, east + 0.001, 20.752))
    west_one = base_map(session, Viewer(an_hung.id), at=(east - 0.001, 20.75))
    next_one = base_map(session, Viewer(an_hung.id), at=(east + 0.001, 20.75))
    assert "village" in west_one and "village" in next_one
    assert [f.properties["name"] for f in west_one["village_name"]] == ["Kim Lĩnh"]
    assert "village_name" not in next_one


def test_zones_tell_hazard_and_level_and_the_worst_is_drawn_last(session: Session, an_hung: Commune) -> None:
    made = {level: cast.zone(session, an_hung, level=level) for level in (5, 2, 4)}
    found = zones(session, Viewer(an_hung.id))
    assert [f.id for f in found] == [made[level].id for level in (2, 4, 5)]
    assert found[0].properties == {"hazard": "inundation", "level": 2}


@pytest.mark.parametrize("role", list(Role))
def test_internal_zones_are_for_those_who_guard(session: Session, an_hung: Commune, role: Role) -> None:
    village = cast.village(session, an_hung)
    cast.zone(session, an_hung, visibility=Visibility.INTERNAL)
    outside = {Role.PUBLIC, Role.SCHOOL, Role.MASS_ORGANISATION}
    assert len(zones(session, viewer(role, an_hung, village))) == (role not in outside)


def test_zones_are_asked_for_by_hazard_level_and_day(session: Session, an_hung: Commune) -> None:
    surge = cast.zone(session, an_hung, hazard="storm_surge", level=1)
    high = cast.zone(session, an_hung, level=5)
    cast.zone(session, an_hung, valid_from=date(2026, 7, 1))
    cast.zone(session, an_hung, valid_to=date(2026, 6, 29))
    everybody = Viewer(an_hung.id)
    assert [f.id for f in zones(session, everybody)] == [surge.id, high.id]
    assert [f.id for f in zones(session, everybody, hazard="storm_surge")] == [surge.id]
    assert [f.id for f in zones(session, everybody, level=5)] == [high.id]


def test_zones_of_a_neighbour_stay_there(session: Session, an_hung: Commune) -> None:
    cast.zone(session, cast.commune(session))
    assert zones(session, viewer(Role.ECONOMIC_DIVISION, an_hung)) == []


def test_far_away_a_shape_has_fewer_corners(session: Session, an_hung: Commune) -> None:
    bumps = [(106.58 + i * 1e-5, 20.74 + (i % 2) * 1e-5) for i in range(1000)]
    cast.zone(session, an_hung, area=shape(MultiPolygon([Polygon([*bumps, (106.59, 20.76)])])))
    (far,), (near,) = zones(session, Viewer(an_hung.id), 11), zones(session, Viewer(an_hung.id), 16)
    assert sum(map(len, far.rings)) < 12
    assert sum(map(len, near.rings)) > sum(map(len, far.rings))
