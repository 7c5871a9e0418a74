"""What a report is and hangs on: who may know of it, whether it is one, its second matter, its links."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from geodata.errors import BadInput, NotFound
from services.incidents import desk, linking, moderation, splitting, urgency
from services.incidents.linking import Target
from services.incidents.splitting import Photo, Split
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.forms.incident_moves import ModerationForm, SplitForm, UrgencyForm, VisibilityForm
from webmap.reporting import store
from webmap.views.incidents.desk_page import Answer, answered, sent

bp = Blueprint("incident_standing", __name__)


@bp.post("/incidents/<int:incident_id>/visibility")
@requires("incident:triage")
def visibility(incident_id: int) -> Answer:
    """Who may know of a report; handed to the police, it is gone from all other desks."""
    form = sent(VisibilityForm, incident_id)

    def save() -> str | None:
        wanted, version = form.visibility.meaning, form.seen_version
        moderation.set_visibility(session(), viewer(), incident_id, wanted, version=version)
        return None if _still_there(incident_id) else url_for("desk.listed")

    return answered(incident_id, form, save)


@bp.post("/incidents/<int:incident_id>/moderation")
@requires("incident:triage")
def moderate(incident_id: int) -> Answer:
    """Whether it is a report at all."""
    form = sent(ModerationForm, incident_id)

    def save() -> None:
        wanted, version = form.moderation.meaning, form.seen_version
        moderation.moderate(session(), viewer(), incident_id, wanted, version=version)

    return answered(incident_id, form, save)


@bp.post("/incidents/<int:incident_id>/urgency")
@requires("incident:triage")
def urgent(incident_id: int) -> Answer:
    """Whether it goes before the others."""
    form = sent(UrgencyForm, incident_id)

    def save() -> None:
        wanted = request.form.get("urgent") == "yes"
        urgency.set_urgent(session(), viewer(), incident_id, wanted, version=form.seen_version)

    return answered(incident_id, form, save)


@bp.post("/incidents/<int:incident_id>/split")
@requires("incident:triage")
def split(incident_id: int) -> Answer:
    """Make a second report of the second matter, and go there."""
    form = sent(SplitForm, incident_id)

    def save() -> str:
        wanted = Split(str(form.key.data or ""), form.category.meaning, form.description.data, _photos())
        made = splitting.split(session(), viewer(), store(), incident_id, wanted, version=form.seen_version)
        return url_for("incidents.show", incident_id=made.id)

    return answered(incident_id, form, save)


@bp.post("/incidents/<int:incident_id>/link")
@requires("incident:work")
def link(incident_id: int) -> Response:
    """Link a report to a site or a check ("site:5"), or take the link away again."""
    target, _colon, number = request.form.get("target", "").partition(":")
    if target not in set(Target) or not number.isdecimal() or len(number) > 18:
        raise BadInput("form.choice")
    change = linking.unlink if request.form.get("linked") == "no" else linking.link
    version = request.form.get("version", 0, type=int)
    change(session(), viewer(), incident_id, Target(target), int(number), version=version)
    session().commit()
    return redirect(url_for("incidents.show", incident_id=incident_id, _anchor="links"), 303)


def _still_there(incident_id: int) -> bool:
    try:
        return desk.record(session(), viewer(), incident_id).desk
    except NotFound:
        return False


def _photos() -> dict[int, Photo]:
    """File id → what becomes of it, of the fields called photo-<id>."""
    chosen = {name.removeprefix("photo-"): word for name, word in request.form.items() if "photo-" in name}
    return {
        int(number): Photo(word)
        for number, word in chosen.items()
        if number.isdecimal() and len(number) < 19 and word in set(Photo)
    }
