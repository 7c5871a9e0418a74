"""Pages that take pictures: how much one request may bring, and a page that explains when it is more."""

from typing import Any, Final

from flask import Blueprint, render_template, request

MOST_BYTES: Final = 40 * 1024 * 1024
"""Of one request: five pictures of a good telephone, as they come out of it."""
_CHUNK: Final = 1024 * 1024


def limit(blueprint: Blueprint) -> None:
    """Hold the requests of a blueprint to MOST_BYTES; more is answered by a page that says what to do."""
    blueprint.url_value_preprocessor(_set_limit)
    blueprint.register_error_handler(413, _explained)


def _set_limit(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    # Here and not in a view: the guard against forged forms reads the form before any view does.
    request.max_content_length = min(MOST_BYTES, request.max_content_length or MOST_BYTES)


def _explained(_error: Exception) -> tuple[str, int]:
    _read_away()
    return render_template("incidents/too_big.html", megabytes=MOST_BYTES // 1024**2), 413


def _read_away() -> None:
    """Take in what is still coming: a browser shows no answer to a request that broke off while sending."""
    stream, left = request.environ["wsgi.input"], min(request.content_length or 0, 8 * MOST_BYTES)
    while left > 0 and (chunk := stream.read(min(_CHUNK, left))):
        left -= len(chunk)
