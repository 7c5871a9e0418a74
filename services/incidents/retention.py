"""Closed and forgotten in time: of an ended report stay what, when, roughly where, and how it went."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import delete, false, func, or_, select, update
from sqlalchemy.orm import Session

from geodata import queue
from geodata.enums import IncidentState
from geodata.models import Incident, IncidentEvent, IncidentFile, IncidentReporter, IncidentSupporter
from services.incidents import hotline, levels, moves, store
from services.incidents.reporter import REOPEN_WITHIN
from services.incidents.states import ENDED
from services.incidents.store import Store

BATCH: Final = 2000
"""Reports that one round takes on, so that letters need not wait for long; the next round goes on."""
JOBS_KEPT_DAYS: Final = 30
DROP_BYTES: Final = "retention.drop_bytes"
"""Task of the worker: its argument are names of files, which tell nothing."""
_S = IncidentState
_OVER: Final = frozenset({_S.REJECTED, _S.DUPLICATE, _S.CLOSED})
"""States from which a report may be forgotten."""


def to_close(session: Session, now: datetime) -> list[int]:
    """Resolved reports that can no longer be asked to be reopened."""
    return list(
        session.scalars(
            select(Incident.id)
            .where(Incident.state == _S.RESOLVED, Incident.ended_at < now - REOPEN_WITHIN)
            .order_by(Incident.id)
            .limit(BATCH)
        )
    )


def close(session: Session, incident_id: int, now: datetime) -> bool:
    """Close a resolved report if it is still due; whoever comes second finds it done."""
    incident = _held(session, incident_id)
    if incident is None or incident.state is not _S.RESOLVED:
        return False
    if incident.ended_at is None or incident.ended_at >= now - REOPEN_WITHIN:
        return False
    moves.step(session, incident, _S.CLOSED, account_id=None)
    return True


def to_forget(session: Session, now: datetime) -> list[int]:
    """Ended reports that were kept for as long as their category says, or whose reporter wants them gone."""
    communes = session.scalars(select(Incident.commune_id).distinct()).all()
    past = [
        (Incident.commune_id == commune_id)
        & (Incident.category == category)
        & (Incident.ended_at < now - timedelta(days=days))
        for commune_id in communes
        for category, days in levels.keep_days(session, commune_id).items()
    ]
    asked = (Incident.state.in_(_OVER | {_S.RESOLVED})) & Incident.erasure_requested_at.is_not(None)
    found = session.scalars(
        select(Incident.id)
        .where(or_(asked, Incident.state.in_(_OVER) & or_(false(), *past)))
        .order_by(Incident.id)
        .limit(BATCH)
    )
    return list(found)


def forget_if_due(session: Session, incident_id: int, now: datetime) -> bool:
    """Forget a report whose time is over or whose reporter wants it gone; whether it was done now."""
    incident = _held(session, incident_id)
    if incident is None or not _due(session, incident, now):
        return False
    forget(session, incident)
    return True


def forget(session: Session, incident: Incident) -> None:
    """Take out of a report, held and ended, all that tells of a person or an exact place, and out of the log.

    Category, dates, states, village, the public place and the rating stay. The code is replaced by its hash:
    who still holds it is told that the report is forgotten, and nobody finds the report by it.
    Raises Conflict("incident.move_refused", state, allowed) for a report that has not ended.
    """
    if incident.state is _S.RESOLVED:
        moves.step(session, incident, _S.CLOSED, account_id=None)
    moves.step(session, incident, _S.ANONYMISED, account_id=None)
    names = list(
        session.scalars(
            delete(IncidentFile).where(IncidentFile.incident_id == incident.id).returning(IncidentFile.name)
        )
    )
    forget_reporter(session, incident)
    session.execute(delete(IncidentSupporter).where(IncidentSupporter.incident_id == incident.id))
    session.execute(
        update(IncidentEvent)
        .where(IncidentEvent.incident_id == incident.id)
        .values(internal_note="", public_note="", data={})
    )
    _empty(incident)
    session.flush()
    session.expire(incident)
    session.execute(select(func.audit_forget_incident(incident.id)))
    if names:
        queue.defer(session, DROP_BYTES, names=names)


def forget_reporter(session: Session, incident: Incident) -> None:
    """Delete who reported, sealed as it was."""
    session.execute(delete(IncidentReporter).where(IncidentReporter.incident_id == incident.id))


def drop_bytes(session: Session, where: Store, names: list[str]) -> None:
    """Delete files of reports that are forgotten; a name that a row still holds keeps its bytes."""
    named = set(session.scalars(select(IncidentFile.name).where(IncidentFile.name.in_(names))))
    for name in names:
        if name not in named:
            store.remove(where, name)


def forget_jobs(session: Session) -> None:
    """Drop the queue's jobs that ended long ago, well or badly."""
    queue.drop_finished(session, days=JOBS_KEPT_DAYS)


def hashed(code: str) -> str:
    """What stands in place of the code of a forgotten report; no code can be typed that reads so."""
    return f"x{sha256(code.encode()).hexdigest()[:19]}"


def is_forgotten(session: Session, commune_id: int, code: str) -> bool:
    """Whether that code led to a report which is forgotten by now."""
    wanted = select(Incident.id).where(Incident.commune_id == commune_id, Incident.code == hashed(code))
    return session.scalar(wanted) is not None


def _due(session: Session, incident: Incident, now: datetime) -> bool:
    if incident.erasure_requested_at is not None:
        return incident.state in ENDED and incident.state is not _S.ANONYMISED
    if incident.state not in _OVER or incident.ended_at is None:
        return False
    days = levels.keep_days(session, incident.commune_id)[incident.category]
    return incident.ended_at < now - timedelta(days=days)


def _empty(incident: Incident) -> None:
    incident.code = hashed(incident.code)
    if not hotline.is_key(incident.idempotency_key):
        incident.idempotency_key = f"forgotten {incident.id}"
    incident.description = incident.landmark = incident.public_note = incident.rating_text = ""
    incident.geom = incident.public_geom
    # A word of ours says how the report came; what was typed may say who brought it.
    incident.source = incident.source if incident.source.isidentifier() else ""


def _held(session: Session, incident_id: int) -> Incident | None:
    """The report, unless somebody else holds it now: the next round finds it again."""
    return session.scalar(
        select(Incident)
        .where(Incident.id == incident_id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
