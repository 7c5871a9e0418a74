"""Lines of a drawn landscape in a plane of metres: curves through given points, strips, lanes, ditches."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.plane import Shape

Line = Any  # shapely.LineString; shapely carries no types
Vector = NDArray[np.float64]


def through(points: Sequence[Sequence[float]], steps: int = 8) -> Line:
    """A smooth line through `points` (n, 2), each of them a vertex (centripetal would overshoot less; the
    uniform Catmull-Rom spline is enough for points about evenly spaced), `steps` pieces between two.
    """
    knots = np.asarray(points, dtype=float)
    if len(knots) < 3:
        return shapely.LineString(knots)
    padded = np.vstack([2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]])
    share = np.arange(steps)[:, None] / steps
    pieces = [_spline(padded[i : i + 4], share) for i in range(len(knots) - 1)]
    return shapely.LineString(np.vstack([*pieces, knots[-1:]]))


def _spline(knots: Vector, share: Vector) -> Vector:
    before, start, end, after = knots
    curve: Vector = 0.5 * (
        2 * start
        + (end - before) * share
        + (2 * before - 5 * start + 4 * end - after) * share**2
        + (3 * start - before - 3 * end + after) * share**3
    )
    return curve


def strip(line: Line, left: float, right: float, random: Random, wobble: float = 0.25) -> Shape:
    """A band along `line`, about `left` and `right` metres wide on its sides, edges waving by ± `wobble`."""
    stations = np.linspace(0, line.length, max(4, int(line.length / 120)))
    edges = [
        through(
            [aside(line, at, side * width * random.uniform(1 - wobble, 1 + wobble)) for at in stations], 4
        )
        for side, width in ((1, left), (-1, right))
    ]
    ring = [*edges[0].coords, *reversed(edges[1].coords)]
    return shapely.Polygon(ring).buffer(0)


def aside(line: Line, at: float, offset: float) -> tuple[float, float]:
    """The point `offset` metres to the left of `line` (right: negative) where it has run `at` metres."""
    here, ahead = line.interpolate(max(at - 1, 0)), line.interpolate(min(at + 1, line.length))
    run = np.hypot(ahead.x - here.x, ahead.y - here.y)
    east, north = (ahead.x - here.x) / run, (ahead.y - here.y) / run
    return ((here.x + ahead.x) / 2 - north * offset, (here.y + ahead.y) / 2 + east * offset)


def vertices_near(line: Line, centre: Shape, radius: float, apart: float) -> list[float]:
    """Where along `line` vertices stand within `radius` of `centre`, at least `apart` metres between them."""
    found: list[float] = []
    for x, y in line.coords:
        at = line.project(shapely.Point(x, y))
        near = centre.distance(shapely.Point(x, y)) <= radius
        if near and all(abs(at - other) >= apart for other in found):
            found.append(at)
    return found


def lanes(
    road: Line,
    centre: Shape,
    barriers: Shape,
    random: Random,
    *,
    radius: float = 430,
    apart: float = 85,
) -> Iterator[Line]:
    """Lanes of a village on both sides of `road`, each from a vertex of the road, and a back lane that joins
    their ends on either side, so that the whole is one network. None crosses `barriers`.
    """
    for side in (1, -1):
        ends: list[tuple[float, float]] = []
        for at in vertices_near(road, centre, radius, apart):
            lane = _lane(road, at, side * random.uniform(90, 240), random.uniform(-20, 20))
            if lane.intersection(barriers).length + lane.crosses(barriers) == 0:
                ends.append(lane.coords[-1])
                yield lane
        back = shapely.LineString(ends) if len(ends) > 1 else shapely.LineString()
        if not back.is_empty and not back.crosses(barriers):
            yield back


def _lane(road: Line, at: float, reach: float, bend: float) -> Line:
    middle = aside(road, min(max(at + bend, 0), road.length), reach / 2)
    return shapely.LineString([road.interpolate(at), middle, aside(road, at, reach)])


def ditches(canal: Line, random: Random, *, apart: float = 210) -> Iterator[Line]:
    """Field ditches square to a canal, from points on it, by turns left and right."""
    for turn, at in enumerate(np.arange(apart / 2, canal.length, apart)):
        reach = (-1) ** turn * random.uniform(160, 380)
        bend = aside(canal, at, reach * 0.6)
        end = aside(canal, min(at + random.uniform(-40, 40), canal.length), reach)
        yield shapely.LineString([canal.interpolate(at), bend, end])


def beside(line: Line, random: Random, nearest: float, farthest: float) -> Shape:
    """A random place on either side of `line`, `nearest` to `farthest` metres off it."""
    offset = random.choice((-1, 1)) * random.uniform(nearest, farthest)
    return shapely.Point(aside(line, random.uniform(0, line.length), offset))


def inside(area: Shape, random: Random) -> Shape:
    """A random place in `area`, by trying its bounding box."""
    west, south, east, north = area.bounds
    while True:
        point = shapely.Point(random.uniform(west, east), random.uniform(south, north))
        if area.contains(point):
            return point
