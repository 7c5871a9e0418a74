"""Checks of transports on the road: the list, one check, and the form for the phone."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.errors import FieldErrors
from services import communes
from services.sent import record_id
from services.transport import carriers, checks, routes
from webmap.auth import may, requires, viewer
from webmap.db import session
from webmap.forms.report import pin_words
from webmap.forms.transport_check import TransportCheckForm
from webmap.maps.symbols import STYLES
from webmap.transport_map import of_check

bp = Blueprint("transport_checks", __name__, url_prefix="/transport/checks")


@bp.get("")
@requires("transport:read")
def listed() -> str:
    """The checks, newest first, of one carrier or route where asked."""
    carrier, route = (record_id(request.args.get(name, "")) for name in ("carrier", "route"))
    page = min(request.args.get("page", 1, type=int), 1_000_000)
    found = checks.listed(session(), viewer(), carrier_id=carrier, route_id=route, page=page)
    return render_template("transport/checks.html", found=found, may_edit=may("transport:edit"))


@bp.get("/<int:check_id>")
@requires("transport:read")
def show(check_id: int) -> str:
    """One check with its answers; a violation may follow."""
    check = checks.one(session(), viewer(), check_id)
    return render_template(
        "transport/check.html",
        check=check,
        p=check["properties"],
        checklist=checks.checklist(),
        map=of_check(check),
        may_penalise=may("penalty:edit"),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires("transport:edit")
def new() -> Response | str | tuple[str, int]:
    """Write down a check on the spot; sent twice it is kept once."""
    form = TransportCheckForm(
        data={name: request.args.get(name.removesuffix("_id"), "") for name in ("carrier_id", "route_id")}
    )
    form.offer(
        [(one["id"], one["name"]) for one in carriers.listed(session(), viewer())],
        [(one.id, one.feature["properties"]["name"]) for one in routes.listed(session(), viewer())],
        checks.inspections(session(), viewer()),
    )
    if request.method == "GET":
        return _page(form)
    if not form.validate():
        return _page(form), 400
    try:
        made = checks.record(session(), viewer(), form.check())
        session().commit()
    except FieldErrors as refusal:
        session().rollback()
        form.refuse(refusal)
        return _page(form), 400
    return redirect(url_for(".show", check_id=made.id), 303)


def _page(form: TransportCheckForm) -> str:
    extent = communes.extent(session(), viewer().commune_id)
    return render_template(
        "transport/check_form.html",
        form=form,
        extent=extent,
        style=STYLES["base"],
        words=pin_words(),
    )
