"""Which grid a file is in, and the way from it to longitude and latitude (EPSG:4326)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.crs import BoundCRS
from pyproj.crs.coordinate_operation import ToWGS84Transformation
from pyproj.exceptions import ProjError

from geodata.crs import LOCAL, LOCAL_WEST, STORED, VN2000_TO_WGS84, WEB
from geodata.errors import BadInput
from geodata.layers.reading import Shapes

Points = NDArray[np.float64]

VN2000_TM3: Final = {
    102.0: 5896,
    103.0: 9205,
    104.0: 9206,
    104.5: 9207,
    104.75: 9208,
    105.0: 5897,
    105.5: 9209,
    105.75: 9210,
    106.0: 9211,
    106.25: 9212,
    106.5: 9213,
    107.0: 9214,
    107.25: 9215,
    107.5: 9216,
    107.75: 5899,
    108.0: 5898,
    108.25: 9217,
    108.5: 9218,
}
"""Central meridian in degrees → EPSG code of VN-2000 / TM-3 there."""

CHOICES: Final = (LOCAL, LOCAL_WEST, VN2000_TM3[105.0], 3405, 32648, WEB, STORED)
"""EPSG codes that files of this commune may come in, the likely ones first."""

_SHIFT: Final = tuple(float(figure) for figure in VN2000_TO_WGS84.split(","))
_TM3: Final = {
    "Latitude of natural origin": 0.0,
    "Scale factor at natural origin": 0.9999,
    "False easting": 500_000.0,
    "False northing": 0.0,
}


@dataclass(frozen=True)
class Grid:
    """A grid with its EPSG code, if it has one. `mislabelled`: VN-2000 that called itself WGS 84."""

    crs: CRS
    epsg: int | None
    mislabelled: bool = False

    @property
    def name(self) -> str:
        """The name for people, with the EPSG code."""
        return f"{self.crs.name} (EPSG:{self.epsg})" if self.epsg else str(self.crs.name)

    @property
    def in_degrees(self) -> bool:
        """Whether its coordinates are longitude and latitude."""
        return bool(self.crs.is_geographic)


def of_epsg(code: int) -> Grid:
    """The grid of an EPSG code; raises BadInput("import.crs_unknown")."""
    try:
        crs = CRS.from_epsg(code)
    except ProjError as error:
        raise BadInput("import.crs_unknown", crs=f"EPSG:{code}") from error
    if not (crs.is_geographic or crs.is_projected):
        raise BadInput("import.crs_unknown", crs=f"EPSG:{code}")
    return Grid(crs, code)


def of_text(said: str) -> Grid:
    """The grid a file names by WKT or "EPSG:n". A Vietnamese TM-3 under another datum's name is VN-2000.

    GDAL writes EPSG:9210 to MapInfo files with the datum WGS 84, 224 m off; the figures betray it.
    """
    try:
        crs: Any = CRS.from_user_input(said)
    except ProjError as error:
        raise BadInput("import.crs_unknown", crs=said[:80]) from error
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    if crs.is_bound:
        crs = crs.source_crs
    true_code = _tm3(crs)
    if true_code is not None:
        return Grid(CRS.from_epsg(true_code), true_code, mislabelled=not _is_vn2000(crs))
    return Grid(crs, crs.to_epsg())


def stored(points: Points, grid: Grid) -> Points:
    """(n, 2) coordinates of `grid`, east first → longitude, latitude; infinite where there is no way."""
    x, y = _way(grid.crs.to_wkt())(points[:, 0], points[:, 1])
    return np.column_stack([x, y])


def as_labelled(points: Points, said: str) -> Points:
    """The same, but trusting the file's own label to the letter."""
    x, y = Transformer.from_crs(CRS.from_user_input(said), STORED, always_xy=True).transform(*points.T)
    return np.column_stack([x, y])


def shapes_stored(shapes: Shapes, grid: Grid) -> Shapes:
    """Shapes (n,) of `grid` → EPSG:4326; None stays None."""
    if grid.epsg == STORED:
        return shapes
    moved: Shapes = shapely.transform(shapes, _way(grid.crs.to_wkt()), interleaved=False)
    return moved


@lru_cache(maxsize=32)
def _way(wkt: str) -> Callable[[Any, Any], Any]:
    crs = CRS.from_wkt(wkt)
    if _is_vn2000(crs):
        # The official shift by name: left to itself, PROJ may take the one for the Mekong delta (0.7 m off).
        crs = BoundCRS(crs, CRS.from_epsg(STORED), ToWGS84Transformation(crs.geodetic_crs, *_SHIFT))
    way: Callable[[Any, Any], Any] = Transformer.from_crs(crs, STORED, always_xy=True).transform
    return way


def _is_vn2000(crs: CRS) -> bool:
    datum = crs.geodetic_crs.datum.name if crs.geodetic_crs and crs.geodetic_crs.datum else ""
    return datum.lower().replace("_", " ").replace("-", " ") in ("vietnam 2000", "vn 2000", "vn2000")


def _tm3(crs: CRS) -> int | None:
    operation = crs.coordinate_operation
    if not crs.is_projected or operation is None or operation.method_name != "Transverse Mercator":
        return None
    if crs.ellipsoid is None or abs(crs.ellipsoid.inverse_flattening - 298.257223563) > 1e-6:
        return None
    figures = {parameter.name: float(parameter.value) for parameter in operation.params}
    meridian = round(figures.pop("Longitude of natural origin", 0.0), 6)
    if any(abs(figures.get(name, -1.0) - value) > 1e-6 for name, value in _TM3.items()):
        return None
    return VN2000_TM3.get(meridian)
