"""Whether the process lives, and whether all it stands on is there."""

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from services import status
from webmap.auth import public
from webmap.db import session

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Database, migrations and worker, each with its own word; 503 when one is missing."""
    try:
        parts = status.readiness(session())
    except SQLAlchemyError:
        parts = {"database": False, "migrations": False, "worker": False}
    ready = all(parts.values())
    return jsonify(status="ready" if ready else "not ready", **parts), 200 if ready else 503
