"""A check is proposed, or one of another body written down: the site first, then what is to be said of it."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.errors import BadInput, Conflict, FieldErrors
from services.incidents import linking
from services.incidents.linking import Target
from services.inspections import making, others, terms
from services.sent import record_id
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.errors import words_of
from webmap.forms.proposal import OtherForm, ProposalForm

bp = Blueprint("proposals", __name__)

Page = Response | str | tuple[str, int]


@bp.route("/inspections/new", methods=["GET", "POST"])
@requires("inspection:plan")
def new() -> Page:
    """Propose a check of a site; without one, the site is looked for."""
    site_id = record_id(request.args.get("site", ""))
    if site_id is None:
        return _search("proposals.new")
    offer = making.offer(session(), viewer(), site_id)
    form = ProposalForm(incident=request.args.get("incident", "")[:18])
    form.offer(offer)
    if request.method == "GET":
        return _proposal(form, offer)
    if not form.validate():
        return _proposal(form, offer), 400
    try:
        made = making.propose(session(), viewer(), form.wanted(site_id))
        session().commit()
    except FieldErrors as refusal:
        session().rollback()
        form.refuse(refusal)
        return _proposal(form, offer), 400
    except Conflict as refusal:
        session().rollback()
        return _proposal(form, offer, words_of(refusal)), 409
    return redirect(url_for("checks.show", inspection_id=made.id), 303)


@bp.route("/inspections/others/new", methods=["GET", "POST"])
@requires("inspection:plan")
def other() -> Page:
    """Write down a check by another body; the same one twice stays one."""
    site_id = record_id(request.args.get("site", ""))
    if site_id is None:
        return _search("proposals.other")
    offer, form = making.offer(session(), viewer(), site_id), OtherForm()
    if request.method == "GET":
        return render_template("inspections/other.html", form=form, offer=offer)
    if not form.validate():
        return render_template("inspections/other.html", form=form, offer=offer), 400
    try:
        made, _new = others.register(session(), viewer(), form.wanted(site_id))
        session().commit()
    except FieldErrors as refusal:
        session().rollback()
        form.refuse(refusal)
        return render_template("inspections/other.html", form=form, offer=offer), 400
    return redirect(url_for("checks.show", inspection_id=made.id), 303)


@bp.post("/inspections/<int:inspection_id>/strike")
@requires("inspection:plan")
def strike(inspection_id: int) -> Response:
    """Take a check of another body out again that was written down wrongly."""
    version = request.form.get("version", 0, type=int)
    if version < 1:
        raise BadInput("http.400")
    others.strike(session(), viewer(), inspection_id, version=version)
    session().commit()
    return redirect(url_for("check_desk.listed", pile="others"), 303)


def _search(endpoint: str) -> str:
    asked = request.args.get("search", "")
    found = [one for one in linking.find(session(), viewer(), asked) if one.target is Target.SITE]
    incident = request.args.get("incident", "")[:18]
    return render_template(
        "inspections/choose_site.html", endpoint=endpoint, asked=asked, found=found, incident=incident
    )


def _proposal(form: ProposalForm, offer: making.Offer, refusal: str = "") -> str:
    return render_template(
        "inspections/new.html", form=form, offer=offer, refusal=refusal, articles=terms.articles()
    )
