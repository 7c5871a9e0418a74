"""Lines of a drawn landscape."""

from random import Random

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata import curves

ROAD = curves.through([(0, 0), (400, 60), (800, -40), (1200, 0)])


def test_a_curve_passes_through_every_given_point() -> None:
    points = [(0, 0), (300, 120), (500, -80), (900, 10)]
    assert set(points) <= {(round(x, 9), round(y, 9)) for x, y in curves.through(points).coords}


def test_two_points_make_a_straight_line() -> None:
    assert list(curves.through([(0, 0), (10, 10)]).coords) == [(0, 0), (10, 10)]


def test_a_curve_has_no_sharp_bend() -> None:
    coords = shapely.get_coordinates(ROAD)
    turns = [
        shapely.Point(b).distance(shapely.LineString([a, c]))
        for a, b, c in zip(coords, coords[1:], coords[2:], strict=False)
    ]
    assert max(turns) < 6


@given(st.floats(10, 1190), st.floats(-200, 200))
def test_left_is_left_of_the_way_the_line_runs(at: float, offset: float) -> None:
    straight = shapely.LineString([(0, 0), (1200, 0)])
    assert curves.aside(straight, at, offset) == pytest.approx((at, offset))


def test_a_strip_is_valid_and_about_as_wide_as_asked() -> None:
    band = curves.strip(ROAD, 50, 100, Random(1))
    assert band.is_valid
    assert band.area == pytest.approx(150 * ROAD.length, rel=0.12)
    assert ROAD.within(band.buffer(1))


def test_vertices_are_near_and_apart() -> None:
    centre = shapely.Point(600, 0)
    found = curves.vertices_near(ROAD, centre, 300, 80)
    assert len(found) > 3
    assert all(ROAD.interpolate(at).distance(centre) <= 300 for at in found)
    assert all(abs(a - b) >= 80 for a in found for b in found if a != b)


def test_lanes_hang_together_with_their_road() -> None:
    found = list(curves.lanes(ROAD, shapely.Point(600, 0), shapely.Point(), Random(2)))
    network = shapely.union_all([ROAD, *found])
    assert len(found) > 8
    assert all(lane.distance(ROAD) < 1e-6 or lane.length > 100 for lane in found)
    assert network.buffer(0.01).geom_type == "Polygon"


def test_no_lane_crosses_a_barrier() -> None:
    barrier = shapely.LineString([(0, 60), (1200, 60)])
    found = list(curves.lanes(ROAD, shapely.Point(600, 0), barrier, Random(2)))
    assert found
    assert not any(lane.crosses(barrier) for lane in found)


def test_ditches_start_on_their_canal_on_both_sides() -> None:
    found = list(curves.ditches(ROAD, Random(3)))
    assert len(found) == pytest.approx(ROAD.length / 210, abs=1)
    assert all(shapely.Point(ditch.coords[0]).distance(ROAD) < 1e-6 for ditch in found)
    assert {ditch.coords[-1][1] > 0 for ditch in found} == {True, False}


@given(st.integers(0, 2**32))
def test_a_place_beside_a_line_keeps_its_distance(seed: int) -> None:
    spot = curves.beside(shapely.LineString([(0, 0), (1000, 0)]), Random(seed), 12, 40)
    assert 12 <= abs(spot.y) <= 40


@given(st.integers(0, 2**32))
def test_a_place_inside_is_inside(seed: int) -> None:
    ring = shapely.Point(0, 0).buffer(100) - shapely.Point(0, 0).buffer(80)
    assert ring.contains(curves.inside(ring, Random(seed)))
