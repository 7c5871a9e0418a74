"""Addresses that leave the house: where people reach the service, whatever name this request came under."""

from urllib.parse import urlsplit

from flask import current_app, request


def absolute(path: str) -> str:
    """A path of ours as a whole address: under PUBLIC_URL where it is set, else under this request's host."""
    return f"{_base()}{path}"


def authority() -> str:
    """The host that names things of ours for good (RFC 4151), without a port."""
    return urlsplit(_base()).hostname or "localhost"


def _base() -> str:
    return (current_app.config["SETTINGS"].public_url or request.host_url).rstrip("/")
