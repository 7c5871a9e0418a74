"""Reports that came by the phone hotline: known by their number in its log, however often that is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, String, any_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from geodata.enums import EventKind, IncidentCategory, IncidentNature, IncidentState
from geodata.models import Incident, IncidentEvent
from geodata.queries.ground import coordinates
from services.sealing import Secrets, pseudonym

SOURCE: Final = "hotline"
"""Source of such a report and of what the log adds to it; also the consent that was given: by phone."""
_PREFIX: Final = "hotline "


@dataclass(frozen=True)
class Kept:
    """A report of the log as it stands. `touched`: an officer or the reporter did something with it since.

    `notes` are those that came from the log.
    """

    id: int
    version: int
    state: IncidentState
    touched: bool
    received: datetime
    category: IncidentCategory
    nature: IncidentNature
    description: str
    landmark: str
    village_id: int | None
    place: tuple[float, float] | None
    notes: set[str] = field(default_factory=set)

    @property
    def open_to_log(self) -> bool:
        """Whether the log may still change it."""
        return self.state is IncidentState.NEW and not self.touched

    @property
    def forgotten(self) -> bool:
        """Whether its time was over: it may not come back."""
        return self.state is IncidentState.ANONYMISED


def key(secrets: Secrets, commune_id: int, number: str) -> str:
    """The key of a report for its number with the year ("12/2026").

    Nobody can make one up: whoever sends the key of a form is shown the receipt that came of it.
    """
    return _PREFIX + pseudonym(secrets, f"hotline {commune_id} {number}")


def is_key(text: str) -> bool:
    """Whether a report's key is one of the log: it stays when the report is forgotten."""
    return text.startswith(_PREFIX)


def kept(session: Session, commune_id: int, keys: Sequence[str], numbers: Sequence[str]) -> dict[str, Kept]:
    """Number → the report that came under it, of those `numbers` with their `keys`, in the same order.

    A report is found by its number too where the secret of the service, and so every key, is another by now.
    """
    number = _number()
    found = session.execute(
        select(Incident, number.label("number"), _touched().label("touched"))
        .where(Incident.commune_id == commune_id, Incident.source == SOURCE)
        .where(or_(Incident.idempotency_key == _any(keys), number == _any(numbers)))
        .order_by(Incident.id)
        .execution_options(populate_existing=True)
    ).all()
    notes = _notes(session, [row.Incident.id for row in found])
    named = dict(zip(keys, numbers, strict=True))
    known: dict[str, Kept] = {}
    for incident, said, touched in found:
        known.setdefault(
            named.get(incident.idempotency_key) or said,
            _kept(incident, bool(touched), notes.get(incident.id, set())),
        )
    return known


def told(number: str, **more: Any) -> dict[str, Any]:
    """What an event that comes from the log holds."""
    return {"source": SOURCE, "number": number, **more}


def _kept(incident: Incident, touched: bool, notes: set[str]) -> Kept:
    return Kept(
        id=incident.id,
        version=incident.version,
        state=incident.state,
        touched=touched,
        received=incident.created_at,
        category=incident.category,
        nature=incident.nature,
        description=incident.description,
        landmark=incident.landmark,
        village_id=incident.village_id,
        place=coordinates(incident.geom),
        notes=notes,
    )


def _from_log() -> ColumnElement[bool]:
    said: ColumnElement[bool] = IncidentEvent.data["source"].astext == SOURCE
    return said


def _number() -> Any:
    return (
        select(IncidentEvent.data["number"].astext)
        .where(IncidentEvent.incident_id == Incident.id, IncidentEvent.kind == EventKind.CREATED, _from_log())
        .limit(1)
        .scalar_subquery()
    )


def _touched() -> Any:
    others = select(IncidentEvent.id).where(
        IncidentEvent.incident_id == Incident.id, func.coalesce(~_from_log(), True)
    )
    return others.exists()


def _notes(session: Session, incident_ids: list[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    rows = session.execute(
        select(IncidentEvent.incident_id, IncidentEvent.internal_note)
        .where(IncidentEvent.incident_id == any_(literal(incident_ids, ARRAY(BigInteger))))
        .where(_from_log(), IncidentEvent.internal_note != "")
    )
    for incident_id, note in rows:
        found.setdefault(incident_id, set()).add(note)
    return found


def _any(values: Sequence[str]) -> Any:
    return any_(literal(list(values), ARRAY(String)))
