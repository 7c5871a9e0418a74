"""What the worker does by itself, again and again: close, forget, sweep, and the morning's letters."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from flask import current_app
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from geodata.database import transaction
from services.field import files as field_files
from services.incidents import digest, files, retention
from services.incidents.store import Store
from services.risk import ratings, renewal
from webmap.field_desk import desk

log = logging.getLogger(__name__)
Sessions = sessionmaker[Session]


def close_resolved(sessions: Sessions, timestamp: int) -> None:
    """Close what can no longer be asked to be reopened, each report in a transaction of its own."""
    _each(sessions, "worker close", retention.to_close, retention.close)


def forget_old(sessions: Sessions, timestamp: int) -> None:
    """Forget what was kept long enough, each report in a transaction of its own."""
    _each(sessions, "worker forget", retention.to_forget, retention.forget_if_due)


def forget_one(sessions: Sessions, incident: int) -> None:
    """Forget a report at its end, because its reporter asked for that."""
    with transaction(sessions, "worker forget") as session:
        retention.forget_if_due(session, incident, datetime.now(UTC))


def drop_bytes(sessions: Sessions, names: list[str]) -> None:
    """Delete the files of a report that is forgotten."""
    with transaction(sessions, "worker forget") as session:
        retention.drop_bytes(session, _store(), names)


def sweep_files(sessions: Sessions, timestamp: int) -> None:
    """Delete pictures whose report never came, and bytes that no row names."""
    with transaction(sessions, "worker sweep") as session:
        files.sweep(session, _store())


def sweep_evidence(sessions: Sessions, timestamp: int) -> None:
    """Delete files of checks whose record never came, and bytes that no row names."""
    with transaction(sessions, "worker sweep") as session:
        field_files.sweep(session, desk())


def queue_digests(sessions: Sessions, timestamp: int) -> None:
    """Queue the morning's letters that are not queued yet."""
    with transaction(sessions, "worker digest") as session:
        digest.queue_due(session, datetime.now(UTC))


def rate_sites(sessions: Sessions, commune_id: int) -> None:
    """Rate the sites of a commune anew, because an officer asked for it."""
    with transaction(sessions, "worker risk") as session:
        ratings.refresh(session, commune_id)


def rate_all_sites(sessions: Sessions, timestamp: int) -> None:
    """Rate every site as the new day finds it, each commune in a transaction of its own."""
    with transaction(sessions, "worker risk") as session:
        communes = renewal.communes(session)
    for commune_id in communes:
        rate_sites(sessions, commune_id)


def tidy_queue(sessions: Sessions, timestamp: int) -> None:
    """Drop jobs that are long done."""
    with transaction(sessions, "worker tidy") as session:
        retention.forget_jobs(session)


def _each(
    sessions: Sessions,
    actor: str,
    due: Callable[[Session, datetime], list[int]],
    work: Callable[[Session, int, datetime], bool],
) -> None:
    """What is due, one by one: a report that cannot be done is logged and holds up no other."""
    now = datetime.now(UTC)
    with transaction(sessions, actor) as session:
        found = due(session, now)
    for incident_id in found:
        try:
            with transaction(sessions, actor) as session:
                work(session, incident_id, now)
        except OperationalError:
            raise  # the database is away: the queue tries again
        except Exception:
            log.exception("%s: report %s", actor, incident_id)


def _store() -> Store:
    return Store(current_app.config["SETTINGS"].photo_dir)
