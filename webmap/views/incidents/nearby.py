"""Reported already? Published reports close by, and the button "I saw it too"."""

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from services import places
from services.incidents import nearby
from services.sealing import pseudonym
from webmap.auth import public, viewer
from webmap.db import name_actor
from webmap.db import session as db_session
from webmap.forms.report import ReportForm
from webmap.sealing import secrets

bp = Blueprint("nearby", __name__)

COOKIE = "neighbour"
_YEAR = 365 * 24 * 3600


@bp.post("/incidents/near")
@public
def near() -> Response:
    """What was published close to the pin of a form that is being filled: a part of its page, or nothing."""
    form = ReportForm.of(places.villages(db_session(), viewer()))
    found = nearby.alike(db_session(), viewer(), *form.subject)
    answer = make_response(render_template("incidents/near.html", near=found))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/incidents/<int:incident_id>/support")
@public
def support(incident_id: int) -> Response:
    """Somebody saw a published report too; it counts once for each browser."""
    count(incident_id)
    return remember(redirect(url_for("incidents.show", incident_id=incident_id), 303))


def count(incident_id: int) -> int:
    """Count this browser for a report, and commit; how many saw it by now."""
    if viewer().account_id is None:
        name_actor(None, "public")
    seen_by = nearby.support(
        db_session(),
        viewer(),
        incident_id,
        who=_browser(),
        address=request.remote_addr or "",
        secrets=secrets(),
    )
    db_session().commit()
    return seen_by


def remember(answer: Response) -> Response:
    """Let the browser keep what it is counted by."""
    answer.set_cookie(
        COOKIE, _browser(), max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure
    )
    return answer


def _browser() -> str:
    """What this browser is counted by: its cookie, or the same that the cookie will be from its session, so
    that a button pressed twice at once counts once."""
    known = request.cookies.get(COOKIE, "")[:64]
    return known or pseudonym(secrets(), f"browser:{session.get('csrf_token') or request.remote_addr}")
