"""The officers' inbox: piles of reports as a list and on the map, and what is done to many at once."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from services.incidents import inbox
from services.incidents.moves import WORKERS
from webmap.auth import may, requires, viewer
from webmap.db import session
from webmap.labels import choices
from webmap.map_page import LayerSpec, map_page, now, sent_words

bp = Blueprint("desk", __name__)


@bp.get("/incidents")
@requires("incident:read")
def listed() -> str:
    """One pile of the reports this officer works on, beside its map."""
    sent = sent_words("tab", *inbox.FILTERS)
    asked = inbox.wanted(viewer(), sent, soon=inbox.soon(session(), viewer(), now()))
    number = min(request.args.get("page", 1, type=int), 1_000_000)
    words = inbox.tile_words(asked, sent)
    return render_template(
        "incidents/desk.html",
        page=map_page([LayerSpec("inbox", _("Phản ánh"))], words),
        found=inbox.opened(session(), viewer(), asked, number, now()),
        tab=asked.tab.value,
        sent=sent,
        kept={name: value for name, value in sent.items() if value} | {"tab": asked.tab.value},
        tile_words=words,
        asked=any(sent[name] for name in inbox.FILTERS),
        narrowed=sum(bool(sent[name]) for name in inbox.FILTERS if name != "search"),
        offer=inbox.offer(session(), viewer()),
        units=[(role, words) for role, words in choices("role") if role in WORKERS],
        may_triage=may("incident:triage"),
        picked=request.args.get("pick") == "all",
    )
