"""Grids of heights: smooth generated ground, and masks cut into polygons that look drawn by hand."""

from dataclasses import dataclass
from math import ceil
from random import Random

import numpy as np
import rasterio.features
import shapely
from affine import Affine
from numpy.typing import NDArray
from shapely.geometry import shape

from geodata.plane import Shape

Heights = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Grid:
    """Square cells: `transform` maps (column, row) to a plane of metres; `rows` × `columns` cells."""

    transform: Affine
    rows: int
    columns: int

    @classmethod
    def over(cls, bounds: tuple[float, float, float, float], cell: float) -> "Grid":
        """The grid of `cell` metres that covers bounds (west, south, east, north), row 0 in the north."""
        west, south, east, north = bounds
        rows, columns = ceil((north - south) / cell), ceil((east - west) / cell)
        return cls(Affine(cell, 0, west, 0, -cell, north), rows, columns)

    @property
    def cell(self) -> float:
        """Side of a cell in metres."""
        return float(self.transform.a)

    def centres(self) -> tuple[Heights, Heights]:
        """x and y of each cell's centre, two arrays of (rows, columns), metres."""
        columns, rows = np.meshgrid(np.arange(self.columns) + 0.5, np.arange(self.rows) + 0.5)
        return self.transform.c + columns * self.transform.a, self.transform.f + rows * self.transform.e


def noise(grid: Grid, wavelength: float, random: Random) -> Heights:
    """Smooth random ground in [-1, 1], (rows, columns): value noise with hills `wavelength` metres apart."""
    step = wavelength / grid.cell
    knots = (ceil(grid.rows / step) + 2, ceil(grid.columns / step) + 2)
    lattice = np.array([[random.uniform(-1, 1) for _ in range(knots[1])] for _ in range(knots[0])])
    row, down = _knot_and_share(grid.rows, step)
    column, right = _knot_and_share(grid.columns, step)
    upper = _between(lattice[row][:, column], lattice[row][:, column + 1], right[None, :])
    lower = _between(lattice[row + 1][:, column], lattice[row + 1][:, column + 1], right[None, :])
    return _between(upper, lower, down[:, None])


def _knot_and_share(cells: int, step: float) -> tuple[NDArray[np.intp], Heights]:
    place = (np.arange(cells) + 0.5) / step
    knot = place.astype(np.intp)
    share = place - knot
    return knot, share**3 * (share * (share * 6 - 15) + 10)


def _between(low: Heights, high: Heights, share: Heights) -> Heights:
    return low + (high - low) * share


def distance_to(grid: Grid, target: Shape) -> Heights:
    """Metres from each cell to the nearest cell that `target` (same plane) touches, (rows, columns).

    Exact between cell centres: column by column first, then the lowest of all columns' parabolas
    (Felzenszwalb & Huttenlocher 2012, done by shifting whole arrays).
    """
    touched = cover(grid, target, all_touched=True)
    vertical = np.minimum(_since(touched), _since(touched[::-1])[::-1])
    squares = vertical**2
    nearest = squares.copy()
    for shift in range(1, grid.columns):
        nearest[:, shift:] = np.minimum(nearest[:, shift:], squares[:, :-shift] + shift**2)
        nearest[:, :-shift] = np.minimum(nearest[:, :-shift], squares[:, shift:] + shift**2)
    distances: Heights = np.sqrt(nearest) * grid.cell
    return distances


def _since(touched: Mask) -> Heights:
    """Rows since the last touched cell above, a large number where there is none."""
    rows = np.arange(len(touched), dtype=float)[:, None]
    return rows - np.maximum.accumulate(np.where(touched, rows, -1e6), axis=0)


def cover(grid: Grid, area: Shape, *, all_touched: bool = False) -> Mask:
    """The cells (rows, columns) whose centre lies in `area`, or with `all_touched` all it meets."""
    if area.is_empty:
        return np.zeros((grid.rows, grid.columns), dtype=bool)
    inside: Mask = rasterio.features.geometry_mask(
        [area], (grid.rows, grid.columns), grid.transform, all_touched=all_touched, invert=True
    )
    return inside


def blurred(heights: Heights, cells: int, passes: int = 3) -> Heights:
    """Box blur over 2·`cells`+1 cells each way, `passes` times (3 are close to a Gaussian); edges repeat."""
    for _ in range(passes):
        for axis in (0, 1):
            heights = _box(heights, cells, axis)
    return heights


def _box(heights: Heights, cells: int, axis: int) -> Heights:
    pad = [(0, 0), (0, 0)]
    pad[axis] = (cells + 1, cells)
    sums = np.cumsum(np.pad(heights, pad, mode="edge"), axis=axis)
    width = 2 * cells + 1
    ahead = np.take(sums, np.arange(width, sums.shape[axis]), axis=axis)
    behind = np.take(sums, np.arange(sums.shape[axis] - width), axis=axis)
    box: Heights = (ahead - behind) / width
    return box


def polygons_of(mask: Mask, transform: Affine) -> Shape:
    """A window's true cells → one valid (Multi)Polygon in the transform's plane, edges along the cells."""
    found = rasterio.features.shapes(mask.astype(np.uint8), mask=mask, connectivity=4, transform=transform)
    return shapely.union_all([shape(geometry) for geometry, _ in found])


def labelled(labels: NDArray[np.int16], transform: Affine) -> dict[int, Shape]:
    """A window of labels → for each label its (Multi)Polygon; together they tile the window."""
    pieces: dict[int, list[Shape]] = {}
    for geometry, label in rasterio.features.shapes(labels, connectivity=4, transform=transform):
        pieces.setdefault(int(label), []).append(shape(geometry))
    return {label: shapely.union_all(parts) for label, parts in sorted(pieces.items())}


def organic(area: Shape, radius: float, least_area: float) -> Shape:
    """A stepped shape → a valid one with rounded edges: bays and capes narrower than `radius` metres go,
    and so do parts and holes smaller than `least_area` m².
    """
    rounded = area.buffer(radius, 4).buffer(-2 * radius, 4).buffer(radius, 4)
    kept = [_without_pinholes(part, least_area) for part in polygons(rounded) if part.area >= least_area]
    return shapely.make_valid(shapely.union_all(kept).simplify(radius / 8))


def _without_pinholes(polygon: Shape, least_area: float) -> Shape:
    holes = [ring for ring in polygon.interiors if shapely.Polygon(ring).area >= least_area]
    return shapely.Polygon(polygon.exterior, holes)


def polygons(area: Shape) -> list[Shape]:
    """The polygons of any geometry, without its lines, points and empty parts."""
    parts = shapely.get_parts(shapely.get_parts(area))
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]
