"""What a phone takes along: the checks of an officer's body for these days, and the lists they ask."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from geodata.errors import Conflict, NotFound
from geodata.features import Json, Layer, Viewer, plain, visible
from geodata.models import Inspection
from geodata.queries import field as places
from services.field import checklists
from services.field.records import authority_of
from services.inspections import cap
from services.inspections.moves import refuse_capped

AHEAD: Final = timedelta(days=14)
BEHIND: Final = timedelta(days=60)
"""A check whose day went by without a record still waits for it."""
_OF_CHECK: Final = (
    "code",
    "state",
    "contents",
    "planned_on",
    "announced_on",
    "decision_number",
    "decision_date",
    "legal_basis",
    "trigger",
)
_OF_SITE: Final = ("name", "kind", "address", "village")


def pack(session: Session, viewer: Viewer, today: date) -> Json:
    """{"checks": […], "checklists": [{name, content, title, proposal, source, items: […]}]}, as JSON values.

    Of the lists every one: a record may be older than the checks that are packed now.
    A check: `id`, its own fields, "site" (name, kind, address, village), "place" ([lon, lat] in EPSG:4326 or
    None), "from" and "to" ("HH:MM" of its plan or ""), "checklist" (the name a record of it gives),
    "earlier" (findings nobody mended: text, severity, deadline), "capped" (why the one-a-year rule forbids
    it, as a code, or ""). Raises Forbidden.
    """
    return _packed(session, viewer, today)


def one(session: Session, viewer: Viewer, inspection_id: int, today: date) -> Json:
    """The same of one check, whatever its day: {"checks": [it], "checklists": […]}.

    Raises Forbidden, NotFound where it is not this officer's or takes no record now.
    """
    packed = _packed(session, viewer, today, inspection_id)
    if not packed["checks"]:
        raise NotFound("field.not_open")
    return packed


def _packed(session: Session, viewer: Viewer, today: date, only: int | None = None) -> Json:
    body = authority_of(viewer)
    since, until = today - BEHIND, today + AHEAD
    found = places.checks(session, viewer.commune_id, body, since=since, until=until, only=only)
    earlier = places.open_findings(session, [row["site_id"] for row in found])
    capped = _capped(session, viewer, found, today)
    return {
        "checks": [
            _check(row, viewer, earlier.get(row["site_id"], []), capped.get(row["id"], "")) for row in found
        ],
        "checklists": [asdict(one) for one in checklists.known().values()],
    }


def _capped(session: Session, viewer: Viewer, found: Sequence[RowMapping], today: date) -> dict[int, str]:
    """Check → the code of why it may not be made this year. First all at once and roughly (checks of this
    list do not count), then those that were met one by one."""
    excluding = [row["id"] for row in found]
    codes: dict[int, str] = {}
    for contents in {tuple(row["contents"]) for row in found}:
        rows = [row for row in found if tuple(row["contents"]) == contents]
        sites = [row["site_id"] for row in rows]
        met = cap.refusals(session, viewer.commune_id, sites, today.year, contents, excluding=excluding)
        for row in rows:
            if row["site_id"] in met and (code := _code(session, row["id"], today)):
                codes[row["id"]] = code
    return codes


def _code(session: Session, inspection_id: int, today: date) -> str:
    check = session.get_one(Inspection, inspection_id)
    try:
        refuse_capped(session, check, on=today)
    except Conflict as refusal:
        return refusal.code
    return ""


def _check(row: RowMapping, viewer: Viewer, earlier: list[RowMapping], capped: str) -> Json:
    told = visible(Layer.INSPECTION, {name: row[name] for name in _OF_CHECK}, viewer)
    site = visible(Layer.SITE, {name: row[name] for name in _OF_SITE}, viewer)
    place: Any = row["geometry"]
    return {
        "id": row["id"],
        **told,
        "site": site,
        "place": place["coordinates"] if place else None,
        "from": row["arrive_at"].strftime("%H:%M") if row["arrive_at"] else "",
        "to": row["leave_at"].strftime("%H:%M") if row["leave_at"] else "",
        "checklist": checklists.name_of(row["contents"]),
        "earlier": [
            {name: plain(finding[name]) for name in ("text", "severity", "deadline")} for finding in earlier
        ],
        "capped": capped,
    }
