"""Inspection coverage: the map that officers and police plan with."""

from flask import Blueprint, Response, jsonify, render_template, url_for
from flask_babel import gettext as _

from geodata.errors import NotFound
from services import coverage, dates
from services.sheets import csv, xlsx
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.map_page import LayerSpec, map_page, next_page, now, sent_offset, sent_words
from webmap.maps.symbols import SHARES
from webmap.views.inspections.coverage_sheet import coverage_sheet

bp = Blueprint("inspections", __name__)

SHEETS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
FILTERS = ("month", "kind", "village", "cluster", "authority", "category", "status", "from", "to")


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
        people=coverage.people(session(), viewer(), scope),
        sites=found[: coverage.PAGE],
        areas=url_for("inspections.coverage_areas") + (next_page(sent, 0, True) or ""),
        figures_query=next_page(sent, 0, True) or "",
        next_page=next_page(sent, offset + coverage.PAGE, len(found) > coverage.PAGE),
        shares=SHARES,
    )


@bp.get("/maps/coverage/figures.<sheet>")
@requires("map:coverage")
def coverage_file(sheet: str) -> Response:
    """The figures of the page as a workbook or as CSV."""
    if sheet not in SHEETS:
        raise NotFound("http.404")
    scope = coverage.scope(now().date(), **sent_words(*FILTERS, "search"))
    headings, rows = coverage_sheet(session(), viewer(), scope)
    content = xlsx(_("Độ phủ kiểm tra"), headings, rows) if sheet == "xlsx" else csv(headings, rows)
    answer = Response(content, mimetype=SHEETS[sheet])
    answer.headers["Content-Disposition"] = f'attachment; filename="do-phu-{scope.day:%Y-%m-%d}.{sheet}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/maps/coverage/areas.geojson")
@requires("map:coverage")
def coverage_areas() -> Response:
    """Villages and clusters with their share of sites in time, for shading."""
    scope = coverage.scope(now().date(), **sent_words(*FILTERS, "search"))
    answer = jsonify(coverage.areas(session(), viewer(), scope))
    answer.mimetype = "application/geo+json"
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
