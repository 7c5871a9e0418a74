"""The form by which everybody reports."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.errors import FieldErrors, TooMany
from services import communes, places
from services.incidents import intake
from webmap.auth import public, viewer
from webmap.db import name_actor, session
from webmap.forms.incident import ReportForm, pin_words
from webmap.maps.symbols import STYLES
from webmap.messages import message
from webmap.sealing import secrets

bp = Blueprint("intake", __name__)


@bp.route("/incidents/new", methods=["GET", "POST"])
@public
def new() -> Response | str | tuple[str, int]:
    """The form for everybody; sent twice, it is kept once."""
    form = ReportForm.of(places.villages(session(), viewer()), place=request.args.get("place", ""))
    if request.method == "GET":
        return _form(form)
    if form.website.data:
        form.website.data = ""
        return _form(form, message("incident.trap")), 400
    if not form.validate():
        return _form(form), 400
    try:
        return redirect(url_for("follow.receipt", code=_keep(form)), 303)
    except FieldErrors as refusal:
        session().rollback()
        form.refuse(refusal)
        return _form(form), 400
    except TooMany as refusal:
        return _form(form, message(refusal.code, **refusal.params)), 429


def _keep(form: ReportForm) -> str:
    """Keep the report; its code. An officer's own account signs it, anybody else is "public"."""
    if viewer().account_id is None:
        name_actor(None, "public")
    kept = intake.submit(
        session(), viewer(), form.report(), address=request.remote_addr or "", secrets=secrets()
    )
    session().commit()
    return kept.code


def _form(form: ReportForm, refusal: str = "") -> str:
    asked = str(form.place.data or "")
    place = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    return render_template(
        "incidents/new.html",
        form=form,
        refusal=refusal,
        reported=intake.reported_site(session(), viewer(), place),
        extent=communes.extent(session(), viewer().commune_id),
        style=STYLES["base"],
        words=pin_words(),
    )
