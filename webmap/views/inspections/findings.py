"""What a check found and what became of it, and the papers of a check from afar."""

from flask import Blueprint

from services.inspections import remedies, remote
from services.inspections.remedies import Found
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.forms.inspection import AnswerForm, AskForm, FindingForm, MendForm
from webmap.views.inspections.record_page import Answer, answered

bp = Blueprint("check_findings", __name__)


@bp.post("/inspections/<int:inspection_id>/findings")
@requires("inspection:record")
def add(inspection_id: int) -> Answer:
    """One more finding."""
    form = FindingForm()

    def save() -> None:
        found = Found(
            form.text.data,
            form.severity.meaning,
            form.article.data,
            form.remedy.data,
            form.deadline.data,
        )
        remedies.add(session(), viewer(), inspection_id, found, version=form.seen_version)

    return answered(inspection_id, form, save, anchor="findings")


@bp.post("/inspections/<int:inspection_id>/findings/<int:finding_id>/mend")
@requires("inspection:record")
def mend(inspection_id: int, finding_id: int) -> Answer:
    """That one of them is mended."""
    form = MendForm(name=f"mend-{finding_id}")

    def save() -> None:
        remedies.mend(
            session(),
            viewer(),
            inspection_id,
            finding_id,
            on=form.fixed_on.data,
            note=form.note.data,
            version=form.seen_version,
        )

    return answered(inspection_id, form, save, anchor="findings")


@bp.post("/inspections/<int:inspection_id>/ask")
@requires("inspection:record")
def ask(inspection_id: int) -> Answer:
    """Which documents the site is asked for."""
    form = AskForm()

    def save() -> None:
        asked, due, version = form.asked.data, form.due.data, form.seen_version
        remote.ask(session(), viewer(), inspection_id, asked, due, version=version)

    return answered(inspection_id, form, save, anchor="remote")


@bp.post("/inspections/<int:inspection_id>/requests/<int:request_id>/answer")
@requires("inspection:record")
def answer(inspection_id: int, request_id: int) -> Answer:
    """What it answered."""
    form = AnswerForm(name=f"answer-{request_id}")

    def save() -> None:
        said, version = form.answer.data, form.seen_version
        remote.answer(session(), viewer(), inspection_id, request_id, said, version=version)

    return answered(inspection_id, form, save, anchor="remote")
