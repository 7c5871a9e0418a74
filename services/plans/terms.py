"""When a site can be visited: its opening hours, and the days before and after which nobody should come."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import INSPECTED
from geodata.errors import Conflict, FieldErrors, NotFound
from geodata.features import Viewer
from geodata.models import Site, SiteVisitTerms
from geodata.queries.places import known
from services import access, records, waste
from services.text import clean

FIELDS: Final = ("opening_hours", "not_before", "not_after", "note")
LONGEST: Final = {"opening_hours": 200, "note": 300}


def site_of(session: Session, viewer: Viewer, site_id: int) -> Site:
    """The inspected site of that id. Raises Forbidden, NotFound."""
    access.require(viewer, "inspection:plan")
    found = session.scalar(
        select(Site).where(Site.id == site_id, known(viewer), Site.type.in_(tuple(INSPECTED)))
    )
    if found is None:
        raise NotFound("record.unknown")
    return found


def of(session: Session, viewer: Viewer, site_id: int) -> tuple[int, dict[str, Any]]:
    """(version, field → value) of a site's terms; version 0 where nothing was written down yet."""
    site_of(session, viewer, site_id)
    found = session.get(SiteVisitTerms, site_id, populate_existing=True)
    if found is None:
        return 0, {"opening_hours": "", "not_before": None, "not_after": None, "note": ""}
    return found.version, {name: getattr(found, name) for name in FIELDS}


def write(
    session: Session, viewer: Viewer, site_id: int, wanted: Mapping[str, Any], *, version: int
) -> SiteVisitTerms:
    """Write a site's terms down. Raises as `site_of`, FieldErrors, Conflict for a stale `version`."""
    site = site_of(session, viewer, site_id)
    sent = (
        dict.fromkeys(FIELDS) | dict(wanted) | {name: clean(str(wanted.get(name) or "")) for name in LONGEST}
    )
    _check(sent)
    # Locking the site keeps two first writers apart: neither has a row of terms to hold.
    session.refresh(site, with_for_update={"of": Site.__table__})
    terms = session.get(SiteVisitTerms, site_id)
    if terms is None:
        if version:
            raise Conflict("record.changed")
        terms = SiteVisitTerms(site_id=site_id, version=1)
        session.add(terms)
    else:
        records.lock(session, terms, version)
    for name in FIELDS:
        setattr(terms, name, sent[name])
    session.flush()
    return terms


def _check(sent: Mapping[str, Any]) -> None:
    wrong = {name: "team.too_long" for name, most in LONGEST.items() if len(sent[name]) > most}
    hours = sent["opening_hours"]
    if hours and waste.is_open(hours, datetime.now()) is None:
        wrong["opening_hours"] = "terms.hours"
    first, last = sent["not_before"], sent["not_after"]
    if first and last and last < first:
        wrong["not_after"] = "terms.order"
    if wrong:
        raise FieldErrors(wrong)
