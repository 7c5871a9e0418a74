"""Where a point lies: inside the commune or how far off, and in which village."""

from dataclasses import dataclass

from geoalchemy2 import Geometry, WKBElement, WKTElement
from geoalchemy2.shape import to_shape
from sqlalchemy import cast, func, select
from sqlalchemy.orm import Session

from geodata.crs import LOCAL, STORED
from geodata.models import Commune, Village


@dataclass(frozen=True)
class Lies:
    """In which of today's villages a place lies, or None, and whether outside the commune's border."""

    village_id: int | None
    outside: bool


def point(lon: float, lat: float) -> WKTElement:
    """A point in EPSG:4326 to be stored; degrees."""
    return WKTElement(f"POINT({lon!r} {lat!r})", srid=STORED)


def coordinates(stored: WKBElement | WKTElement | None) -> tuple[float, float] | None:
    """(lon, lat) of a stored point, EPSG:4326, or None."""
    if stored is None:
        return None
    shape = to_shape(stored)
    return shape.x, shape.y


def metres_outside(session: Session, commune_id: int, lon: float, lat: float) -> float | None:
    """How far (lon, lat), EPSG:4326, lies from the commune's ground: 0 inside, None where no border is known.

    Metres of VN-2000 / TM-3 105°45′ (EPSG:9210).
    """
    at = cast(point(lon, lat), Geometry("POINT", srid=STORED))
    distance = func.ST_Distance(func.ST_Transform(Commune.border, LOCAL), func.ST_Transform(at, LOCAL))
    found = session.scalar(select(distance).where(Commune.id == commune_id))
    return None if found is None else float(found)


def lies(session: Session, commune_id: int, lon: float, lat: float) -> Lies:
    """Where (lon, lat), EPSG:4326, lies; it is not outside where no border is known."""
    at = cast(point(lon, lat), Geometry("POINT", srid=STORED))
    village = (
        select(Village.id)
        .where(Village.commune_id == commune_id, Village.valid_to.is_(None), func.ST_Covers(Village.area, at))
        .order_by(Village.id)
        .limit(1)
        .scalar_subquery()
    )
    outside = func.coalesce(~func.ST_Covers(Commune.border, at), False)
    found = session.execute(select(village, outside).where(Commune.id == commune_id)).one()
    return Lies(found[0], bool(found[1]))
