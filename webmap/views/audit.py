"""The log of changes, for those who answer for the register."""

from flask import Blueprint, render_template, request

from services import audit
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.labels import choices

bp = Blueprint("audit", __name__)

FILTERS = ("table", "record", "actor", "since", "until", "before")


@bp.get("/audit")
@requires("audit:read")
def log() -> str:
    """Who changed what, newest first; each entry says what was and what is."""
    sent = {name: request.args.get(name, "").strip() for name in FILTERS}
    found = audit.entries(session(), viewer(), audit.wanted(**sent))
    kept = {name: value for name, value in sent.items() if value and name != "before"}
    return render_template(
        "audit.html",
        entries=found,
        sent=sent,
        kept=kept,
        tables=choices("table"),
        older=found[-1].id if len(found) == audit.PAGE else None,
    )
