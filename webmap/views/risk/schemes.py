"""The risk schemes: listed, shown, proposed by one officer, approved by another."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.enums import IMPACTS, PERFORMANCE
from geodata.errors import BadInput, FieldErrors
from services.risk import schemes
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.forms.risk import SchemeForm, draft, name_fields, start
from webmap.map_page import now
from webmap.messages import message
from webmap.risk_words import figure_words

bp = Blueprint("risk_schemes", __name__)

Answer = Response | str | tuple[str, int]


@bp.get("/risk/schemes")
@requires("risk:read")
def listed() -> str:
    """Every scheme, the one in force marked."""
    return render_template("risk/schemes.html", schemes=schemes.listed(session(), viewer()))


@bp.get("/risk/schemes/<int:scheme_id>")
@requires("risk:read")
def show(scheme_id: int) -> str:
    """One scheme: terms and why, weights, bands; the button to approve."""
    return _shown(schemes.one(session(), viewer(), scheme_id))


@bp.get("/risk/schemes/default")
@requires("risk:read")
def show_default() -> str:
    """Our own proposal, as long as it is in force and not written down."""
    return _shown(schemes.of_scheme(schemes.starting(session(), viewer())))


@bp.route("/risk/schemes/new", methods=["GET", "POST"])
@requires("risk:propose")
def new() -> Answer:
    """Propose a scheme, starting from the one in force."""
    if request.method == "GET":
        base = schemes.starting(session(), viewer())
        code = schemes.free_code(session(), viewer(), now().year)
        return _form(SchemeForm(formdata=None, data=start(base.rules, base.terms, code)))
    form: Any = SchemeForm()
    if not form.validate():
        return _form(form), 400
    try:
        made = schemes.propose(session(), viewer(), draft(form))
    except FieldErrors as refusal:
        session().rollback()
        form.refuse(refusal)
        return _form(form), 400
    except BadInput as refusal:
        session().rollback()
        form.bands.errors = [message(refusal.code, **refusal.params)]
        return _form(form), 400
    session().commit()
    return redirect(url_for("risk_schemes.show", scheme_id=made.id), 303)


@bp.post("/risk/schemes/<int:scheme_id>/approve")
@requires("risk:approve")
def approve(scheme_id: int) -> Response:
    """Approve a scheme; sites are rated by it at once where it is valid already."""
    schemes.approve(session(), viewer(), scheme_id, request.form.get("version", 0, type=int))
    session().commit()
    return redirect(url_for("risk_schemes.show", scheme_id=scheme_id), 303)


@bp.post("/risk/schemes/<int:scheme_id>/withdraw")
@requires("risk:propose")
def withdraw(scheme_id: int) -> Response:
    """Take back a proposal."""
    schemes.withdraw(session(), viewer(), scheme_id, request.form.get("version", 0, type=int))
    session().commit()
    return redirect(url_for("risk_schemes.listed"), 303)


def _shown(one: schemes.Listed) -> str:
    return render_template(
        "risk/scheme.html",
        one=one,
        scheme=one.scheme,
        rules=one.scheme.rules,
        bands=schemes.bands_of(one.scheme.rules),
        impacts=IMPACTS,
        performance=PERFORMANCE,
        figure_words=figure_words,
    )


def _form(form: Any) -> str:
    name_fields(form)
    return render_template("risk/scheme_form.html", form=form, impacts=IMPACTS, performance=PERFORMANCE)
