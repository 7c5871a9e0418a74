"""Where many points lie at once: inside the commune or not, and in which village."""

from collections.abc import Sequence

from geoalchemy2 import Geometry
from sqlalchemy import Float, Integer, column, false, func, literal, not_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from geodata.crs import STORED
from geodata.models import Commune, Village


def whereabouts(
    session: Session, commune_id: int, points: Sequence[tuple[float, float]]
) -> list[tuple[bool, int | None]]:
    """(outside the border, id of today's village or None) of each (lon, lat), EPSG:4326, in their order.

    Nothing is outside where no border is known.
    """
    sent = (
        func.unnest(
            literal(list(range(len(points))), ARRAY(Integer)),
            literal([lon for lon, _ in points], ARRAY(Float)),
            literal([lat for _, lat in points], ARRAY(Float)),
        )
        .table_valued(column("number", Integer), column("lon", Float), column("lat", Float))
        .render_derived()
    )
    at = func.ST_SetSRID(func.ST_MakePoint(sent.c.lon, sent.c.lat), STORED, type_=Geometry)
    inside = select(func.ST_Intersects(Commune.border, at)).where(Commune.id == commune_id).scalar_subquery()
    village = (
        select(Village.id)
        .where(Village.commune_id == commune_id, Village.valid_to.is_(None), func.ST_Covers(Village.area, at))
        .order_by(Village.id)
        .limit(1)
        .scalar_subquery()
    )
    found = select(func.coalesce(not_(inside), false()), village).order_by(sent.c.number)
    return [(bool(outside), village_id) for outside, village_id in session.execute(found)]
