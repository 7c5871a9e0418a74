"""A stable displacement of points: the public sees about where, and nobody undoes it without the key."""

import hmac
from hashlib import sha256
from math import cos, floor, pi, radians, sin
from typing import Final

CELL: Final = 0.001
"""Degrees, about 100 m. Points of one cell move together: many reports of one place have no telling mean."""

NEAREST: Final = 0.55
"""The least displacement, as a share of the farthest."""

METRES_PER_DEGREE: Final = (111_320.0, 110_700.0)
"""Of longitude on the equator, and of latitude in Vietnam."""


def displaced(lon: float, lat: float, key: bytes, metres: float = 150.0) -> tuple[float, float]:
    """(lon, lat) in EPSG:4326 moved by NEAREST × `metres` to `metres` in a direction only `key` tells.

    The same place and key always give the same answer, at every zoom and in every output.
    """
    cell = f"{floor(lon / CELL)},{floor(lat / CELL)}".encode()
    digest = hmac.new(key, cell, sha256).digest()
    angle = 2 * pi * int.from_bytes(digest[:8]) / 2**64
    share = NEAREST + (1 - NEAREST) * int.from_bytes(digest[8:16]) / 2**64
    east, north = metres * share * cos(angle), metres * share * sin(angle)
    return (
        round(lon + east / (METRES_PER_DEGREE[0] * cos(radians(lat))), 6),
        round(lat + north / METRES_PER_DEGREE[1], 6),
    )
