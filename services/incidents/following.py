"""What the one who reported gets to follow by a code, without an account."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import EventKind, IncidentState, Visibility
from geodata.errors import Gone, NotFound
from geodata.features import Json, Layer, Viewer, feature
from geodata.models import Incident, IncidentEvent
from geodata.queries import incidents as rows
from services.incidents import files, reporter, retention
from services.incidents.desk import anybody
from services.incidents.intake import as_code


@dataclass(frozen=True)
class Step:
    """A step of the timeline as the reporter reads it: no name, no internal note."""

    at: datetime
    kind: EventKind
    state: IncidentState
    note: str


@dataclass(frozen=True)
class Receipt:
    """What the reporter gets to follow, and which of "info", "reopen", "rate" they may do now.

    `photos` are those they sent, as files.of_reporter gives them; `parent_id` a published report of the same.
    """

    id: int
    code: str
    feature: Json
    published: bool
    outside: bool
    take_in_due_at: datetime | None
    due_at: datetime | None
    taken_in: bool
    photos: list[Json]
    steps: list[Step]
    may: frozenset[str]
    reopen_until: datetime | None
    rating: int | None
    parent_id: int | None

    @property
    def state(self) -> IncidentState:
        """Where the report stands."""
        return IncidentState(self.fields["state"])

    @property
    def fields(self) -> Json:
        """What others see of it, or would see."""
        properties: Json = self.feature["properties"]
        return properties


def receipt(session: Session, viewer: Viewer, code: str) -> Receipt:
    """What the reporter follows under a code, however it was typed; NotFound for a code that is none."""
    public = anybody(viewer)
    row = rows.followed(session, public, as_code(code))
    if row is None:
        forgotten = retention.is_forgotten(session, viewer.commune_id, as_code(code))
        raise Gone("incident.forgotten") if forgotten else NotFound("incident.no_code")
    incident = session.get_one(Incident, row["id"])
    return Receipt(
        row["id"],
        row["code"],
        feature(Layer.INCIDENT, row, public),
        bool(row["published"]) and row["visibility"] in (Visibility.PUBLIC, Visibility.MASKED),
        row["outside"],
        row["take_in_due_at"],
        row["due_at"],
        row["taken_in_at"] is not None,
        files.of_reporter(session, public, row["code"]),
        _steps(session, row["id"]),
        reporter.may(incident, datetime.now(UTC)),
        reporter.reopen_until(incident),
        row["rating"],
        _parent(session, public, row),
    )


def _steps(session: Session, incident_id: int) -> list[Step]:
    """Moves, answers, and what the reporter did; what was taken down is no longer told."""
    told = (EventKind.CREATED, EventKind.MOVED, EventKind.INFO_ADDED, EventKind.RATED)
    statement = (
        select(IncidentEvent).where(IncidentEvent.incident_id == incident_id).order_by(IncidentEvent.id)
    )
    return [
        Step(event.at, event.kind, event.to_state, event.public_note)
        for event in session.scalars(statement)
        if event.kind in told or (event.public_note and event.kind is not EventKind.WITHDRAWN)
    ]


def _parent(session: Session, public: Viewer, row: Any) -> int | None:
    """The published report that this one is a duplicate of: its code is somebody else's secret."""
    if row["parent_id"] is None or rows.incident(session, public, row["parent_id"]) is None:
        return None
    return int(row["parent_id"])
