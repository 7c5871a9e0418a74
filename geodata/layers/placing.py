"""Whether a file lies where its commune lies: the border tells a wrong grid, a wrong datum, swapped axes."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.crs import STORED
from geodata.errors import BadInput
from geodata.layers import grids
from geodata.layers.grids import Grid, Points
from geodata.layers.reading import Shapes
from geodata.plane import Plane

VIETNAM: Final = shapely.box(102, 7, 118, 24)
"""Longitudes and latitudes that a stored place may have."""

BEYOND_M: Final = 2_000.0
_SAMPLE: Final = 2_000
_TELLING: Final = 0.5


@dataclass(frozen=True)
class Ground:
    """The commune's border (EPSG:4326) and 2 km around it; all Vietnam where none is known."""

    border: BaseGeometry
    near: BaseGeometry

    @classmethod
    def of(cls, border: BaseGeometry | None) -> "Ground":
        """The ground of a border, or of the country."""
        if border is None:
            return cls(VIETNAM, VIETNAM)
        plane = Plane(border.centroid.x, border.centroid.y)
        near = plane.degrees(plane.metres(border).buffer(BEYOND_M, quad_segs=8))
        shapely.prepare(border)
        shapely.prepare(near)
        return cls(border, near)

    def share_near(self, points: Points) -> float:
        """Share of (n, 2) points that lie within 2 km of the border."""
        return float(shapely.contains_xy(self.near, points[:, 0], points[:, 1]).mean())

    def share_inside(self, points: Points) -> float:
        """Share of (n, 2) points inside the border itself."""
        return float(shapely.contains_xy(self.border, points[:, 0], points[:, 1]).mean())


@dataclass(frozen=True)
class Placed:
    """Shapes in EPSG:4326, the grid they came in, and what to tell the sender about it."""

    shapes: Shapes
    grid: Grid
    notes: tuple[str, ...]


def place(
    shapes: Shapes, said: str | None, chosen: int | None, ground: Ground, home: Ground | None = None
) -> Placed:
    """Shapes in the grid the sender chose, or the file names → EPSG:4326, checked against the ground.

    `home`, the commune's own ground, is what guesses go by where the file may reach beyond it.

    Raises BadInput: "import.crs_missing", "import.crs_doubtful", "import.crs_unknown", "import.all_outside",
    "import.axes_swapped"; `guess` in params is the EPSG code under which the file would fit, or None.
    """
    points = _centres(shapes)
    if not len(points):
        return Placed(shapes, grids.of_epsg(STORED), ())
    home = home or ground
    grid, notes = _grid(points, said, chosen, home)
    there = _finite(grids.stored(points, grid))
    if not len(there) or ground.share_near(there) == 0:
        _explain_outside(points, grid, home)
    return Placed(grids.shapes_stored(shapes, grid), grid, notes)


def outside(shapes: Shapes, ground: Ground) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Two (n,) masks: shapes that do not come within 2 km of the border, and near ones wholly outside it."""
    there = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    far = there & ~(shapely.intersects(ground.near, shapes) & shapely.covered_by(shapes, VIETNAM))
    beyond = there & ~far & ~shapely.intersects(ground.border, shapes)
    return far, beyond


def _grid(
    points: Points, said: str | None, chosen: int | None, ground: Ground
) -> tuple[Grid, tuple[str, ...]]:
    if chosen is not None:
        return grids.of_epsg(chosen), ("import.crs_chosen",)
    grid = grids.of_text(said) if said else None
    degrees = bool((np.abs(points) <= [180, 90]).all(axis=1).mean() > _TELLING)
    if grid is None and degrees:
        return grids.of_epsg(STORED), ("import.crs_assumed",)
    if grid is None or (grid.in_degrees and not degrees):
        raise BadInput("import.crs_missing", guess=_guess(points, ground))
    if not grid.mislabelled:
        return grid, ()
    # Both readings stand 224 m apart: the border shows which is meant, where the file's places reach it.
    literal = ground.share_inside(_finite(grids.as_labelled(points, said or "")))
    if ground.share_inside(_finite(grids.stored(points, grid))) < literal:
        raise BadInput("import.crs_doubtful", guess=grid.epsg, crs=grid.name)
    return grid, ("import.crs_mislabelled",)


def _explain_outside(points: Points, grid: Grid, ground: Ground) -> None:
    if grid.in_degrees and ground.share_near(points[:, ::-1]) > _TELLING:
        raise BadInput("import.axes_swapped")
    raise BadInput("import.all_outside", crs=grid.name, guess=_guess(points, ground, but=grid.epsg))


def _guess(points: Points, ground: Ground, but: int | None = None) -> int | None:
    """The first likely grid in which most of the file lies in the commune."""
    if ground.border is VIETNAM:
        return None
    for code in grids.CHOICES:
        there = _finite(grids.stored(points, grids.of_epsg(code)))
        if code != but and len(there) and ground.share_near(there) > _TELLING:
            return code
    return None


def _centres(shapes: Shapes) -> Points:
    bounds = shapely.bounds(shapes)
    centres = _finite((bounds[:, :2] + bounds[:, 2:]) / 2)
    return centres[:: max(1, len(centres) // _SAMPLE)]


def _finite(points: Points) -> Points:
    kept: Points = points[np.isfinite(points).all(axis=1)]
    return kept
