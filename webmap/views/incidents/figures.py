"""How the reports of a desk fared against what was promised, for those who work on them."""

from flask import Blueprint, render_template

from services.incidents import figures
from webmap.auth import requires, viewer
from webmap.db import session

bp = Blueprint("incident_figures", __name__)


@bp.get("/incidents/figures")
@requires("incident:read")
def show() -> str:
    """The last twelve months of the viewer's desk, by month and by category."""
    return render_template("incidents/figures.html", table=figures.for_desk(session(), viewer()))
