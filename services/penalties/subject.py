"""Whose a violation is, and what a new one starts from: a finding, a check on the road, a site, a carrier."""

from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.errors import BadInput, NotFound
from geodata.features import Json, Viewer
from geodata.models import Finding, Inspection, Site, TransportCheck, Violation, WasteCarrier, WasteRoute
from services import access
from services.clock import ZONE, today
from services.sent import record_id

_ASKED: Final = ("finding", "check", "site", "carrier")


@dataclass(frozen=True)
class Subject:
    """`links` are the columns that bind the violation, `names` what to call them, `start` what its form
    starts from, `earlier` the (id, code) of violations that follow from the same already."""

    links: dict[str, int | None]
    names: dict[str, str]
    start: Json = field(default_factory=dict)
    earlier: list[tuple[int, str]] = field(default_factory=list)


def subject(session: Session, viewer: Viewer, **asked: str) -> Subject | None:
    """What ids as they were sent (finding, check, site or carrier: the first that is there) stand for.

    None where none was sent. Raises Forbidden, BadInput for what is no id, NotFound for none of ours.
    """
    access.require(viewer, "penalty:edit")
    ids = {name: record_id(asked.get(name, "")) for name in _ASKED}
    for name, found in ids.items():
        if found is not None:
            meant: Subject = _OF[name](session, viewer, found)
            return meant
    return None


def _name(session: Session, model: type[Site] | type[WasteCarrier], row_id: int | None) -> str:
    table = model.__table__.c
    return str(session.scalar(select(table.name).where(table.id == row_id)) or "") if row_id else ""


def _of_finding(session: Session, viewer: Viewer, finding_id: int) -> Subject:
    row = session.execute(
        select(Finding, Inspection)
        .join(Inspection, Inspection.id == Finding.inspection_id)
        .where(Finding.id == finding_id, Inspection.commune_id == viewer.commune_id)
    ).one_or_none()
    if row is None:
        raise NotFound("record.unknown")
    found, check = row
    if check.inspected_on is None:
        raise BadInput("penalty.not_inspected")
    site = _of_site(session, viewer, check.site_id)
    return Subject(
        site.links | {"inspection_id": check.id, "finding_id": found.id},
        site.names | {"inspection": check.code},
        {
            "found_on": check.inspected_on,
            "article": found.article,
            "text": found.text,
            "remedy": found.remedy,
        },
        _earlier(session, Violation.finding_id, finding_id),
    )


def _of_check(session: Session, viewer: Viewer, check_id: int) -> Subject:
    check = _own(session, viewer, TransportCheck, check_id)
    route = session.get(WasteRoute, check.route_id) if check.route_id else None
    links = {
        "transport_check_id": check.id,
        "carrier_id": check.carrier_id,
        "site_id": route.from_site_id if route and not check.carrier_id else None,
        "inspection_id": check.inspection_id,
    }
    names = {
        "carrier": _name(session, WasteCarrier, check.carrier_id),
        "site": _name(session, Site, links["site_id"]),
        "check": check.code,
        "plate": check.plate,
    }
    return Subject(
        links,
        {key: name for key, name in names.items() if name},
        {"found_on": check.at.astimezone(ZONE).date(), "text": check.note},
        _earlier(session, Violation.transport_check_id, check_id),
    )


def _of_site(session: Session, viewer: Viewer, site_id: int) -> Subject:
    site = _own(session, viewer, Site, site_id)
    return Subject({"site_id": site.id}, {"site": site.name}, {"found_on": today()})


def _of_carrier(session: Session, viewer: Viewer, carrier_id: int) -> Subject:
    carrier = _own(session, viewer, WasteCarrier, carrier_id)
    return Subject({"carrier_id": carrier.id}, {"carrier": carrier.name}, {"found_on": today()})


_OF: Final[dict[str, Any]] = {
    "finding": _of_finding,
    "check": _of_check,
    "site": _of_site,
    "carrier": _of_carrier,
}


def _own(session: Session, viewer: Viewer, model: Any, row_id: int) -> Any:
    row = session.scalar(select(model).where(model.id == row_id, model.commune_id == viewer.commune_id))
    if row is None:
        raise NotFound("record.unknown")
    return row


def _earlier(session: Session, column: Any, row_id: int) -> list[tuple[int, str]]:
    found = session.execute(
        select(Violation.id, Violation.code).where(column == row_id).order_by(Violation.id)
    )
    return [(row.id, row.code) for row in found]
