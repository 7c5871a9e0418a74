"""The timeline of a report: each step, note and answer is an event, added and never changed."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from geodata.enums import EventKind, IncidentState
from geodata.models import Incident, IncidentEvent


def add_event(
    session: Session,
    incident: Incident,
    kind: EventKind,
    *,
    account_id: int | None,
    to: IncidentState | None = None,
    internal_note: str = "",
    public_note: str = "",
    data: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> IncidentEvent:
    """Add an event, flushed; with `to` the report stands in that state from now on.

    The database refuses a state that no event tells (migration 0009).
    """
    event = IncidentEvent(
        incident_id=incident.id,
        kind=kind,
        from_state=incident.state,
        to_state=to or incident.state,
        account_id=account_id,
        internal_note=internal_note,
        public_note=public_note,
        data=data or {},
        at=at or datetime.now(UTC),
    )
    session.add(event)
    incident.state = event.to_state
    session.flush()
    return event
