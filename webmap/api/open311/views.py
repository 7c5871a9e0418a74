"""The addresses of GeoReport v2: each answers in JSON and XML, with the format in the address or without."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, jsonify, request

from geodata.errors import FieldErrors
from services import api_keys
from services.incidents import open311
from services.incidents.open311 import Sender
from webmap.api.open311 import catalogue, reading, records
from webmap.api.open311.answers import answer, refusal
from webmap.api.open311.openapi import document
from webmap.auth import public, viewer
from webmap.db import name_actor, session
from webmap.messages import message
from webmap.reporting import store
from webmap.sealing import secrets
from webmap.uploads import MOST_BYTES

bp = Blueprint("open311", __name__)
V2 = "/open311/v2"
View = TypeVar("View", bound=Callable[..., Any])


def spoken(path: str, method: str = "GET") -> Callable[[View], View]:
    """Hang a view under `path` and under `path`.json and `path`.xml, closed with a slash or not."""

    def hang(view: View) -> View:
        for rule in (path, f"{path}.<any(json, xml):extension>"):
            bp.add_url_rule(rule, view_func=public(view), methods=[method], strict_slashes=False)
        return view

    return hang


@bp.url_value_preprocessor
def _prepare(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Bound what one request may bring; the answer reads the format from the address itself."""
    request.max_content_length = min(MOST_BYTES, request.max_content_length or MOST_BYTES)
    if values:
        values.pop("extension", None)


@bp.errorhandler(FieldErrors)
def _refused(error: FieldErrors) -> Response:
    """Each wrong parameter by the name it was sent under."""
    told = [
        f"{reading.SENT_AS.get(name, name)}: {message(code)}" for name, code in sorted(error.fields.items())
    ]
    return refusal(400, told)


@spoken("/open311/discovery")
@spoken(f"{V2}/discovery")
def discovery() -> Response:
    """Where the service stands and what it speaks."""
    return answer("discovery", records.discovery_record())


@spoken(f"{V2}/services")
def services() -> Response:
    """What can be reported."""
    reading.of_this_place()
    return answer("services", catalogue.services())


@spoken(f"{V2}/services/<service_code>")
def definition(service_code: str) -> Response:
    """What may be told of one service."""
    reading.of_this_place()
    return answer("service_definition", catalogue.definition(reading.category(service_code)))


@spoken(f"{V2}/requests")
def requests() -> Response:
    """Published reports, newest first, page by page."""
    reading.of_this_place()
    found = open311.requests(session(), viewer(), reading.asked())
    return answer("service_requests", [records.request_record(report) for report in found])


@spoken(f"{V2}/request/<request_id>")
@spoken(f"{V2}/requests/<request_id>")
def one(request_id: str) -> Response:
    """One published report; a list of one, as the specification has it."""
    reading.of_this_place()
    found = open311.request(session(), viewer(), reading.request_number(request_id))
    return answer("service_requests", [records.request_record(found)])


@spoken(f"{V2}/tokens/<token>")
def of_token(token: str) -> Response:
    """The number of the report that is followed by a code."""
    reading.of_this_place()
    number = open311.of_token(session(), viewer(), token)
    made = answer("service_requests", [{"service_request_id": str(number), "token": token}])
    made.headers["Cache-Control"] = "no-store"
    return made


@spoken(f"{V2}/requests", "POST")
def file() -> Response:
    """An app files a report; the same Idempotency-Key again gives the same receipt."""
    app = api_keys.holder(session(), viewer(), request.values.get("api_key", ""))
    reading.of_this_place()
    name_actor(None, f"open311: {app.name}")
    sender = Sender(viewer(), app, request.remote_addr or "", secrets(), store())
    kept = open311.submit(session(), sender, reading.report(), reading.photos())
    session().commit()
    given = records.receipt_record(kept, ignored_link=bool(request.form.get("media_url")))
    made = answer("service_requests", [given])
    made.headers["Cache-Control"] = "no-store"
    return made


@bp.get(f"{V2}/openapi.json")
@public
def openapi() -> Response:
    """This interface as an OpenAPI document that needs no other."""
    return jsonify(document())
