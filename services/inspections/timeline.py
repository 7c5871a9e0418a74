"""The timeline of a check: each step, note and remedy is an event, added and never changed."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from geodata.enums import InspectionEventKind, InspectionState
from geodata.models import Inspection, InspectionEvent


def add_event(
    session: Session,
    inspection: Inspection,
    kind: InspectionEventKind,
    *,
    account_id: int | None,
    to: InspectionState | None = None,
    note: str = "",
    data: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> InspectionEvent:
    """Add an event, flushed; with `to` the check stands in that state from now on.

    The database refuses a state that no event tells (migration 0018). The first event of a check that was
    just added is its CREATED one and starts from nowhere.
    """
    created = kind is InspectionEventKind.CREATED
    event = InspectionEvent(
        inspection_id=inspection.id,
        kind=kind,
        from_state=None if created else inspection.state,
        to_state=to or inspection.state,
        account_id=account_id,
        note=note,
        data=data or {},
        at=at or datetime.now(UTC),
    )
    session.add(event)
    inspection.state = event.to_state
    if not created:
        flag_modified(inspection, "state")
    session.flush()
    return event
