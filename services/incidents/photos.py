"""Pictures that come with a form: those that are pictures are kept under its key, the others are told."""

from base64 import b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from geodata.enums import FilePurpose
from geodata.errors import FieldErrors
from geodata.features import Viewer
from geodata.models import Incident, IncidentFile
from services import throttle
from services.incidents import files, intake, keys
from services.incidents.store import THUMBNAIL, Store, path_of, remove
from services.sealing import Secrets, pseudonym

PER_HOUR: Final = intake.PER_HOUR * files.MOST
"""Of one network address."""


@dataclass(frozen=True)
class Door:
    """Where somebody without an account comes from: store of pictures, network address, secrets."""

    store: Store
    address: str
    secrets: Secrets


@dataclass(frozen=True)
class Kept:
    """A picture that waits for its report: `thumbnail` is a JPEG in base64, empty where there is none."""

    id: int
    thumbnail: str
    bytes: int


def keep(
    session: Session,
    viewer: Viewer,
    door: Door,
    key: str,
    pictures: Sequence[bytes],
    *,
    purpose: FilePurpose = FilePurpose.REPORT,
    incident: Incident | None = None,
) -> dict[str, str]:
    """Keep the pictures under the key of their form; field → code of the first that could not be kept.

    Those that are pictures stay kept. Raises TooMany when this network address sent too many, Unavailable
    when the store takes none.
    """
    if not pictures:
        return {}
    if not keys.is_key(key):
        return {"key": "form.expired"}
    counter = f"photo:{pseudonym(door.secrets, door.address)}"
    wrong: dict[str, str] = {}
    for content in pictures:
        throttle.take(session, counter, most=PER_HOUR, window=intake.HOUR, code="incident.too_many")
        try:
            files.receive(
                session, viewer, door.store, key=key, content=content, purpose=purpose, incident=incident
            )
        except FieldErrors as refusal:
            wrong = wrong or refusal.fields
    return wrong


def thumbnails(session: Session, viewer: Viewer, store: Store, key: str) -> list[Kept]:
    """The pictures that wait under the key of a form, in the order they came."""
    return [
        Kept(file.id, _thumbnail(store, file), file.bytes) for file in session.scalars(_waiting(viewer, key))
    ]


def where_taken(pictures: Sequence[bytes]) -> tuple[float, float] | None:
    """(lon, lat) in EPSG:4326 where the first picture that tells it was taken; only to be offered."""
    return next((place for content in pictures if (place := files.told(content).place)), None)


def let_go(session: Session, viewer: Viewer, store: Store, key: str, ids: Collection[int]) -> None:
    """Forget those of the pictures that wait under a key which their sender took back."""
    for file in session.scalars(_waiting(viewer, key).where(IncidentFile.id.in_(ids))) if ids else ():
        session.delete(file)
        remove(store, file.name)
    session.flush()


def _waiting(viewer: Viewer, key: str) -> Select[IncidentFile]:
    return (
        select(IncidentFile)
        .where(IncidentFile.commune_id == viewer.commune_id, IncidentFile.report_key == key)
        .where(IncidentFile.incident_id.is_(None), IncidentFile.purpose == FilePurpose.REPORT)
        .order_by(IncidentFile.id)
    )


def _thumbnail(store: Store, file: IncidentFile) -> str:
    path = path_of(store, file.name, THUMBNAIL)
    return b64encode(path.read_bytes()).decode() if path.exists() else ""
