"""A landscape drawn from a few points, and the ground, zones and places made on it."""

from random import Random

import numpy as np
import pytest
import shapely

from geodata.demo.ground import bands, heights, ragged, tiles, village_of
from geodata.demo.land import draw, sound
from geodata.demo.places import LEAST_APART, along, near, place
from geodata.demo.zones import ground_of, zones
from geodata.rasters import cover
from tests.geodata.small_land import CLUSTERS, LINES, OUTLINE, VILLAGES, small_land

LAND = small_land()
PEOPLE = {"A": 100, "B": 200, "C": 300}


def test_villages_tile_the_border() -> None:
    areas = list(LAND.villages.values())
    assert sum(area.area for area in areas) == pytest.approx(LAND.border.area)
    assert shapely.union_all(areas).symmetric_difference(LAND.border).area < 1e-3
    assert all(area.geom_type == "Polygon" and area.is_valid for area in areas)


def test_each_village_holds_its_own_core() -> None:
    assert LAND.village_codes(list(LAND.cores.values())) == list(LAND.cores)


def test_a_piece_cut_off_by_a_bay_goes_to_the_neighbour() -> None:
    comb = shapely.union_all([shapely.box(0, 0, 3000, 800), shapely.box(0, 800, 400, 3000)])
    comb = shapely.union_all([comb, shapely.box(2600, 800, 3000, 3000)])
    areas = tiles(comb, [shapely.Point(200, 2600), shapely.Point(1500, 300)], Random(4))
    assert [area.geom_type for area in areas] == ["Polygon", "Polygon"]
    assert sum(area.area for area in areas) == pytest.approx(comb.area)


def test_the_same_points_give_the_same_landscape() -> None:
    again = draw(OUTLINE, VILLAGES, LINES, CLUSTERS)
    assert shapely.to_wkb(again.villages["B"]) == shapely.to_wkb(LAND.villages["B"])
    assert [road.shape.wkb for road in again.roads] == [road.shape.wkb for road in LAND.roads]


def test_the_road_network_hangs_together_at_common_vertices() -> None:
    neighbours = {code: {code} for code in (road.code for road in LAND.roads)}
    at: dict[tuple[float, float], str] = {}
    for road in LAND.roads:
        for vertex in LAND.stored(road.shape).coords:
            first = at.setdefault(vertex, road.code)
            joined = neighbours[first] | neighbours[road.code]
            for code in joined:
                neighbours[code] = joined
    assert neighbours["T"] == {road.code for road in LAND.roads}


def test_roads_meet_where_the_nodes_say() -> None:
    south = next(road for road in LAND.roads if road.code == "S")
    assert south.shape.distance(LAND.dike) < 1e-6


def test_land_is_outside_or_inside_the_dyke_or_river() -> None:
    parts = (LAND.outland, LAND.inland, LAND.rivers.intersection(LAND.border))
    assert sum(part.area for part in parts) == pytest.approx(LAND.border.area, rel=1e-6)
    assert LAND.outland.area < 0.2 * LAND.border.area


def test_a_line_is_found_by_its_code_and_runs_so_far_to_the_dyke() -> None:
    canal = LAND.line("K1")
    meeting = along(canal, LAND.share_at_dike(canal), 0)
    assert meeting.distance(LAND.dike) < 1
    assert LAND.line("dike") is LAND.dike


def test_a_half_is_the_eastern_half() -> None:
    half = LAND.half("B")
    assert half.area == pytest.approx(LAND.villages["B"].area / 2, rel=0.25)
    assert half.bounds[2] == LAND.villages["B"].bounds[2]


def test_places_come_back_as_longitude_and_latitude() -> None:
    assert LAND.lon_lat(LAND.at(106.51, 20.71)) == pytest.approx((106.51, 20.71), abs=1e-7)


def test_rounding_never_leaves_an_invalid_polygon() -> None:
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    assert sound(bow).is_valid and sound(bow).area == pytest.approx(2)
    assert sound(shapely.Point(1, 1)).equals(shapely.Point(1, 1))


def test_the_ground_is_flat_low_at_channels_and_high_in_villages() -> None:
    ground = ground_of(LAND)
    height = heights(ground, Random(1))
    land, wet = cover(ground.grid, LAND.inland), cover(ground.grid, ground.channels.buffer(40))
    mounds = cover(ground.grid, shapely.MultiPoint(list(ground.cores)).buffer(120))
    assert height.min() >= 0.3 and height.max() <= 2.5
    assert height[wet].mean() < height[land].mean() < height[mounds].mean()


def test_bands_follow_the_heights_and_do_not_overlap() -> None:
    ground = ground_of(LAND)
    height = heights(ground, Random(1))
    limits = list(np.quantile(height[cover(ground.grid, LAND.inland)], [0.15, 0.35, 0.6]))
    deep, middle, shallow = bands(ground, height, limits, LAND.inland)
    assert deep.intersection(middle).area + middle.intersection(shallow).area < 1
    assert all(
        band.is_valid and band.area > 0 and band.within(LAND.inland.buffer(0.01)) for band in (deep, shallow)
    )
    means = [height[cover(ground.grid, band)].mean() for band in (deep, middle, shallow)]
    assert means == sorted(means)


def test_zones_are_valid_lie_in_the_border_and_look_drawn_by_hand() -> None:
    found = zones(LAND, ["A"], [LAND.cores["B"]], [LAND.clusters["CCN-AT"].centroid])
    assert all(area.is_valid for area in found.values())
    assert all(area.within(LAND.border.buffer(0.1)) for area in found.values())
    drawn = [area for area in found.values() if area.area]
    assert len(drawn) >= 12
    assert all(shapely.get_num_coordinates(area) > 12 for area in drawn)
    assert found["inundation_west_1"].within(LAND.villages["A"].buffer(1))


def test_a_ragged_spread_is_round_about_but_no_circle() -> None:
    spread = ragged(shapely.Point(0, 0), 200, Random(6))
    reach = [np.hypot(x, y) for x, y in spread.exterior.coords]
    assert spread.is_valid
    assert 120 < min(reach) < max(reach) < 300
    assert max(reach) - min(reach) > 20


@pytest.mark.parametrize("where", ["core", "core:A", "road", "field", "river", "canal", "CCN-AT"])
def test_every_place_is_on_the_communes_land(where: str) -> None:
    taken: list[shapely.Geometry] = []
    for _ in range(12):
        place(LAND, where, Random(len(taken)), taken, PEOPLE)
    assert all(LAND.border.contains(spot) and not LAND.rivers.contains(spot) for spot in taken)
    assert all(a.distance(b) >= LEAST_APART for a in taken for b in taken if a is not b)


def test_no_free_place_is_said_so() -> None:
    west, south, east, north = (int(side) for side in LAND.clusters["CCN-AT"].bounds)
    crowd = [shapely.Point(x, y) for x in range(west, east, 20) for y in range(south, north, 20)]
    with pytest.raises(RuntimeError, match="CCN-AT"):
        place(LAND, "CCN-AT", Random(1), crowd, PEOPLE)


def test_a_place_near_another_is_near_it() -> None:
    centre = LAND.cores["A"]
    assert all(near(LAND, centre, 70, Random(seed)).distance(centre) <= 70 for seed in range(20))


def test_villages_of_places_are_told_and_none_outside() -> None:
    areas = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    spots = [shapely.Point(1.5, 0.5), shapely.Point(5, 5), shapely.Point(0.5, 0.5)]
    assert village_of(spots, areas) == [1, None, 0]
