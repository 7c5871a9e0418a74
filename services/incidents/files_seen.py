"""Files of reports as they are seen: which ones a viewer may know of, and the bytes of one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from geodata.enums import FilePurpose
from geodata.errors import NotFound
from geodata.features import Json, Layer, Viewer, plain, visible
from geodata.models import Incident, IncidentFile
from geodata.queries import incidents as rows
from services.incidents import store as disk
from services.incidents.store import Store

OF_REPORTER: Final = (FilePurpose.REPORT, FilePurpose.FOLLOW_UP)
"""What the reporter sent, and gets to see again by the code."""
OWN_FIELDS: Final = ("purpose", "media_type", "bytes", "width", "height", "sent_sha256", "created_at")
_FACTS: Final = (
    "media_type",
    "width",
    "height",
    "purpose",
    "title",
    "bytes",
    "sent_sha256",
    "public",
    "created_at",
)


@dataclass(frozen=True)
class OpenFile:
    """A file ready to be sent: where its bytes stand, what they are, and whether everybody may see them."""

    path: Path
    media_type: str
    title: str
    sha256: str
    everybody: bool


def of_incident(session: Session, viewer: Viewer, incident_id: int) -> list[Json]:
    """What of a report's files this viewer may see, oldest first, each with its `id`: on the desk all of
    them, elsewhere the shown pictures of a published report with their size and nothing else."""
    desk = rows.on_desk(viewer)
    wanted = (
        select(IncidentFile, desk.label("desk"))
        .join(Incident, Incident.id == IncidentFile.incident_id)
        .where(IncidentFile.incident_id == incident_id, or_(desk, _shown(viewer)))
        .order_by(IncidentFile.id)
    )
    found = session.execute(wanted).all()
    return [_facts(file, viewer if on_desk else Viewer(viewer.commune_id)) for file, on_desk in found]


def of_reporter(session: Session, viewer: Viewer, code: str) -> list[Json]:
    """What the reporter sent, for whoever holds the code (as it is kept): `id` and OWN_FIELDS of each file,
    oldest first."""
    wanted = _of_report(viewer, code).where(IncidentFile.purpose.in_(OF_REPORTER)).order_by(IncidentFile.id)
    return [
        {"id": file.id} | {name: plain(getattr(file, name)) for name in OWN_FIELDS}
        for file in session.scalars(wanted)
    ]


def open_file(
    session: Session, viewer: Viewer, store: Store, file_id: int, *, thumbnail: bool = False
) -> OpenFile:
    """A file that this viewer may see, whole or as its thumbnail (papers have none). Raises NotFound."""
    shown = _shown(viewer)
    wanted = (
        select(IncidentFile, shown.label("shown"))
        .join(Incident, Incident.id == IncidentFile.incident_id)
        .where(IncidentFile.id == file_id, or_(rows.on_desk(viewer), shown))
    )
    found = session.execute(wanted).one_or_none()
    if found is None:
        raise NotFound("record.unknown")
    return _opened(store, found[0], thumbnail, everybody=bool(found[1]))


def open_own(
    session: Session, viewer: Viewer, store: Store, code: str, file_id: int, *, thumbnail: bool = False
) -> OpenFile:
    """A file that the reporter sent, for whoever holds the code (as it is kept). Raises NotFound."""
    own = _of_report(viewer, code).where(IncidentFile.id == file_id, IncidentFile.purpose.in_(OF_REPORTER))
    file = session.scalar(own)
    if file is None:
        raise NotFound("record.unknown")
    return _opened(store, file, thumbnail, everybody=False)


def _shown(viewer: Viewer) -> ColumnElement[bool]:
    return and_(IncidentFile.public, rows.published(viewer))


def _of_report(viewer: Viewer, code: str) -> Select[IncidentFile]:
    return (
        select(IncidentFile)
        .join(Incident, Incident.id == IncidentFile.incident_id)
        .where(Incident.code == code, Incident.commune_id == viewer.commune_id)
    )


def _facts(file: IncidentFile, viewer: Viewer) -> Json:
    row = {name: getattr(file, name) for name in _FACTS}
    return {"id": file.id} | visible(Layer.INCIDENT_FILE, row, viewer)


def _opened(store: Store, file: IncidentFile, thumbnail: bool, *, everybody: bool) -> OpenFile:
    small = thumbnail and file.media_type == "image/jpeg"
    path = disk.path_of(store, file.name, disk.THUMBNAIL if small else "")
    if not path.is_file():
        raise NotFound("photo.gone")
    return OpenFile(path, file.media_type, file.title, file.sha256, everybody)
