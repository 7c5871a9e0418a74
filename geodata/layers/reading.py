"""A GeoJSON or GeoPackage layer as columns and shapes, read whole by GDAL within limits."""

import json
import warnings
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.errors import BadInput, TooLarge
from geodata.layers import geopackage
from geodata.layers.files import Format, Limits

Shapes = NDArray[np.object_]

_SMALL: Final = 5 * 1024 * 1024
_TRUNCATED: Final = ("Unterminated", "unexpected end", "Unexpected end")


@dataclass(frozen=True)
class Table:
    """n rows: `columns` name → n values, `shapes` (n,) two-dimensional, None where missing.

    `broken` are the indices whose geometry GEOS cannot build; `crs` is what the file says, or None.
    """

    format: Format
    layer: str
    columns: dict[str, list[Any]]
    shapes: Shapes
    broken: frozenset[int]
    crs: str | None

    def __len__(self) -> int:
        return len(self.shapes)


def read(
    path: Path, found: Format, limits: Limits, *, layer: str = "", fitting: Collection[str] = ()
) -> Table:
    """Read the one layer of a file. `fitting`: OGC geometry names, to choose among several layers.

    Raises BadInput ("import.several_layers" lists them; broken, cut, or not a map), TooLarge over `limits`.
    """
    from pyogrio.errors import DataLayerError, DataSourceError

    name = _choose(geopackage.layers(path), layer, fitting) if found is Format.GPKG else ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _read(path, found, limits, name)
        except UnicodeDecodeError as error:
            raise BadInput("import.not_utf8") from error
        except (DataLayerError, DataSourceError) as error:
            raise _why(path, found, str(error)) from error


def _choose(layers: list[geopackage.GpkgLayer], wanted: str, fitting: Collection[str]) -> str:
    if not layers:
        raise BadInput("import.no_features")
    if wanted:
        if wanted not in {layer.name for layer in layers}:
            raise BadInput("import.no_such_layer", wanted=wanted, layers=[layer.name for layer in layers])
        return wanted
    if len(layers) > 1:
        filled = [layer for layer in layers if layer.features] or layers
        fit = [layer for layer in filled if layer.geometry in fitting] or filled
        if len(fit) > 1:
            raise BadInput("import.several_layers", layers=[layer.name for layer in fit])
        layers = fit
    return layers[0].name


def _read(path: Path, found: Format, limits: Limits, name: str) -> Table:
    # Brings pandas along (60 MB and a second): for those who read a file, not for every web worker.
    import pyogrio

    # GDAL takes a column of codes such as "T1000" for times of the day unless told not to guess.
    options = {"IMMUTABLE": "YES"} if found is Format.GPKG else {"DATE_AS_STRING": "YES"}
    info = pyogrio.read_info(path, layer=name or None, force_feature_count=True, **options)
    if not info["driver"].startswith("GPKG" if found is Format.GPKG else "GeoJSON"):
        raise BadInput("import.not_geojson")
    if info["features"] == 0:
        raise BadInput("import.no_features")
    if info["features"] > limits.features:
        raise TooLarge("import.too_many_features", limit=limits.features, found=int(info["features"]))
    if len(info["fields"]) > limits.columns:
        raise TooLarge("import.too_many_columns", limit=limits.columns)
    meta, _, blobs, values = pyogrio.raw.read(
        path, layer=name or None, force_2d=True, datetime_as_string=True, **options
    )
    columns = {str(field): column.tolist() for field, column in zip(meta["fields"], values, strict=True)}
    if blobs is None:
        blobs = np.full(info["features"], None, dtype=object)
    shapes, broken = _shapes(blobs)
    if int(shapely.get_num_coordinates(shapes).sum()) > limits.vertices:
        raise TooLarge("import.too_many_vertices", limit=limits.vertices)
    return Table(found, name, columns, shapes, broken, _said(meta["crs"]))


def _shapes(blobs: Shapes) -> tuple[Shapes, frozenset[int]]:
    shapes = shapely.from_wkb(blobs, on_invalid="ignore")
    lost = [i for i, blob in enumerate(blobs) if blob is not None and shapes[i] is None]
    return shapes, frozenset(lost)


def _said(crs: str | None) -> str | None:
    return None if crs is None or "Undefined" in crs else str(crs)


def _why(path: Path, found: Format, reason: str) -> BadInput:
    """GDAL's complaint as a reason people understand."""
    if found is Format.GPKG:
        return BadInput("import.gpkg_broken")
    if any(word in reason for word in _TRUNCATED):
        return BadInput("import.cut")
    if "Too many nested" in reason:
        return BadInput("import.too_deep")
    if path.stat().st_size > _SMALL or "Topo" in reason:
        return BadInput("import.not_geojson")
    try:
        json.loads(path.read_text("utf-8-sig"))
    except RecursionError:
        return BadInput("import.too_deep")
    except ValueError as error:
        cut = isinstance(error, json.JSONDecodeError) and error.pos >= len(error.doc.rstrip()) - 1
        return BadInput("import.cut" if cut else "import.not_json")
    return BadInput("import.not_geojson")
