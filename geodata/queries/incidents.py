"""Reports of citizens as rows: which ones a viewer may know of, and with which place."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, Select, and_, case, false, or_, select
from sqlalchemy.orm import Session, aliased

from geodata.enums import Visibility
from geodata.features import POLICE_ONLY, Layer, Reach, Viewer, reach
from geodata.models import Account, Incident, IncidentEvent, Site, Village
from geodata.queries import places
from geodata.queries.geometry import as_geojson


def published(viewer: Viewer) -> ColumnElement[bool]:
    """The reports of the viewer's commune that anybody may see."""
    return and_(
        Incident.commune_id == viewer.commune_id,
        Incident.published,
        Incident.visibility.in_((Visibility.PUBLIC, Visibility.MASKED)),
    )


def on_desk(viewer: Viewer, of: type[Incident] = Incident) -> ColumnElement[bool]:
    """The reports (`of`: an alias of them) this viewer works on, with all fields and the exact place: none
    for the public."""
    rows = reach(Layer.INCIDENT, viewer)
    conditions = [of.commune_id == viewer.commune_id]
    if viewer.role not in POLICE_ONLY:
        conditions.append(of.visibility != Visibility.POLICE)
    if rows is Reach.VILLAGE:
        conditions.append(of.village_id == viewer.village_id)
    elif rows is not Reach.ALL:
        conditions.append(false())
    return and_(*conditions)


def known(viewer: Viewer) -> ColumnElement[bool]:
    """The reports this viewer may know of: those on the desk, and the published ones."""
    return or_(on_desk(viewer), published(viewer))


def incident(session: Session, viewer: Viewer, incident_id: int) -> RowMapping | None:
    """One report, or None where the viewer may not know of it. `desk` tells in which ring the viewer stands.

    `geometry` (GeoJSON, EPSG:4326, or None) is the exact place on the desk and the displaced one elsewhere,
    `shown_at` the displaced one; `outside` tells whether the exact place lies outside the commune's border.
    Site, parent and the report it was split from are named to viewers who may know of them only.
    """
    return _one(session, viewer, Incident.id == incident_id, known(viewer))


def followed(session: Session, viewer: Viewer, code: str) -> RowMapping | None:
    """The report of that code, published or not: the code is the reporter's right to follow it."""
    return _one(session, viewer, Incident.code == code, Incident.commune_id == viewer.commune_id)


def events(session: Session, incident_id: int) -> Sequence[RowMapping]:
    """The timeline of a report, oldest first: kind, from_state, to_state, at, who, internal_note,
    public_note, data."""
    statement = (
        select(
            IncidentEvent.kind,
            IncidentEvent.from_state,
            IncidentEvent.to_state,
            IncidentEvent.at,
            Account.display_name.label("who"),
            IncidentEvent.internal_note,
            IncidentEvent.public_note,
            IncidentEvent.data,
        )
        .outerjoin(Account, Account.id == IncidentEvent.account_id)
        .where(IncidentEvent.incident_id == incident_id)
        .order_by(IncidentEvent.id)
    )
    return session.execute(statement).mappings().all()


def _one(session: Session, viewer: Viewer, *where: ColumnElement[bool]) -> RowMapping | None:
    return session.execute(_rows(viewer).where(*where)).mappings().one_or_none()


_FIELDS: Final = (
    Incident.id,
    Incident.code,
    Incident.category,
    Incident.nature,
    Incident.state,
    Incident.visibility,
    Incident.published,
    Incident.description,
    Incident.public_note,
    Incident.landmark,
    Incident.occurred_at,
    Incident.created_at,
    Incident.version,
    Incident.source,
    Incident.urgent,
    Incident.outside,
    Incident.moderation,
    Incident.supporters,
    Incident.assigned_role,
    Incident.referred_to,
    Incident.referred_number,
    Incident.reject_reason,
    Incident.take_in_due_at,
    Incident.due_at,
    Incident.due_limit_at,
    Incident.paused_at,
    Incident.taken_in_at,
    Incident.answered_at,
    Incident.resolved_at,
    Incident.rating,
    Incident.rating_text,
    Incident.site_id,
    Incident.village_id,
    Incident.parent_id,
)


def _rows(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    desk = on_desk(viewer)
    parent, whole = aliased(Incident), aliased(Incident)
    return (
        select(
            *_FIELDS,
            Site.name.label("site"),
            Village.name.label("village"),
            Account.display_name.label("assignee"),
            parent.id.label("desk_parent_id"),
            parent.code.label("parent"),
            whole.id.label("desk_whole_id"),
            whole.code.label("split_from"),
            desk.label("desk"),
            as_geojson(case((desk, Incident.geom), else_=Incident.public_geom)).label("geometry"),
            as_geojson(Incident.public_geom).label("shown_at"),
        )
        .outerjoin(Village, Village.id == Incident.village_id)
        .outerjoin(Site, and_(Site.id == Incident.site_id, places.known(viewer)))
        .outerjoin(Account, Account.id == Incident.assignee_id)
        .outerjoin(parent, and_(parent.id == Incident.parent_id, on_desk(viewer, parent)))
        .outerjoin(whole, and_(whole.id == Incident.split_from_id, on_desk(viewer, whole)))
    )
