"""Grids of files: VN-2000 comes out right to the centimetre, and wrong labels are seen through."""

from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import box

from geodata.errors import BadInput
from geodata.layers import grids, placing
from geodata.layers.placing import Ground
from geodata.layers.reading import Shapes

# One place in three grids: pyproj 3.7.2 / PROJ 9.5.1 / EPSG v11.022 and, live, PostGIS 3.3.2 agree on it.
PLACE = (106.52, 20.78)
VECTORS = {9210: (579971.696, 2298789.846), 9209: (606001.817, 2298933.819), 5897: (658066.995, 2299342.743)}
UNSHIFTED = (580167.731, 2298680.689)
CENTIMETRE = 1e-7

HOME = Ground.of(box(106.5, 20.76, 106.54, 20.8))
MAPINFO = (
    'PROJCS["unnamed",GEOGCS["unnamed",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",105.75],PARAMETER["scale_factor",0.9999],'
    'PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]'
)


def _points(*places: tuple[float, float]) -> Shapes:
    made: Shapes = shapely.points(np.array(places))
    return made


def _refusal(shapes: Shapes, said: str | None, chosen: int | None = None, ground: Ground = HOME) -> BadInput:
    with pytest.raises(BadInput) as caught:
        placing.place(shapes, said, chosen, ground)
    return caught.value


@pytest.mark.parametrize("code", VECTORS)
def test_vn2000_comes_out_where_it_is(code: int) -> None:
    found = placing.place(_points(VECTORS[code]), f"EPSG:{code}", None, HOME).shapes[0]
    assert (found.x, found.y) == pytest.approx(PLACE, abs=CENTIMETRE)


def test_a_datum_shift_is_never_left_out() -> None:
    found = grids.stored(np.array([UNSHIFTED]), grids.of_epsg(9210))[0]
    assert np.hypot(*(found - PLACE)) * 111_000 > 200


@pytest.mark.parametrize("code", sorted(grids.VN2000_TM3.values()))
def test_every_vietnamese_meridian_is_known_by_its_figures(code: int) -> None:
    grid = grids.of_text(grids.of_epsg(code).crs.to_wkt("WKT1_GDAL"))
    assert (grid.epsg, grid.mislabelled) == (code, False)


def test_a_mapinfo_file_that_says_wgs84_is_vn2000() -> None:
    placed = placing.place(_points(VECTORS[9210]), MAPINFO, None, HOME)
    assert (placed.grid.epsg, placed.notes) == (9210, ("import.crs_mislabelled",))
    assert (placed.shapes[0].x, placed.shapes[0].y) == pytest.approx(PLACE, abs=CENTIMETRE)


def test_a_wrong_label_is_asked_about_where_the_border_speaks_against_vn2000() -> None:
    # 224 m apart: a border so narrow that only the literal reading falls into it.
    literal = grids.as_labelled(np.array([VECTORS[9210]]), MAPINFO)[0]
    narrow = Ground.of(shapely.Point(literal).buffer(0.0005))
    refusal = _refusal(_points(VECTORS[9210]), MAPINFO, ground=narrow)
    assert (refusal.code, refusal.params["guess"]) == ("import.crs_doubtful", 9210)


def test_a_real_utm_file_stays_utm() -> None:
    grid = grids.of_text("EPSG:32648")
    assert (grid.epsg, grid.mislabelled) == (32648, False)


def test_towgs84_written_into_a_file_gives_way_to_the_official_shift() -> None:
    proj = (
        "+proj=tmerc +lat_0=0 +lon_0=105.75 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=0,0,0 +units=m"
    )
    placed = placing.place(_points(VECTORS[9210]), f"{proj} +type=crs", None, HOME)
    assert (placed.shapes[0].x, placed.shapes[0].y) == pytest.approx(PLACE, abs=CENTIMETRE)


@pytest.mark.parametrize("code", [9210, 9209, 5897])
def test_metres_without_a_grid_are_refused_with_a_guess(code: int) -> None:
    refusal = _refusal(_points(VECTORS[code]), None)
    assert (refusal.code, refusal.params) == ("import.crs_missing", {"guess": code})


def test_metres_that_call_themselves_degrees_have_no_grid() -> None:
    assert _refusal(_points(VECTORS[9210]), "EPSG:4326").params == {"guess": 9210}


def test_the_senders_choice_goes_before_the_files_word() -> None:
    placed = placing.place(_points(VECTORS[9210]), None, 9210, HOME)
    assert placed.notes == ("import.crs_chosen",)
    assert placed.shapes[0].x == pytest.approx(PLACE[0], abs=CENTIMETRE)


def test_degrees_without_a_grid_are_taken_as_such() -> None:
    assert placing.place(_points(PLACE), None, None, HOME).notes == ("import.crs_assumed",)


def test_9209_read_as_9210_lies_outside_and_the_right_grid_is_named() -> None:
    refusal = _refusal(_points(VECTORS[9209]), "EPSG:9210")
    assert (refusal.code, refusal.params["guess"]) == ("import.all_outside", 9209)


def test_longitude_and_latitude_in_each_others_place_are_noticed() -> None:
    assert _refusal(_points((20.78, 106.52)), None, 4326).code == "import.axes_swapped"


@pytest.mark.parametrize("said", ["EPSG:99999", "nonsense"])
def test_an_unknown_grid_is_refused(said: str) -> None:
    assert _refusal(_points(VECTORS[9210]), said).code == "import.crs_unknown"


def test_a_height_system_is_no_grid() -> None:
    assert _refusal(_points(PLACE), None, 5727).code == "import.crs_unknown"


@pytest.mark.parametrize(
    ("place", "far", "beyond"),
    [
        (PLACE, False, False),
        ((106.545, 20.78), False, True),
        ((106.7, 20.78), True, False),
        ((0.0, 0.0), True, False),
    ],
)
def test_two_kilometres_beyond_the_border_is_far(place: Any, far: bool, beyond: bool) -> None:
    found = placing.outside(_points(place), HOME)
    assert (bool(found[0][0]), bool(found[1][0])) == (far, beyond)


def test_a_line_with_one_point_at_zero_is_far_outside() -> None:
    stray = np.array([shapely.LineString([PLACE, (0, 0)])], dtype=object)
    assert placing.outside(stray, HOME)[0].tolist() == [True]


def test_a_file_without_shapes_needs_no_grid() -> None:
    nothing = np.array([None, None], dtype=object)
    assert placing.place(nothing, None, None, HOME).grid.epsg == 4326
