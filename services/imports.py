"""Imports as officers meet them: a file is sent, read, shown, then confirmed or thrown away."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from geodata import queue
from geodata.enums import ImportState, RowOutcome
from geodata.errors import Conflict, NotFound
from geodata.features import Viewer
from geodata.layers.files import Limits
from geodata.models import Account, ImportBatch, ImportRow
from geodata.models.base import Json
from services import access
from services.importing import ways

ACTION: Final = "import:run"
PAGE: Final = 50
OPTIONS: Final = ("crs", "inner", "code", "province", "valid_from")
"""What a sender may say beside the file; kept in the batch's report."""

_OPEN: Final = (ImportState.WAITING, ImportState.READING, ImportState.READY, ImportState.REFUSED)


def limits(megabytes: int) -> Limits:
    """What one file may hold at most, with the size that the settings allow."""
    return Limits(megabytes=megabytes)


def check_file(path: Path, layer: str, megabytes: int) -> None:
    """Refuse a file that the layer does not take, or too large, before anything is kept of it."""
    ways.of(layer).check(path, limits(megabytes))


def layers(viewer: Viewer) -> list[str]:
    """The layers that this viewer may import."""
    return [layer for layer in ways.NAMES if access.may(viewer, ACTION) and ways.open_to(viewer, layer)]


def require(viewer: Viewer, layer: str) -> None:
    """Refuse with Forbidden unless the viewer may import this layer; BadInput for one that is none."""
    for action in (ACTION, *ways.of(layer).needs):
        access.require(viewer, action)


def submit(
    session: Session, viewer: Viewer, *, layer: str, filename: str, path: Path, sha256: str, options: Json
) -> ImportBatch:
    """A new batch, and the job that will read its file, in one transaction."""
    require(viewer, layer)
    batch = ImportBatch(
        commune_id=viewer.commune_id,
        account_id=viewer.account_id,
        layer=layer,
        filename=filename[:200],
        path=str(path),
        sha256=sha256,
        state=ImportState.WAITING,
        progress=0,
        report={"options": _options(options)},
    )
    session.add(batch)
    session.flush()
    _queue(session, "imports.read", batch)
    return batch


def read_again(session: Session, viewer: Viewer, batch_id: int, options: Json) -> ImportBatch:
    """Read a refused file once more, with what the sender now says about it."""
    batch = _held(session, viewer, batch_id)
    if batch.state is not ImportState.REFUSED or not batch.path:
        raise Conflict("import.not_refused")
    batch.state, batch.progress = ImportState.WAITING, 0
    batch.report = {"options": _options(batch.report.get("options", {}) | options)}
    _queue(session, "imports.read", batch)
    return batch


def confirm(session: Session, viewer: Viewer, batch_id: int, *, skip_refused: bool) -> ImportBatch:
    """Have a batch applied. Said twice by the same officer it is done once; another officer gets Conflict."""
    batch = _held(session, viewer, batch_id)
    if batch.state in (ImportState.APPLYING, ImportState.APPLIED):
        if batch.report.get("confirmed_by") == viewer.account_id:
            return batch
        raise Conflict("import.confirmed_by_other", name=_name(session, batch.report.get("confirmed_by")))
    if batch.state is not ImportState.READY:
        raise Conflict("import.not_ready")
    refused = batch.report["counts"][RowOutcome.REFUSED.value]
    if refused and not skip_refused:
        raise Conflict("import.has_refused", count=refused)
    batch.state, batch.progress = ImportState.APPLYING, 0
    batch.report = batch.report | {
        "confirmed_by": viewer.account_id,
        "skip_refused": skip_refused,
        "tries": 0,
    }
    _queue(session, "imports.apply", batch)
    return batch


def discard(session: Session, viewer: Viewer, batch_id: int) -> Path | None:
    """Throw a batch away; gives back its file, which the caller deletes once this is committed."""
    batch = _held(session, viewer, batch_id)
    if batch.state is ImportState.DISCARDED:
        return None
    if batch.state not in _OPEN:
        raise Conflict("import.already_applied")
    session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))
    batch.state = ImportState.DISCARDED
    batch.report = {key: batch.report[key] for key in ("options", "counts") if key in batch.report}
    return forget_file(batch)


def forget_file(batch: ImportBatch) -> Path | None:
    """Take the file's path from the batch, for the caller to delete."""
    path, batch.path = batch.path, ""
    return Path(path) if path else None


def batches(session: Session, viewer: Viewer, limit: int = 50) -> Sequence[ImportBatch]:
    """The newest batches of the viewer's commune, of the layers they may import."""
    access.require(viewer, ACTION)
    newest = select(ImportBatch).where(
        ImportBatch.commune_id == viewer.commune_id, ImportBatch.layer.in_(layers(viewer))
    )
    return session.scalars(newest.order_by(ImportBatch.id.desc()).limit(limit)).all()


def batch_of(session: Session, viewer: Viewer, batch_id: int) -> ImportBatch:
    """One batch of the viewer's commune, of a layer they may import; NotFound for any other."""
    access.require(viewer, ACTION)
    batch = session.get(ImportBatch, batch_id, populate_existing=True)
    if batch is None or batch.commune_id != viewer.commune_id or not ways.open_to(viewer, batch.layer):
        raise NotFound("record.unknown")
    return batch


def rows(session: Session, batch: ImportBatch, outcome: RowOutcome, page: int) -> Sequence[ImportRow]:
    """A page (from 1) of a batch's rows of one outcome, in the order of the file."""
    chosen = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.outcome == outcome)
    return session.scalars(chosen.order_by(ImportRow.number).offset((page - 1) * PAGE).limit(PAGE)).all()


def sender(session: Session, batch: ImportBatch) -> str:
    """The name of the officer who sent a batch."""
    return _name(session, batch.account_id)


def worker_is_there(session: Session) -> bool:
    """Whether somebody is there to read and to write."""
    return queue.live_workers(session) > 0


def _held(session: Session, viewer: Viewer, batch_id: int) -> ImportBatch:
    """The batch, locked until the end of the transaction, as it is now."""
    batch = batch_of(session, viewer, batch_id)
    session.refresh(batch, with_for_update=True)
    return batch


def _queue(session: Session, task: str, batch: ImportBatch) -> None:
    queue.defer(session, task, lock=f"imports {batch.commune_id}", batch_id=batch.id)


def _options(said: Json) -> Json:
    return {name: said[name] for name in OPTIONS if said.get(name)}


def _name(session: Session, account_id: Any) -> str:
    return session.scalar(select(func.max(Account.display_name)).where(Account.id == account_id)) or ""
