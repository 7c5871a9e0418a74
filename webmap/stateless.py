"""Addresses that answer everybody alike: no cookie is read or set there, so any other site may read them."""

from typing import Final

from flask import Flask, Response, request

PREFIXES: Final = ("/open311/", "/incidents/feed.")
OUR_PAGES: Final = ("/api/reports/",)
"""No cookie is read or set here either, but only our own pages may send here."""
ALLOWED: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
}
BEFORE: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept-Language, Content-Type, Idempotency-Key",
    "Access-Control-Max-Age": "86400",
}
"""What a browser asks for (OPTIONS) before it sends a form of another site here."""


def init_app(app: Flask) -> None:
    """Open these addresses to pages of other sites; without cookies there is nothing to abuse."""
    app.after_request(_open)


def stateless() -> bool:
    """Whether this request is to such an address."""
    return request.path.startswith((*PREFIXES, *OUR_PAGES))


def _open(response: Response) -> Response:
    if request.path.startswith(PREFIXES):
        response.headers.update(ALLOWED)
        if request.method == "OPTIONS":
            response.headers.update(BEFORE)
    return response
