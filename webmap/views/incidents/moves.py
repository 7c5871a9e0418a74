"""An officer moves a report on, or puts it into other hands."""

from flask import Blueprint

from geodata.enums import IncidentState
from geodata.errors import FieldErrors
from services.incidents import assignment, holding, likeness, moves
from services.incidents.moves import Move
from services.text import clean
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.forms.incident_moves import AssignForm, MoveForm, as_hands
from webmap.sealing import secrets
from webmap.views.incidents.desk_page import Answer, answered, sent

bp = Blueprint("incident_moves", __name__)


@bp.post("/incidents/<int:incident_id>/move")
@requires("incident:read")
def move(incident_id: int) -> Answer:
    """The next step of a report; which role may make which is the table's to say."""
    form = sent(MoveForm, incident_id)

    def save() -> None:
        version = form.seen_version
        moves.move(session(), viewer(), incident_id, _wanted(form), version=version, secrets=secrets())

    def done_already() -> bool:
        told = clean(form.internal_note.data), clean(form.public_note.data)
        return holding.moved_already(session(), viewer(), incident_id, form.to.meaning, *told)

    return answered(incident_id, form, save, done_already=done_already)


@bp.post("/incidents/<int:incident_id>/assign")
@requires("incident:triage")
def assign(incident_id: int) -> Answer:
    """Who works on it from now on."""
    form = sent(AssignForm, incident_id)

    def save() -> None:
        role, account = as_hands(form.unit.data)
        assignment.assign(session(), viewer(), incident_id, role, account, version=form.seen_version)

    return answered(incident_id, form, save)


def _wanted(form: MoveForm) -> Move:
    role, account = as_hands(form.unit.data)
    return Move(
        form.to.meaning,
        internal_note=form.internal_note.data,
        public_note=form.public_note.data,
        reason=form.reason.meaning,
        parent_id=_parent(form),
        agency=form.agency.data,
        number=form.number.data,
        role=role,
        assignee_id=account,
    )


def _parent(form: MoveForm) -> int | None:
    """The original that was named by its code; a code that is none is told beside its field."""
    if form.to.meaning is not IncidentState.DUPLICATE or not form.parent.data:
        return None
    parent = likeness.by_code(session(), viewer(), form.parent.data)
    if parent is None:
        raise FieldErrors({"parent_id": "incident.no_parent"})
    return parent
