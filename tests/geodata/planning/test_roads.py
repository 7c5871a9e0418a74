"""Ways along roads: what meets, what is reached, and what is driven straight."""

import numpy as np
import pytest
from shapely.geometry import LineString, MultiLineString

from geodata.planning.roads import DETOUR, FURTHEST_M, JOIN_M, network, ways


def spots(*places: tuple[float, float]) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    return np.array(places, dtype=np.float64)


def test_roads_that_cross_meet() -> None:
    cross = network([LineString([(0, 0), (100, 0)]), LineString([(50, -50), (50, 50)])])
    assert (len(cross.lines), cross.nodes) == (4, 5)
    found = ways(cross, spots((0, 0), (50, 50)))
    assert found.metres[0, 1] == pytest.approx(100)
    assert found.via_road[0, 1]


def test_an_end_that_stops_just_before_a_road_reaches_it() -> None:
    near = network([LineString([(0, 0), (100, 0)]), LineString([(50, JOIN_M - 1), (50, 80)])])
    assert ways(near, spots((0, 0), (50, 80))).metres[0, 1] == pytest.approx(130, abs=0.1)
    far = network([LineString([(0, 0), (100, 0)]), LineString([(50, JOIN_M + 1), (50, 80)])])
    assert not ways(far, spots((0, 0), (50, 80))).via_road.any()


def test_the_road_is_driven_even_where_it_goes_round() -> None:
    bend = network([MultiLineString([[(0, 0), (0, 1000), (100, 1000), (100, 0)]])])
    found = ways(bend, spots((0, 0), (100, 0)))
    assert found.metres[0, 1] == pytest.approx(2100)
    assert found.seconds(36)[0, 1] == pytest.approx(210)


def test_the_last_steps_off_the_road_count_with_the_detour() -> None:
    line = network([LineString([(0, 0), (1000, 0)])])
    found = ways(line, spots((100, 30), (900, -50)))
    assert found.metres[0, 1] == pytest.approx(800 + DETOUR * 80)


def test_two_places_at_one_spot_of_one_road_are_no_way_apart() -> None:
    line = network([LineString([(0, 0), (1000, 0)])])
    found = ways(line, spots((500, 0), (500, 0), (700, 0)))
    assert found.metres[0, 1] == pytest.approx(0, abs=1e-3)
    assert found.metres[:2, 2] == pytest.approx([200, 200], abs=1e-3)


def test_neighbours_far_from_any_road_go_straight() -> None:
    line = network([LineString([(0, 0), (1000, 0)])])
    found = ways(line, spots((500, 400), (520, 400)))
    assert found.metres[0, 1] == pytest.approx(DETOUR * 20)
    assert not found.via_road[0, 1]


def test_places_beyond_the_reach_of_roads_and_roads_apart_go_straight() -> None:
    apart = network([LineString([(0, 0), (1000, 0)]), LineString([(0, 5000), (1000, 5000)])])
    found = ways(apart, spots((0, 0), (1000, 0), (0, 5000), (500, -FURTHEST_M - 10)))
    assert found.via_road[0, 1]
    assert found.metres[0, 2] == pytest.approx(DETOUR * 5000)
    assert not found.via_road[0, 2]
    assert not found.via_road[3].any()


def test_without_roads_all_is_straight_and_without_places_nothing() -> None:
    none = network([])
    assert ways(none, spots((0, 0), (30, 40))).metres[0, 1] == pytest.approx(DETOUR * 50)
    assert ways(none, spots((1, 1))).metres.shape == (1, 1)
    assert ways(none, np.empty((0, 2))).metres.shape == (0, 0)


def test_ways_are_the_same_there_and_back_and_never_shorter_than_the_crow_flies() -> None:
    dice = np.random.default_rng(4)
    lines = [LineString(dice.uniform(0, 3000, (4, 2))) for _ in range(25)]
    places = dice.uniform(0, 3000, (30, 2))
    found = ways(network(lines), places)
    crow = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    assert np.allclose(found.metres, found.metres.T)
    assert (found.metres >= crow - 1e-6).all()
    assert (np.diag(found.metres) == 0).all()
