"""What everybody gets to read of a report: published or taken down, and never the name of who reported."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import EventKind, Visibility
from geodata.errors import Conflict, FieldErrors, NotFound
from geodata.features import Viewer
from geodata.models import Incident, IncidentReporter
from geodata.queries import incidents as rows
from services import access, records, sealing
from services.incidents.timeline import add_event
from services.text import clean

LONGEST_NOTE = 1000


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

    Raises NotFound, Forbidden, Conflict (changed meanwhile, or for the police only), and FieldErrors for a
    note that is too long or names the one who reported.
    """
    incident = on_desk(session, viewer, incident_id)
    access.require(viewer, "incident:triage")
    records.lock(session, incident, version)
    if incident.visibility is Visibility.POLICE:
        raise Conflict("incident.restricted")
    note = public_text(session, incident, answer.note, secrets)
    if answer.published and incident.visibility is Visibility.INTERNAL:
        incident.visibility = Visibility.MASKED
    if (incident.published, incident.public_note) != (answer.published, note):
        kind = EventKind.PUBLISHED if answer.published else EventKind.WITHDRAWN
        add_event(session, incident, kind, account_id=viewer.account_id, public_note=note)
    incident.published = answer.published
    incident.public_note = note
    session.flush()
    return incident


def on_desk(session: Session, viewer: Viewer, incident_id: int) -> Incident:
    """A report that this viewer works on; raises NotFound for any other."""
    incident = session.scalar(select(Incident).where(Incident.id == incident_id, rows.on_desk(viewer)))
    if incident is None:
        raise NotFound("record.unknown")
    return incident


def public_text(
    session: Session,
    incident: Incident,
    text: str,
    secrets: sealing.Secrets,
    *,
    field: str = "public_note",
) -> str:
    """A text for the public, cleaned. Raises FieldErrors (under `field`) where it is too long or names the
    one who reported."""
    note = clean(text)
    if len(note) > LONGEST_NOTE:
        raise FieldErrors({field: "incident.note_too_long"})
    reporter = session.get(IncidentReporter, incident.id)
    if note and reporter and sealing.names(sealing.unseal(secrets, reporter.sealed), note):
        raise FieldErrors({field: "incident.note_names_reporter"})
    return note
