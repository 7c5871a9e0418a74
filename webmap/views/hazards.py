"""Flood and disaster risk zones, and the bulletins that are valid now."""

from flask import Blueprint, render_template
from flask_babel import gettext as _

from services import hazards
from webmap.auth import public, viewer
from webmap.db import session
from webmap.map_page import LayerSpec, map_page, now, sent_words

bp = Blueprint("hazards", __name__)


@bp.get("/maps/risk-zones")
@public
def risk_zones() -> str:
    """The map of zones by hazard and level, with what lies inside each; bulletins stand apart."""
    sent = sent_words("hazard", "level", "search")
    hazard, level = hazards.zone_filter(sent["hazard"], sent["level"])
    layers = [
        LayerSpec("risk-zones", _("Vùng rủi ro")),
        LayerSpec("collection-points", _("Điểm tập kết rác"), show=False, filtered=False),
    ]
    return render_template(
        "maps/risk_zones.html",
        page=map_page(layers, sent_words("hazard", "level")),
        zones=hazards.zones(session(), viewer(), hazard=hazard, level=level, search=sent["search"]),
        bulletins=hazards.bulletins(session(), viewer(), now()),
        sent=sent,
    )


@bp.get("/maps/risk-zones/<int:zone_id>")
@public
def zone(zone_id: int) -> str:
    """One zone and what lies inside it."""
    return render_template(
        "maps/zone.html", found=hazards.zone(session(), viewer(), zone_id), today=now().date()
    )


@bp.get("/maps/risk-zones/<int:zone_id>/card")
@public
def zone_card(zone_id: int) -> str:
    """The small card a click on the map opens."""
    return render_template(
        "maps/zone_card.html", found=hazards.zone(session(), viewer(), zone_id), today=now().date()
    )
