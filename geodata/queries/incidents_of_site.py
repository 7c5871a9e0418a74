"""Reports that speak of a site: those linked to it and those close by, as far as a viewer works on them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, func, or_, select
from sqlalchemy.orm import Session

from geodata.crs import LOCAL
from geodata.enums import IncidentState
from geodata.features import Viewer
from geodata.models import Incident, IncidentInspection, Site
from geodata.queries.incidents import on_desk


def of_site(
    session: Session,
    viewer: Viewer,
    site_id: int,
    *,
    states: Collection[IncidentState],
    since: datetime,
    metres: float,
) -> Sequence[RowMapping]:
    """Reports about a site or within `metres` of it (EPSG:9210), made since then, newest first."""
    place = select(func.ST_Transform(Site.geom, LOCAL)).where(Site.id == site_id).scalar_subquery()
    close = func.ST_DWithin(func.ST_Transform(Incident.geom, LOCAL), place, metres)
    chosen = _named(viewer).where(
        Incident.state.in_(states), Incident.created_at >= since, or_(Incident.site_id == site_id, close)
    )
    return session.execute(chosen.limit(50)).mappings().all()


def known(session: Session, viewer: Viewer, incident_ids: Collection[int]) -> Sequence[RowMapping]:
    """Those of the reports that this viewer works on, newest first."""
    chosen = _named(viewer).where(Incident.id.in_(incident_ids))
    return session.execute(chosen).mappings().all()


def of_inspection(session: Session, viewer: Viewer, inspection_id: int) -> Sequence[RowMapping]:
    """The reports linked to a check that this viewer works on, newest first."""
    linked = IncidentInspection.incident_id == Incident.id
    chosen = _named(viewer).join(IncidentInspection, linked)
    return session.execute(chosen.where(IncidentInspection.inspection_id == inspection_id)).mappings().all()


def _named(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(Incident.id, Incident.code, Incident.category, Incident.state, Incident.created_at)
        .where(on_desk(viewer))
        .order_by(Incident.created_at.desc(), Incident.id.desc())
    )
