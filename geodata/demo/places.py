"""Where the things of a demonstration stand: by streets, on fields, at the river, in clusters."""

from collections.abc import Callable, Mapping
from random import Random

import shapely

from geodata.curves import aside, beside, inside
from geodata.demo.land import Landscape
from geodata.plane import Shape

LEAST_APART = 24.0
"""Metres between two places, so that no mark hides another at the closest zoom."""
TRIES = 400


def place(
    land: Landscape, where: str, random: Random, taken: list[Shape], people: Mapping[str, int]
) -> Shape:
    """A free point in metres of the landscape, kept in `taken`.

    `where` is a word of `WHERE`, "core" (a village drawn in proportion to `people`), "core:" and a
    village's code, or a cluster's code.

    Raises RuntimeError where nothing is free.
    """
    for _ in range(TRIES):
        point = _draw(land, where, random, people)
        if _free(land, point, taken):
            taken.append(point)
            return point
    raise RuntimeError(f"no free place: {where}")


def near(land: Landscape, centre: Shape, metres: float, random: Random) -> Shape:
    """A point within `metres` of another, on the commune's land if the tries allow."""
    for _ in range(TRIES):
        point = inside(centre.buffer(metres, 4), random)
        if land.border.contains(point):
            return point
    return centre


def along(line: Shape, share: float, offset: float) -> Shape:
    """The point `offset` metres left of a line where `share` (0–1) of it has run."""
    return shapely.Point(aside(line, share * line.length, offset))


def _free(land: Landscape, point: Shape, taken: list[Shape]) -> bool:
    return (
        land.border.contains(point)
        and not land.rivers.contains(point)
        and all(point.distance(other) >= LEAST_APART for other in taken)
    )


def _draw(land: Landscape, where: str, random: Random, people: Mapping[str, int]) -> Shape:
    if where.startswith("core:"):
        return _by_street(land, random, where.removeprefix("core:"))
    if where == "core":
        village = random.choices(list(people), list(people.values()))[0]
        return _by_street(land, random, village)
    if where in land.clusters:
        return inside(land.clusters[where].buffer(-30), random)
    return WHERE[where](land, random)


def _by_street(land: Landscape, random: Random, village: str) -> Shape:
    core = land.cores[village]
    lanes = [road.shape for road in land.roads if road.code.startswith(f"N-{village}-")]
    main = [road.shape for road in land.roads if road.kind == "commune" and road.shape.distance(core) < 150]
    while True:
        point = beside(random.choice(lanes + main), random, 10, 32)
        if point.distance(core) < 520:
            return point


def _by_road(land: Landscape, random: Random) -> Shape:
    roads = [road.shape for road in land.roads if road.kind != "village" and road.code != "X01"]
    line = random.choices(roads, [road.length for road in roads])[0]
    return beside(line, random, 18, 45)


def _on_field(land: Landscape, random: Random) -> Shape:
    return inside(land.fields, random)


def _by_river(land: Landscape, random: Random) -> Shape:
    return beside(land.dike, random, 40, 170)


def _by_canal(land: Landscape, random: Random) -> Shape:
    canals = [water.shape for water in land.waterways if water.kind == "canal"]
    return beside(random.choice(canals), random, 4, 18)


WHERE: dict[str, Callable[[Landscape, Random], Shape]] = {
    "road": _by_road,
    "field": _on_field,
    "river": _by_river,
    "canal": _by_canal,
}
