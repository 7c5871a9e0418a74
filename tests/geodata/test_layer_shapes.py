"""Shapes of files: right ones taken, small faults mended, others named with their place."""

from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import (
    GeometryCollection,
    LineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)

from geodata.layers import shapes, sketch
from geodata.layers.reading import Shapes
from geodata.layers.shapes import Cleaned, Family
from geodata.layers.text import fold, heading, nfc
from tests.layer_files import BOW_TIE, TOUCHING

POLYGONS = frozenset({Family.POLYGON})
POINTS = frozenset({Family.POINT})
SQUARE = box(106.58, 20.74, 106.59, 20.75)


def _array(*given: Any) -> Shapes:
    made = np.empty(len(given), dtype=object)
    made[:] = given
    return made


def _clean(*given: Any, families: frozenset[Family] = POLYGONS, **more: Any) -> Cleaned:
    rules: dict[str, Any] = {"multi": False, "may_be_missing": False, "broken": ()} | more
    return shapes.clean(_array(*given), families=families, **rules)


def _codes(cleaned: Cleaned) -> dict[int, str]:
    return {index: code for index, (code, _) in cleaned.refused.items()}


def test_a_touching_border_is_mended_and_said_so() -> None:
    cleaned = _clean(TOUCHING)
    assert cleaned.shapes[0].is_valid
    assert cleaned.shapes[0].area == pytest.approx(SQUARE.area)
    assert cleaned.notes == {0: ("import.shape_mended", {})}


def test_a_border_that_crosses_itself_is_refused_with_the_place() -> None:
    cleaned = _clean(BOW_TIE)
    code, where = cleaned.refused[0]
    assert code == "import.shape_invalid"
    assert (where["lon"], where["lat"]) == pytest.approx((106.585, 20.745))
    assert cleaned.shapes[0] is None


def test_overlapping_parts_are_not_counted_twice() -> None:
    assert _codes(_clean(MultiPolygon([SQUARE, SQUARE]))) == {0: "import.shape_invalid"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (None, "import.shape_missing"),
        (Polygon(), "import.shape_missing"),
        (Point(106.58, 20.75), "import.shape_kind"),
        (LineString([(106, 20), (107, 21)]), "import.shape_kind"),
        (GeometryCollection([SQUARE]), "import.shape_kind"),
    ],
)
def test_other_kinds_and_nothing_are_refused(given: Any, code: str) -> None:
    assert _codes(_clean(given)) == {0: code}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_coordinates_must_be_finite(wrong: float) -> None:
    assert _codes(_clean(Point(wrong, 20.7), families=POINTS)) == {0: "import.shape_not_finite"}


def test_what_geos_could_not_build_is_broken() -> None:
    assert _codes(_clean(None, broken=[0])) == {0: "import.shape_broken"}


def test_a_missing_shape_may_be_allowed() -> None:
    assert _clean(None, may_be_missing=True).refused == {}


def test_a_multipoint_of_one_is_a_point() -> None:
    cleaned = _clean(MultiPoint([(106.58, 20.75)]), MultiPoint([(1, 2), (3, 4)]), families=POINTS)
    assert cleaned.shapes[0].geom_type == "Point"
    assert _codes(cleaned) == {1: "import.shape_kind"}


def test_a_line_of_no_length_is_refused() -> None:
    dot = LineString([(106, 20), (106, 20)])
    assert _codes(_clean(dot, families=frozenset({Family.LINE}))) == {0: "import.shape_invalid"}


def test_single_shapes_are_collected_where_the_table_wants_it() -> None:
    line = LineString([(106, 20), (107, 21)])
    cleaned = _clean(SQUARE, line, families=POLYGONS | {Family.LINE}, multi=True)
    assert [shape.geom_type for shape in cleaned.shapes] == ["MultiPolygon", "MultiLineString"]


def test_a_border_that_begins_elsewhere_or_has_a_needless_point_is_the_same() -> None:
    turned = Polygon(np.roll(np.array(SQUARE.exterior.coords)[:-1], 1, axis=0))
    fuller = shapely.segmentize(SQUARE, 0.005)
    other = box(106.58, 20.74, 106.59, 20.7501)
    found = shapes.same(_array(SQUARE, SQUARE, SQUARE, None), _array(turned, fuller, other, None))
    assert found.tolist() == [True, True, False, True]


def test_points_agree_to_a_millimetre() -> None:
    moved = [Point(106.58 + 5e-9, 20.75), Point(106.58 + 1e-6, 20.75)]
    assert shapes.same(_array(*[Point(106.58, 20.75)] * 2), _array(*moved)).tolist() == [True, False]


def test_areas_are_of_the_ellipsoid() -> None:
    # 0.01° × 0.01° at 20.745° N: 1,041.0 m × 1,107.1 m (Karney's geodesics).
    assert shapes.area_km2(SQUARE) == pytest.approx(1.1532, rel=1e-3)
    assert shapes.measure(SQUARE)["km2"] == pytest.approx(1.1532, rel=1e-3)
    assert shapes.measure(LineString([(106.58, 20.74), (106.58, 20.75)])) == {
        "km": pytest.approx(1.107, rel=1e-3)
    }
    assert shapes.measure(Point(106.58, 20.75)) == {"lon": 106.58, "lat": 20.75}
    assert shapes.measure(None) == {}


def test_a_drawing_holds_border_and_shapes_but_not_what_is_far() -> None:
    drawn = sketch.draw(
        SQUARE, {"added": _array(Point(106.585, 20.745), Point(0, 0)), "refused": _array(None)}
    )
    assert drawn["border"].startswith("M")
    assert drawn["groups"]["added"].count("h0") == 1
    assert drawn["groups"]["refused"] == ""


def test_a_drawing_does_not_grow_with_the_file() -> None:
    many = _array(
        *shapely.points(np.random.default_rng(1).uniform((106.58, 20.74), (106.59, 20.75), (20_000, 2)))
    )
    assert len(sketch.draw(SQUARE, {"added": many})["groups"]["added"]) < 20_000


def test_nothing_to_draw_is_no_drawing() -> None:
    assert sketch.draw(None, {"added": _array(None)}) == {}


def test_text_is_one_form_of_unicode() -> None:
    apart = "Xa\u0303 An Hu\u031bng"
    assert nfc(f"  {apart}\u0000\n") == "Xã An Hưng"
    assert fold("Hộ kinh doanh") == fold("HO_KINH-DOANH") == "ho kinh doanh"
    assert heading("Mã xã") == heading("maXa") == heading("ma_xa") == "maxa"
    assert fold("Đê") == "de"
