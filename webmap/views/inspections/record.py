"""One check: its page, and its steps."""

from flask import Blueprint, request

from services.inspections import holding, moves, overrides, publishing
from services.text import clean
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.forms.inspection import ExceptionForm, MoveForm, PublishForm
from webmap.sealing import secrets
from webmap.views.inspections.record_page import Answer, answered, page

bp = Blueprint("checks", __name__)


@bp.get("/inspections/<int:inspection_id>")
@requires("inspection:read")
def show(inspection_id: int) -> str:
    """One check as this officer may see it."""
    return page(inspection_id)


@bp.post("/inspections/<int:inspection_id>/move")
@requires("inspection:read")
def move(inspection_id: int) -> Answer:
    """The next step of a check; which role may make which is the table's to say."""
    form = MoveForm(name=f"move-{request.form.get('to', '')[:20]}")
    if form.target is not None:
        form.label_for(form.target)

    def save() -> None:
        moves.move(session(), viewer(), inspection_id, form.wanted(), version=form.seen_version)

    def done_already() -> bool:
        note = clean(form.note.data)
        to = form.target
        return to is not None and holding.moved_already(session(), viewer(), inspection_id, to, note)

    return answered(inspection_id, form, save, done_already=done_already)


@bp.post("/inspections/<int:inspection_id>/override")
@requires("inspection:approve")
def override(inspection_id: int) -> Answer:
    """Allow the exception to the one-a-year rule."""
    form = ExceptionForm()

    def save() -> None:
        overrides.approve(session(), viewer(), inspection_id, version=form.seen_version)

    return answered(inspection_id, form, save)


@bp.post("/inspections/<int:inspection_id>/publish")
@requires("inspection:publish")
def publish(inspection_id: int) -> Answer:
    """Show the conclusion to everybody, or take it back."""
    form = PublishForm()

    def save() -> None:
        publishing.publish(
            session(),
            viewer(),
            inspection_id,
            form.public_conclusion.data,
            version=form.seen_version,
            secrets=secrets(),
            public=request.form.get("published") == "yes",
        )

    return answered(inspection_id, form, save)
