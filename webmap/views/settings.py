"""Settings of the commune: their list, and how often each kind of site is to be checked."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.enums import SiteKind
from geodata.errors import FieldErrors
from services import intervals
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.messages import message
from webmap.navigation import settings_pages

bp = Blueprint("settings", __name__)


@bp.get("/settings")
@requires("settings:read")
def listed() -> str:
    """The settings that this officer may change."""
    return render_template("settings/index.html", pages=settings_pages())


@bp.route("/settings/intervals", methods=["GET", "POST"])
@requires("interval:edit")
def inspection_intervals() -> Response | str | tuple[str, int]:
    """Months between two checks, kind by kind."""
    now = intervals.months(session(), viewer())
    typed = {kind: request.form.get(kind.value, str(months)).strip() for kind, months in now.items()}
    if request.method == "GET":
        return _page(typed, {})
    try:
        intervals.set_months(session(), viewer(), {kind: _whole(text) for kind, text in typed.items()})
    except FieldErrors as refusal:
        session().rollback()
        return _page(typed, refusal.fields), 400
    session().commit()
    return redirect(url_for("settings.inspection_intervals", saved=1), 303)


def _whole(text: str) -> int:
    """A number of months; what is none is out of every range."""
    return int(text) if text.isdecimal() and len(text) < 5 else 0


def _page(typed: dict[SiteKind, str], wrong: dict[str, str]) -> str:
    return render_template(
        "settings/intervals.html",
        typed=typed,
        wrong={kind: message(code) for kind, code in wrong.items()},
        saved=bool(request.args.get("saved")),
    )
