"""Who reported, shown once to an officer who said what for; and the log of these readings."""

from flask import Blueprint, Response, make_response, render_template, request

from geodata.errors import FieldErrors
from services.incidents import identity
from services.sent import record_id
from webmap.auth import may, requires, viewer
from webmap.db import session
from webmap.messages import message
from webmap.sealing import secrets

bp = Blueprint("identity", __name__)
bp.add_app_template_global(may)


@bp.app_template_global()
def contact_left(incident_id: int) -> bool | None:
    """For incidents/_identity.html: whether the reporter left a name; None for who may not read it."""
    return identity.left_contact(session(), viewer(), incident_id)


@bp.post("/incidents/<int:incident_id>/identity")
@requires("incident:identity")
def read(incident_id: int) -> Response:
    """The identity, once; the reading is in the log before it is shown."""
    purpose = request.form.get("purpose", "")
    try:
        found = identity.read_identity(session(), viewer(), incident_id, purpose, secrets())
        session().commit()
        shown, status, wrong = found, 200, ""
    except FieldErrors as refusal:
        session().rollback()
        shown, status, wrong = None, 400, message(refusal.fields["purpose"])
    page = render_template(
        "incidents/identity.html", incident_id=incident_id, identity=shown, purpose=purpose, wrong=wrong
    )
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@bp.get("/audit/identities")
@requires("audit:identities")
def readings() -> str:
    """Who read which reporter's identity when and why; never the identity."""
    found = identity.readings(session(), viewer(), record_id(request.args.get("before", "").strip()))
    older = found[-1].id if len(found) == identity.PAGE else None
    return render_template("audit_identities.html", readings=found, older=older)
