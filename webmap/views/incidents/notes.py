"""What officers write and add to a report: notes, answers, pictures from afterwards, papers."""

from flask import Blueprint

from geodata.errors import FieldErrors
from services.incidents import attaching, notes
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.forms.incident_moves import AnswerForm, AttachForm, NoteForm
from webmap.reporting import store
from webmap.sealing import secrets
from webmap.views.incidents.desk_page import Answer, answered, sent

bp = Blueprint("incident_notes", __name__)


@bp.post("/incidents/<int:incident_id>/note")
@requires("incident:work")
def note(incident_id: int) -> Answer:
    """An internal note."""
    form = sent(NoteForm, incident_id)

    def save() -> None:
        notes.note(session(), viewer(), incident_id, form.internal_note.data)

    return answered(incident_id, form, save)


@bp.post("/incidents/<int:incident_id>/answer")
@requires("incident:work")
def answer(incident_id: int) -> Answer:
    """An answer that the reporter reads, and everybody once the report is published."""
    form = sent(AnswerForm, incident_id)

    def save() -> None:
        text, version = form.public_note.data, form.seen_version
        notes.answer(session(), viewer(), incident_id, text, version=version, secrets=secrets())

    return answered(incident_id, form, save)


@bp.post("/incidents/<int:incident_id>/files")
@requires("incident:work")
def attach(incident_id: int) -> Answer:
    """Pictures from afterwards, or papers; the same file sent twice is kept once."""
    form = sent(AttachForm, incident_id)

    def save() -> None:
        contents = [file.read() for file in form.files.data or [] if file and file.filename]
        if not contents:
            raise FieldErrors({"files": "form.needed"})
        wanted = attaching.Attached(form.purpose.meaning, form.title.data, contents)
        attaching.attach(session(), viewer(), store(), incident_id, wanted, secrets=secrets())

    return answered(incident_id, form, save)
