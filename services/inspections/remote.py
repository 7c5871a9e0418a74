"""A check from afar: documents are asked for and answered, and nobody goes there."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import InspectionEventKind, InspectionForm, InspectionState
from geodata.errors import Conflict, FieldErrors, NotFound
from geodata.features import Viewer
from geodata.models import Inspection, InspectionEvent
from services import clock
from services.inspections import holding
from services.inspections.timeline import add_event
from services.text import clean

LONGEST: Final = 5000
ASKED_IN: Final = (InspectionState.ANNOUNCED, InspectionState.IN_FIELD)
"""States in which documents are asked for and answered."""


@dataclass(frozen=True)
class Asked:
    """A document (or several) that was asked for, until when, and what came of it (None: nothing yet)."""

    id: int
    text: str
    due: date | None
    at: datetime
    answer: str | None
    answered_at: datetime | None

    @property
    def late(self) -> bool:
        """Whether its day has passed without an answer."""
        return self.answer is None and self.due is not None and self.due < clock.today()


def ask(
    session: Session, viewer: Viewer, inspection_id: int, text: str, due: date | None, *, version: int
) -> Inspection:
    """Note which documents the site is asked for.

    Raises NotFound, Forbidden, FieldErrors, Conflict ("record.changed", "inspection.not_remote_now").
    """
    inspection = _held(session, viewer, inspection_id, version)
    asked = _text(text, "asked")
    if due is not None and due < clock.today():
        raise FieldErrors({"due": "inspection.day_passed"})
    _tell(session, viewer, inspection, asked, {"asked": True, "due": due.isoformat() if due else None})
    return inspection


def answer(
    session: Session, viewer: Viewer, inspection_id: int, asked_id: int, text: str, *, version: int
) -> Inspection:
    """Note what the site answered to a request. Raises as `ask`, and NotFound for one that is none."""
    inspection = _held(session, viewer, inspection_id, version)
    if asked_id not in {one.id for one in requests(session, inspection.id)}:
        raise NotFound("record.unknown")
    _tell(session, viewer, inspection, _text(text, "answer"), {"answers": asked_id})
    return inspection


def requests(session: Session, inspection_id: int) -> list[Asked]:
    """What was asked for, oldest first, each with its last answer."""
    rows = session.scalars(
        select(InspectionEvent)
        .where(InspectionEvent.inspection_id == inspection_id)
        .where(InspectionEvent.kind == InspectionEventKind.RECORDED)
        .order_by(InspectionEvent.id)
    ).all()
    answers = {row.data["answers"]: row for row in rows if "answers" in row.data}
    return [_asked(row, answers.get(row.id)) for row in rows if row.data.get("asked")]


def unanswered(session: Session, inspection: Inspection) -> bool:
    """Whether a check from afar has nothing to rest on yet: no answer at all."""
    remote = inspection.form is InspectionForm.REMOTE
    return remote and not any(one.answer for one in requests(session, inspection.id))


def _held(session: Session, viewer: Viewer, inspection_id: int, version: int) -> Inspection:
    inspection = holding.hold(session, viewer, inspection_id, "inspection:record", version)
    if inspection.form is not InspectionForm.REMOTE or inspection.state not in ASKED_IN:
        raise Conflict("inspection.not_remote_now")
    return inspection


def _text(text: str, field: str) -> str:
    said = clean(text)
    if not said:
        raise FieldErrors({field: "form.needed"})
    if len(said) > LONGEST:
        raise FieldErrors({field: "inspection.too_long"})
    return said


def _tell(
    session: Session, viewer: Viewer, inspection: Inspection, said: str, data: dict[str, object]
) -> None:
    kind = InspectionEventKind.RECORDED
    add_event(session, inspection, kind, account_id=viewer.account_id, note=said, data=data)


def _asked(row: InspectionEvent, answered: InspectionEvent | None) -> Asked:
    due = row.data.get("due")
    return Asked(
        row.id,
        row.note,
        date.fromisoformat(due) if due else None,
        row.at,
        answered.note if answered else None,
        answered.at if answered else None,
    )
