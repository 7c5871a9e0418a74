"""What a check found, and what became of it: findings with their deadlines, mended one by one."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from geodata.enums import InspectionEventKind, InspectionState
from geodata.errors import Conflict, FieldErrors, NotFound
from geodata.features import Viewer
from geodata.models import Finding, Inspection
from services import clock
from services.inspections import effects, holding
from services.inspections.concluding import still_to_mend
from services.inspections.moves import step
from services.inspections.timeline import add_event
from services.text import clean

FOUND_IN: Final = (InspectionState.IN_FIELD, InspectionState.MINUTES_SIGNED)
"""States in which findings are written down; later ones would not be in the minutes."""
MENDED_IN: Final = (InspectionState.MINUTES_SIGNED, InspectionState.CONCLUDED, InspectionState.FOLLOW_UP)
"""States in which a finding may be mended."""
LONGEST: Final = {"article": 200, "text": 5000, "remedy": 5000}


@dataclass(frozen=True)
class Found:
    """A finding: the article it is against, what it is, how grave (0–3), what is to be done until when."""

    text: str
    severity: int
    article: str = ""
    remedy: str = ""
    deadline: date | None = None


def add(session: Session, viewer: Viewer, inspection_id: int, found: Found, *, version: int) -> Finding:
    """Write a finding to a check in the field or with its minutes.

    Raises NotFound, Forbidden, FieldErrors, Conflict ("record.changed", "inspection.no_findings_now").
    """
    inspection = holding.hold(session, viewer, inspection_id, "inspection:record", version)
    if inspection.state not in FOUND_IN:
        raise Conflict("inspection.no_findings_now")
    wrong = _wrong(inspection, found)
    if wrong:
        raise FieldErrors(wrong)
    made = Finding(
        inspection_id=inspection.id,
        severity=found.severity,
        deadline=found.deadline,
        **{name: clean(getattr(found, name)) for name in LONGEST},
    )
    session.add(made)
    session.flush()
    _tell(session, viewer, inspection, InspectionEventKind.RECORDED, {"finding": made.id})
    return made


def mend(
    session: Session,
    viewer: Viewer,
    inspection_id: int,
    finding_id: int,
    *,
    on: date | None,
    note: str,
    version: int,
) -> Inspection:
    """Note that a finding is mended; with the last one a check that is followed up is done.

    Mended already, nothing changes. Raises NotFound, Forbidden, FieldErrors, Conflict ("record.changed",
    "inspection.not_mended_now").
    """
    inspection = holding.hold(session, viewer, inspection_id, "inspection:record", version)
    finding = session.get(Finding, finding_id, with_for_update=True)
    if finding is None or finding.inspection_id != inspection.id:
        raise NotFound("record.unknown")
    if finding.fixed_on is not None:
        return inspection
    if inspection.state not in MENDED_IN:
        raise Conflict("inspection.not_mended_now")
    day, told = on or clock.today(), clean(note)
    wrong = {"note": "inspection.too_long"} if len(told) > 500 else {}
    if day > clock.today():
        wrong["fixed_on"] = "form.future"
    elif inspection.inspected_on and day < inspection.inspected_on:
        wrong["fixed_on"] = "inspection.fixed_before"
    if wrong:
        raise FieldErrors(wrong)
    finding.fixed_on, finding.fixed_note = day, told
    session.flush()
    _tell(session, viewer, inspection, InspectionEventKind.REMEDIED, {"finding": finding.id}, told)
    if inspection.state is InspectionState.FOLLOW_UP and not still_to_mend(session, inspection.id):
        step(session, inspection, InspectionState.DONE, account_id=viewer.account_id)
    return inspection


def _wrong(inspection: Inspection, found: Found) -> dict[str, str]:
    wrong = {} if clean(found.text) else {"text": "form.needed"}
    long = {name: "inspection.too_long" for name, most in LONGEST.items() if len(getattr(found, name)) > most}
    if not 0 <= found.severity <= 3:
        wrong["severity"] = "inspection.severity"
    if found.severity > 0 and found.deadline is None:
        wrong["deadline"] = "inspection.needs_deadline"
    elif found.deadline and inspection.inspected_on and found.deadline < inspection.inspected_on:
        wrong["deadline"] = "inspection.deadline_before"
    return wrong | long


def _tell(
    session: Session,
    viewer: Viewer,
    inspection: Inspection,
    kind: InspectionEventKind,
    data: dict[str, int],
    note: str = "",
) -> None:
    add_event(session, inspection, kind, account_id=viewer.account_id, note=note, data=data)
    effects.changed(session, inspection)
