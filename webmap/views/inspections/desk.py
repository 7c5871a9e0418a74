"""The officers' desk of checks: piles with their counts, filtered, page by page."""

from flask import Blueprint, render_template, request

from services import places
from services.inspections import desk
from webmap.auth import may, requires, viewer
from webmap.db import session
from webmap.map_page import sent_words

bp = Blueprint("check_desk", __name__)


@bp.get("/inspections/desk")
@requires("inspection:read")
def listed() -> str:
    """One pile of the checks this officer works with."""
    sent = sent_words("pile", *desk.FILTERS)
    asked = desk.wanted(viewer(), sent)
    number = min(request.args.get("page", 1, type=int), 1_000_000)
    return render_template(
        "inspections/desk.html",
        found=desk.opened(session(), viewer(), asked, number),
        sent=sent,
        kept={name: value for name, value in sent.items() if value} | {"pile": asked.pile.value},
        narrowed=sum(bool(sent[name]) for name in desk.FILTERS),
        villages=places.villages(session(), viewer()) if viewer().village_id is None else [],
        may_plan=may("inspection:plan"),
    )
