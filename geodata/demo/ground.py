"""The invented ground of a demonstration: villages that tile it, heights of a flat, dyked delta."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import shapely

from geodata.plane import Shape
from geodata.rasters import (
    Grid,
    Heights,
    blurred,
    cover,
    distance_to,
    labelled,
    noise,
    organic,
    polygons,
    polygons_of,
)

CELL = 20.0
"""Metres between heights: enough for shapes that are drawn at 1 : 10,000."""


@dataclass(frozen=True)
class Ground:
    """What heights depend on, all in one plane of metres."""

    border: Shape
    rivers: Shape
    channels: Shape
    dikes: Shape
    roads: Shape
    cores: Sequence[Shape]
    raised: Shape

    @property
    def grid(self) -> Grid:
        """Cells over the border and 300 m around it."""
        west, south, east, north = self.border.bounds
        return Grid.over((west - 300, south - 300, east + 300, north + 300), CELL)


def tiles(border: Shape, seeds: Sequence[Shape], random: Random) -> list[Shape]:
    """One (Multi)Polygon a seed: together they cover `border` once, with winding common edges.

    Nearest seed on a ground that noise has bent; edges are simplified together, so none gapes.
    """
    west, south, east, north = border.bounds
    grid = Grid.over((west - 100, south - 100, east + 100, north + 100), CELL)
    x, y = grid.centres()
    x, y = x + 140 * noise(grid, 700, random), y + 140 * noise(grid, 700, random)
    distances = np.stack([np.hypot(x - seed.x, y - seed.y) for seed in seeds])
    labels = distances.argmin(axis=0).astype(np.int16)
    cover = shapely.coverage_simplify(list(labelled(labels, grid.transform).values()), 45)
    return _whole([shapely.union_all(polygons(tile.intersection(border))) for tile in cover])


def _whole(areas: list[Shape]) -> list[Shape]:
    """The same tiling, each area in one piece: what a bay of the border cut off goes to its neighbour."""
    parts = [sorted(polygons(area), key=lambda part: part.area) for area in areas]
    whole = [pieces[-1] for pieces in parts]
    for piece in (piece for pieces in parts for piece in pieces[:-1]):
        nearest = max(range(len(whole)), key=lambda i: whole[i].intersection(piece).length)
        whole[nearest] = shapely.union_all([whole[nearest], piece])
    return whole


def heights(ground: Ground, random: Random) -> Heights:
    """Metres above an invented zero, (rows, columns) of `ground.grid`: 0.3–2.5, low by channels, in polders.

    Villages stand on mounds, roads on low banks, the river side behind its dyke; all of it is made up.
    """
    grid = ground.grid
    cores = distance_to(grid, shapely.MultiPoint(list(ground.cores)))
    height = 1.05 + 0.42 * noise(grid, 1500, random) + 0.16 * noise(grid, 420, random)
    height += 0.75 * np.exp(-((cores / 300) ** 2))
    height += 0.35 * np.exp(-distance_to(grid, ground.roads) / 60)
    height += 0.45 * np.exp(-distance_to(grid, ground.dikes) / 110)
    height -= 0.40 * np.exp(-distance_to(grid, ground.channels) / 90)
    height += 0.9 * cover(grid, ground.raised)
    height = np.where(cover(grid, ground.rivers), 0.3, height)
    return np.clip(blurred(height, 1, passes=2), 0.3, 2.5)


def bands(ground: Ground, height: Heights, limits: Sequence[float], within: Shape) -> list[Shape]:
    """Areas under each of the rising `limits` and above the one before it, clipped to `within`, lowest first.

    They share edges and do not overlap; small specks are left out.
    """
    smooth = blurred(height, 3)
    under = [polygons_of(smooth < limit, ground.grid.transform) for limit in limits]
    drawn = [organic(area.intersection(within), 60, 15_000) for area in under]
    return [_rest(area, drawn[:i], within) for i, area in enumerate(drawn)]


def _rest(area: Shape, lower: Sequence[Shape], within: Shape) -> Shape:
    left = area.intersection(within).difference(shapely.union_all(lower))
    return shapely.union_all([part for part in polygons(left) if part.area >= 5_000])


def ragged(centre: Shape, radius: float, random: Random) -> Shape:
    """A round spread of about `radius` metres about a point, its edge as uneven as smoke in the wind."""
    turns = np.linspace(0, 2 * np.pi, 13)[:-1]
    reach = [radius * random.uniform(0.78, 1.22) for _ in turns]
    ring = [(centre.x + r * np.cos(t), centre.y + r * np.sin(t)) for r, t in zip(reach, turns, strict=True)]
    return shapely.Polygon(ring).buffer(-radius / 5, 4).buffer(radius / 4, 4)


def village_of(points: Sequence[Shape], areas: Sequence[Shape]) -> list[int | None]:
    """For each point the index of the area it lies in, or None."""
    tree = shapely.STRtree(list(areas))
    found = dict(zip(*tree.query(list(points), predicate="intersects").tolist(), strict=True))
    return [found.get(i) for i in range(len(points))]
