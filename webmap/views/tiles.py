"""Vector tiles over HTTP: one address, rights by layer, a tag that saves the second journey."""

import gzip
from typing import Final

from flask import Blueprint, Response, abort, current_app, request
from flask_login import current_user

from geodata.errors import Forbidden
from geodata.features import Viewer
from services import tiles
from webmap.auth import public, viewer
from webmap.db import session
from webmap.revalidate import PUBLIC_HEADERS, Standing, address, today

bp = Blueprint("tiles", __name__)

PRIVATE_HEADERS: Final = (
    ("Cache-Control", "private, max-age=0, must-revalidate"),
    ("Vary", "Accept-Encoding, Cookie"),
)
WORTH_PACKING: Final = 1_000
"""Bytes from which gzip saves more than it costs."""


@bp.get("/tiles/<name>/<z>/<x>/<y>.mvt")
@public
def tile(name: str, z: str, x: str, y: str) -> Response:
    """A tile of a layer; open to all at the door, the layer's own rule decides inside.

    204 where nothing lies, 304 under the right tag, 400 for an address or filter that is none, 401 and 403
    for a layer this viewer does not reach, 404 for no such layer.
    """
    seen = _standing()
    layer = _layer(name, seen.viewer)
    place = tiles.place(z, x, y)
    tag = tiles.validator(layer, seen.viewer, seen.versions, seen.today, address(request.environ))
    if tag in request.headers.get("If-None-Match", ""):
        answer = Response(status=304)
    else:
        body = tiles.draw(session(), seen.viewer, layer, place, request.args.to_dict(), seen.today)
        answer = _packed(body)
    answer.headers.update(PRIVATE_HEADERS if current_user.is_authenticated else PUBLIC_HEADERS)
    answer.headers["ETag"] = tag
    return answer


def _standing() -> Standing:
    """Who looks and what is known: fresh for those who may edit, at most a second old for the public."""
    if current_user.is_authenticated:
        who: Viewer = viewer()
        return Standing(who, tiles.versions(session(), who.commune_id), today())
    known: Standing = current_app.extensions["public_standing"].now()
    return known


def _layer(name: str, who: Viewer) -> tiles.TileLayer:
    try:
        return tiles.find(name, who)
    except Forbidden:
        if current_user.is_authenticated:
            raise
        abort(401)


def _packed(body: bytes) -> Response:
    if not body:
        return Response(status=204)
    answer = Response(body, mimetype="application/vnd.mapbox-vector-tile")
    if len(body) >= WORTH_PACKING and "gzip" in request.headers.get("Accept-Encoding", ""):
        answer.set_data(gzip.compress(body, compresslevel=5, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
    return answer
