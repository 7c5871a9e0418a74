"""Collection points: the public home page."""

from urllib.parse import urlencode

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from services import waste
from webmap.auth import public, viewer
from webmap.db import session
from webmap.map_page import LayerSpec, map_page, now, sent_words

bp = Blueprint("waste", __name__)

FILTERS = ("group", "kind")


@bp.get("/")
@public
def home() -> str:
    """The map of collection points, and the same points as a list."""
    sent = sent_words(*FILTERS, "search", "near", "after")
    wanted = waste.point_filter(**sent)
    found = waste.points(session(), viewer(), wanted, now())
    next_page = None
    if found.next_after:
        kept = {name: value for name, value in sent.items() if value and name != "after"}
        next_page = f"{url_for('waste.home')}?{urlencode(kept | {'after': found.next_after})}"
    return render_template(
        "maps/collection_points.html",
        page=map_page([LayerSpec("collection-points", _("Điểm tập kết rác"))], sent_words(*FILTERS)),
        found=found,
        sent=sent,
        next_page=next_page,
    )
