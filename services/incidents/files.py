"""Pictures and papers at a report: taken in whole or not at all, kept once, shown, swept when unclaimed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from geodata.enums import EventKind, FilePurpose, IncidentState, Visibility
from geodata.errors import BadInput, Conflict, FieldErrors, NotFound
from geodata.features import Viewer
from geodata.models import Incident, IncidentFile
from geodata.pictures import renewal
from geodata.queries import incidents as rows
from services import access
from services.incidents import keys
from services.incidents import store as disk
from services.incidents.files_seen import of_incident as of_incident
from services.incidents.files_seen import of_reporter as of_reporter
from services.incidents.files_seen import open_file as open_file
from services.incidents.files_seen import open_own as open_own
from services.incidents.holding import on_desk
from services.incidents.store import Store as Store
from services.incidents.timeline import add_event
from services.text import clean

MOST: Final = 5
"""Pictures of the reporter with one report; as many again with what is added later."""
MB: Final = 1024 * 1024
LARGEST: Final = 15 * MB
"""Bytes of one picture as it was sent."""
LARGEST_DOCUMENT: Final = 20 * MB
UNCLAIMED: Final = timedelta(days=7)
"""How long a picture waits for its report: a phone may be without a network for days."""
ORPHANED: Final = timedelta(days=1)
"""Age at which bytes without a row were left by a transaction that never ended well."""

_P = FilePurpose
_MOST_OF: Final[Mapping[FilePurpose, int]] = {
    _P.REPORT: MOST,
    _P.FOLLOW_UP: MOST,
    _P.AFTER: 20,
    _P.DOCUMENT: 20,
}
_OF_OFFICERS: Final = frozenset({_P.AFTER, _P.DOCUMENT})
_PDF: Final = b"%PDF-"


@dataclass(frozen=True)
class Place:
    """What a picture tells of where and when: (lon, lat) in EPSG:4326, and a time with or without a zone."""

    place: tuple[float, float] | None
    taken: datetime | None


@dataclass(frozen=True)
class Swept:
    """How many rows nobody claimed, and how many files on disk had no row."""

    rows: int
    files: int


@dataclass(frozen=True)
class _Kept:
    """What of a file is kept: the parts on disk (ending → bytes) and the facts of its row."""

    media_type: str
    parts: Mapping[str, bytes]
    width: int | None = None
    height: int | None = None
    likeness: int | None = None


def receive(
    session: Session,
    viewer: Viewer,
    store: Store,
    *,
    key: str,
    content: bytes,
    purpose: FilePurpose = FilePurpose.REPORT,
    incident: Incident | None = None,
    title: str = "",
    sent: str = "",
) -> IncidentFile:
    """Take in a file for the report of that idempotency key, whether it is kept already or comes later.

    `sent` is the SHA-256 of the content where the caller knows it. The same bytes again for the same report
    give the row of the first time. Raises FieldErrors under "photos", or under "key" for a key that is no
    UUID and has no report; Unavailable where the disk does not take it; NotFound and Forbidden for a report
    or purpose that is not this viewer's.
    """
    _hold(session, viewer.commune_id, key)
    incident = incident or keys.report_of(session, viewer, key)
    _refuse_strangers(session, viewer, purpose, incident, key)
    _refuse_size(content, purpose)
    sent = sent or sha256(content).hexdigest()
    here = _here(session, viewer, key, incident)
    known = _known(here, key, sent, purpose)
    if known is not None:
        return known
    if sum(file.purpose is purpose for file in here) >= _MOST_OF[purpose]:
        raise FieldErrors({"photos": "photo.too_many"})
    row = _row(store, _kept(content, purpose))
    row.commune_id, row.account_id = viewer.commune_id, viewer.account_id
    row.report_key, row.purpose, row.sent_sha256 = key, purpose, sent
    # A file name that a phone sends may name people.
    row.title = clean(title)[:200] if purpose in _OF_OFFICERS else ""
    row.incident_id = incident.id if incident else None
    session.add(row)
    session.flush()
    if incident is not None:
        _tell(session, viewer, incident, row)
    return row


def told(content: bytes) -> Place:
    """What a picture tells of where and when it was taken; to be asked before the picture is taken in."""
    if len(content) > LARGEST:
        return Place(None, None)
    return Place(renewal.gps(content), renewal.taken(content))


def attach(session: Session, incident: Incident) -> list[IncidentFile]:
    """Give a report that has just been kept the files that came before it, oldest first."""
    _hold(session, incident.commune_id, incident.idempotency_key)
    given = (
        update(IncidentFile)
        .where(_of_key(incident.commune_id, incident.idempotency_key), IncidentFile.incident_id.is_(None))
        .values(incident_id=incident.id)
        .returning(IncidentFile)
    )
    written = {"synchronize_session": False, "populate_existing": True}
    return sorted(session.scalars(given, execution_options=written), key=lambda file: file.id)


def show(session: Session, viewer: Viewer, file_id: int, public: bool) -> IncidentFile:
    """Show a picture to everybody with its published report, or hide it again; the timeline tells it.

    Raises NotFound, Forbidden, Conflict("incident.restricted") for a report of the police,
    Conflict("photo.only_pictures") for a paper.
    """
    access.require(viewer, "incident:triage")
    wanted = select(IncidentFile).join(Incident, Incident.id == IncidentFile.incident_id)
    file = session.scalar(wanted.where(IncidentFile.id == file_id, rows.on_desk(viewer)))
    if file is None or file.incident_id is None:
        raise NotFound("record.unknown")
    incident = on_desk(session, viewer, file.incident_id)
    session.refresh(incident, with_for_update=True)
    if public and incident.visibility is Visibility.POLICE:
        raise Conflict("incident.restricted")
    if public and file.media_type != "image/jpeg":
        raise Conflict("photo.only_pictures")
    if file.public != public:
        file.public = public
        kind = EventKind.PUBLISHED if public else EventKind.WITHDRAWN
        add_event(session, incident, kind, account_id=viewer.account_id, data={"file": file.id})
    return file


def sweep(session: Session, store: Store, *, older_than: timedelta = UNCLAIMED) -> Swept:
    """Remove files whose report never came, and bytes on disk that no row names.

    The bytes of a row that goes now go with the next sweep, when its end is certain.
    """
    unclaimed = delete(IncidentFile).where(
        IncidentFile.incident_id.is_(None), IncidentFile.created_at < datetime.now(UTC) - older_than
    )
    gone = set(session.scalars(unclaimed.returning(IncidentFile.name)))
    files = 0
    for names in disk.old_names(store, ORPHANED.total_seconds()):
        named = session.scalars(select(IncidentFile.name).where(IncidentFile.name.in_(names)))
        for name in names - gone - set(named):
            disk.remove(store, name)
            files += 1
    return Swept(len(gone), files)


def _refuse_strangers(
    session: Session, viewer: Viewer, purpose: FilePurpose, incident: Incident | None, key: str
) -> None:
    if incident is None:
        if purpose is not FilePurpose.REPORT:
            raise NotFound("record.unknown")
        if not keys.is_key(key):
            raise FieldErrors({"key": "form.expired"})
        return
    if incident.commune_id != viewer.commune_id:
        raise NotFound("record.unknown")
    if purpose in _OF_OFFICERS:
        access.require(viewer, "incident:work")
        on_desk(session, viewer, incident.id)
    if incident.state is IncidentState.ANONYMISED:
        raise FieldErrors({"photos": "photo.report_over"})


def _refuse_size(content: bytes, purpose: FilePurpose) -> None:
    if purpose is FilePurpose.DOCUMENT and content.startswith(_PDF):
        if len(content) > LARGEST_DOCUMENT:
            raise FieldErrors({"photos": "photo.document_too_large"})
    elif len(content) > LARGEST:
        raise FieldErrors({"photos": "photo.too_large"})


def _hold(session: Session, commune_id: int, key: str) -> None:
    """Until the end of the transaction nobody else adds to the same report: its files are counted, and a
    report and its picture that come at once find each other."""
    name = f"files of {commune_id} {key}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def _of_key(commune_id: int, key: str) -> ColumnElement[bool]:
    return and_(IncidentFile.commune_id == commune_id, IncidentFile.report_key == key)


def _here(session: Session, viewer: Viewer, key: str, incident: Incident | None) -> list[IncidentFile]:
    """What is here under a key, and what its report has."""
    of_key = _of_key(viewer.commune_id, key)
    wanted = or_(of_key, IncidentFile.incident_id == incident.id) if incident else of_key
    return list(session.scalars(select(IncidentFile).where(wanted)))


def _known(here: Sequence[IncidentFile], key: str, sent: str, purpose: FilePurpose) -> IncidentFile | None:
    known = next((file for file in here if (file.report_key, file.sent_sha256) == (key, sent)), None)
    if known is not None and known.purpose is not purpose and purpose in _OF_OFFICERS:
        raise FieldErrors({"photos": "photo.here_already"})
    return known


def _kept(content: bytes, purpose: FilePurpose) -> _Kept:
    """What will be kept of what was sent: a paper as it is, a picture made anew."""
    if purpose is FilePurpose.DOCUMENT and content.startswith(_PDF):
        return _Kept("application/pdf", {"": content})
    try:
        picture = renewal.renewed(content)
    except BadInput as refusal:
        paper = purpose is FilePurpose.DOCUMENT and refusal.code == "photo.not_a_picture"
        code = "photo.not_a_document" if paper else refusal.code
        raise FieldErrors({"photos": code}) from refusal
    parts = {disk.THUMBNAIL: picture.thumbnail, "": picture.content}
    return _Kept("image/jpeg", parts, picture.width, picture.height, picture.likeness)


def _row(store: Store, kept: _Kept) -> IncidentFile:
    """A row for bytes that are safely on disk by now: killed in between, only bytes are left, and swept."""
    name = token_hex(16)
    disk.put(store, name, kept.parts)
    return IncidentFile(
        name=name,
        media_type=kept.media_type,
        bytes=len(kept.parts[""]),
        width=kept.width,
        height=kept.height,
        sha256=sha256(kept.parts[""]).hexdigest(),
        likeness=kept.likeness,
        public=False,
    )


def _tell(session: Session, viewer: Viewer, incident: Incident, file: IncidentFile) -> None:
    """What officers add is told on the timeline, and what the reporter's phone sent after they had begun."""
    if file.purpose is FilePurpose.FOLLOW_UP:
        return
    session.refresh(incident, with_for_update=True)
    if file.purpose in _OF_OFFICERS or incident.state is not IncidentState.NEW:
        data = {"file": file.id, "purpose": file.purpose.value}
        add_event(session, incident, EventKind.ATTACHED, account_id=viewer.account_id, data=data)
