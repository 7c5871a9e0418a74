"""A check moves from state to state: what each move needs, who may make it, and the event that tells it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from geodata.enums import InspectionEventKind, InspectionState
from geodata.errors import Conflict, FieldErrors
from geodata.features import Json, Viewer
from geodata.models import CapOverride, Inspection, InspectionEvent
from services import clock, records
from services.inspections import cap, concluding, effects, holding, remote
from services.inspections.concluding import Conclusion
from services.inspections.states import CAPPED, NEXT, OFFICERS_MAY, refuse_unknown
from services.inspections.timeline import add_event
from services.text import clean

LONGEST_NOTE: Final = 5000
LONGEST_REASON: Final = 500
_S = InspectionState


@dataclass(frozen=True)
class Move:
    """Where to, and what that state needs: a decision, a day, a reason, minutes, a conclusion."""

    to: InspectionState
    note: str = ""
    reason: str = ""
    day: date | None = None
    decision_number: str = ""
    decision_date: date | None = None
    minutes_number: str = ""
    conclusion: Conclusion | None = None


def move(session: Session, viewer: Viewer, inspection_id: int, wanted: Move, *, version: int) -> Inspection:
    """An officer moves a check of the desk.

    Raises NotFound, Forbidden for a move that this role or unit may not make, FieldErrors for what the state
    needs and was not given, and Conflict with the state as it is and the moves allowed from there:
    "record.changed", "inspection.move_refused", "inspection.four_eyes" (a second person is needed),
    "inspection.capped" (the one-a-year rule), "inspection.override_waits".
    """
    if wanted.to in CAPPED:
        records.lock_settings(session, viewer.commune_id)
    action = OFFICERS_MAY.get(wanted.to, "inspection:by_system")
    try:
        inspection = holding.hold(session, viewer, inspection_id, action, version)
        refuse_unknown(inspection.state, wanted.to)
        told = _NEEDS[wanted.to](session, viewer, inspection, wanted) if wanted.to in _NEEDS else {}
        note = clean(wanted.note)
        if len(note) > LONGEST_NOTE:
            raise FieldErrors({"note": "inspection.too_long"})
        step(session, inspection, wanted.to, account_id=viewer.account_id, note=note, data=told)
    except Conflict as refusal:
        now = holding.seen(session, viewer, inspection_id).state
        allowed = [state.value for state in NEXT[now]]
        raise Conflict(
            refusal.code, **{**refusal.params, "state": now.value, "allowed": allowed}
        ) from refusal
    return inspection


def step(
    session: Session,
    inspection: Inspection,
    to: InspectionState,
    *,
    account_id: int | None,
    note: str = "",
    data: Json | None = None,
    at: datetime | None = None,
) -> InspectionEvent:
    """One step of a check that is held already: its event, and the rating that it moves.

    What the state needs (days, numbers, reasons) is the caller's to write first. Raises
    Conflict("inspection.move_refused", state, allowed).
    """
    refuse_unknown(inspection.state, to)
    event = add_event(
        session,
        inspection,
        InspectionEventKind.MOVED,
        account_id=account_id,
        to=to,
        note=note,
        data=data,
        at=at,
    )
    effects.changed(session, inspection)
    return event


def refuse_capped(session: Session, inspection: Inspection, on: date | None = None) -> None:
    """Raise Conflict where the one-a-year rule forbids this check: "inspection.capped" (with the body and
    day of the other one), or "inspection.override_waits" while its exception is not approved."""
    told = [one for one in cap.against(session, inspection, on=on) if one.binds]
    if not told:
        return
    override = session.get(CapOverride, inspection.id)
    if override is None:
        raise Conflict("inspection.capped", article=told[0].article, day=told[0].day, count=len(told))
    if override.approved_at is None:
        raise Conflict("inspection.override_waits")


def _approved(session: Session, viewer: Viewer, inspection: Inspection, wanted: Move) -> Json:
    """By the chairperson, who did not propose it; a planned day that has passed is set anew."""
    if viewer.account_id is None or holding.proposer(session, inspection.id) == viewer.account_id:
        raise Conflict("inspection.four_eyes")
    if wanted.day is not None:
        inspection.planned_on = wanted.day
    told = _decision(inspection, wanted, needed=False)
    refuse_capped(session, inspection)
    return told


def _announced(session: Session, _viewer: Viewer, inspection: Inspection, wanted: Move) -> Json:
    told = _decision(inspection, wanted, needed=True)
    inspection.announced_on = _past(wanted.day)
    refuse_capped(session, inspection)
    return told | {"day": inspection.announced_on.isoformat()}


def _in_field(session: Session, _viewer: Viewer, inspection: Inspection, wanted: Move) -> Json:
    told = _decision(inspection, wanted, needed=True)
    inspection.inspected_on = _past(wanted.day)
    refuse_capped(session, inspection)
    return told | {"day": inspection.inspected_on.isoformat()}


def _minutes(session: Session, viewer: Viewer, inspection: Inspection, wanted: Move) -> Json:
    if remote.unanswered(session, inspection):
        raise FieldErrors({"to": "inspection.remote_unanswered"})
    number = clean(wanted.minutes_number)
    if len(number) > 60:
        raise FieldErrors({"minutes_number": "inspection.too_long"})
    inspection.inspected_on = _past(wanted.day or inspection.inspected_on)
    inspection.minutes_number = number or inspection.minutes_number
    inspection.recorded_by_id = viewer.account_id
    return {"day": inspection.inspected_on.isoformat()}


def _concluded(session: Session, viewer: Viewer, inspection: Inspection, wanted: Move) -> Json:
    return concluding.conclude(session, viewer, inspection, wanted.conclusion or Conclusion())


def _done(session: Session, _viewer: Viewer, inspection: Inspection, _wanted: Move) -> Json:
    if concluding.still_to_mend(session, inspection.id):
        raise FieldErrors({"to": "inspection.not_mended"})
    return {}


def _follow_up(session: Session, _viewer: Viewer, inspection: Inspection, _wanted: Move) -> Json:
    if not concluding.still_to_mend(session, inspection.id):
        raise FieldErrors({"to": "inspection.nothing_to_mend"})
    return {}


def _cancelled(_session: Session, _viewer: Viewer, inspection: Inspection, wanted: Move) -> Json:
    inspection.cancel_reason = _reason(wanted)
    return {"reason": inspection.cancel_reason}


def _no_access(_session: Session, _viewer: Viewer, inspection: Inspection, wanted: Move) -> Json:
    """Nobody was let in: no check took place."""
    reason, day = _reason(wanted), _past(wanted.day)
    inspection.inspected_on = None
    return {"reason": reason, "day": day.isoformat()}


def _reason(wanted: Move) -> str:
    reason = clean(wanted.reason)
    if not reason:
        raise FieldErrors({"reason": "inspection.needs_reason"})
    if len(reason) > LONGEST_REASON:
        raise FieldErrors({"reason": "inspection.too_long"})
    return reason


def _decision(inspection: Inspection, wanted: Move, *, needed: bool) -> Json:
    """Write number and date of the decision: both or neither, and both before anybody goes there."""
    number = clean(wanted.decision_number) or inspection.decision_number
    day = wanted.decision_date or inspection.decision_date
    wrong = {}
    if not number and (needed or day):
        wrong["decision_number"] = "inspection.needs_decision"
    if not day and (needed or number):
        wrong["decision_date"] = "inspection.needs_decision"
    if day and day > clock.today():
        wrong["decision_date"] = "form.future"
    if len(number) > 60:
        wrong["decision_number"] = "inspection.too_long"
    if wrong:
        raise FieldErrors(wrong)
    inspection.decision_number, inspection.decision_date = number, day
    return {"decision": number} if number else {}


def _past(day: date | None) -> date:
    """A day up to today; today where none was said."""
    if day is not None and day > clock.today():
        raise FieldErrors({"day": "form.future"})
    return day or clock.today()


_NEEDS: Final[Mapping[InspectionState, Callable[[Session, Viewer, Inspection, Move], Json]]] = {
    _S.APPROVED: _approved,
    _S.ANNOUNCED: _announced,
    _S.IN_FIELD: _in_field,
    _S.MINUTES_SIGNED: _minutes,
    _S.CONCLUDED: _concluded,
    _S.FOLLOW_UP: _follow_up,
    _S.DONE: _done,
    _S.CANCELLED: _cancelled,
    _S.NO_ACCESS: _no_access,
}
"""State → what a move there needs, checked and written to the check; gives what its event tells of it."""
