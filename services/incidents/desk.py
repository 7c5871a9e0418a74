"""Reports of citizens for those who work on them: the list of the desk, and one report."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, IncidentState, Role
from geodata.errors import NotFound
from geodata.features import Json, Layer, Viewer, feature, visible
from geodata.queries import incidents as rows
from geodata.queries.incidents import IncidentFilter
from services import access
from services.sent import one_of, record_id

PAGE = 50


@dataclass(frozen=True)
class DeskPage:
    """One page of the desk's list, how many reports in all, which page of how many."""

    incidents: list[Json]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class IncidentRecord:
    """A report as this viewer may see it; on the desk with its steps and the site it is about."""

    feature: Json
    desk: bool
    events: list[Json]
    site: tuple[int, str] | None
    outside: bool
    version: int
    may_publish: bool


def wanted(*, category: str = "", state: str = "", village: str = "", published: str = "") -> IncidentFilter:
    """A filter from what was sent; refuses words that are not ours."""
    one_of(category, {*IncidentCategory})
    one_of(state, {*IncidentState})
    one_of(published, {"yes", "no"})
    return IncidentFilter(category, state, record_id(village), published == "yes" if published else None)


def listed(session: Session, viewer: Viewer, asked: IncidentFilter, page: int = 1) -> DeskPage:
    """One page of the reports this viewer works on, newest first."""
    access.require(viewer, "incident:read")
    page = max(page, 1)
    found, total = rows.listed(session, viewer, asked, offset=(page - 1) * PAGE, limit=PAGE)
    incidents = [{"id": row["id"]} | visible(Layer.INCIDENT, row, viewer) for row in found]
    return DeskPage(incidents, total, page, max(1, -(-total // PAGE)))


def record(session: Session, viewer: Viewer, incident_id: int) -> IncidentRecord:
    """One report; outside the desk only if it is published, and then as anybody sees it. Else NotFound."""
    row = rows.incident(session, viewer, incident_id)
    if row is None:
        raise NotFound("record.unknown")
    on_desk = bool(row["desk"])
    return IncidentRecord(
        feature(Layer.INCIDENT, row, viewer if on_desk else anybody(viewer)),
        on_desk,
        [dict(event) for event in rows.events(session, incident_id)] if on_desk else [],
        (row["site_id"], row["site"]) if on_desk and row["site_id"] else None,
        on_desk and row["outside"],
        row["version"],
        on_desk and access.may(viewer, "incident:triage"),
    )


def anybody(viewer: Viewer) -> Viewer:
    """The same commune, looked at by somebody without an account."""
    return replace(viewer, role=Role.PUBLIC, village_id=None, account_id=None)
