"""Generated ground and masks cut into polygons."""

from random import Random

import numpy as np
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geodata.rasters import (
    Grid,
    blurred,
    cover,
    distance_to,
    labelled,
    noise,
    organic,
    polygons,
    polygons_of,
)

GRID = Grid.over((0, 0, 3000, 2000), 20)
TEN = Affine(10, 0, 500, 0, -10, 900)


def test_a_grid_covers_its_bounds_from_the_north_west() -> None:
    grid = Grid.over((100, 50, 205, 121), 10)
    x, y = grid.centres()
    assert (grid.rows, grid.columns) == x.shape == y.shape == (8, 11)
    assert (x[0, 0], y[0, 0]) == (105, 116)
    assert x.max() > 200 and y.min() < 55


def test_noise_is_the_same_for_the_same_seed_and_other_for_another() -> None:
    first, again, other = (noise(GRID, 500, Random(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_noise_is_smooth_and_stays_within_one() -> None:
    ground = noise(GRID, 500, Random(7))
    assert np.abs(ground).max() <= 1
    assert np.abs(np.diff(ground, axis=0)).max() < 0.2
    assert ground.std() > 0.2


def test_distance_is_that_of_the_nearest_touched_cell() -> None:
    line = shapely.LineString([(0, 1010), (3000, 1010)])
    distances = distance_to(GRID, line)
    _, y = GRID.centres()
    assert np.allclose(distances, np.abs(y - 1010), atol=1e-9)


@settings(max_examples=25)
@given(st.floats(100, 2900), st.floats(100, 1900))
def test_distance_errs_by_less_than_a_cell(east: float, north: float) -> None:
    x, y = GRID.centres()
    distances = distance_to(GRID, shapely.Point(east, north))
    assert np.abs(distances - np.hypot(x - east, y - north)).max() < 20


def test_inside_a_polygon_the_distance_is_nothing() -> None:
    square = shapely.box(500, 500, 1500, 1500)
    assert (distance_to(GRID, square)[cover(GRID, square)] == 0).all()


def test_nothing_is_covered_by_nothing() -> None:
    assert not cover(GRID, shapely.Polygon()).any()


def test_a_blur_keeps_level_ground_level_and_the_mean_about() -> None:
    level = np.full((20, 30), 1.5)
    assert np.allclose(blurred(level, 3), 1.5)
    ground = noise(GRID, 400, Random(3))
    assert blurred(ground, 2).mean() == pytest.approx(ground.mean(), abs=0.05)
    assert blurred(ground, 4).std() < ground.std()


@settings(max_examples=50)
@given(arrays(np.bool_, (12, 15)))
def test_a_mask_keeps_its_area_as_valid_polygons(mask: np.typing.NDArray[np.bool_]) -> None:
    area = polygons_of(mask, TEN)
    assert area.is_valid
    assert area.area == pytest.approx(mask.sum() * 100)


def test_a_mask_lies_where_its_transform_says() -> None:
    mask = np.zeros((5, 5), dtype=bool)
    mask[1, 2] = True
    assert polygons_of(mask, TEN).equals(shapely.box(520, 880, 530, 890))


def test_labels_tile_their_window() -> None:
    labels = np.array([[1, 1, 2], [3, 1, 2], [3, 3, 3]], dtype=np.int16)
    areas = labelled(labels, TEN)
    assert {label: area.area for label, area in areas.items()} == {1: 300, 2: 200, 3: 400}
    assert shapely.union_all(list(areas.values())).equals(shapely.box(500, 870, 530, 900))


def test_an_organic_shape_is_rounded_valid_and_about_as_large() -> None:
    ground = blurred(noise(GRID, 700, Random(5)), 2)
    stepped = polygons_of(ground < 0, GRID.transform)
    drawn = organic(stepped, 60, 20_000)
    assert drawn.is_valid
    assert drawn.area == pytest.approx(stepped.area, rel=0.12)
    assert shapely.get_num_coordinates(drawn) < 0.6 * shapely.get_num_coordinates(stepped)


def test_specks_and_pinholes_are_left_out() -> None:
    plate = shapely.box(0, 0, 1000, 1000) - shapely.box(500, 500, 540, 540)
    drawn = organic(shapely.union_all([plate, shapely.box(2000, 0, 2060, 60)]), 10, 5_000)
    assert [len(part.interiors) for part in polygons(drawn)] == [0]


def test_polygons_are_found_in_any_collection() -> None:
    square = shapely.box(0, 0, 1, 1)
    mixed = shapely.GeometryCollection(
        [shapely.Point(0, 0), square, shapely.MultiPolygon([shapely.box(5, 5, 6, 6)]), shapely.Polygon()]
    )
    assert [part.bounds for part in polygons(mixed)] == [square.bounds, (5, 5, 6, 6)]
