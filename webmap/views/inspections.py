"""Inspection coverage: the map that officers and police plan with."""

from flask import Blueprint, Response, jsonify, render_template, url_for
from flask_babel import gettext as _

from services import coverage, dates
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.map_page import LayerSpec, map_page, next_page, now, sent_offset, sent_words
from webmap.maps.symbols import SHARES

bp = Blueprint("inspections", __name__)

FILTERS = ("month", "kind", "village", "cluster", "authority", "status", "from", "to")


@bp.get("/maps/coverage")
@requires("map:coverage")
def coverage_map() -> str:
    """Sites by status, villages and clusters shaded by share in time, figures and list beside the map."""
    sent = sent_words(*FILTERS, "search")
    today = now().date()
    scope = coverage.scope(today, **sent)
    offset = sent_offset()
    found = coverage.sites(session(), viewer(), scope, offset)
    return render_template(
        "maps/coverage.html",
        page=map_page([LayerSpec("sites", _("Cơ sở theo tình trạng kiểm tra"))], sent_words(*FILTERS)),
        sent=sent,
        scope=scope,
        figures=coverage.figures(session(), viewer(), scope),
        trend=coverage.trend(session(), viewer(), scope, today),
        months=dates.months_back(today, 24),
        kinds=coverage.inspected_kinds(),
        choices_of=coverage.choices(session(), viewer()),
        sites=found[: coverage.PAGE],
        areas=url_for("inspections.coverage_areas") + (next_page(sent, 0, True) or ""),
        next_page=next_page(sent, offset + coverage.PAGE, len(found) > coverage.PAGE),
        shares=SHARES,
    )


@bp.get("/maps/coverage/areas.geojson")
@requires("map:coverage")
def coverage_areas() -> Response:
    """Villages and clusters with their share of sites in time, for shading."""
    scope = coverage.scope(now().date(), **sent_words(*FILTERS, "search"))
    answer = jsonify(coverage.areas(session(), viewer(), scope))
    answer.mimetype = "application/geo+json"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
