"""A person's own data, for whoever holds the code: to take along, to hear no more by mail, to have erased."""

import json

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from geodata.errors import Gone, TooMany
from services.incidents import own_data
from webmap.auth import public, viewer
from webmap.db import name_actor, session
from webmap.messages import message
from webmap.reporting import door

bp = Blueprint("own_data", __name__)


@bp.after_request
def _private(answer: Response) -> Response:
    """Nothing of these pages stays in a cache, in the address of the next page, or in a search engine."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.errorhandler(Gone)
def _gone(_error: Gone) -> tuple[str, int]:
    """A report that is forgotten says so, as long as somebody still holds its code."""
    return render_template("incidents/own_data_gone.html"), 410


@bp.get("/incidents/r/<code>/data")
@public
def show(code: str) -> str:
    """What is held, and what one may do about it."""
    return _page("own_data", code, done=request.args.get("done", ""))


@bp.post("/incidents/r/<code>/data")
@public
def download(code: str) -> Response | tuple[str, int]:
    """Everything held, as a JSON file; the reading is in the log before it is sent."""
    _signed()
    try:
        held = own_data.taken_along(session(), viewer(), code, door())
    except TooMany as refusal:
        return _page("own_data", code, message(refusal.code, **refusal.params)), 429
    session().commit()
    answer = make_response(json.dumps(held, ensure_ascii=False, indent=2))
    answer.mimetype = "application/json"
    answer.headers["Content-Disposition"] = f'attachment; filename="phan-anh-{held["code"]}.json"'
    return answer


@bp.post("/incidents/r/<code>/data/stop-mail")
@public
def stop_mail(code: str) -> Answer:
    """No more letters about this report."""
    _signed()
    own_data.stop_mail(session(), viewer(), code)
    session().commit()
    return redirect(url_for("own_data.show", code=code, done="mail"), 303)


@bp.get("/incidents/r/<code>/erasure")
@public
def ask(code: str) -> str:
    """What would be erased, and the button."""
    return _page("own_data_erase", code)


@bp.post("/incidents/r/<code>/erasure")
@public
def erase(code: str) -> Answer | tuple[str, int]:
    """Erase what may go now; the rest goes when the report ends."""
    _signed()
    try:
        own_data.ask_erasure(session(), viewer(), code, door())
    except TooMany as refusal:
        return _page("own_data_erase", code, message(refusal.code, **refusal.params)), 429
    session().commit()
    return redirect(url_for("own_data.show", code=code), 303)


def _page(name: str, code: str, refusal: str = "", done: str = "") -> str:
    held = own_data.summary(session(), viewer(), code)
    if name == "own_data":
        return render_template("incidents/own_data.html", held=held, refusal=refusal, done=done)
    return render_template("incidents/own_data_erase.html", held=held, refusal=refusal)


def _signed() -> None:
    """Whoever holds the code and has no account acts as "public"."""
    if viewer().account_id is None:
        name_actor(None, "public")
