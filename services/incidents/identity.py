"""Who reported, unsealed: here alone, and never without a line in the log of readings.

The one exception is the scrubber of public texts (publishing.public_text): it compares and forgets, nobody
gets to see anything, and a line for each public text would hide the lines that matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from geodata.enums import Visibility
from geodata.errors import FieldErrors, NotFound
from geodata.features import POLICE_ONLY, Viewer
from geodata.models import Account, IdentityReading, Incident, IncidentReporter
from geodata.queries import incidents as rows
from services import access, sealing
from services.incidents.holding import on_desk
from services.sealing import Identity, Secrets
from services.text import clean

PAGE: Final = 50
LEAST_PURPOSE: Final = 10
"""Letters: "xem" is no purpose."""
LONGEST_PURPOSE: Final = 300
WORKER: Final = "worker"
REPORTER: Final = "the reporter"
MAIL: Final = "mail"
OWN_DATA: Final = "own data"
"""Purposes of readings by the service itself and by the one who reported; no officer's is so short."""


@dataclass(frozen=True)
class Reading:
    """Who read the identity of which reporter, when and why; `linked`: this reader may open the report."""

    id: int
    at: datetime
    incident_id: int
    actor: str
    purpose: str
    linked: bool


def left_contact(session: Session, viewer: Viewer, incident_id: int) -> bool | None:
    """Whether the reporter of this report left a name or address; None for who may not read it anyway."""
    if not access.may(viewer, "incident:identity"):
        return None
    return _reporter(session, on_desk(session, viewer, incident_id).id) is not None


def read_identity(
    session: Session, viewer: Viewer, incident_id: int, purpose: str, secrets: Secrets
) -> Identity:
    """The identity of who reported, for a purpose in words; the caller commits before it shows anything.

    Raises Forbidden, NotFound (no such report on this desk, or nobody left a name), FieldErrors under
    `purpose` (too short, too long, or naming the reporter: the log outlives them), Unavailable (lost key).
    """
    access.require(viewer, "incident:identity")
    incident = on_desk(session, viewer, incident_id)
    reporter = _reporter(session, incident.id)
    if reporter is None:
        raise NotFound("identity.none")
    words = _purpose(purpose)
    identity = sealing.unseal(secrets, reporter.sealed)
    if sealing.names(identity, words):
        raise FieldErrors({"purpose": "identity.purpose_names"})
    account = session.get(Account, viewer.account_id) if viewer.account_id else None
    _log(session, incident, words, account.username if account else viewer.role.value, viewer.account_id)
    return identity


def for_mail(session: Session, incident: Incident, secrets: Secrets) -> tuple[Identity, str] | None:
    """(identity, language) for a letter the reporter asked for, or None. Logged as the worker's reading."""
    reporter = _reporter(session, incident.id)
    if reporter is None or not reporter.mail_language:
        return None
    _log(session, incident, MAIL, WORKER)
    return sealing.unseal(secrets, reporter.sealed), reporter.mail_language


def for_reporter(session: Session, incident: Incident, secrets: Secrets) -> Identity | None:
    """The identity as it was given, for who holds the code. Logged as the reporter's own reading."""
    reporter = _reporter(session, incident.id)
    if reporter is None:
        return None
    _log(session, incident, OWN_DATA, REPORTER)
    return sealing.unseal(secrets, reporter.sealed)


def readings(session: Session, viewer: Viewer, before: int | None = None) -> Sequence[Reading]:
    """A page of the log of readings, newest first; `before` is the id of the last one seen.

    Reports for the police only are told to the police, and to them nothing else; to all others not even as a
    line here. Raises Forbidden.
    """
    access.require(viewer, "audit:identities")
    statement = (
        select(IdentityReading, rows.known(viewer).label("known"))
        .outerjoin(Incident, Incident.id == IdentityReading.incident_id)
        .where(IdentityReading.commune_id == viewer.commune_id)
        .order_by(IdentityReading.id.desc())
        .limit(PAGE)
    )
    if viewer.role in POLICE_ONLY:
        statement = statement.where(Incident.visibility == Visibility.POLICE)
    else:
        statement = statement.where(or_(Incident.id.is_(None), Incident.visibility != Visibility.POLICE))
    if before is not None:
        statement = statement.where(IdentityReading.id < before)
    return [
        Reading(row.id, row.at, row.incident_id, row.actor, row.purpose, bool(known))
        for row, known in session.execute(statement)
    ]


def _reporter(session: Session, incident_id: int) -> IncidentReporter | None:
    return session.get(IncidentReporter, incident_id, populate_existing=True)


def _purpose(purpose: str) -> str:
    words = clean(purpose)
    if sum(letter.isalpha() for letter in words) < LEAST_PURPOSE:
        raise FieldErrors({"purpose": "identity.purpose_short"})
    if len(words) > LONGEST_PURPOSE:
        raise FieldErrors({"purpose": "identity.purpose_long"})
    return words


def _log(
    session: Session, incident: Incident, purpose: str, actor: str, account_id: int | None = None
) -> None:
    session.add(
        IdentityReading(
            commune_id=incident.commune_id,
            incident_id=incident.id,
            account_id=account_id,
            actor=actor,
            purpose=purpose,
        )
    )
    session.flush()
