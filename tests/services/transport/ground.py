"""Ground measured in metres for tests: places and routes in the commune's own grid."""

from datetime import date
from typing import Any

from geoalchemy2.shape import from_shape
from shapely.geometry import LineString, MultiPolygon, box
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.crs import LOCAL, STORED
from geodata.models import Commune, WasteCarrier, WasteRoute

EAST, NORTH = 586_000.0, 2_294_900.0
"""A corner in the middle of An Hưng's test border (VN-2000 / TM-3 105°45′)."""


def stored(session: Session, shape: BaseGeometry) -> Any:
    """A shape in metres from the corner, as a column takes it."""
    moved = func.ST_Translate(func.ST_GeomFromText(shape.wkt, LOCAL), EAST, NORTH)
    return session.scalar(select(func.ST_Transform(moved, STORED)))


def field(session: Session, west: float, south: float, east: float, north: float) -> Any:
    """A rectangle in metres from the corner."""
    return stored(session, MultiPolygon([box(west, south, east, north)]))


def carrier(session: Session, home: Commune, **more: Any) -> WasteCarrier:
    """A carrier whose permit holds."""
    given = {"permit_to": date(2030, 1, 1), "code": f"DVVC-{more.get('name', 'A')}", "name": "Đơn vị A"}
    made = WasteCarrier(commune_id=home.id, version=1, **given | more)
    session.add(made)
    session.flush()
    return made


def route(session: Session, home: Commune, owner: WasteCarrier, **more: Any) -> WasteRoute:
    """A straight route 1,000 m to the east from the corner."""
    more.setdefault("geom", stored(session, LineString([(0, 0), (1000, 0)])))
    given = {"code": f"TVC-{len(more)}-{owner.id}", "name": "Tuyến thẳng", "valid_from": date(2026, 1, 1)}
    made = WasteRoute(commune_id=home.id, carrier_id=owner.id, version=1, **given | more)
    session.add(made)
    session.flush()
    return made


def degrees(line: list[tuple[float, float]]) -> Any:
    """A line in degrees, as a column takes it."""
    return from_shape(LineString(line), srid=STORED)
