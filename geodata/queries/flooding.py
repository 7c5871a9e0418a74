"""How high the flood risk is where a point stands."""

from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select

from geodata.models import RiskZone
from geodata.queries.waste import FLOODS

_zone: Final = RiskZone.__table__.c


def flood_level(
    commune_id: int, on: date, place: ColumnElement[Any], *where: ColumnElement[bool]
) -> ColumnElement[int]:
    """The highest level 1–5 of flood zones valid `on` that hold `place` (a point in EPSG:3857), or NULL.

    `where` says for which rows it is asked at all.
    """
    return (
        select(func.max(_zone.level))
        .where(
            *where,
            _zone.commune_id == commune_id,
            _zone.hazard.in_(FLOODS),
            _zone.valid_from <= on,
            or_(_zone.valid_to.is_(None), _zone.valid_to >= on),
            func.ST_Intersects(_zone.geom_3857, place),
        )
        .scalar_subquery()
    )
