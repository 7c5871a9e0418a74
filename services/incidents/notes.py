"""Notes at a report: internal ones for the desk, and the answer that the reporter and the public read."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from geodata.enums import EventKind
from geodata.errors import FieldErrors
from geodata.features import Viewer
from geodata.models import Incident
from services.incidents import notices
from services.incidents.holding import hold, refuse_stale, said_already
from services.incidents.moves import LONGEST_INTERNAL
from services.incidents.publishing import public_text
from services.incidents.timeline import add_event
from services.sealing import Secrets
from services.text import clean


def note(session: Session, viewer: Viewer, incident_id: int, text: str) -> Incident:
    """Write an internal note to the timeline; the same one sent twice stands once.

    Notes do not collide, so they ask for no version. Raises NotFound, Forbidden, FieldErrors.
    """
    incident = hold(session, viewer, incident_id, "incident:work")
    written = clean(text)
    if not written:
        raise FieldErrors({"internal_note": "form.needed"})
    if len(written) > LONGEST_INTERNAL:
        raise FieldErrors({"internal_note": "incident.too_long"})
    if not said_already(session, viewer, incident_id, EventKind.NOTED, internal_note=written):
        add_event(session, incident, EventKind.NOTED, account_id=viewer.account_id, internal_note=written)
    return incident


def answer(
    session: Session, viewer: Viewer, incident_id: int, text: str, *, version: int, secrets: Secrets
) -> Incident:
    """Answer the reporter; once the report is published, everybody reads it.

    Raises NotFound, Forbidden, Conflict (changed meanwhile), FieldErrors for a text that is empty, too long
    or names who reported.
    """
    incident = hold(session, viewer, incident_id, "incident:work")
    written = public_text(session, incident, text, secrets)
    if not written:
        raise FieldErrors({"public_note": "form.needed"})
    if said_already(session, viewer, incident_id, EventKind.ANSWERED, public_note=written):
        return incident
    refuse_stale(incident, version)
    incident.public_note = written
    incident.answered_at = incident.answered_at or datetime.now(UTC)
    event = add_event(
        session, incident, EventKind.ANSWERED, account_id=viewer.account_id, public_note=written
    )
    notices.answered(session, incident, event)
    return incident
