"""What the queues of a phone share: a file in pieces, how far it is, and a refusal as problem+json."""

import re
from typing import Final

from flask import Response, jsonify, request

from geodata.errors import BadInput
from services.incidents.pieces import Piece
from webmap.messages import message

_RANGE: Final = re.compile(r"bytes (\d{1,12})-(\d{1,12})/(\d{1,12})")


def piece(largest: int) -> Piece:
    """The body, at most `largest` bytes, as a piece: all of a file, or what Content-Range says.

    Raises BadInput.
    """
    request.max_content_length = largest
    content = request.get_data()
    told = request.headers.get("Content-Range")
    if told is None:
        return Piece(0, len(content), content)
    found = _RANGE.fullmatch(told)
    if found is None:
        raise BadInput("photo.piece")
    first, last, total = map(int, found.groups())
    if last - first + 1 != len(content):
        # The network broke off in the middle of the piece.
        raise BadInput("photo.piece")
    return Piece(first, total, content)


def arrived(answer: Response, offset: int, complete: bool) -> Response:
    """The answer, telling how far a file is."""
    answer.headers["Upload-Offset"] = str(offset)
    if complete:
        answer.headers["Upload-Complete"] = "?1"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def problem(status: int, code: str, **more: object) -> Response:
    """A refusal with its words; `more` is told beside them."""
    answer = jsonify(type="about:blank", title=message(code), status=status, code=code, **more)
    answer.mimetype = "application/problem+json"
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer
