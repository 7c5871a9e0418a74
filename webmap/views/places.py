"""The register of sites: the list, the record pages that the maps link to, and their forms."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.enums import SiteState, SiteType
from services import places, records, site_edits, sites
from services.site_fields import editable
from webmap.auth import public, requires, viewer
from webmap.db import session
from webmap.forms.editing import edit as edit_form
from webmap.forms.record import Clash, RecordForm
from webmap.forms.site import site_form
from webmap.map_page import now

bp = Blueprint("places", __name__)

FILTERS = ("search", "type", "kind", "village", "state")


@bp.get("/places")
@requires("site:read")
def register() -> str:
    """The register as a list with a search and filters."""
    sent = {name: request.args.get(name, "").strip() for name in FILTERS}
    page = min(request.args.get("page", 1, type=int), 1_000_000)
    return render_template(
        "places/register.html",
        found=sites.register(session(), viewer(), sites.wanted(**sent), page),
        sent=sent,
        kept={name: value for name, value in sent.items() if value},
        villages=places.villages(session(), viewer()),
        to_add=site_edits.types_to_add(viewer()),
    )


@bp.get("/places/<int:place_id>")
@public
def show(place_id: int) -> str:
    """The record page, under the privacy rule: public for collection points only."""
    record = sites.record(session(), viewer(), place_id, on=now().date())
    return render_template("places/record.html", record=record, p=record.feature["properties"])


@bp.get("/places/<int:place_id>/card")
@public
def card(place_id: int) -> str:
    """The small card a click on the map opens."""
    record = sites.record(session(), viewer(), place_id, on=now().date())
    return render_template("places/card.html", record=record, p=record.feature["properties"])


@bp.route("/places/<int:place_id>/edit", methods=["GET", "POST"])
@requires("site:edit")
def edit(place_id: int) -> Response | str | tuple[str, int]:
    """Change a site; a second editor is told what the first one changed."""
    draft = sites.draft(session(), viewer(), place_id)

    def read() -> tuple[int, dict[str, object]]:
        fresh = sites.draft(session(), viewer(), place_id)
        return fresh.version, fresh.values

    def save(version: int, values: dict[str, object]) -> str:
        site_edits.change(session(), viewer(), place_id, version=version, values=values)
        return url_for("places.show", place_id=place_id)

    def page(form: RecordForm, clashes: list[Clash]) -> str:
        editor = records.last_change(session(), "site", place_id) if clashes else None
        return render_template(
            "places/edit.html", form=form, clashes=clashes, editor=editor, draft=draft, type=draft.type
        )

    return edit_form(_form(draft.type), read, save, page)


@bp.route("/places/new", methods=["GET", "POST"])
@requires("site:edit")
def new() -> Response | str | tuple[str, int]:
    """Add a site of `?type=`."""
    wanted = request.args.get("type", "")
    if wanted not in site_edits.types_to_add(viewer()):
        abort(403 if wanted in set(SiteType) else 404)
    site_type = SiteType(wanted)

    def save(_version: int, values: dict[str, object]) -> str:
        site = site_edits.create(session(), viewer(), site_type, values)
        return url_for("places.show", place_id=site.id)

    def page(form: RecordForm, _clashes: list[Clash]) -> str:
        return render_template("places/edit.html", form=form, clashes=[], draft=None, type=site_type)

    start = {"state": SiteState.OPERATING, "registered_on": now().date(), "village_id": viewer().village_id}
    return edit_form(_form(site_type), lambda: (0, dict(start)), save, page)


@bp.post("/places/<int:place_id>/state")
@requires("site:edit")
def set_state(place_id: int) -> Response:
    """Close a site, or open it again: its history stays either way."""
    version = request.form.get("version", 0, type=int)
    state = SiteState.CLOSED if request.form.get("state") == "closed" else SiteState.OPERATING
    site_edits.set_state(session(), viewer(), place_id, version=version, state=state)
    session().commit()
    return redirect(url_for("places.show", place_id=place_id), 303)


def _form(site_type: SiteType) -> type[RecordForm]:
    villages = places.villages(session(), viewer())
    if viewer().village_id is not None:
        villages = [pair for pair in villages if pair[0] == viewer().village_id]
    clusters = sites.clusters(session(), viewer())
    return site_form(editable(viewer(), site_type), site_type, villages, clusters)
