"""Roads and places in metres and back in degrees: what lines of ways are drawn from."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from geodata.crs import LOCAL, STORED
from geodata.models import Road

_POINTS = text(
    "SELECT ST_X(p), ST_Y(p) FROM unnest(CAST(:x AS float[]), CAST(:y AS float[])) WITH ORDINALITY "
    "AS sent(x, y, number), LATERAL ST_Transform(ST_SetSRID(ST_MakePoint(x, y), :from_), CAST(:to_ AS int)) "
    "AS p ORDER BY number"
)

Places = NDArray[np.float64]


def roads(session: Session, commune_id: int) -> list[Any]:
    """The roads of a commune as shapely lines, metres of VN-2000 / TM-3 105°45′ (EPSG:9210)."""
    lines = select(func.ST_AsBinary(func.ST_Transform(Road.geom, LOCAL))).where(Road.commune_id == commune_id)
    return [shapely.from_wkb(bytes(row)) for row in session.scalars(lines.order_by(Road.id))]


def in_metres(session: Session, places: Sequence[tuple[float, float]]) -> Places:
    """(lon, lat) in EPSG:4326 degrees → (n, 2) metres of EPSG:9210."""
    return _moved(session, np.array(places, dtype=float).reshape(-1, 2), STORED, LOCAL)


def in_degrees(session: Session, spots: Places) -> Places:
    """(n, 2) metres of EPSG:9210 → (lon, lat) in EPSG:4326 degrees."""
    return _moved(session, spots, LOCAL, STORED)


def _moved(session: Session, spots: Places, from_: int, to_: int) -> Places:
    sent = {"x": spots[:, 0].tolist(), "y": spots[:, 1].tolist(), "from_": from_, "to_": to_}
    return np.array([tuple(row) for row in session.execute(_POINTS, sent)], dtype=float).reshape(-1, 2)
