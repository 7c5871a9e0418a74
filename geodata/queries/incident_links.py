"""Sites and checks that reports are linked to, found by name or code by those who may know of them."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import Session

from geodata.features import Layer, Reach, Viewer, reach
from geodata.models import Incident, IncidentInspection, Inspection, Site
from geodata.queries.places import known
from geodata.queries.text_search import name_like


class Found(NamedTuple):
    """A site, or a check with the name of its site and its day (a date or None)."""

    id: int
    name: str
    code: str
    site_id: int
    day: Any = None


def sites(
    session: Session,
    viewer: Viewer,
    *,
    search: str = "",
    ids: Collection[int] | None = None,
    incident_id: int | None = None,
    limit: int | None = None,
) -> Sequence[Found]:
    """Sites this viewer may know of, by name: those searched for, of those ids, or linked to that report."""
    statement = select(Site.id, Site.name, Site.code, Site.id.label("site_id")).where(known(viewer))
    if search:
        statement = statement.where(_named(search, Site.code))
    if ids is not None:
        statement = statement.where(Site.id.in_(ids))
    if incident_id is not None:
        statement = statement.join(Incident, Incident.site_id == Site.id).where(Incident.id == incident_id)
    found = session.execute(statement.order_by(Site.name_folded, Site.id).limit(limit))
    return [Found(*row) for row in found]


def inspections(
    session: Session,
    viewer: Viewer,
    *,
    search: str = "",
    ids: Collection[int] | None = None,
    incident_id: int | None = None,
    limit: int | None = None,
) -> Sequence[Found]:
    """Checks this viewer may know of, newest first: searched by their code or their site's name or code."""
    day = func.coalesce(Inspection.inspected_on, Inspection.decision_date)
    statement = (
        select(Inspection.id, Site.name, Inspection.code, Site.id.label("site_id"), day)
        .join(Site, Site.id == Inspection.site_id)
        .where(known(viewer), _checks_of_layer(viewer))
    )
    if search:
        statement = statement.where(_named(search, Inspection.code))
    if ids is not None:
        statement = statement.where(Inspection.id.in_(ids))
    if incident_id is not None:
        linked = IncidentInspection.inspection_id == Inspection.id
        statement = statement.join(IncidentInspection, linked)
        statement = statement.where(IncidentInspection.incident_id == incident_id)
    found = session.execute(statement.order_by(day.desc().nulls_last(), Inspection.id).limit(limit))
    return [Found(*row) for row in found]


def inspection_ids(session: Session, incident_id: int) -> list[int]:
    """The checks a report is linked to, whoever asks."""
    linked = select(IncidentInspection.inspection_id).where(IncidentInspection.incident_id == incident_id)
    return list(session.scalars(linked))


def _named(search: str, code: Any) -> ColumnElement[bool]:
    same_code = func.lower(code) == search.lower()
    return or_(name_like(Site.name_folded, search), same_code, func.lower(Site.code) == search.lower())


def _checks_of_layer(viewer: Viewer) -> ColumnElement[bool]:
    """Checks of the sites whose checks this viewer may know of."""
    rows = reach(Layer.INSPECTION, viewer)
    if rows is Reach.VILLAGE:
        return Site.village_id == viewer.village_id
    return true() if rows is Reach.ALL else false()
