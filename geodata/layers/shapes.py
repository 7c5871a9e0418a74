"""Shapes made fit to be stored: right kind, two dimensions, valid; what cannot be mended safely is named."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry import MultiLineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from geodata.layers.reading import Shapes

Reason = tuple[str, dict[str, Any]]
"""A stable code and the figures its words need."""

MENDED_SHARE: Final = 0.001
"""A polygon may be repaired when its area changes by less than this share."""

_ELLIPSOID: Final = Geod(ellps="WGS84")
_WHERE: Final = re.compile(r"\[\s*(\S+)\s+(\S+)\s*\]")


class Family(StrEnum):
    """What a layer's shapes may be."""

    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"


_TYPES: Final = {
    0: Family.POINT,
    1: Family.LINE,
    2: Family.LINE,
    3: Family.POLYGON,
    5: Family.LINE,
    6: Family.POLYGON,
}
OGC_NAMES: Final = {
    Family.POINT: ("POINT", "MULTIPOINT"),
    Family.LINE: ("LINESTRING", "MULTILINESTRING"),
    Family.POLYGON: ("POLYGON", "MULTIPOLYGON"),
}
"""Family → the geometry types that a GeoPackage declares for it."""


@dataclass
class Cleaned:
    """Shapes (n,) as they may be stored; per index the reasons for refusal, and notes on repairs."""

    shapes: Shapes
    refused: dict[int, Reason] = field(default_factory=dict)
    notes: dict[int, Reason] = field(default_factory=dict)


def family_of(shape: BaseGeometry | None) -> Family | None:
    """The family of one shape; None for a missing one or a mixed collection."""
    return None if shape is None else _TYPES.get(int(shapely.get_type_id(shape)))


def clean(
    shapes: Shapes, broken: Iterable[int], families: frozenset[Family], *, multi: bool, may_be_missing: bool
) -> Cleaned:
    """Check and mend shapes (n,) of any one grid. `multi` turns single lines and polygons into collections.

    Codes: "import.shape_missing", "import.shape_broken", "import.shape_not_finite", "import.shape_kind",
    "import.shape_invalid"; note "import.shape_mended".
    """
    done = Cleaned(np.array(shapes, dtype=object))
    done.shapes[shapely.is_empty(done.shapes)] = None
    _unpack_single_points(done.shapes)
    for i in broken:
        done.refused[i] = ("import.shape_broken", {})
    for i in _not_finite(done.shapes):
        done.refused[i] = ("import.shape_not_finite", {})
    _refuse_kinds(done, families, may_be_missing)
    for i in done.refused:
        done.shapes[i] = None
    _mend(done)
    if multi:
        _collect(done)
    return done


def _unpack_single_points(shapes: Shapes) -> None:
    single = (shapely.get_type_id(shapes) == 4) & (shapely.get_num_geometries(shapes) == 1)
    shapes[single] = shapely.get_geometry(shapes[single], 0)


def _not_finite(shapes: Shapes) -> list[int]:
    coordinates, indices = shapely.get_coordinates(shapes, return_index=True)
    return [int(i) for i in np.unique(indices[~np.isfinite(coordinates).all(axis=1)])]


def _refuse_kinds(done: Cleaned, families: frozenset[Family], may_be_missing: bool) -> None:
    wanted = sorted(family.value for family in families)
    for i, shape in enumerate(done.shapes):
        if i in done.refused or (shape is None and may_be_missing):
            continue
        if shape is None:
            done.refused[i] = ("import.shape_missing", {})
        elif family_of(shape) not in families:
            done.refused[i] = ("import.shape_kind", {"kind": shape.geom_type, "wanted": wanted})


def _mend(done: Cleaned) -> None:
    suspects = ~shapely.is_missing(done.shapes) & ~shapely.is_valid(done.shapes)
    for i in np.flatnonzero(suspects).tolist():
        shape = done.shapes[i]
        mended = mend(shape)
        if mended is None:
            done.refused[i] = ("import.shape_invalid", _where(shape))
            done.shapes[i] = None
        else:
            done.shapes[i] = mended
            done.notes[i] = ("import.shape_mended", {})


def mend(shape: BaseGeometry) -> BaseGeometry | None:
    """A valid polygon for an invalid one, or None where that would change its area by 0.1 % or more."""
    if family_of(shape) is not Family.POLYGON:
        return None
    fixed = shapely.make_valid(shape)
    parts = [p for p in shapely.get_parts([fixed], return_index=False) if family_of(p) is Family.POLYGON]
    whole = shapely.union_all(parts) if parts else None
    if whole is None or not whole.is_valid or family_of(whole) is not Family.POLYGON:
        return None
    return whole if abs(whole.area - shape.area) < MENDED_SHARE * whole.area else None


def _where(shape: BaseGeometry) -> dict[str, Any]:
    found = _WHERE.search(shapely.is_valid_reason(shape))
    return {"lon": float(found[1]), "lat": float(found[2])} if found else {}


def _collect(done: Cleaned) -> None:
    kinds = shapely.get_type_id(done.shapes)
    for i in np.flatnonzero(kinds == 3).tolist():
        done.shapes[i] = MultiPolygon([done.shapes[i]])
    for i in np.flatnonzero((kinds == 1) | (kinds == 2)).tolist():
        done.shapes[i] = MultiLineString([done.shapes[i]])


def same(one: Shapes, other: Shapes) -> NDArray[np.bool_]:
    """(n,) mask: shapes of EPSG:4326 that agree to 1 mm or cover the same ground; two missing agree."""
    agree: NDArray[np.bool_] = shapely.equals_exact(
        shapely.normalize(one), shapely.normalize(other), tolerance=1e-8
    )
    # One border may be drawn with a doubled or a needless point more than another.
    drawn = ~agree & (shapely.get_dimensions(one) > 0)
    agree[drawn] = shapely.equals(one[drawn], other[drawn])
    agree |= shapely.is_missing(one) & shapely.is_missing(other)
    return agree


def area_km2(shape: BaseGeometry) -> float:
    """Area of a shape of EPSG:4326 on the WGS 84 ellipsoid, in km²."""
    return abs(_ELLIPSOID.geometry_area_perimeter(shape)[0]) / 1e6


def measure(shape: BaseGeometry | None) -> dict[str, Any]:
    """What tells a shape of EPSG:4326 to people: the place of a point, km² of a polygon, km of a line."""
    if shape is None:
        return {}
    family = family_of(shape)
    if family is Family.POLYGON:
        return {"km2": round(area_km2(shape), 4)}
    if family is Family.LINE:
        return {"km": round(_ELLIPSOID.geometry_length(shape) / 1000, 3)}
    return {"lon": round(shape.x, 6), "lat": round(shape.y, 6)}
