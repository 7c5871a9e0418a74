"""Settings: the texts at hand for public answers."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.errors import FieldErrors
from services.incidents import replies
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.forms.reply import ReplyForm

bp = Blueprint("replies", __name__)

Answer = Response | str | tuple[str, int]


@bp.get("/settings/replies")
@requires("incident:settings")
def listed() -> str:
    """All texts at hand, and the form for one more."""
    return _listed(ReplyForm(formdata=None))


@bp.post("/settings/replies")
@requires("incident:settings")
def add() -> Answer:
    """One more text at hand."""
    form = ReplyForm()
    return _saved(form, lambda: replies.add(session(), viewer(), form.reply()), _listed)


@bp.route("/settings/replies/<int:template_id>", methods=["GET", "POST"])
@requires("incident:settings")
def edit(template_id: int) -> Answer:
    """Write a text at hand anew."""
    template = replies.one(session(), viewer(), template_id)

    def show(form: ReplyForm) -> str:
        return render_template("settings/reply.html", form=form, template_id=template_id)

    if request.method == "GET":
        return show(ReplyForm(formdata=None, obj=template))
    form = ReplyForm()
    return _saved(form, lambda: replies.change(session(), viewer(), template_id, form.reply()), show)


@bp.post("/settings/replies/<int:template_id>/remove")
@requires("incident:settings")
def remove(template_id: int) -> Response:
    """Throw a text at hand away."""
    replies.remove(session(), viewer(), template_id)
    session().commit()
    return redirect(url_for("replies.listed"), 303)


def _listed(form: ReplyForm) -> str:
    return render_template("settings/replies.html", form=form, replies=replies.listed(session(), viewer()))


def _saved(form: ReplyForm, save: Callable[[], object], show: Callable[[ReplyForm], str]) -> Answer:
    if not form.validate():
        return show(form), 400
    try:
        save()
    except FieldErrors as refusal:
        session().rollback()
        form.refuse(refusal)
        return show(form), 400
    session().commit()
    return redirect(url_for("replies.listed"), 303)
