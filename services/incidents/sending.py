"""A report sent in parts over a bad network: photos first, in pieces; then the words that name them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.errors import BadInput, Conflict
from geodata.features import Viewer
from geodata.models import Incident, IncidentFile
from services import throttle
from services.incidents import files, intake, keys, photos, pieces
from services.incidents.files import Store
from services.incidents.intake import Report
from services.incidents.pieces import Piece
from services.sealing import Secrets, pseudonym


@dataclass(frozen=True)
class Sender:
    """Who sends: the public of a commune at a network address; where parts and files are kept."""

    viewer: Viewer
    address: str
    secrets: Secrets
    parts: Path
    store: Store


@dataclass(frozen=True)
class Photo:
    """How far a photo is: bytes that arrived, and whether it is kept."""

    offset: int
    complete: bool


@dataclass(frozen=True)
class Receipt:
    """What is kept: the code, photos as (SHA-256 of what was sent, bytes kept), and which did not come."""

    code: str
    first: bool
    photos: list[tuple[str, int]]
    missing: list[str]


def progress(session: Session, sender: Sender, key: str, digest: str) -> Photo:
    """Where to go on with a photo."""
    complete = _kept(session, sender, key, digest) is not None
    return Photo(pieces.arrived(sender.parts, key, digest), complete)


def photo(session: Session, sender: Sender, key: str, digest: str, piece: Piece) -> Photo:
    """Take a piece in; the last one makes the photo a file of the report. A kept photo takes no more.

    Raises what `pieces.add` and `files.receive` raise, and TooMany for an address that sends without end.
    The caller commits, then calls `done` where the photo is complete.
    """
    if _kept(session, sender, key, digest) is not None:
        return Photo(piece.total, complete=True)
    if piece.start == 0 and pieces.arrived(sender.parts, key, digest) == 0:
        _count(session, sender)
    content = pieces.add(sender.parts, key, digest, piece, largest=files.LARGEST, most=files.MOST)
    if content is None:
        return Photo(piece.end, complete=False)
    try:
        files.receive(session, sender.viewer, sender.store, key=key, content=content, sent=digest)
    except BadInput:
        pieces.drop(sender.parts, key, digest)
        raise
    return Photo(piece.end, complete=True)


def done(sender: Sender, key: str, digest: str) -> None:
    """Forget the pieces of a photo that is kept now."""
    pieces.drop(sender.parts, key, digest)


def report(session: Session, sender: Sender, report: Report, expected: Sequence[str]) -> Receipt:
    """Keep a report whose photos are here, and of which there is no `receipt` yet.

    Raises what `intake.submit` raises, and Conflict("photo.missing", missing) while photos in `expected`
    are not here: the caller then keeps nothing, and has learnt that the words are good.
    """
    submitted = intake.add(session, sender.viewer, report, address=sender.address, secrets=sender.secrets)
    kept = _receipt(submitted, expected, first=True)
    if kept.missing:
        raise Conflict("photo.missing", missing=kept.missing)
    return kept


def check(session: Session, sender: Sender, report: Report, expected: Sequence[str]) -> list[str]:
    """Which of the photos `expected` are not here, if the words are good; nothing is kept.

    Raises FieldErrors as `intake.submit` does: what is wrong is told before photos travel.
    """
    intake.draft(session, sender.viewer, report, sender.secrets)
    return [digest for digest in expected if _kept(session, sender, report.key, digest) is None]


def receipt(session: Session, sender: Sender, key: str, expected: Sequence[str]) -> Receipt | None:
    """The receipt of what was kept under a key, or None."""
    known = keys.report_of(session, sender.viewer, key)
    return _receipt(known, expected, first=False) if known else None


def _receipt(incident: Incident, expected: Sequence[str], *, first: bool) -> Receipt:
    photos = [
        (file.sent_sha256, file.bytes)
        for file in incident.files
        if file.report_key == incident.idempotency_key
    ]
    arrived = {digest for digest, _size in photos}
    return Receipt(incident.code, first, photos, [one for one in expected if one not in arrived])


def _kept(session: Session, sender: Sender, key: str, digest: str) -> int | None:
    return session.scalar(
        select(IncidentFile.id).where(
            IncidentFile.commune_id == sender.viewer.commune_id,
            IncidentFile.report_key == key,
            IncidentFile.sent_sha256 == digest,
        )
    )


def _count(session: Session, sender: Sender) -> None:
    """A photo begun, counted with those of the form (photos.keep); one begun anew is the same photo."""
    counter = f"photo:{pseudonym(sender.secrets, sender.address)}"
    throttle.take(session, counter, most=photos.PER_HOUR, window=intake.HOUR, code="incident.too_many")
