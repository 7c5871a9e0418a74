"""The officers' desk: the list of reports."""

from flask import Blueprint, render_template, request

from services import places
from services.incidents import desk
from webmap.auth import requires, viewer
from webmap.db import session

bp = Blueprint("desk", __name__)

FILTERS = ("category", "state", "village", "published")


@bp.get("/incidents")
@requires("incident:read")
def listed() -> str:
    """The reports this officer works on, newest first."""
    sent = {name: request.args.get(name, "").strip() for name in FILTERS}
    page = min(request.args.get("page", 1, type=int), 1_000_000)
    return render_template(
        "incidents/desk.html",
        found=desk.listed(session(), viewer(), desk.wanted(**sent), page),
        sent=sent,
        kept={name: value for name, value in sent.items() if value},
        villages=places.villages(session(), viewer()),
    )
