"""The map of reports: everybody sees the published ones at a displaced place, the desk all it works on."""

from flask import Blueprint, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services import dates
from services.incidents import desk, figures, on_map
from webmap.auth import public, viewer
from webmap.db import session
from webmap.kept import for_everybody
from webmap.map_page import LayerSpec, map_page, next_page, now, sent_offset, sent_words

bp = Blueprint("incident_map", __name__)

RINGS = (
    ("new", _l("chờ xem hoặc chờ giao việc")),
    ("in_progress", _l("đang xử lý")),
    ("resolved", _l("đã xong")),
)
"""A state of each colour that the ring of a cluster may have, and the words for it."""


@bp.get("/maps/incidents")
@public
def show() -> str:
    """Reports on the map and as a list, newest first, with how many came each month."""
    sent = sent_words("category", "month", "from", "to")
    wanted = on_map.report_filter(
        category=sent["category"], first=sent["from"], last=sent["to"], month=sent["month"]
    )
    offset = sent_offset()
    found = on_map.reports(session(), viewer(), wanted, offset)
    return render_template(
        "maps/incidents.html",
        page=map_page(_layers(), sent),
        sent=sent,
        rings=RINGS,
        months=dates.months_back(now().date(), 24),
        reports=found[: on_map.PAGE],
        trend=_trend(wanted),
        rates=for_everybody("rates", lambda: figures.for_everybody(session(), viewer()).total),
        next_page=next_page(sent, offset + on_map.PAGE, len(found) > on_map.PAGE),
    )


def _layers() -> list[LayerSpec]:
    density = LayerSpec("incident-heat", _("Mật độ (ô khoảng 500 m)"), show=False)
    return [density, LayerSpec("incidents", _("Phản ánh"))]


def _trend(wanted: on_map.ReportFilter) -> list[tuple[str, int]]:
    def reckon() -> list[tuple[str, int]]:
        return on_map.trend(session(), viewer(), wanted, now().date())

    return for_everybody(f"trend {wanted.category}", reckon)


@bp.get("/maps/incidents/<int:incident_id>/card")
@public
def card(incident_id: int) -> str:
    """The small card a click on the map opens."""
    return render_template("maps/incident_card.html", found=desk.record(session(), viewer(), incident_id))
