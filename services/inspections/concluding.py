"""The conclusion of a check: by a second person, with a text for everybody that names nobody."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.errors import Conflict, FieldErrors
from geodata.features import Json, Viewer
from geodata.models import Finding, Inspection
from services import clock
from services.inspections.public_texts import public_text
from services.text import clean

LONGEST: Final = 10_000


@dataclass(frozen=True)
class Conclusion:
    """What officers conclude, and what everybody may read of it; number and day of the paper."""

    text: str = ""
    public_text: str = ""
    number: str = ""
    day: date | None = None


def conclude(session: Session, viewer: Viewer, inspection: Inspection, wanted: Conclusion) -> Json:
    """Write the conclusion to a check that is held; what its event tells of it.

    Raises Conflict("inspection.four_eyes") for the one who recorded it, FieldErrors for a text that is
    missing, too long, or (the public one) names a person.
    """
    if viewer.account_id is None or inspection.recorded_by_id == viewer.account_id:
        raise Conflict("inspection.four_eyes")
    text, number, day = clean(wanted.text), clean(wanted.number), wanted.day or clock.today()
    wrong = {} if text else {"conclusion": "form.needed"}
    if len(text) > LONGEST:
        wrong["conclusion"] = "inspection.too_long"
    if len(number) > 60:
        wrong["conclusion_number"] = "inspection.too_long"
    if day > clock.today():
        wrong["day"] = "form.future"
    elif inspection.inspected_on and day < inspection.inspected_on:
        wrong["day"] = "inspection.concluded_before"
    if wrong:
        raise FieldErrors(wrong)
    inspection.public_conclusion = public_text(session, inspection, wanted.public_text)
    inspection.conclusion, inspection.conclusion_number = text, number
    inspection.concluded_on, inspection.concluded_by_id = day, viewer.account_id
    return {"number": number} if number else {}


def still_to_mend(session: Session, inspection_id: int) -> int:
    """How many findings of a check are not mended yet; a remark of severity 0 asks for nothing."""
    open_ones = select(Finding.id).where(
        Finding.inspection_id == inspection_id, Finding.severity > 0, Finding.fixed_on.is_(None)
    )
    return len(session.scalars(open_ones).all())
