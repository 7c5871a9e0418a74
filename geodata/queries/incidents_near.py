"""Published reports around a place, by where the public sees them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import RowMapping, cast, func, select
from sqlalchemy.orm import Session

from geodata.crs import LOCAL, STORED, STRETCH
from geodata.enums import IncidentCategory, IncidentState
from geodata.features import Viewer
from geodata.models import Incident
from geodata.queries.geometry import as_geojson
from geodata.queries.ground import point
from geodata.queries.incidents import published


def published_near(
    session: Session,
    viewer: Viewer,
    place: tuple[float, float],
    *,
    categories: Collection[IncidentCategory],
    since: datetime,
    metres: float,
    limit: int,
) -> Sequence[RowMapping]:
    """Published reports of these categories made after `since` whose public place lies within `metres`.

    `place` is (lon, lat) in EPSG:4326; distances are those of VN-2000 / TM-3 105°45′. Nearest first, with
    the fields everybody may see, `id`, `geometry` (displaced) and `metres`. Duplicates are left out.
    """
    at: Any = cast(point(*place), Geometry("POINT", srid=STORED))
    away = func.ST_Distance(func.ST_Transform(Incident.public_geom, LOCAL), func.ST_Transform(at, LOCAL))
    around = func.ST_Expand(func.ST_Transform(at, 3857), metres * STRETCH)
    statement = (
        select(
            Incident.id,
            Incident.category,
            Incident.state,
            Incident.nature,
            Incident.created_at,
            Incident.public_note,
            Incident.supporters,
            as_geojson(Incident.public_geom).label("geometry"),
            away.label("metres"),
        )
        .where(
            published(viewer),
            Incident.category.in_(categories),
            Incident.created_at >= since,
            Incident.state.not_in((IncidentState.DUPLICATE, IncidentState.REJECTED)),
            Incident.public_geom_3857.op("&&")(around),
            away <= metres,
        )
        .order_by(away, Incident.id)
        .limit(limit)
    )
    return session.execute(statement).mappings().all()
