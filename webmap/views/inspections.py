"""Inspection coverage: the map that officers and police plan with."""

from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask_babel import gettext as _

from services import coverage, dates
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.map_page import LayerSpec, map_page, now
from webmap.maps.symbols import SHARES

bp = Blueprint("inspections", __name__)

FILTERS = ("month", "kind", "village", "cluster", "authority", "status", "from", "to")


@bp.get("/maps/coverage")
@requires("map:coverage")
def coverage_map() -> str:
    """Sites by status, villages and clusters shaded by share in time, figures and list beside the map."""
    sent = {name: request.args.get(name, "").strip() for name in (*FILTERS, "search")}
    today = now().date()
    scope = coverage.scope(today, **sent)
    offset = max(0, min(request.args.get("offset", 0, type=int), 1_000_000))
    found = coverage.sites(session(), viewer(), scope, offset)
    kept = {name: value for name, value in sent.items() if value}
    more = len(found) > coverage.PAGE
    return render_template(
        "maps/coverage.html",
        page=map_page(
            [LayerSpec("sites", _("Cơ sở theo tình trạng kiểm tra"))], {name: sent[name] for name in FILTERS}
        ),
        sent=sent,
        scope=scope,
        figures=coverage.figures(session(), viewer(), scope),
        trend=coverage.trend(session(), viewer(), scope, today),
        months=dates.months_back(today, 24),
        kinds=coverage.inspected_kinds(),
        choices_of=coverage.choices(session(), viewer()),
        sites=found[: coverage.PAGE],
        areas=f"{url_for('inspections.coverage_areas')}?{urlencode(kept)}",
        next_page=f"?{urlencode(kept | {'offset': str(offset + coverage.PAGE)})}" if more else None,
        shares=SHARES,
    )


@bp.get("/maps/coverage/areas.geojson")
@requires("map:coverage")
def coverage_areas() -> Response:
    """Villages and clusters with their share of sites in time, for shading."""
    sent = {name: request.args.get(name, "").strip() for name in (*FILTERS, "search")}
    scope = coverage.scope(now().date(), **sent)
    answer = jsonify(coverage.areas(session(), viewer(), scope))
    answer.mimetype = "application/geo+json"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
