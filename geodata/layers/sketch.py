"""A file's shapes as a small drawing: SVG paths beside the commune's border, thinned for the eye."""

from collections.abc import Mapping
from math import cos, radians
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.layers.reading import Shapes

WIDTH: Final = 640
_TALLEST: Final = 640
_MOST: Final = 1_500
_MARGIN: Final = 0.06


def draw(border: BaseGeometry | None, groups: Mapping[str, Shapes]) -> dict[str, Any]:
    """`width`, `height` in pixels, the path of the `border`, and of each group of shapes (all EPSG:4326).

    The view is the border with what lies near it; without a border, the shapes. An empty dict for nothing.
    """
    shown = {name: _thinned(shapes) for name, shapes in groups.items()}
    frame = _frame(border, [s for shapes in shown.values() for s in shapes])
    if frame is None:
        return {}
    west, south, east, north = frame
    lat = (south + north) / 2
    scale = WIDTH / ((east - west) * cos(radians(lat)))
    height = (north - south) * scale

    def pixels(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        x = (xy[:, 0] - west) * cos(radians(lat)) * scale
        return np.column_stack([x, (north - xy[:, 1]) * scale])

    view = shapely.box(-50, -50, WIDTH + 50, height + 50)
    paths = {}
    for name, shapes in shown.items():
        seen = [shape for shape in shapely.transform(shapes, pixels) if shapely.intersects(shape, view)]
        paths[name] = "".join(_path(shape) for shape in seen)
    line = "" if border is None else _path(shapely.transform(border, pixels))
    return {"width": WIDTH, "height": round(height), "border": line, "groups": paths}


def _thinned(shapes: Shapes) -> Shapes:
    there: Shapes = shapes[~shapely.is_missing(shapes)]
    return there[:: max(1, -(-len(there) // _MOST))]


def _frame(border: BaseGeometry | None, shapes: list[BaseGeometry]) -> tuple[float, ...] | None:
    if border is None and not shapes:
        return None
    bounds = shapely.total_bounds(np.array(shapes if border is None else [border], dtype=object))
    west, south, east, north = bounds.tolist()
    side = max(east - west, (north - south) * WIDTH / _TALLEST, 0.005)
    x, y, tall = (west + east) / 2, (south + north) / 2, max(north - south, side / 3)
    reach = side * (0.5 + _MARGIN)
    return x - reach, y - tall * (0.5 + _MARGIN), x + reach, y + tall * (0.5 + _MARGIN)


def _path(shape: BaseGeometry) -> str:
    """SVG path of a shape in pixels; a point is a line of no length, which a round cap makes a dot."""
    if shape.geom_type == "Point":
        return f"M{round(shape.x)} {round(shape.y)}h0"
    parts = shapely.get_parts(shapely.simplify(shape, 0.7)).tolist()
    lines: list[str] = []
    for part in parts:
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            xy = np.round(shapely.get_coordinates(ring)).astype(int).tolist()
            lines.append("M" + " ".join(f"{x} {y}" for x, y in xy))
    return "".join(lines)
