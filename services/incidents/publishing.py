"""What everybody gets to read of a report: published or taken down, and never the name of who reported."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from geodata.enums import EventKind, Visibility
from geodata.errors import Conflict, FieldErrors
from geodata.features import Viewer
from geodata.models import Incident, IncidentReporter
from services import sealing
from services.incidents import notices
from services.incidents.holding import hold, refuse_stale
from services.incidents.timeline import add_event
from services.text import clean

LONGEST_NOTE = 1000
_GROUP = "([a-z0-9]{4})"
_LIKE_A_CODE = re.compile(rf"(?=(?<![a-z0-9]){_GROUP}[\W_]{{0,3}}{_GROUP}[\W_]{{0,3}}{_GROUP}(?![a-z0-9]))")


@dataclass(frozen=True)
class Answer:
    """What everybody gets to see of a report: whether it shows, and the note they read with it."""

    published: bool
    note: str = ""


def publish(
    session: Session,
    viewer: Viewer,
    incident_id: int,
    answer: Answer,
    *,
    version: int,
    secrets: sealing.Secrets,
) -> Incident:
    """Show a report to the public with a note, or take it down again.

    Raises NotFound, Forbidden, Conflict (changed meanwhile, forgotten, or for the police only), and
    FieldErrors for a note that is too long or names the one who reported.
    """
    incident = hold(session, viewer, incident_id, "incident:triage")
    refuse_stale(incident, version)
    if incident.visibility is Visibility.POLICE:
        raise Conflict("incident.restricted")
    note = public_text(session, incident, answer.note, secrets)
    if answer.published and incident.visibility is Visibility.INTERNAL:
        incident.visibility = Visibility.MASKED
    if (incident.published, incident.public_note) != (answer.published, note):
        kind = EventKind.PUBLISHED if answer.published else EventKind.WITHDRAWN
        event = add_event(session, incident, kind, account_id=viewer.account_id, public_note=note)
        if note and note != incident.public_note:
            incident.answered_at = incident.answered_at or datetime.now(UTC)
            notices.answered(session, incident, event)
    incident.published = answer.published
    incident.public_note = note
    session.flush()
    return incident


def public_text(
    session: Session,
    incident: Incident,
    text: str,
    secrets: sealing.Secrets,
    *,
    field: str = "public_note",
) -> str:
    """A text for the public, cleaned. Raises FieldErrors (under `field`) where it is too long, holds the code
    by which any report is followed, or names who reported this one, its original or a duplicate of it.
    """
    note = clean(text)
    if len(note) > LONGEST_NOTE:
        raise FieldErrors({field: "incident.note_too_long"})
    if not note:
        return note
    if _holds_code(session, incident.commune_id, note):
        raise FieldErrors({field: "incident.note_holds_code"})
    for code, sealed in _told_by(session, incident):
        if code.replace("-", "").lower() in re.sub(r"[\W_]", "", note.lower()):
            raise FieldErrors({field: "incident.note_holds_code"})
        if sealed and sealing.names(sealing.unseal(secrets, sealed), note):
            raise FieldErrors({field: "incident.note_names_reporter"})
    return note


def _holds_code(session: Session, commune_id: int, note: str) -> bool:
    """Whether a text holds the code of some report, in whose place its reporter alone may act."""
    typed = {"-".join(groups) for groups in _LIKE_A_CODE.findall(note.lower())}
    wanted = select(Incident.id).where(Incident.commune_id == commune_id, Incident.code.in_(typed))
    return bool(typed) and session.scalar(wanted.limit(1)) is not None


def _told_by(session: Session, incident: Incident) -> Sequence[tuple[str, bytes | None]]:
    """(code, sealed identity or None) of a report, its original and its duplicates."""
    family = [Incident.id.in_([incident.id, incident.parent_id]), Incident.parent_id == incident.id]
    found = session.execute(
        select(Incident.code, IncidentReporter.sealed)
        .outerjoin(IncidentReporter, IncidentReporter.incident_id == Incident.id)
        .where(or_(*family))
    )
    return [(row.code, row.sealed) for row in found]
