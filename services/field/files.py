"""Pictures, signatures and papers of records: taken in once, made anew, tied by the key of their record.

They lie in a store of their own, apart from the pictures of reports: another circle may see them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.orm import Session

from geodata.enums import InspectionFilePurpose
from geodata.errors import BadInput, FieldErrors
from geodata.features import Viewer
from geodata.models import InspectionFile
from geodata.pictures import renewal, signature
from services import access
from services.clock import ZONE
from services.incidents import keys, pieces
from services.incidents import store as disk
from services.incidents.pieces import Piece
from services.incidents.store import Store

MOST: Final = 40
"""Files of one record."""
MB: Final = 1024 * 1024
LARGEST: Final = 15 * MB
LARGEST_PAPER: Final = 20 * MB
UNCLAIMED: Final = timedelta(days=30)
"""How long a file waits for its record: one that was refused is talked over first."""
ORPHANED: Final = timedelta(days=1)
"""Age at which bytes without a row were left by a transaction that never ended well."""
_P = InspectionFilePurpose
_PDF: Final = b"%PDF-"


@dataclass(frozen=True)
class Desk:
    """Where files lie, and where those that come in pieces wait to be whole."""

    store: Store
    parts: Path


@dataclass(frozen=True)
class Arrived:
    """How far a file is: bytes that came, and whether it is kept."""

    offset: int
    complete: bool


@dataclass(frozen=True)
class Swept:
    """How many rows nobody claimed, and how many files on disk had no row."""

    rows: int
    files: int


@dataclass(frozen=True)
class _Made:
    media_type: str
    parts: Mapping[str, bytes]
    width: int | None = None
    height: int | None = None


def progress(session: Session, viewer: Viewer, desk: Desk, key: str, digest: str) -> Arrived:
    """Where to go on with a file. Raises Forbidden."""
    access.require(viewer, "inspection:record")
    complete = here(session, viewer, key, [digest]) != []
    return Arrived(pieces.arrived(desk.parts, key, digest), complete)


def piece(
    session: Session,
    viewer: Viewer,
    desk: Desk,
    key: str,
    digest: str,
    sent: Piece,
    purpose: InspectionFilePurpose,
) -> Arrived:
    """Take a piece in; the last one makes it a file that waits for its record. A kept one takes no more.

    Raises what `pieces.add` and `receive` raise. The caller commits, then calls `done` where it is complete.
    """
    access.require(viewer, "inspection:record")
    if here(session, viewer, key, [digest]):
        return Arrived(sent.total, complete=True)
    content = pieces.add(desk.parts, key, digest, sent, largest=LARGEST_PAPER, most=MOST)
    if content is None:
        return Arrived(sent.end, complete=False)
    try:
        receive(session, viewer, desk.store, key=key, content=content, purpose=purpose)
    except BadInput:
        pieces.drop(desk.parts, key, digest)
        raise
    return Arrived(sent.end, complete=True)


def done(desk: Desk, key: str, digest: str) -> None:
    """Forget the pieces of a file that is kept now."""
    pieces.drop(desk.parts, key, digest)


def receive(
    session: Session,
    viewer: Viewer,
    store: Store,
    *,
    key: str,
    content: bytes,
    purpose: InspectionFilePurpose,
) -> InspectionFile:
    """Take in a file under the key (a UUID) of its record, which may come later; the same bytes once.

    A picture is made anew without a word beside it, a signature as PNG, a paper as PDF is kept as it is.
    Raises Forbidden; FieldErrors under "files"; Unavailable where the disk does not take it.
    """
    access.require(viewer, "inspection:record")
    if not keys.is_key(key):
        raise FieldErrors({"files": "form.expired"})
    hold(session, viewer.commune_id, key)
    digest = sha256(content).hexdigest()
    known = session.scalars(select(InspectionFile).where(_of_key(viewer, key))).all()
    for file in known:
        if file.sent_sha256 == digest:
            return file
    if len(known) >= MOST:
        raise FieldErrors({"files": "photo.too_many"})
    made = _made(content, purpose)
    row = _row(store, made)
    row.commune_id, row.account_id = viewer.commune_id, viewer.account_id
    row.record_key, row.purpose, row.sent_sha256 = key, purpose, digest
    row.taken_at = _taken(content) if made.media_type == "image/jpeg" else None
    session.add(row)
    session.flush()
    return row


def here(session: Session, viewer: Viewer, key: str, digests: Sequence[str]) -> list[InspectionFile]:
    """Which of the files with these SHA-256 are kept under a key."""
    if not digests:
        return []
    wanted = select(InspectionFile).where(_of_key(viewer, key), InspectionFile.sent_sha256.in_(digests))
    return list(session.scalars(wanted.order_by(InspectionFile.id)))


def waiting(session: Session, viewer: Viewer, key: str) -> list[InspectionFile]:
    """The files under a key whose record has not come, oldest first. Raises Forbidden."""
    access.require(viewer, "inspection:record")
    wanted = select(InspectionFile).where(_of_key(viewer, key), InspectionFile.inspection_id.is_(None))
    return list(session.scalars(wanted.order_by(InspectionFile.id)))


def sweep(session: Session, desk: Desk, *, older_than: timedelta = UNCLAIMED) -> Swept:
    """Remove files whose record never came, pieces without an end, and bytes on disk that no row names.

    The bytes of a row that goes now go with the next sweep, when its end is certain.
    """
    unclaimed = delete(InspectionFile).where(
        InspectionFile.inspection_id.is_(None), InspectionFile.created_at < datetime.now(UTC) - older_than
    )
    gone = set(session.scalars(unclaimed.returning(InspectionFile.name)))
    pieces.sweep(desk.parts)
    files = 0
    for names in disk.old_names(desk.store, ORPHANED.total_seconds()):
        named = session.scalars(select(InspectionFile.name).where(InspectionFile.name.in_(names)))
        for name in names - gone - set(named):
            disk.remove(desk.store, name)
            files += 1
    return Swept(len(gone), files)


def hold(session: Session, commune_id: int, key: str) -> None:
    """Until the end of the transaction nobody else adds to the record of that key."""
    name = f"record {commune_id} {key}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def _of_key(viewer: Viewer, key: str) -> ColumnElement[bool]:
    return and_(InspectionFile.commune_id == viewer.commune_id, InspectionFile.record_key == key)


def _made(content: bytes, purpose: InspectionFilePurpose) -> _Made:
    """What will be kept of what was sent. Raises FieldErrors."""
    paper = purpose is _P.PAPER and content.startswith(_PDF)
    if len(content) > (LARGEST_PAPER if paper else LARGEST):
        raise FieldErrors({"files": "photo.document_too_large" if paper else "photo.too_large"})
    if paper:
        return _Made("application/pdf", {"": content})
    try:
        if purpose is _P.SIGNATURE:
            drawn, width, height = signature.renewed(content)
            return _Made("image/png", {"": drawn}, width, height)
        picture = renewal.renewed(content)
    except BadInput as refusal:
        raise FieldErrors({"files": refusal.code}) from refusal
    parts = {disk.THUMBNAIL: picture.thumbnail, "": picture.content}
    return _Made("image/jpeg", parts, picture.width, picture.height)


def _taken(content: bytes) -> datetime | None:
    """When the camera says the picture was taken; its own clock is told to be here."""
    taken = renewal.taken(content)
    return taken.replace(tzinfo=ZONE) if taken and taken.tzinfo is None else taken


def _row(store: Store, made: _Made) -> InspectionFile:
    """A row for bytes that are safely on disk by now: killed in between, only bytes are left, and swept."""
    name = token_hex(16)
    disk.put(store, name, made.parts)
    return InspectionFile(
        name=name,
        media_type=made.media_type,
        bytes=len(made.parts[""]),
        width=made.width,
        height=made.height,
        sha256=sha256(made.parts[""]).hexdigest(),
    )
