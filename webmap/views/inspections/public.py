"""What everybody reads of checks: the published conclusions."""

from flask import Blueprint, render_template, request

from services.inspections import publishing
from webmap.auth import public, viewer
from webmap.db import session

bp = Blueprint("conclusions", __name__)


@bp.get("/inspections")
@public
def listed() -> str:
    """The published conclusions, newest first."""
    number = min(request.args.get("page", 1, type=int), 1_000_000)
    found = publishing.conclusions(session(), viewer(), number)
    return render_template("inspections/conclusions.html", found=found)


@bp.get("/inspections/public/<path:conclusion_code>")
@public
def show(conclusion_code: str) -> str:
    """One published conclusion; an officer sees here what everybody sees."""
    found = publishing.conclusion(session(), viewer(), conclusion_code)
    return render_template("inspections/conclusion.html", one=found, p=found.fields)
