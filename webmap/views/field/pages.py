"""The page of the field, the empty shell of it that phones keep, and the checks they take along."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template

from geodata.features import Json
from services.field import packing
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.field_words import FIELD_WORDS, LEAVING_WORDS
from webmap.labels import label
from webmap.map_page import now
from webmap.messages import message

bp = Blueprint("field", __name__, url_prefix="/field")


@bp.get("")
@requires("inspection:record")
def home() -> Response:
    """The checks of these days; with a script the page works without a network from then on."""
    checks = [said(check) for check in packing.pack(session(), viewer(), now().date())["checks"]]
    return _page(checks=checks)


@bp.get("/shell")
@requires("inspection:record")
def shell() -> Response:
    """The same page with nothing in it: no check, no name, no token. The service worker keeps it."""
    return _page(shell=True)


@bp.get("/pack.json")
@requires("inspection:record")
def pack() -> Response:
    """What a phone takes along, for this account only."""
    packed = packing.pack(session(), viewer(), now().date())
    packed["checks"] = [said(check) for check in packed["checks"]]
    answer = jsonify(account=viewer().account_id, made_at=datetime.now(UTC).isoformat(), **packed)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.app_template_global()
def leaving_words() -> Any:
    """What is said before an account leaves a phone that still keeps records."""
    return _spoken(LEAVING_WORDS)


def _page(**known: Any) -> Response:
    answer = make_response(render_template("field/home.html", words=_spoken(FIELD_WORDS), **known))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def said(check: Json) -> Json:
    """A packed check with words for its identifiers."""
    return check | {
        "kind_words": str(label("kind", check["site"]["kind"])),
        "contents_words": [str(label("content", content)) for content in check["contents"]],
        "capped_words": str(message(check["capped"])) if check["capped"] else "",
    }


def _spoken(words: Any) -> Any:
    """Words in the reader's language, however deep they stand."""
    if isinstance(words, dict):
        return {name: _spoken(one) for name, one in words.items()}
    return [_spoken(one) for one in words] if isinstance(words, list) else str(words)
