"""Routes of hazardous waste: the page with map and warnings, and the form."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from services import communes, records
from services.dates import iso_day
from services.transport import carriers, checks, routes, rules
from webmap.auth import may, requires, viewer
from webmap.db import session
from webmap.forms.editing import edit as edit_form
from webmap.forms.record import Clash, RecordForm
from webmap.forms.transport import route_form
from webmap.map_page import now
from webmap.maps.symbols import STYLES
from webmap.transport_map import line_words, of_routes, watched

bp = Blueprint("transport_routes", __name__, url_prefix="/transport/routes")

Page = Response | str | tuple[str, int]


@bp.get("/<int:route_id>")
@requires("transport:read")
def show(route_id: int) -> str:
    """A route on a day (today, or `?on=`): its map with what is to be watched, and the same in words."""
    on = iso_day(request.args.get("on", "")) or now().date()
    seen = routes.record(session(), viewer(), route_id, on)
    return render_template(
        "transport/route.html",
        route=seen,
        p=seen.feature["properties"],
        on=on,
        map=of_routes([seen], watched([seen])),
        checks=checks.listed(session(), viewer(), route_id=route_id).checks,
        rules=rules.in_force(session(), viewer().commune_id),
        may_edit=may("transport:edit"),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires("transport:edit")
def new() -> Page:
    """Draw a new route."""

    def save(_version: int, values: dict[str, Any]) -> str:
        made = routes.create(session(), viewer(), values, values.pop("drawn"), key=values.pop("key"))
        return url_for("transport_routes.show", route_id=made.id)

    start = {"valid_from": now().date(), "carrier_id": request.args.get("carrier", "")}
    return edit_form(_form(new=True), lambda: (0, dict(start)), save, _page(None))


@bp.route("/<int:route_id>/edit", methods=["GET", "POST"])
@requires("transport:edit")
def edit(route_id: int) -> Page:
    """Change a route; a second editor is told what the first one changed."""
    routes.draft(session(), viewer(), route_id)

    def save(version: int, values: dict[str, Any]) -> str:
        drawn = values.pop("drawn")
        routes.change(session(), viewer(), route_id, version=version, values=values, drawn=drawn)
        return url_for("transport_routes.show", route_id=route_id)

    return edit_form(
        _form(new=False), lambda: routes.draft(session(), viewer(), route_id), save, _page(route_id)
    )


def _form(*, new: bool) -> type[RecordForm]:
    known = [(one["id"], one["name"]) for one in carriers.listed(session(), viewer())]
    roads = routes.roads(session(), viewer())
    return route_form(known, routes.senders(session(), viewer()), roads, new=new)


def _page(route_id: int | None) -> Any:
    def page(form: RecordForm, clashes: list[Clash]) -> str:
        editor = records.last_change(session(), "waste_route", route_id) if clashes and route_id else None
        return render_template(
            "transport/route_form.html",
            form=form,
            clashes=clashes,
            editor=editor,
            route_id=route_id,
            extent=communes.extent(session(), viewer().commune_id),
            style=STYLES["base"],
            words=line_words(),
        )

    return page
