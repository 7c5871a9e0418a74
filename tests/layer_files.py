"""Files for tests of imports: small GeoJSON and GeoPackage layers, right and wrong ones."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
from shapely.geometry import Polygon, mapping
from shapely.geometry.base import BaseGeometry

INSIDE = (106.58, 20.75)
"""A place in the box that stands for An Hưng."""

SHARED = Path(__file__).parents[1].parent / "shared" / "data"
"""The official files, where they lie beside the checkout."""

BOW_TIE = Polygon([(106.58, 20.74), (106.59, 20.75), (106.59, 20.74), (106.58, 20.75)])
TOUCHING = Polygon(
    [(106.58, 20.74), (106.59, 20.74), (106.59, 20.75), (106.59, 20.76), (106.59, 20.75), (106.58, 20.75)]
)
"""A square with a spike of no width: invalid, yet its area is beyond doubt."""


def point(lon: float = INSIDE[0], lat: float = INSIDE[1]) -> dict[str, Any]:
    """A GeoJSON point."""
    return {"type": "Point", "coordinates": [lon, lat]}


def feature(shape: BaseGeometry | Mapping[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    """A GeoJSON feature."""
    geometry = mapping(shape) if isinstance(shape, BaseGeometry) else shape
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def school(code: str = "TH1", name: str = "Trường tiểu học An Thọ", **more: Any) -> dict[str, Any]:
    """A school in the commune; `at` moves it."""
    at = more.pop("at", INSIDE)
    return feature(point(*at), code=code, name=name, **{"kind": "primary_school", **more})


def geojson(path: Path, features: Sequence[Mapping[str, Any]], **members: Any) -> Path:
    """A FeatureCollection written to `path`."""
    path.write_text(
        json.dumps({"type": "FeatureCollection", **members, "features": features}, ensure_ascii=False),
        "utf-8",
    )
    return path


def gpkg(path: Path, features: Sequence[Mapping[str, Any]], *, layer: str = "lop", crs: Any = 4326) -> Path:
    """A GeoPackage layer at `path`, beside those already there; coordinates are taken as those of `crs`."""
    frame = geopandas.GeoDataFrame.from_features(features, crs=crs)
    pyogrio.write_dataframe(frame, path, layer=layer, driver="GPKG", append=path.exists())
    return path


def without_grid(path: Path) -> Path:
    """The GeoPackage at `path`, its grid forgotten."""
    with sqlite3.connect(path) as database:
        for table in ("gpkg_geometry_columns", "gpkg_contents"):
            database.execute(f"UPDATE {table} SET srs_id = -1")
    database.close()
    return path


def run_sql(path: Path, *statements: str) -> Path:
    """The GeoPackage at `path` after SQL was run on it."""
    database = sqlite3.connect(path)
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()
    return path
