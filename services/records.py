"""Two people at one record: the row is locked, and a change of something that was not seen is refused."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.errors import Conflict
from geodata.models import AuditEntry, Commune


def lock(session: Session, record: Any, version: int) -> None:
    """Hold `record` (any row with a version) until the end of the transaction.

    Raises Conflict("record.changed") when it is no longer at `version`, the one its editor saw.
    """
    session.refresh(record, with_for_update=True)
    if record.version != version:
        raise Conflict("record.changed")


def lock_settings(session: Session, commune_id: int) -> None:
    """One writer of a commune's settings at a time, to the end of the transaction; reports still come in."""
    session.execute(select(Commune.id).where(Commune.id == commune_id).with_for_update(key_share=True))


def last_change(session: Session, table: str, record_id: int) -> tuple[str, datetime] | None:
    """Who changed a record last, and when, as the audit log has it."""
    row = session.execute(
        select(AuditEntry.actor, AuditEntry.at)
        .where(AuditEntry.table_name == table, AuditEntry.record_id == record_id)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).one_or_none()
    return (row.actor, row.at) if row else None
