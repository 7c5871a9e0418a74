"""The two jobs of an import: each step of progress is committed apart, the work itself once, at its end."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import current_app
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from geodata.database import act_as, transaction
from geodata.enums import ImportState
from geodata.errors import DomainError
from services import imports
from services.importing import work as import_work
from webmap.importing import uploads
from webmap.importing import words as import_words
from webmap.sealing import secrets

log = logging.getLogger(__name__)
Sessions = sessionmaker[Session]


def read(sessions: Sessions, batch_id: int) -> None:
    """Read a batch's file and show what it would do; sweep out what nobody came back to."""
    _sweep(sessions)
    if _begun(sessions, batch_id, ImportState.READING):
        _tried(sessions, batch_id, lambda: _read(sessions, batch_id))


def apply(sessions: Sessions, batch_id: int) -> None:
    """Write a confirmed batch in one transaction, as the officer who confirmed it."""
    if _begun(sessions, batch_id, ImportState.APPLYING):
        _tried(sessions, batch_id, lambda: _apply(sessions, batch_id))


def sweep(sessions: Sessions, timestamp: int) -> None:
    """Throw away what nobody came back to: a log of calls lies no longer than it must."""
    _sweep(sessions)


def _read(sessions: Sessions, batch_id: int) -> None:
    with transaction(sessions, "worker imports.read") as session:
        import_work.read(session, batch_id, *_rules(), _step(sessions, batch_id), secrets())


def _apply(sessions: Sessions, batch_id: int) -> None:
    with transaction(sessions, "worker imports.apply") as session:
        act_as(session, *import_work.confirmer(session, batch_id))
        step = _step(sessions, batch_id)
        path = import_work.apply(session, batch_id, *_rules(), step, secrets())
    uploads.remove(path)


def _sweep(sessions: Sessions) -> None:
    with transaction(sessions, "worker imports") as session:
        forgotten = import_work.sweep(session, datetime.now(UTC))
    for path in forgotten:
        uploads.remove(path)


def _begun(sessions: Sessions, batch_id: int, wanted: ImportState) -> bool:
    with transaction(sessions, "worker imports") as session:
        return import_work.begin(session, batch_id, wanted)


def _tried(sessions: Sessions, batch_id: int, work: Callable[[], None]) -> None:
    """Do the work; a refusal becomes the batch's, a fault of ours too, and is logged."""
    try:
        work()
    except FileNotFoundError:
        _fail(sessions, batch_id, DomainError("import.file_gone"))
    except DomainError as refusal:
        _fail(sessions, batch_id, refusal)
    except OperationalError:
        raise  # the database is away: the queue tries again
    except Exception:
        log.exception("import %s", batch_id)
        _fail(sessions, batch_id, DomainError("import.failed"))


def _fail(sessions: Sessions, batch_id: int, error: DomainError) -> None:
    with transaction(sessions, "worker imports") as session:
        import_work.fail(session, batch_id, error)


def _step(sessions: Sessions, batch_id: int) -> Callable[[int], None]:
    def step(percent: int) -> None:
        with transaction(sessions, "worker imports") as session:
            import_work.progress(session, batch_id, percent)

    return step


def _rules() -> tuple[Any, Any]:
    return import_words.accepted(), imports.limits(current_app.config["SETTINGS"].max_upload_mb)
