"""What a program sends, read strictly and told by the names GeoReport gives it."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeVar
from uuid import UUID, uuid4

from flask import current_app, request

from geodata.enums import IncidentCategory, IncidentNature
from geodata.errors import BadInput, FieldErrors, NotFound
from services import places
from services.clock import ZONE
from services.incidents.intake import Report
from services.incidents.open311 import MOST, Asked
from webmap.auth import viewer
from webmap.db import session
from webmap.language import chosen

Word = TypeVar("Word")
STATUSES: Final = ("open", "closed")
SENT_AS: Final = {
    "place": "lat, long",
    "village_id": "address_id",
    "landmark": "address_string",
    "occurred_at": "attribute[occurred_at]",
    "nature": "attribute[nature]",
    "key": "Idempotency-Key",
    "photos": "media",
    "name": "first_name, last_name",
    "start": "start_date",
    "end": "end_date",
}
"""Field of ours → the parameter it was sent as, where that is another word."""
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?")
_LONGEST_LIST: Final = 1000


def of_this_place() -> None:
    """Refuse a jurisdiction that is not ours; the commune's code and our own host name are."""
    sent = request.values.get("jurisdiction_id", "").strip().lower()
    host = request.host.rpartition(":")[0] or request.host
    if sent and sent not in (current_app.config["COMMUNE_CODE"], host.lower().removeprefix("www.")):
        raise NotFound("open311.jurisdiction")


def category(sent: str) -> IncidentCategory:
    """The service of that code; NotFound for one we have not."""
    if sent not in set(IncidentCategory):
        raise NotFound("open311.service")
    return IncidentCategory(sent)


def asked() -> Asked:
    """What the list is asked for. Raises FieldErrors; what we do not know is left alone."""
    categories = [word for word in _list("service_code") if word in set(IncidentCategory)]
    if _list("service_code") and not categories:
        raise NotFound("open311.service")
    return Asked(
        ids=tuple(_number("service_request_id", word) for word in _list("service_request_id")),
        categories=tuple(IncidentCategory(word) for word in categories),
        statuses=frozenset(_one_of("status", word) for word in _list("status")),
        start=_moment("start_date"),
        end=_moment("end_date"),
        updated_after=_moment("updated_after"),
        updated_before=_moment("updated_before"),
        page=_number("page", request.args.get("page", "").strip() or "1"),
        page_size=_number("page_size", request.args.get("page_size", "").strip() or str(MOST)),
    )


def report() -> Report:
    """The report that was posted, under a key of its own unless one came with it.

    Raises FieldErrors, BadInput("open311.service_needed"), NotFound for a service or address we have not.
    """
    code = _posted("service_code")
    if not code:
        raise BadInput("open311.service_needed")
    return Report(
        key=sent_key(),
        category=category(code),
        occurred_at=_posted_moment("occurred_at") or datetime.now(ZONE),
        nature=_nature(),
        description=_posted("description"),
        place=_place(),
        village_id=_village(),
        landmark=_posted("address_string"),
        name=f"{_posted('last_name')} {_posted('first_name')}".strip(),
        phone=_posted("phone"),
        email=_posted("email"),
        language=chosen(),
        source="open311",
    )


def photos() -> list[bytes]:
    """The files that came as `media`, once or several times; a field left empty is no file."""
    names = [name for name in request.files if name.startswith("media")]
    sent = [file for name in names for file in request.files.getlist(name)]
    return [file.read() for file in sent if file.filename]


def sent_key() -> str:
    """The idempotency key that came with the request, or a new one. Raises FieldErrors for no UUID."""
    sent = request.headers.get("Idempotency-Key", "").strip()
    try:
        return str(UUID(sent)) if sent else str(uuid4())
    except ValueError:
        raise FieldErrors({"key": "open311.key"}) from None


def request_number(sent: str) -> int:
    """The number of a report as an address names it; NotFound for what is none."""
    if not _is_id(sent):
        raise NotFound("open311.no_request")
    return int(sent)


def _posted(name: str) -> str:
    return request.form.get(name, "").strip()


def _attribute(code: str) -> str:
    return _posted(f"attribute[{code}]") or _posted(f"attribute[{code}][]")


def _nature() -> IncidentNature:
    sent = _attribute("nature")
    if sent and sent not in set(IncidentNature):
        raise FieldErrors({"nature": "form.choice"})
    return IncidentNature(sent) if sent else IncidentNature.SUDDEN


def _posted_moment(code: str) -> datetime | None:
    sent = _attribute(code)
    return _read(code, sent, _as_moment, "open311.moment") if sent else None


def _place() -> tuple[float, float] | None:
    """(lon, lat) in EPSG:4326."""
    lat, lon = _posted("lat"), _posted("long")
    if not lat and not lon:
        return None
    if not (lat and lon):
        raise FieldErrors({"place": "place.half"})
    return _read("place", lon, float, "form.number"), _read("place", lat, float, "form.number")


def _village() -> int | None:
    """The village whose code came as address_id: the only addresses we number."""
    code = _posted("address_id")
    if not code:
        return None
    try:
        return places.village_by_code(session(), viewer().commune_id, code).id
    except NotFound:
        raise FieldErrors({"village_id": "open311.address_id"}) from None


def _list(name: str) -> list[str]:
    """Words given once with commas, or several times."""
    words = [word.strip() for sent in request.args.getlist(name) for word in sent.split(",")]
    if len(words) > _LONGEST_LIST:
        raise FieldErrors({name: "open311.list"})
    return [word for word in words if word]


def _one_of(name: str, word: str) -> str:
    if word.lower() not in STATUSES:
        raise FieldErrors({name: "open311.status"})
    return word.lower()


def _number(name: str, sent: str) -> int:
    if not _is_id(sent):
        raise FieldErrors({name: "open311.number"})
    return int(sent)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _moment(name: str) -> datetime | None:
    sent = request.args.get(name, "").strip()
    return _read(name, sent, _as_moment, "open311.moment") if sent else None


def _as_moment(sent: str) -> datetime:
    """A W3C date; a plus that came as a space is a plus, and what names no zone means ours."""
    text = re.sub(r" (?=\d\d:\d\d$)", "+", sent)
    if not _MOMENT.fullmatch(text):
        raise ValueError(sent)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def _read(name: str, sent: str, how: Callable[[str], Word], code: str) -> Word:
    try:
        return how(sent)
    except (ValueError, OverflowError):
        raise FieldErrors({name: code}) from None
