"""Small PostGIS expressions that several subjects use."""

from typing import Any

from sqlalchemy import ColumnElement, cast, func
from sqlalchemy.dialects.postgresql import JSON

from geodata.crs import LOCAL


def as_geojson(geometry: Any, digits: int = 6) -> ColumnElement[Any]:
    """A geometry in EPSG:4326 as a GeoJSON dict, `digits` decimals of a degree (6 ≈ 0.1 m)."""
    return cast(func.ST_AsGeoJSON(geometry, digits), JSON)


def area_m2(geometry: Any) -> ColumnElement[float]:
    """Area in square metres, measured in the commune's own grid (VN-2000 / TM-3 105°45′)."""
    measured: ColumnElement[float] = func.ST_Area(func.ST_Transform(geometry, LOCAL))
    return measured
