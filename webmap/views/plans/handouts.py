"""What teams take along: a calendar, a day for the phone as GPX or GeoJSON, a day's sheet to print."""

import json
from datetime import date

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _

from geodata.errors import NotFound
from services.plans import handout
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.labels import choices

bp = Blueprint("plan_handouts", __name__, url_prefix="/plans/<int:plan_id>/teams/<int:team_id>")


@bp.get("/calendar.ics")
@requires("plan:read")
def calendar(plan_id: int, team_id: int) -> Response:
    """All visits of a team, for its calendar."""
    words, title = dict(choices("content")), _("Kiểm tra")
    text = handout.as_calendar(session(), viewer(), plan_id, team_id, words, title)
    return _file(text.encode(), "text/calendar; charset=utf-8", f"ke-hoach-{plan_id}-to-{team_id}.ics")


@bp.get("/<day>.gpx")
@requires("plan:read")
def gpx(plan_id: int, team_id: int, day: str) -> Response:
    """A day's stops and way, for a navigation app."""
    found = handout.day_in_force(session(), viewer(), plan_id, team_id, _day(day))
    content = handout.as_gpx(found, dict(choices("content")))
    return _file(content, "application/gpx+xml", f"{found.plan.code}-{found.team.code}-{found.day}.gpx")


@bp.get("/<day>.geojson")
@requires("plan:read")
def geojson(plan_id: int, team_id: int, day: str) -> Response:
    """A day's stops and way, for a map."""
    found = handout.day_in_force(session(), viewer(), plan_id, team_id, _day(day))
    content = json.dumps(handout.as_geojson(found, viewer()), ensure_ascii=False).encode()
    return _file(content, "application/geo+json", f"{found.plan.code}-{found.team.code}-{found.day}.geojson")


@bp.get("/<day>")
@requires("plan:read")
def sheet(plan_id: int, team_id: int, day: str) -> str:
    """A day's sheet, to be printed."""
    found = handout.day_in_force(session(), viewer(), plan_id, team_id, _day(day))
    return render_template("plans/sheet.html", day=found, plan=found.plan, team=found.team)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound("plan.no_day") from None


def _file(content: bytes, mimetype: str, name: str) -> Response:
    answer = Response(content, content_type=mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
