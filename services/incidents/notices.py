"""What is told to whom when a report moves: queued in the same transaction, sent by the worker."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from geodata import queue
from geodata.enums import IncidentState, RejectReason
from geodata.models import Incident, IncidentEvent, IncidentReporter, Notification
from services.incidents import identity
from services.incidents.states import ENDED
from services.sealing import Secrets

MAIL: Final = "mail"
"""Key of Session.info: whether mail goes out. Who makes the sessions says so; else none is queued."""
SEND: Final = "notices.send"
FORGET: Final = "retention.forget"
"""Tasks of the worker; their arguments are ids, never an address or a text."""
_S = IncidentState
TOLD: Final = frozenset({_S.NEED_INFO, _S.RESOLVED, _S.REJECTED, _S.REFERRED, _S.REOPENED, _S.DUPLICATE})
"""Steps that the reporter hears of, beside the first one (it was taken in) and each that answers."""


@dataclass(frozen=True)
class Notice:
    """What a letter to a reporter is made of, and no more: no description, no place."""

    id: int
    key: str
    commune_id: int
    address: str
    language: str
    code: str
    state: IncidentState
    note: str


def moved(session: Session, incident: Incident, event: IncidentEvent, came_from: IncidentState) -> None:
    """Queue what the step of a report has to tell; and its forgetting, where that was asked for."""
    if event.to_state in ENDED - {_S.ANONYMISED} and incident.erasure_requested_at is not None:
        queue.defer(session, FORGET, incident=incident.id)
    if came_from is _S.NEW or event.to_state in TOLD or event.public_note:
        answered(session, incident, event)


def answered(session: Session, incident: Incident, event: IncidentEvent) -> None:
    """Queue the telling of an event to a reporter who asked to be told; junk is not answered."""
    reporter = session.get(IncidentReporter, incident.id) if session.info.get(MAIL) else None
    if reporter is None or not reporter.mail_language or incident.reject_reason is RejectReason.SPAM:
        return
    if announce(session, incident.commune_id, _key(event.id), incident.id):
        queue.defer(session, SEND, lock=f"letters of report {incident.id}", event=event.id)


def announce(session: Session, commune_id: int, key: str, incident_id: int | None = None) -> bool:
    """Write down that a message is to go out; False where it was already, however many ask at once."""
    return (
        session.scalar(
            insert(Notification)
            .values(commune_id=commune_id, key=key, incident_id=incident_id)
            .on_conflict_do_nothing()
            .returning(Notification.id)
        )
        is not None
    )


def take(session: Session, event_id: int, secrets: Secrets) -> Notice | None:
    """What to send for an event, counted as a try; None where it is sent, or nobody wants it any more.

    The reading of the identity is logged with it: the caller commits before it sends.
    """
    event = session.get(IncidentEvent, event_id)
    waiting = held(session, _key(event_id))
    if event is None or waiting is None:
        return None
    incident = session.get_one(Incident, event.incident_id)
    found = identity.for_mail(session, incident, secrets)
    if found is None or not found[0].email:
        waiting.error = "nobody to tell"
        return None
    reporter, language = found
    waiting.tries += 1
    return Notice(
        waiting.id,
        waiting.key,
        waiting.commune_id,
        reporter.email,
        language,
        incident.code,
        event.to_state,
        event.public_note,
    )


def held(session: Session, key: str) -> Notification | None:
    """The message of that key, held until the end of the transaction; None where it is sent or was none."""
    return session.scalar(
        select(Notification)
        .where(Notification.key == key, Notification.sent_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def sent(session: Session, notification_id: int) -> None:
    """A message went out."""
    row = session.get_one(Notification, notification_id)
    row.sent_at, row.error = datetime.now(UTC), ""


def failed(session: Session, notification_id: int, reason: str) -> None:
    """A message did not go out; `reason` is a figure or a kind of fault, never the server's own words."""
    session.get_one(Notification, notification_id).error = reason[:300]


def _key(event_id: int) -> str:
    return f"event:{event_id}"
