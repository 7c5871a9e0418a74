"""The optional PMTiles base map: a file of this machine is served by us, by ranges."""

from pathlib import Path

from flask import Blueprint, Response, abort, current_app, send_file

from webmap.auth import public
from webmap.config import ARCHIVE_PATH, Config

bp = Blueprint("base_map", __name__)


@bp.get(ARCHIVE_PATH)
@public
def archive() -> Response:
    """The archive, whole or the range asked for."""
    settings: Config = current_app.config["SETTINGS"]
    if settings.archive_address != ARCHIVE_PATH:
        abort(404)
    return send_file(
        Path(settings.pmtiles).resolve(), "application/vnd.pmtiles", conditional=True, max_age=86400
    )
