"""The queue of records on a phone: the words of a visit and its files, sent in parts and again, kept once."""

from typing import Final

from flask import Blueprint, Response, jsonify, request

from geodata.enums import InspectionFilePurpose
from geodata.errors import BadInput, Conflict, FieldErrors, NotFound
from services.field import files, records
from services.field.files import Arrived, Desk
from services.field.records import Receipt
from services.incidents import keys
from webmap.api.parts import arrived, piece, problem
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.field_desk import desk, page_of
from webmap.forms.field_record import DIGEST, LONGEST, Sent, read
from webmap.messages import message

# No token against forged requests stands before this API (views/__init__.py exempts it): a record may wait on
# a phone for days, longer than any token lives. The cookie is read, but other sites cannot send here: they
# would have to ask first (PUT), and nothing here answers them; the cookie does not travel with them either.
bp = Blueprint("field_records", __name__, url_prefix="/api/field/records")

_WRONG_PIECE: Final = {"photo.hash": 422}


@bp.put("/<key>")
@requires("inspection:record")
def record(key: str) -> Response:
    """Keep the record: 201 at first, 200 and the same receipt after; 409 tells which files are missing, or
    why its check takes no record.

    With "check" it is only looked at: 200 and the missing files, so that files travel for good words alone.
    """
    request.max_content_length = LONGEST
    sent = read(request.get_data())
    if sent.account_id != viewer().account_id:
        return problem(401, "field.other_account")
    try:
        answer = _looked(key, sent) if sent.check else _kept(key, sent)
    except FieldErrors as refusal:
        return problem(400, refusal.code, fields={n: message(c) for n, c in refusal.fields.items()})
    except Conflict as refusal:
        missing = refusal.params.get("missing")
        return problem(409, refusal.code, **({"missing": missing} if missing else {}))
    session().commit()
    return answer


@bp.route("/<key>/files/<digest>", methods=["HEAD"])
@requires("inspection:record")
def progress(key: str, digest: str) -> Response:
    """How much of a file arrived, so that a phone goes on from there."""
    return _told(Response(), files.progress(session(), viewer(), desk(), *_name(key, digest)))


@bp.put("/<key>/files/<digest>")
@requires("inspection:record")
def file(key: str, digest: str) -> Response:
    """Take a file in, whole or a piece of it; `digest` is the SHA-256 of the whole, ?purpose= what it is."""
    here: Desk = desk()
    name = _name(key, digest)
    try:
        taken = files.piece(session(), viewer(), here, *name, piece(files.LARGEST_PAPER), _purpose())
    except Conflict as refusal:
        return _told(problem(409, refusal.code), files.progress(session(), viewer(), here, *name))
    except FieldErrors as refusal:
        return problem(400, refusal.code, fields={n: message(c) for n, c in refusal.fields.items()})
    except BadInput as refusal:
        return problem(_WRONG_PIECE.get(refusal.code, 400), refusal.code)
    session().commit()
    if taken.complete:
        files.done(here, *name)
    answer = jsonify(sha256=digest, arrived=taken.offset)
    answer.status_code = 200 if taken.complete else 202
    return _told(answer, taken)


def _kept(key: str, sent: Sent) -> Response:
    return _receipt(records.receive(session(), viewer(), key, sent.told))


def _looked(key: str, sent: Sent) -> Response:
    expected = [one.sha256 for one in sent.told.files]
    known = records.receipt(session(), viewer(), key, expected)
    if known is not None:
        return _receipt(known)
    return jsonify(missing=records.look(session(), viewer(), key, sent.told))


def _name(key: str, digest: str) -> tuple[str, str]:
    """Key and digest as names of files, or NotFound."""
    if not keys.is_key(key) or not DIGEST.fullmatch(digest):
        raise NotFound("record.unknown")
    return key, digest


def _purpose() -> InspectionFilePurpose:
    try:
        return InspectionFilePurpose(request.args.get("purpose", ""))
    except ValueError as error:
        raise BadInput("field.body") from error


def _told(answer: Response, taken: Arrived) -> Response:
    return arrived(answer, taken.offset, taken.complete)


def _receipt(kept: Receipt) -> Response:
    answer = jsonify(
        code=kept.code,
        url=page_of(kept.inspection_id),
        files=kept.files,
        missing=kept.missing,
    )
    answer.status_code = 201 if kept.first else 200
    answer.headers["Cache-Control"] = "no-store"
    return answer
