"""Published reports as programs ask for them: with their last public change and their first public photo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

from geodata.enums import EventKind, IncidentCategory, IncidentState
from geodata.features import Viewer
from geodata.models import Incident, IncidentEvent, IncidentFile, Village
from geodata.queries.geometry import as_geojson
from geodata.queries.incidents import published

TOLD: Final = (
    EventKind.CREATED,
    EventKind.MOVED,
    EventKind.ANSWERED,
    EventKind.PUBLISHED,
    EventKind.WITHDRAWN,
)
"""Events that change what everybody sees; the others (notes, assignments) are no news of the public's."""


@dataclass(frozen=True)
class RequestFilter:
    """What a program asked for; None means all. Moments are inclusive."""

    ids: tuple[int, ...] | None = None
    categories: tuple[IncidentCategory, ...] | None = None
    states: tuple[IncidentState, ...] | None = None
    made_from: datetime | None = None
    made_to: datetime | None = None
    updated_from: datetime | None = None
    updated_to: datetime | None = None


def requests(
    session: Session, viewer: Viewer, wanted: RequestFilter, *, offset: int = 0, limit: int = 1000
) -> Sequence[RowMapping]:
    """Published reports, newest first: fields of Layer.INCIDENT, `id`, `geometry` (the displaced place,
    GeoJSON, EPSG:4326, or None), `updated_at`, and `photo` (the id of the first public one, or None)."""
    statement = (
        _rows()
        .where(published(viewer), *_wanted(wanted))
        .order_by(Incident.created_at.desc(), Incident.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return session.execute(statement).mappings().all()


def _rows() -> Select[*tuple[Any, ...]]:
    return select(
        Incident.id,
        Incident.category,
        Incident.state,
        Incident.nature,
        Incident.created_at,
        Incident.public_note,
        Incident.supporters,
        Incident.description,
        Incident.due_at,
        Village.name.label("village"),
        as_geojson(Incident.public_geom).label("geometry"),
        _updated().label("updated_at"),
        _photo().label("photo"),
    ).outerjoin(Village, Village.id == Incident.village_id)


def _updated() -> ColumnElement[datetime]:
    """The moment of the last event that the public can see; the report's own where there is none."""
    told = (
        select(func.max(IncidentEvent.at))
        .where(IncidentEvent.incident_id == Incident.id, IncidentEvent.kind.in_(TOLD))
        .correlate(Incident)
        .scalar_subquery()
    )
    return func.coalesce(told, Incident.created_at)


def _photo() -> ScalarSelect[Any]:
    return (
        select(func.min(IncidentFile.id))
        .where(IncidentFile.incident_id == Incident.id, IncidentFile.public)
        .correlate(Incident)
        .scalar_subquery()
    )


def _wanted(wanted: RequestFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    among = {Incident.id: wanted.ids, Incident.category: wanted.categories, Incident.state: wanted.states}
    where += [column.in_(values) for column, values in among.items() if values is not None]
    if wanted.made_from is not None:
        where.append(Incident.created_at >= wanted.made_from)
    if wanted.made_to is not None:
        where.append(Incident.created_at <= wanted.made_to)
    if wanted.updated_from is not None:
        where.append(_updated() >= wanted.updated_from)
    if wanted.updated_to is not None:
        where.append(_updated() <= wanted.updated_to)
    return where
