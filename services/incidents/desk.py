"""Reports of citizens for those who work on them: one report, and in which ring it is seen."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.errors import NotFound
from geodata.features import Json, Layer, Viewer, feature
from geodata.queries import incidents as rows
from services import access


@dataclass(frozen=True)
class IncidentRecord:
    """A report as this viewer may see it; on the desk with the reports it hangs on and the place the public
    gets (GeoJSON, EPSG:4326), elsewhere without."""

    feature: Json
    desk: bool
    shown_at: Json | None
    parent: tuple[int, str] | None
    whole: tuple[int, str] | None
    outside: bool
    version: int
    may_publish: bool


def record(session: Session, viewer: Viewer, incident_id: int) -> IncidentRecord:
    """One report; outside the desk only if it is published, and then as anybody sees it. Else NotFound."""
    row = rows.incident(session, viewer, incident_id)
    if row is None:
        raise NotFound("record.unknown")
    on_desk = bool(row["desk"])
    return IncidentRecord(
        feature(Layer.INCIDENT, row, viewer if on_desk else anybody(viewer)),
        on_desk,
        row["shown_at"] if on_desk else None,
        (row["desk_parent_id"], row["parent"]) if on_desk and row["parent"] else None,
        (row["desk_whole_id"], row["split_from"]) if on_desk and row["split_from"] else None,
        on_desk and row["outside"],
        row["version"],
        on_desk and access.may(viewer, "incident:triage"),
    )


def anybody(viewer: Viewer) -> Viewer:
    """The same commune, looked at by somebody without an account."""
    return replace(viewer, role=Role.PUBLIC, village_id=None, account_id=None)
