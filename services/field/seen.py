"""The record of a check as it is seen afterwards, by those who may: answers, times, track, files."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from geodata.enums import RecordOutcome
from geodata.errors import NotFound
from geodata.features import Json, Layer, Reach, Viewer, plain, reach, shows
from geodata.models import Account, Finding, Inspection, InspectionFile, InspectionRecord
from geodata.queries import field as places
from services.field.checklists import Checklist, named
from services.incidents import store as disk
from services.incidents.store import Store


@dataclass(frozen=True)
class SeenFile:
    """A file: what it is, and the words of the finding it shows, if it shows one."""

    id: int
    purpose: str
    media_type: str
    finding: str
    taken_at: datetime | None


@dataclass(frozen=True)
class Record:
    """A record with its lists, answers by item, files; `track` and `site` are GeoJSON geometries or None."""

    outcome: RecordOutcome
    lists: list[Checklist]
    answers: dict[str, str]
    started_at: datetime
    ended_at: datetime
    received_at: datetime
    clock_skew_s: int
    distance_m: float | None
    track: Any
    site: Any
    representative: str
    representative_title: str
    opinion: str
    note: str
    recorded_by: str
    files: list[SeenFile]

    def count(self, one: Checklist, answer: str) -> int:
        """How many items of a list were answered so."""
        return sum(self.answers.get(item.id) == answer for item in one.items)


@dataclass(frozen=True)
class OpenFile:
    """A file ready to be sent: where its bytes stand, and what they are."""

    path: Path
    media_type: str


def record_of(session: Session, viewer: Viewer, inspection_id: int) -> Record | None:
    """The record of a check; None where there is none, or none that this viewer may read."""
    wanted = (
        select(InspectionRecord, Account.display_name)
        .join(Inspection, Inspection.id == InspectionRecord.inspection_id)
        .outerjoin(Account, Account.id == InspectionRecord.recorded_by_id)
        .where(Inspection.id == inspection_id, Inspection.commune_id == viewer.commune_id)
    )
    found = session.execute(wanted).one_or_none() if may_read(viewer) else None
    if found is None:
        return None
    record, who = found
    track, site = places.track_of(session, inspection_id)
    return Record(
        record.outcome,
        named(record.checklist),
        dict(record.answers),
        record.started_at,
        record.ended_at,
        record.received_at,
        record.clock_skew_s,
        record.distance_m,
        track,
        site,
        record.representative,
        record.representative_title,
        record.opinion,
        record.note,
        who or "",
        _files(session, inspection_id),
    )


def may_read(viewer: Viewer) -> bool:
    """Whether this viewer may read records at all."""
    every = reach(Layer.INSPECTION_RECORD, viewer) is Reach.ALL
    return every and shows(Layer.INSPECTION_RECORD, "files", viewer)


def open_file(
    session: Session, viewer: Viewer, store: Store, file_id: int, *, thumbnail: bool = False
) -> OpenFile:
    """A file of a record, whole or as its thumbnail (pictures have one). Raises NotFound."""
    file = session.scalar(_of(viewer).where(InspectionFile.id == file_id)) if may_read(viewer) else None
    if file is None:
        raise NotFound("record.unknown")
    small = thumbnail and file.media_type == "image/jpeg"
    path = disk.path_of(store, file.name, disk.THUMBNAIL if small else "")
    if not path.is_file():
        raise NotFound("photo.gone")
    return OpenFile(path, file.media_type)


def as_rows(record: Record) -> list[Json]:
    """Question, answer and article of every item, list by list, as documents print them."""
    return [
        {
            "content": one.content.value,
            "list": one.title,
            "item": item.id,
            "question": item.question,
            "article": item.article,
            "answer": plain(record.answers.get(item.id, "")),
        }
        for one in record.lists
        for item in one.items
    ]


def _files(session: Session, inspection_id: int) -> list[SeenFile]:
    rows = session.execute(
        select(InspectionFile, Finding.text)
        .outerjoin(Finding, Finding.id == InspectionFile.finding_id)
        .where(InspectionFile.inspection_id == inspection_id)
        .order_by(InspectionFile.id)
    )
    return [
        SeenFile(file.id, file.purpose.value, file.media_type, text or "", file.taken_at)
        for file, text in rows
    ]


def _of(viewer: Viewer) -> Select[InspectionFile]:
    return (
        select(InspectionFile)
        .join(Inspection, Inspection.id == InspectionFile.inspection_id)
        .where(Inspection.commune_id == viewer.commune_id)
    )
