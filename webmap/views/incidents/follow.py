"""The page of the one who reported, by the code of the receipt."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.incidents import following, intake
from webmap.auth import public, viewer
from webmap.db import session

bp = Blueprint("follow", __name__)


@bp.get("/incidents/r/<code>")
@public
def receipt(code: str) -> Response:
    """What became of a report, for whoever holds its code; no search engine learns of the page."""
    found = following.receipt(session(), viewer(), code)
    answer = make_response(render_template("incidents/receipt.html", found=found))
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.get("/incidents/follow")
@public
def find() -> Response:
    """From a code that was typed to its page."""
    return redirect(url_for("follow.receipt", code=intake.as_code(request.args.get("code", "")) or "-"), 303)
