"""The map of reports: everybody sees the published ones at a displaced place, the desk all it works on."""

from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from services import incident_map, incidents
from webmap.auth import public, viewer
from webmap.db import session
from webmap.map_page import LayerSpec, map_page, now

bp = Blueprint("incident_map", __name__)


@bp.get("/maps/incidents")
@public
def show() -> str:
    """Reports on the map and as a list, newest first, with how many came each month."""
    sent = {name: request.args.get(name, "").strip() for name in ("category", "from", "to")}
    wanted = incident_map.report_filter(category=sent["category"], first=sent["from"], last=sent["to"])
    offset = max(0, min(request.args.get("offset", 0, type=int), 1_000_000))
    found = incident_map.reports(session(), viewer(), wanted, offset)
    kept = {name: value for name, value in sent.items() if value}
    more = len(found) > incident_map.PAGE
    return render_template(
        "maps/incidents.html",
        page=map_page([LayerSpec("incidents", _("Phản ánh"))], sent),
        sent=sent,
        reports=found[: incident_map.PAGE],
        trend=incident_map.trend(session(), viewer(), wanted, now().date()),
        next_page=f"?{urlencode(kept | {'offset': str(offset + incident_map.PAGE)})}" if more else None,
    )


@bp.get("/maps/incidents/<int:incident_id>/card")
@public
def card(incident_id: int) -> str:
    """The small card a click on the map opens."""
    return render_template(
        "maps/incident_card.html", found=incidents.record(session(), viewer(), incident_id)
    )
