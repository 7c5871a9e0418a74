"""One report: its page, and the form that publishes it."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from services.incidents import desk, publishing
from services.incidents.publishing import Answer
from webmap.auth import public, requires, viewer
from webmap.db import session
from webmap.forms.editing import edit as edit_form
from webmap.forms.incident import PublishForm
from webmap.forms.record import Clash, RecordForm
from webmap.sealing import secrets
from webmap.views.incidents.desk_page import page as whole_page

bp = Blueprint("incidents", __name__)


@bp.get("/incidents/<int:incident_id>")
@public
def show(incident_id: int) -> str:
    """One report: whole for its officers, and for everybody once it is published."""
    return whole_page(incident_id)


@bp.post("/incidents/<int:incident_id>/publish")
@requires("incident:triage")
def publish(incident_id: int) -> Response | str | tuple[str, int]:
    """Show a report to everybody with an answer, or take it down."""
    wanted = request.form.get("published") == "yes"

    def read() -> tuple[int, dict[str, object]]:
        record = desk.record(session(), viewer(), incident_id)
        return record.version, {"public_note": record.feature["properties"]["public_note"]}

    def save(version: int, values: dict[str, str]) -> str:
        said = Answer(wanted, values["public_note"])
        publishing.publish(session(), viewer(), incident_id, said, version=version, secrets=secrets())
        return url_for("incidents.show", incident_id=incident_id)

    def page(form: RecordForm, clashes: list[Clash]) -> str:
        return whole_page(incident_id, publish=form, clashes=clashes)

    return edit_form(PublishForm, read, save, page)
