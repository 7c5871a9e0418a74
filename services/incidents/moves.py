"""A report moves from state to state: what each move needs, who may make it, and the event that tells it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import EventKind, FilePurpose, IncidentState, InspectionState, RejectReason, Role
from geodata.errors import Conflict, FieldErrors, NotFound
from geodata.features import Json, Viewer
from geodata.models import (
    Account,
    Incident,
    IncidentEvent,
    IncidentFile,
    IncidentInspection,
    Inspection,
)
from services import access
from services.incidents import clocks, notices
from services.incidents.holding import hold, on_desk, refuse_stale
from services.incidents.publishing import public_text
from services.incidents.states import NEXT, OFFICERS_MAY
from services.incidents.timeline import add_event
from services.sealing import Secrets
from services.text import clean

LONGEST_INTERNAL: Final = 5000
WORKERS: Final = frozenset(
    {Role.ECONOMIC_DIVISION, Role.COMMUNE_POLICE, Role.PUBLIC_SERVICE_CENTRE, Role.VILLAGE_BOARD}
)
"""Units that a report can be assigned to."""
_S = IncidentState
_EVIDENCE: Final = (FilePurpose.AFTER, FilePurpose.DOCUMENT)


@dataclass(frozen=True)
class Move:
    """Where to, and what that state needs: a reason, a parent, an agency and number, a unit or person."""

    to: IncidentState
    internal_note: str = ""
    public_note: str = ""
    reason: RejectReason | None = None
    parent_id: int | None = None
    agency: str = ""
    number: str = ""
    role: Role | None = None
    assignee_id: int | None = None


def move(
    session: Session, viewer: Viewer, incident_id: int, wanted: Move, *, version: int, secrets: Secrets
) -> Incident:
    """An officer moves a report of the desk.

    Raises NotFound, Forbidden for a move that this role may not make, FieldErrors for what the state needs
    and was not given, and Conflict, always with the state as it is now and the moves allowed from there:
    "record.changed", "incident.move_refused" for a move that the table does not know, "incident.four_eyes"
    for one that needs a second person.
    """
    if wanted.to is _S.DUPLICATE and wanted.parent_id:
        _lock_both(session, incident_id, wanted.parent_id)
    incident = hold(session, viewer, incident_id, "incident:read")
    try:
        refuse_stale(incident, version)
        return _moved(session, viewer, incident, wanted, secrets)
    except Conflict as refusal:
        refused = {wanted.to} if refusal.code == "incident.four_eyes" else set()
        allowed = [state.value for state in NEXT[incident.state] if state not in refused]
        raise Conflict(refusal.code, state=incident.state.value, allowed=allowed) from refusal


def _moved(session: Session, viewer: Viewer, incident: Incident, wanted: Move, secrets: Secrets) -> Incident:
    refuse_unknown(incident.state, wanted.to)
    access.require(viewer, OFFICERS_MAY.get(wanted.to, "incident:by_system"))
    told = _NEEDS[wanted.to](session, viewer, incident, wanted) if wanted.to in _NEEDS else {}
    internal = clean(wanted.internal_note)
    if len(internal) > LONGEST_INTERNAL:
        raise FieldErrors({"internal_note": "incident.too_long"})
    public = public_text(session, incident, wanted.public_note, secrets)
    step(
        session,
        incident,
        wanted.to,
        account_id=viewer.account_id,
        internal=internal,
        public=public,
        data=told,
    )
    return incident


def step(
    session: Session,
    incident: Incident,
    to: IncidentState,
    *,
    account_id: int | None,
    internal: str = "",
    public: str = "",
    data: Json | None = None,
    at: datetime | None = None,
) -> IncidentEvent:
    """One step of a report that is held already: event, clocks, notices. Of officers, reporter and system.

    Raises Conflict("incident.move_refused", state, allowed).
    """
    refuse_unknown(incident.state, to)
    came_from, at = incident.state, at or datetime.now(UTC)
    clocks.moved(session, incident, to, at)
    if public:
        incident.public_note = public
        incident.answered_at = incident.answered_at or at
    event = add_event(
        session,
        incident,
        EventKind.MOVED,
        account_id=account_id,
        to=to,
        internal_note=internal,
        public_note=public,
        data=data,
        at=at,
    )
    notices.moved(session, incident, event, came_from)
    return event


def refuse_unknown(state: IncidentState | None, to: IncidentState) -> None:
    """Raise Conflict("incident.move_refused", state, allowed) unless the table knows the move."""
    if to not in NEXT[state]:
        allowed = [following.value for following in NEXT[state]]
        raise Conflict("incident.move_refused", state=state.value if state else "", allowed=allowed)


def _lock_both(session: Session, *ids: int) -> None:
    """In one order, whoever comes first: two officers who call each the other's duplicate do not wait for
    each other."""
    session.execute(select(Incident.id).where(Incident.id.in_(ids)).order_by(Incident.id).with_for_update())


def _rejected(_session: Session, _viewer: Viewer, incident: Incident, wanted: Move) -> Json:
    if wanted.reason is None:
        raise FieldErrors({"reason": "incident.needs_reason"})
    incident.reject_reason = wanted.reason
    return {"reason": wanted.reason.value}


def _referred(_session: Session, _viewer: Viewer, incident: Incident, wanted: Move) -> Json:
    agency, number = clean(wanted.agency), clean(wanted.number)
    wrong = {name: "form.needed" for name, text in (("agency", agency), ("number", number)) if not text}
    if len(agency) > 300:
        wrong["agency"] = "incident.too_long"
    if len(number) > 100:
        wrong["number"] = "incident.too_long"
    if wrong:
        raise FieldErrors(wrong)
    incident.referred_to, incident.referred_number = agency, number
    return {"agency": agency, "number": number}


def _duplicate(session: Session, viewer: Viewer, incident: Incident, wanted: Move) -> Json:
    """The parent is a report of the same desk, no duplicate itself; own duplicates go to it: no cycles."""
    if wanted.parent_id is None:
        raise FieldErrors({"parent_id": "incident.needs_parent"})
    if wanted.parent_id == incident.id:
        raise FieldErrors({"parent_id": "incident.own_parent"})
    try:
        parent = on_desk(session, viewer, wanted.parent_id)
    except NotFound as error:
        raise FieldErrors({"parent_id": "incident.needs_parent"}) from error
    session.refresh(parent, with_for_update=True)
    if parent.state in (_S.DUPLICATE, _S.ANONYMISED):
        raise FieldErrors({"parent_id": "incident.parent_is_duplicate"})
    children = select(Incident).where(Incident.parent_id == incident.id).with_for_update()
    for child in session.scalars(children):
        child.parent_id = parent.id
    incident.parent_id = parent.id
    add_event(
        session,
        parent,
        EventKind.MERGED,
        account_id=viewer.account_id,
        data={"incident": incident.id},
    )
    return {"incident": parent.id}


def _assigned(session: Session, viewer: Viewer, incident: Incident, wanted: Move) -> Json:
    return assign_to(session, viewer, incident, wanted.role, wanted.assignee_id)


def assign_to(
    session: Session, viewer: Viewer, incident: Incident, role: Role | None, assignee_id: int | None
) -> Json:
    """Put a report into the hands of a unit, or of one person of it; what its event tells of that.

    Raises FieldErrors: a unit that takes none, a person of another unit or commune, a board of another
    village, a police matter outside the police.
    """
    if role not in WORKERS:
        raise FieldErrors({"role": "incident.needs_unit"})
    if incident.visibility == "police" and role is not Role.COMMUNE_POLICE:
        raise FieldErrors({"role": "incident.police_only"})
    if role is Role.VILLAGE_BOARD and incident.village_id is None:
        raise FieldErrors({"role": "incident.no_village"})
    if assignee_id is not None:
        person = session.get(Account, assignee_id)
        at_home = person is not None and person.commune_id == viewer.commune_id and person.active
        if person is None or not at_home or person.role is not role:
            raise FieldErrors({"assignee_id": "form.choice"})
        if role is Role.VILLAGE_BOARD and person.village_id != incident.village_id:
            raise FieldErrors({"assignee_id": "form.choice"})
    incident.assigned_role, incident.assignee_id = role, assignee_id
    return {"role": role.value, "account": assignee_id}


def _resolved(session: Session, viewer: Viewer, incident: Incident, _wanted: Move) -> Json:
    """Four eyes, and something to see: a picture from afterwards or a paper. Back from a request to reopen it
    needs neither: it was resolved so before."""
    if incident.state is not _S.DONE_REQUESTED:
        return {}
    if viewer.account_id is None or asked_for_end(session, incident.id) == viewer.account_id:
        raise Conflict("incident.four_eyes")
    if not has_evidence(session, incident.id):
        raise FieldErrors({"to": "incident.needs_evidence"})
    return {}


def _inspection_planned(session: Session, _viewer: Viewer, incident: Incident, _wanted: Move) -> Json:
    """A check is planned where there is one: linked, and not called off."""
    if not has_check(session, incident.id):
        raise FieldErrors({"to": "incident.needs_check"})
    return {}


def has_check(session: Session, incident_id: int) -> bool:
    """Whether a report is linked to a check of ours that was not called off."""
    linked = (
        select(Inspection.id)
        .join(IncidentInspection, IncidentInspection.inspection_id == Inspection.id)
        .where(IncidentInspection.incident_id == incident_id)
        .where(Inspection.state != InspectionState.CANCELLED, Inspection.body == "")
    )
    return session.scalar(linked.limit(1)) is not None


def asked_for_end(session: Session, incident_id: int) -> int | None:
    """The account that said last that a report is done; another one has to confirm it."""
    return session.scalar(
        select(IncidentEvent.account_id)
        .where(IncidentEvent.incident_id == incident_id, IncidentEvent.to_state == _S.DONE_REQUESTED)
        .where(IncidentEvent.kind == EventKind.MOVED)
        .order_by(IncidentEvent.id.desc())
        .limit(1)
    )


def has_evidence(session: Session, incident_id: int) -> bool:
    """Whether a report has a picture from afterwards or a paper."""
    evidence = select(IncidentFile.id).where(
        IncidentFile.incident_id == incident_id, IncidentFile.purpose.in_(_EVIDENCE)
    )
    return session.scalar(evidence.limit(1)) is not None


_NEEDS: Final[Mapping[IncidentState, Callable[[Session, Viewer, Incident, Move], Json]]] = {
    _S.REJECTED: _rejected,
    _S.REFERRED: _referred,
    _S.DUPLICATE: _duplicate,
    _S.ASSIGNED: _assigned,
    _S.RESOLVED: _resolved,
    _S.INSPECTION_PLANNED: _inspection_planned,
}
"""State → what a move there needs, checked and written to the report; gives what its event tells of it."""
