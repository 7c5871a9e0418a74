"""Errors at the door: one table of statuses; a page for people, application/problem+json for programs."""

import logging
from collections.abc import Mapping
from datetime import date
from typing import Final

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from geodata import errors
from webmap.api.open311 import answers as open311
from webmap.filters import day
from webmap.labels import label
from webmap.messages import message
from webmap.navigation import is_demo

log = logging.getLogger(__name__)

STATUS: Final[dict[type[Exception], int]] = {
    errors.BadInput: 400,
    errors.Gone: 410,
    errors.NotFound: 404,
    errors.Forbidden: 403,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}
API_PREFIXES: Final = ("/tiles/", "/api/", "/open311/", "/ogc/", "/incidents/feed.")


def init_app(app: Flask) -> None:
    """Install the handlers."""
    app.register_error_handler(errors.DomainError, _refused)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(OperationalError, _database_gone)
    app.register_error_handler(Exception, _bug)


def status_of(error: errors.DomainError) -> int:
    """The HTTP status of a refusal."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def words_of(error: errors.DomainError) -> str:
    """A refusal in words; what would be allowed instead is told in words as well."""
    params = {name: day(said) if isinstance(said, date) else said for name, said in error.params.items()}
    if isinstance(allowed := params.get("allowed"), list):
        group = "inspection_state" if error.code.startswith("inspection.") else "incident_state"
        params["state"] = label(group, str(params["state"]))
        params["allowed"] = ", ".join(str(label(group, state)) for state in allowed) or "–"
    return message(error.code, **params)


def _refused(error: errors.DomainError) -> Response:
    allowed = error.params.get("allowed")
    more = {"allowed": allowed} if isinstance(allowed, list) else {}
    response = _answer(status_of(error), error.code, words_of(error), more)
    if isinstance(error, errors.TooMany) and "minutes" in error.params:
        response.headers["Retry-After"] = str(int(str(error.params["minutes"])) * 60)
    return response


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    if code < 400:
        return make_response(error.get_response())
    response = _answer(code, f"http.{code}", message(f"http.{code}"))
    response.headers.extend((name, value) for name, value in error.get_headers() if name == "Allow")
    return response


def _expired(_error: CSRFError) -> Response:
    return _answer(400, "form.expired", message("form.expired"))


def _stale(_error: StaleDataError) -> Response:
    return _answer(409, "record.changed", message("record.changed"))


def _database_gone(error: OperationalError) -> Response:
    log.error("database: %s", error.orig)
    g.pop("viewer", None)
    return _answer(503, "database.gone", message("database.gone"))


def _bug(error: Exception) -> Response:
    log.exception("unhandled: %s", error)
    return _answer(500, "http.500", message("http.500"))


def _is_demo() -> bool:
    try:
        return is_demo()
    except (errors.DomainError, SQLAlchemyError):
        return False


def _answer(status: int, code: str, text: str, more: Mapping[str, object] | None = None) -> Response:
    if request.path.startswith(open311.PREFIX):
        response = open311.refusal(status, [text])
    elif request.path.startswith(API_PREFIXES) or request.accept_mimetypes.best == "application/json":
        response = jsonify(type="about:blank", title=text, status=status, code=code, **(more or {}))
        response.mimetype = "application/problem+json"
    else:
        page = render_template("error.html", status=status, text=text, demo=status < 500 and _is_demo())
        response = make_response(page)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response
