"""What a report has to do with: a site of the register, and checks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from geodata.enums import EventKind
from geodata.errors import NotFound
from geodata.features import Viewer
from geodata.models import Incident, IncidentInspection
from geodata.queries import incident_links as rows
from services.incidents.holding import hold, refuse_stale
from services.incidents.timeline import add_event
from services.text import clean

FOUND: Final = 8
"""How many of each kind a search shows."""
LONGEST_SEARCH: Final = 100


class Target(StrEnum):
    """What a report can be linked to."""

    SITE = "site"
    INSPECTION = "inspection"


@dataclass(frozen=True)
class Linked:
    """A site or a check: its id, the site's name and id, its code; the day of a check."""

    target: Target
    id: int
    name: str
    code: str
    site_id: int
    day: date | None = None


def find(session: Session, viewer: Viewer, text: str) -> list[Linked]:
    """Sites and checks the viewer may know of whose name or code is like `text`; none for an empty one."""
    typed = clean(text)[:LONGEST_SEARCH]
    if not typed:
        return []
    return [
        *_linked(Target.SITE, rows.sites(session, viewer, search=typed, limit=FOUND)),
        *_linked(Target.INSPECTION, rows.inspections(session, viewer, search=typed, limit=FOUND)),
    ]


def links(session: Session, viewer: Viewer, incident_id: int) -> list[Linked]:
    """What a report is linked to, as far as the viewer may know of it."""
    return [
        *_linked(Target.SITE, rows.sites(session, viewer, incident_id=incident_id)),
        *_linked(Target.INSPECTION, rows.inspections(session, viewer, incident_id=incident_id)),
    ]


def named(
    session: Session, viewer: Viewer, *, sites: Collection[int], inspections: Collection[int]
) -> list[Linked]:
    """Those of the sites and checks of these ids that the viewer may know of."""
    return [
        *(_linked(Target.SITE, rows.sites(session, viewer, ids=sites)) if sites else []),
        *(
            _linked(Target.INSPECTION, rows.inspections(session, viewer, ids=inspections))
            if inspections
            else []
        ),
    ]


def link(
    session: Session, viewer: Viewer, incident_id: int, target: Target, target_id: int, *, version: int
) -> Incident:
    """Link a report to a site (instead of the one before) or to a check; linked already, nothing changes.

    Raises NotFound for what the viewer may not know of, Forbidden, Conflict (changed meanwhile).
    """
    incident = hold(session, viewer, incident_id, "incident:work")
    if not _SEEK[target](session, viewer, ids=[target_id]):
        raise NotFound("record.unknown")
    if target_id in _linked_now(session, incident, target):
        return incident
    refuse_stale(incident, version)
    if target is Target.SITE:
        incident.site_id = target_id
    else:
        session.add(IncidentInspection(incident_id=incident.id, inspection_id=target_id))
    _tell(session, viewer, incident, target, target_id, linked=True)
    return incident


def unlink(
    session: Session, viewer: Viewer, incident_id: int, target: Target, target_id: int, *, version: int
) -> Incident:
    """Take a link away again; not linked, nothing changes. Raises NotFound, Forbidden, Conflict."""
    incident = hold(session, viewer, incident_id, "incident:work")
    if target_id not in _linked_now(session, incident, target):
        return incident
    if not _SEEK[target](session, viewer, ids=[target_id]):
        raise NotFound("record.unknown")
    refuse_stale(incident, version)
    if target is Target.SITE:
        incident.site_id = None
    else:
        session.delete(session.get_one(IncidentInspection, (incident.id, target_id)))
    _tell(session, viewer, incident, target, target_id, linked=False)
    return incident


def _tell(
    session: Session, viewer: Viewer, incident: Incident, target: Target, target_id: int, *, linked: bool
) -> None:
    """Ids only: who reads the timeline learns the name of what they may know of, and of nothing else."""
    told = {target.value: target_id, "linked": linked}
    add_event(session, incident, EventKind.LINKED, account_id=viewer.account_id, data=told)


def _linked_now(session: Session, incident: Incident, target: Target) -> Sequence[int]:
    if target is Target.SITE:
        return [incident.site_id] if incident.site_id is not None else []
    return rows.inspection_ids(session, incident.id)


def _linked(target: Target, found: Sequence[rows.Found]) -> list[Linked]:
    return [Linked(target, one.id, one.name, one.code, one.site_id, one.day) for one in found]


_SEEK: Final = {Target.SITE: rows.sites, Target.INSPECTION: rows.inspections}
