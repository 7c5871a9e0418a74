"""Lines of ways: along the roads where there are some, as long as `roads.ways` measures them."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString

from geodata.planning import lines, roads

GRID = [LineString([(0, y), (1000, y)]) for y in (0, 500, 1000)]
GRID += [LineString([(x, 0), (x, 1000)]) for x in (0, 500, 1000)]


def test_a_way_turns_where_the_roads_cross() -> None:
    [(line, by_road)] = lines.legs(roads.network(GRID), np.array([[100.0, 0.0], [500.0, 400.0]]))
    assert by_road
    assert shapely.length(line) == pytest.approx(800)
    assert (500.0, 0.0) in [tuple(spot) for spot in shapely.get_coordinates(line)]


def test_it_begins_and_ends_at_the_very_places() -> None:
    places = np.array([[100.0, 30.0], [900.0, 540.0], [100.0, 30.0]])
    made = lines.legs(roads.network(GRID), places)
    for (line, _), (start, end) in zip(made, pairwise(places), strict=True):
        spots = shapely.get_coordinates(line)
        assert tuple(spots[0]) == tuple(start)
        assert tuple(spots[-1]) == tuple(end)


def test_it_is_straight_without_roads_and_where_none_leads() -> None:
    places = np.array([[0.0, 0.0], [300.0, 400.0]])
    assert [road for _, road in lines.legs(roads.network([]), places)] == [False]
    apart = [LineString([(0, 0), (100, 0)]), LineString([(0, 900), (100, 900)])]
    [(line, by_road)] = lines.legs(roads.network(apart), np.array([[10.0, 0.0], [10.0, 900.0]]))
    assert (by_road, shapely.length(line)) == (False, 900)


def test_one_place_has_no_way_and_a_far_one_a_straight_one() -> None:
    network = roads.network([MultiLineString([GRID[0], GRID[3]])])
    assert lines.legs(network, np.array([[5.0, 5.0]])) == []
    [(_line, by_road)] = lines.legs(network, np.array([[100.0, 0.0], [100.0, 9000.0]]))
    assert not by_road


SPOTS = st.tuples(st.integers(0, 1000), st.integers(0, 1000))


@given(st.lists(SPOTS, min_size=2, max_size=6))
def test_every_line_is_as_long_as_the_way_is_measured(spots: list[tuple[int, int]]) -> None:
    network, places = roads.network(GRID), np.array(spots, dtype=float)
    measured = roads.ways(network, places)
    for number, (line, by_road) in enumerate(lines.legs(network, places)):
        assert by_road == bool(measured.via_road[number, number + 1])
        if by_road:
            steps = shapely.get_coordinates(line)
            doors = np.hypot(*(steps[0] - steps[1])) + np.hypot(*(steps[-1] - steps[-2]))
            assert shapely.length(line) <= measured.metres[number, number + 1] + 1e-3
            assert (
                shapely.length(line) + (roads.DETOUR - 1) * doors >= measured.metres[number, number + 1] - 0.1
            )
