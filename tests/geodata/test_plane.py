"""The drawing plane: metres that are nearly right, and shapes that still touch when they come back."""

import pytest
import shapely
from pyproj import Geod

from geodata.plane import Plane

HERE = Plane(106.595, 20.75)


@pytest.mark.parametrize(
    "place", [(106.548, 20.759), (106.638, 20.752), (106.601, 20.725), (106.621, 20.773)]
)
def test_distances_over_the_commune_err_by_less_than_a_thousandth(place: tuple[float, float]) -> None:
    *_, truth = Geod(ellps="WGS84").inv(HERE.lon, HERE.lat, *place)
    assert HERE.metres(shapely.Point(place)).distance(shapely.Point(0, 0)) == pytest.approx(truth, rel=1e-3)


def test_a_shape_comes_back_to_the_centimetre() -> None:
    line = shapely.LineString([(106.5512345, 20.7612345), (106.6112345, 20.7312345)])
    assert HERE.degrees(HERE.metres(line)).equals_exact(line, 1e-7)


def test_neighbours_still_share_their_edge_in_degrees() -> None:
    west, east = (HERE.degrees(shapely.box(x, 0, x + 100.3, 77.7)) for x in (0, 100.3))
    assert west.intersection(east).geom_type == "LineString"
    assert west.overlaps(east) is False
