"""The queue of our own report page: a report and its photos, sent in parts and again, kept once."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NoReturn
from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify, request, url_for
from werkzeug.datastructures import MultiDict

from geodata.errors import BadInput, Conflict, FieldErrors, NotFound
from services import places
from services.incidents import files, sending
from services.incidents.sending import Photo, Receipt, Sender
from webmap.api.parts import arrived, piece, problem
from webmap.auth import public, viewer
from webmap.db import name_actor, session
from webmap.forms.report import ReportForm
from webmap.messages import message
from webmap.reporting import store
from webmap.sealing import secrets

# No token against forged requests stands before this API (views/__init__.py exempts it): such a token guards
# the rights that a cookie carries, and no cookie is read here (stateless.py). Whoever sends is the public and
# gets what the public form gives to everybody, under the same limits.
bp = Blueprint("reports_api", __name__, url_prefix="/api/reports")

LONGEST: Final = 256 * 1024
"""Bytes of a report's words."""
_BODY: Final = {"fields", "photos", "check"}
_NOT_WORDS: Final = {"key", "photos", "csrf_token"}
"""Fields of the form that come by other ways here."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@bp.put("/<uuid:key>")
@public
def report(key: UUID) -> Response:
    """Keep the report: 201 at first, 200 and the same receipt after; 409 tells which photos are missing.

    With "check" it is only looked at: 200 and the missing photos, so that photos travel for good words alone.
    """
    name_actor(None, "public")
    words = _words()
    expected = _expected(words)
    known = sending.receipt(session(), _sender(), str(key), expected)
    if known is not None:
        return _receipt(known, 200)
    form = _form(key, words)
    if not isinstance(form, ReportForm):
        return form
    try:
        if words.get("check"):
            return jsonify(missing=sending.check(session(), _sender(), form.report(), expected))
        kept = sending.report(session(), _sender(), form.report(), expected)
    except Conflict as refusal:
        return problem(409, refusal.code, missing=refusal.params["missing"])
    except FieldErrors as refusal:
        return problem(400, refusal.code, fields={n: message(c) for n, c in refusal.fields.items()})
    session().commit()
    return _receipt(kept, 201)


@bp.route("/<uuid:key>/photos/<digest>", methods=["HEAD"])
@public
def progress(key: UUID, digest: str) -> Response:
    """How much of a photo arrived, so that a phone goes on from there."""
    return _told(Response(), sending.progress(session(), _sender(), str(key), _digest(digest)))


@bp.put("/<uuid:key>/photos/<digest>")
@public
def photo(key: UUID, digest: str) -> Response:
    """Take a photo in, whole or a piece of it; `digest` is the SHA-256 of the whole."""
    name_actor(None, "public")
    sender = _sender()
    try:
        taken = sending.photo(session(), sender, str(key), _digest(digest), piece(files.LARGEST))
    except Conflict as refusal:
        return _told(problem(409, refusal.code), sending.progress(session(), sender, str(key), digest))
    except FieldErrors as refusal:
        return problem(400, refusal.code, fields={n: message(c) for n, c in refusal.fields.items()})
    except BadInput as refusal:
        return problem(422 if refusal.code == "photo.hash" else 400, refusal.code)
    session().commit()
    if taken.complete:
        sending.done(sender, str(key), digest)
    answer = jsonify(sha256=digest, arrived=taken.offset)
    answer.status_code = 200 if taken.complete else 202
    return _told(answer, taken)


def _sender() -> Sender:
    settings = current_app.config["SETTINGS"]
    return Sender(viewer(), request.remote_addr or "", secrets(), settings.parts_dir, store())


def _words() -> dict[str, Any]:
    """The body: {"fields": {name: text or texts}, "photos": [SHA-256], "check": bool}; else BadInput."""
    request.max_content_length = LONGEST
    try:
        sent = json.loads(request.get_data(), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BadInput("report.body") from error
    if (
        not isinstance(sent, dict)
        or set(sent) - {"fields", "photos", "check"}
        or not _texts(sent.get("fields"))
    ):
        raise BadInput("report.body")
    return sent


def _no_number(_text: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def _texts(fields: object) -> bool:
    if not isinstance(fields, dict):
        return False
    each = [one for value in fields.values() for one in (value if isinstance(value, list) else [value])]
    return all(isinstance(one, (str, int, float)) and not isinstance(one, bool) for one in each)


def _expected(words: Mapping[str, Any]) -> list[str]:
    photos = words.get("photos", [])
    if not isinstance(photos, list) or len(photos) > files.MOST:
        raise BadInput("report.body")
    if not all(isinstance(one, str) and _DIGEST.fullmatch(one) for one in photos):
        raise BadInput("report.body")
    return list(dict.fromkeys(photos))


def _form(key: UUID, words: Mapping[str, Any]) -> ReportForm | Response:
    """The same form as the page's, filled and checked; else the answer that says what is wrong."""
    sent: MultiDict[str, str] = MultiDict()
    for name, value in words["fields"].items():
        sent.setlist(name, [str(one) for one in (value if isinstance(value, list) else [value])])
    form = ReportForm.of(places.villages(session(), viewer()), formdata=sent, meta={"csrf": False})
    form.key.data = str(key)
    if form.website.data:
        return problem(400, "incident.trap")
    known = {field.name for field in form} - _NOT_WORDS
    wrong = {name: message("report.unknown_field") for name in sent if name not in known}
    if not form.validate():
        wrong |= {str(name): " ".join(map(str, told)) for name, told in form.errors.items()}
    return problem(400, "form.invalid", fields=wrong) if wrong else form


def _digest(text: str) -> str:
    if not _DIGEST.fullmatch(text):
        raise NotFound("record.unknown")
    return text


def _told(answer: Response, photo: Photo) -> Response:
    return arrived(answer, photo.offset, photo.complete)


def _receipt(kept: Receipt, status: int) -> Response:
    answer = jsonify(
        code=kept.code,
        url=url_for("follow.receipt", code=kept.code),
        photos=[{"sha256": digest, "bytes": size} for digest, size in kept.photos],
        missing=kept.missing,
    )
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer
