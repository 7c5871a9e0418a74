"""The way of a team's day over the map: along the roads where they are known, else straight."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from sqlalchemy.orm import Session

from geodata.planning import lines, roads
from geodata.queries import plan_ways

Place = tuple[float, float]


@dataclass(frozen=True)
class Way:
    """Lines of (lon, lat), EPSG:4326, one a leg, and for each whether it follows roads."""

    legs: list[list[Place]]
    roads: list[bool]


def of(session: Session, commune_id: int, places: Sequence[Place]) -> Way:
    """The way through `places`, (lon, lat) in EPSG:4326 degrees, in their order."""
    if len(places) < 2:
        return Way([], [])
    network = roads.network(plan_ways.roads(session, commune_id))
    drawn = lines.legs(network, plan_ways.in_metres(session, places))
    spots = [shapely.get_coordinates(line) for line, _ in drawn]
    degrees = plan_ways.in_degrees(session, np.concatenate(spots))
    cut = np.split(degrees, np.cumsum([len(one) for one in spots])[:-1])
    return Way([[(float(x), float(y)) for x, y in leg] for leg in cut], [road for _, road in drawn])
