"""A stable displacement of points: the public sees about where, and nobody undoes it without the key."""

import hmac
from hashlib import sha256
from math import cos, floor, pi, radians, sin
from typing import Final

CELL: Final = 0.0005
"""Degrees, about 50 m. All places of a cell are shown at one: many reports of one place have no telling mean,
and who knows the place of one report learns nothing of another's within its cell."""

NEAREST: Final = 0.8
"""The least displacement of a cell's middle, as a share of the farthest."""

METRES_PER_DEGREE: Final = (111_320.0, 110_700.0)
"""Of longitude on the equator, and of latitude in Vietnam."""


def displaced(lon: float, lat: float, key: bytes, metres: float = 150.0) -> tuple[float, float]:
    """(lon, lat) in EPSG:4326: the middle of the place's cell, moved by NEAREST × `metres` to `metres`.

    The direction is told by `key` only. The same place and key always give the same answer, at every zoom and
    in every output; a place comes to lie at least NEAREST × `metres` - 40 m from where it is.
    """
    column, row = floor(lon / CELL), floor(lat / CELL)
    digest = hmac.new(key, f"{column},{row}".encode(), sha256).digest()
    angle = 2 * pi * int.from_bytes(digest[:8]) / 2**64
    share = NEAREST + (1 - NEAREST) * int.from_bytes(digest[8:16]) / 2**64
    east, north = metres * share * cos(angle), metres * share * sin(angle)
    middle = (column + 0.5) * CELL, (row + 0.5) * CELL
    return (
        round(middle[0] + east / (METRES_PER_DEGREE[0] * cos(radians(middle[1]))), 6),
        round(middle[1] + north / METRES_PER_DEGREE[1], 6),
    )
