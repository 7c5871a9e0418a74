"""The list of the settings of the commune."""

from flask import Blueprint, render_template

from webmap.auth import requires
from webmap.navigation import settings_pages

bp = Blueprint("settings", __name__)


@bp.get("/settings")
@requires("settings:read")
def listed() -> str:
    """The settings that this officer may change."""
    return render_template("settings/index.html", pages=settings_pages())
