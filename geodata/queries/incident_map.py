"""Reports for the map's list: newest first, each with the place that this viewer may see."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, RowMapping, case, func, select
from sqlalchemy.orm import Session

from geodata.features import Viewer
from geodata.models import Incident, Village
from geodata.queries.geometry import as_geojson
from geodata.queries.incidents import known, on_desk


def on_map(
    session: Session,
    viewer: Viewer,
    *,
    category: str = "",
    first: date | None = None,
    last: date | None = None,
    offset: int = 0,
    limit: int = 30,
) -> Sequence[RowMapping]:
    """Reports this viewer may know of, made between two days: fields of Layer.INCIDENT, `id`, `desk`."""
    desk = on_desk(viewer)
    statement = (
        select(
            Incident.id,
            Incident.code,
            Incident.category,
            Incident.state,
            Incident.nature,
            Incident.created_at,
            Incident.occurred_at,
            Incident.public_note,
            Incident.description,
            Incident.visibility,
            Incident.published,
            Village.name.label("village"),
            desk.label("desk"),
            as_geojson(case((desk, Incident.geom), else_=Incident.public_geom)).label("geometry"),
        )
        .outerjoin(Village, Village.id == Incident.village_id)
        .where(known(viewer), *_wanted(category, first, last))
        .order_by(Incident.created_at.desc(), Incident.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return session.execute(statement).mappings().all()


def by_month(session: Session, viewer: Viewer, *, category: str, first: date) -> Sequence[RowMapping]:
    """How many known reports were made in each month since `first`: rows (month as its first day, n)."""
    month = func.date_trunc("month", Incident.created_at).label("month")
    statement = (
        select(month, func.count().label("n"))
        .where(known(viewer), *_wanted(category, first, None))
        .group_by(month)
        .order_by(month)
    )
    return session.execute(statement).mappings().all()


def _wanted(category: str, first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if category:
        where.append(Incident.category == category)
    if first:
        where.append(func.date(Incident.created_at) >= first)
    if last:
        where.append(func.date(Incident.created_at) <= last)
    return where
