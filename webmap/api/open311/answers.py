"""An answer of GeoReport v2 in the format asked for, and its list of errors."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from xml.etree.ElementTree import Element

from flask import Response, request

from webmap.api.xml_text import child, document, readable

PREFIX: Final = "/open311/"
TYPES: Final = {"json": "application/json", "xml": "text/xml"}
"""Format, as an address names it → its media type."""
ACCEPTED: Final = {"application/json": "json", "text/xml": "xml", "application/xml": "xml"}
ITEM: Final = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
"""List → what XML calls one of it; JSON has the bare list (the Spark convention)."""

Json = Mapping[str, Any] | Sequence[Any]


def answer(root: str, content: Json, status: int = 200) -> Response:
    """`content` in the format asked for; `root` names the outermost element of XML."""
    wanted = asked_format()
    body = _xml(root, content) if wanted == "xml" else json.dumps(content, ensure_ascii=False).encode()
    made = Response(body, status, content_type=f"{TYPES[wanted]}; charset=utf-8")
    made.headers["Vary"] = "Accept, Accept-Language"
    made.headers["Cache-Control"] = "public, max-age=60" if status == 200 else "no-store"
    return made


def refusal(status: int, descriptions: Iterable[str]) -> Response:
    """Why a request is refused, one error for each description."""
    return answer("errors", [{"code": status, "description": text} for text in descriptions], status)


def asked_format() -> str:
    """json or xml: by the end of the address, else `?format=`, else what the program accepts, else json."""
    ending = request.path.rstrip("/").rpartition(".")[2]
    for said in (ending, request.args.get("format", "").lower()):
        if said in TYPES:
            return said
    accepted = request.accept_mimetypes.best_match(list(ACCEPTED), default="application/json")
    return ACCEPTED[accepted]


def _xml(root: str, content: Json) -> bytes:
    top = Element(root)
    _fill(top, root, content)
    return document(top)


def _fill(parent: Element, name: str, content: Any) -> None:
    """Put a record, a list or a single value into an element."""
    if isinstance(content, Mapping):
        for key, value in content.items():
            _fill(child(parent, key), key, value)
    elif isinstance(content, list):
        for value in content:
            _fill(child(parent, ITEM[name]), ITEM[name], value)
    elif content is not None:
        parent.text = readable(str(content).lower() if isinstance(content, bool) else str(content))
