"""What the worker does with a batch: read its file, and apply it; each may be killed and begun anew."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from geodata.enums import ImportState, RowOutcome
from geodata.errors import DomainError
from geodata.layers.files import Limits
from geodata.models import Account, Commune, ImportBatch, ImportRow
from geodata.models.base import Json
from geodata.queries import imports as queries
from services.clock import ZONE
from services.importing import plan as import_plan
from services.importing import report as import_report
from services.importing import ways
from services.importing.plan import Step
from services.importing.rows import Request
from services.importing.values import Words
from services.imports import forget_file
from services.sealing import Secrets

TRIES: Final = 3
"""How often a batch may be begun: a file that kills its worker must not do so for ever."""

KEPT: Final = timedelta(days=30)
"""How long an unfinished import and the rows of a finished one are kept."""

LEFT_OPEN: Final = (ImportState.READY, ImportState.REFUSED)
_BUSY: Final = {ImportState.READING, ImportState.APPLYING}


def begin(session: Session, batch_id: int, wanted: ImportState) -> bool:
    """Mark a batch as begun for `wanted` (READING or APPLYING); False where nothing is left to do."""
    batch = _held(session, batch_id)
    before = (ImportState.WAITING, wanted) if wanted is ImportState.READING else (wanted,)
    if batch is None or batch.state not in before:
        return False
    tries = batch.report.get("tries", 0) + 1
    if tries > TRIES:
        fail(session, batch_id, DomainError("import.gave_up"))
        return False
    batch.state, batch.progress = wanted, 0
    batch.report = batch.report | {"tries": tries}
    return True


def progress(session: Session, batch_id: int, percent: int) -> None:
    """Show how far a batch is; the caller commits at once."""
    chosen = update(ImportBatch).where(ImportBatch.id == batch_id, ImportBatch.state.in_(_BUSY))
    session.execute(chosen.values(progress=percent))


def read(
    session: Session, batch_id: int, words: Words, limits: Limits, step: Step, secrets: Secrets | None = None
) -> None:
    """Read a batch's file and keep the preview. Raises BadInput or TooLarge where the file is refused."""
    batch = session.get_one(ImportBatch, batch_id)
    plan = ways.of(batch.layer).preview(session, _request(session, batch, words, limits, secrets), step)
    _keep(session, batch, plan, step)


def apply(
    session: Session, batch_id: int, words: Words, limits: Limits, step: Step, secrets: Secrets | None = None
) -> Path | None:
    """Write a confirmed batch, all of it; gives back the file to delete.

    Where the register changed since the preview, nothing is written: the new preview waits for the officer.
    """
    batch = session.get_one(ImportBatch, batch_id)
    request, way = _request(session, batch, words, limits, secrets), ways.of(batch.layer)
    import_plan.hold(session, request)
    plan = way.preview(session, request, lambda percent: step(percent // 3))
    if plan.fingerprint != batch.report["fingerprint"]:
        plan.records.remarks.append(("import.changed_meanwhile", {}))
        _keep(session, batch, plan, step)
        return None
    way.write(session, plan, lambda percent: step(30 + percent * 69 // 100))
    held = _held(session, batch_id)
    if held is None or held.state is not ImportState.APPLYING:
        session.rollback()
        return None
    held.state, held.progress, held.applied_at = ImportState.APPLIED, 100, datetime.now(UTC)
    return forget_file(held)


def fail(session: Session, batch_id: int, error: DomainError) -> None:
    """Say why a batch is not taken. Its file stays, to be read again in another way or thrown away."""
    batch = _held(session, batch_id)
    if batch is None or batch.state in (ImportState.APPLIED, ImportState.DISCARDED):
        return
    batch.state, batch.progress = ImportState.REFUSED, 0
    batch.report = _lasting(batch.report) | {"refusal": [error.code, error.params]}
    session.execute(delete(ImportRow).where(ImportRow.batch_id == batch_id))


def sweep(session: Session, now: datetime) -> list[Path]:
    """Forget what nobody came back to for `KEPT`, or as long as its layer says: open batches with their
    files, and the rows of all.

    Gives back the files to delete once this is committed; counts and names of batches stay.
    """
    old = select(ImportBatch.id).where(ImportBatch.created_at < now - KEPT)
    session.execute(delete(ImportRow).where(ImportRow.batch_id.in_(old)))
    left = session.scalars(
        select(ImportBatch)
        .where(ImportBatch.state.in_(LEFT_OPEN), or_(*_outlived(now)))
        .with_for_update(skip_locked=True)
    ).all()
    for batch in left:
        batch.state = ImportState.DISCARDED
        session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))
    return [path for batch in left if (path := forget_file(batch))]


def _outlived(now: datetime) -> Iterator[ColumnElement[bool]]:
    yield ImportBatch.created_at < now - KEPT
    for layer in ways.NAMES:
        for state, kept in ways.of(layer).keep.items():
            open_still = (ImportBatch.layer == layer) & (ImportBatch.state == state)
            yield open_still & (ImportBatch.created_at < now - kept)


def confirmer(session: Session, batch_id: int) -> tuple[int | None, str]:
    """(id, username) of the officer who confirmed a batch: the one who acts when it is applied."""
    batch = session.get_one(ImportBatch, batch_id)
    account_id = batch.report.get("confirmed_by")
    username = session.scalar(select(Account.username).where(Account.id == account_id))
    return account_id, username or "worker imports.apply"


def _keep(session: Session, batch: ImportBatch, plan: Any, step: Step) -> None:
    """Store a preview, unless the batch was thrown away meanwhile."""
    way, border = ways.of(batch.layer), queries.border(session, batch.commune_id)
    told = import_report.report(plan, way.draw(plan, border))
    step(80)
    held = _held(session, batch.id)
    if held is None or held.state not in _BUSY:
        return
    session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))
    queries.store_rows(session, batch.id, way.rows(plan))
    useless = plan.counts[RowOutcome.REFUSED.value] == len(plan.records)
    held.state = ImportState.REFUSED if useless else ImportState.READY
    held.progress = 100
    held.report = _lasting(held.report) | told
    if useless:
        held.report = held.report | {"refusal": ["import.all_refused", {"count": len(plan.records)}]}


def _request(
    session: Session, batch: ImportBatch, words: Words, limits: Limits, secrets: Secrets | None
) -> Request:
    options = batch.report.get("options", {})
    since = options.get("valid_from")
    return Request(
        path=Path(batch.path),
        filename=batch.filename,
        layer=batch.layer,
        home=session.get_one(Commune, batch.commune_id),
        words=words,
        today=batch.created_at.astimezone(ZONE).date(),
        limits=limits,
        crs=options.get("crs"),
        inner=options.get("inner", ""),
        code=options.get("code", ""),
        province=options.get("province", ""),
        valid_from=date.fromisoformat(since) if since else None,
        secrets=secrets,
        account_id=batch.report.get("confirmed_by"),
    )


def _held(session: Session, batch_id: int) -> ImportBatch | None:
    chosen = select(ImportBatch).where(ImportBatch.id == batch_id).with_for_update()
    return session.scalar(chosen.execution_options(populate_existing=True))


def _lasting(report: Json) -> Json:
    return {name: report[name] for name in ("options", "tries") if name in report}
