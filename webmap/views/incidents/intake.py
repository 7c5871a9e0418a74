"""The form by which everybody reports, and the look at what others will see of it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.errors import FieldErrors, TooMany, Unavailable
from services import communes, places
from services.incidents import intake, keys, nearby, photos, preview
from webmap import uploads
from webmap.auth import public, viewer
from webmap.db import name_actor, session
from webmap.errors import status_of
from webmap.forms.report import PICTURES, ReportForm, consent, photo_words, pictures, pin_words
from webmap.maps.symbols import STYLES
from webmap.messages import message
from webmap.reporting import HIDDEN, door, public_map_words
from webmap.sealing import secrets
from webmap.views.incidents.nearby import count, remember

bp = Blueprint("intake", __name__)
uploads.limit(bp)


@bp.route("/incidents/new", methods=["GET", "POST"])
@public
def new() -> Response:
    """The form for everybody; sent twice, it is kept once."""
    form = _read()
    if request.method == "GET":
        return _page(form)
    sent = keys.report_of(session(), viewer(), str(form.key.data))
    if sent is not None:
        return _receipt(sent.code)
    return _answer(form, lambda: _receipt(_keep(form)))


@bp.route("/incidents/preview", methods=["GET", "POST"])
@public
def look() -> Response:
    """What others will see of the report, what was reported close by, and the form with all typed kept."""
    if request.method == "GET":
        return redirect(url_for("intake.new"), 303)
    form = _read()
    return _answer(form, lambda: _preview(form))


def _read() -> ReportForm:
    form = ReportForm.of(places.villages(session(), viewer()), place=request.args.get("place", ""))
    form.pin(request.form.get("pin", ""))
    return form


def _answer(form: ReportForm, act: Callable[[], Response]) -> Response:
    """Keep the photos, check the rest, then act; a refusal gives the form back with nothing lost."""
    if form.website.data:
        form.website.data = ""
        return _page(form, 400, message("incident.trap"))
    valid = form.validate()
    if "csrf_token" in form.errors:
        form.csrf_token.errors = [message("incident.form_old")]
    try:
        wrong = _photos(form)
        if wrong:
            raise FieldErrors(wrong)
        return act() if valid else _page(form, 400)
    except FieldErrors as refusal:
        session().rollback()
        form.refuse(refusal)
        return _page(form, 400)
    except (TooMany, Unavailable) as refusal:
        session().rollback()
        return _page(form, status_of(refusal), message(refusal.code, **refusal.params))


def _photos(form: ReportForm) -> dict[str, str]:
    """Drop the photos that were taken back, keep the new ones; what is wrong with the others."""
    key = str(form.key.data)
    gone = {int(sent) for sent in request.form.getlist("drop") if sent.isdecimal() and len(sent) < 19}
    photos.let_go(session(), viewer(), door().store, key, gone)
    wrong = photos.keep(session(), viewer(), door(), key, pictures(form.photos))
    session().commit()
    return wrong


def _keep(form: ReportForm) -> str:
    """Keep the report; its code. An officer's own account signs it, anybody else is "public"."""
    if viewer().account_id is None:
        name_actor(None, "public")
    kept = intake.submit(
        session(), viewer(), form.report(), address=request.remote_addr or "", secrets=secrets()
    )
    session().commit()
    return kept.code


def _preview(form: ReportForm) -> Response:
    supported = request.form.get("support", "")
    shown = preview.preview(session(), viewer(), form.report(), secrets=secrets())
    near = nearby.alike(session(), viewer(), *form.subject)
    if not (supported.isdecimal() and len(supported) < 19):
        return _page(form, preview=shown, near=near)
    count(int(supported))
    near = nearby.alike(session(), viewer(), *form.subject)
    return remember(_page(form, preview=shown, near=near, supported=int(supported)))


def _receipt(code: str) -> Response:
    return redirect(url_for("follow.receipt", code=code), 303)


def _page(form: ReportForm, status: int = 200, refusal: str = "", **shown: Any) -> Response:
    asked = str(form.place.data or "")
    place = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    page = render_template(
        "incidents/new.html",
        form=form,
        refusal=refusal,
        reported=intake.reported_site(session(), viewer(), place),
        extent=communes.extent(session(), viewer().commune_id),
        style=STYLES["base"],
        words=pin_words(),
        photo_words=photo_words(),
        map_words=public_map_words(),
        hidden_words=HIDDEN,
        pictures=PICTURES,
        consent=consent(),
        offered=photos.where_taken(pictures(form.photos)) if form.latitude.data is None else None,
        kept=photos.thumbnails(session(), viewer(), door().store, str(form.key.data)),
        **shown,
    )
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store" if request.method == "POST" else "no-cache, private"
    return answer
