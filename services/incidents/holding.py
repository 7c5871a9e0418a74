"""One report in an officer's hand: whose it is, held to the end of the transaction, changed only as seen."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import EventKind, IncidentState
from geodata.errors import Conflict, NotFound
from geodata.features import Viewer
from geodata.models import Incident, IncidentEvent
from geodata.queries import incidents as rows
from services import access


def on_desk(session: Session, viewer: Viewer, incident_id: int) -> Incident:
    """A report that this viewer works on; raises NotFound for any other."""
    incident = session.scalar(select(Incident).where(Incident.id == incident_id, rows.on_desk(viewer)))
    if incident is None:
        raise NotFound("record.unknown")
    return incident


def hold(session: Session, viewer: Viewer, incident_id: int, action: str) -> Incident:
    """A report of the viewer's desk as it stands now, locked. NotFound for any other, Forbidden without the
    right to `action`, Conflict("incident.move_refused", state, allowed: none) for a forgotten one: what would
    be written to it now, nothing would ever forget."""
    held = select(Incident).where(Incident.id == incident_id, rows.on_desk(viewer)).with_for_update()
    incident = session.scalar(held.execution_options(populate_existing=True))
    if incident is None:
        raise NotFound("record.unknown")
    access.require(viewer, action)
    if incident.state is IncidentState.ANONYMISED:
        raise Conflict("incident.move_refused", state=incident.state.value, allowed=[])
    return incident


def refuse_stale(incident: Incident, version: int) -> None:
    """Raise Conflict("record.changed") unless the report is at `version`, the one its editor saw."""
    if incident.version != version:
        raise Conflict("record.changed")


def said_already(
    session: Session, viewer: Viewer, incident_id: int, kind: EventKind, **told: Any
) -> IncidentEvent | None:
    """The last event of a report where it is this viewer's own and tells the very same: a form sent twice.

    `told`: fields of the event, such as `to_state` and `public_note`.
    """
    newest = select(IncidentEvent).where(IncidentEvent.incident_id == incident_id)
    last = session.scalar(newest.order_by(IncidentEvent.id.desc()).limit(1))
    if last is None or last.account_id is None or last.account_id != viewer.account_id:
        return None
    same = last.kind is kind and all(getattr(last, field) == value for field, value in told.items())
    return last if same else None


def moved_already(
    session: Session, viewer: Viewer, incident_id: int, to: IncidentState, internal: str, public: str
) -> bool:
    """Whether the viewer has just made this move, with these notes."""
    told = {"to_state": to, "internal_note": internal, "public_note": public}
    return said_already(session, viewer, incident_id, EventKind.MOVED, **told) is not None
