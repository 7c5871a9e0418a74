"""All that the page of one report holds for the officer who works on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import EventKind, FilePurpose, IncidentState, Role
from geodata.features import Json, Viewer
from geodata.models import Account, Incident, ReplyTemplate
from geodata.queries import incidents as rows
from services import access
from services.incidents import assignment, files_seen, likeness, linking, moves, replies, states
from services.incidents.holding import on_desk
from services.incidents.likeness import Alike
from services.incidents.linking import Linked

MAY: Final[Mapping[str, str]] = {
    "work": "incident:work",
    "triage": "incident:triage",
    "identity": "incident:identity",
    "settings": "incident:settings",
}
_ABOUT_ANOTHER: Final = (EventKind.MERGED, EventKind.SPLIT)
"""Events that tell that there is another report."""


@dataclass(frozen=True)
class Step:
    """One line of the timeline: the event, and what it names as far as this viewer may know of it.

    `report` is (id, code) of another report, `link` the site or check, `person` and `unit` who was put in
    charge.
    """

    event: Json
    report: tuple[int, str] | None = None
    link: Linked | None = None
    person: str = ""
    unit: Role | None = None


@dataclass(frozen=True)
class Workbench:
    """What one officer needs for one report. `may` holds words of MAY."""

    may: frozenset[str]
    moves: list[IncidentState]
    second_person: bool
    evidence: bool
    files: list[Json]
    steps: list[Step]
    alike: list[Alike]
    children: list[tuple[int, str]]
    parts: list[tuple[int, str]]
    links: list[Linked]
    units: list[tuple[Role, list[tuple[int, str]]]]
    templates: Sequence[ReplyTemplate]


def of(session: Session, viewer: Viewer, incident_id: int) -> Workbench:
    """The workbench of a report of the viewer's desk; NotFound for any other."""
    incident = on_desk(session, viewer, incident_id)
    may = frozenset(word for word, action in MAY.items() if access.may(viewer, action))
    open_moves = states.open_to(viewer, incident.state)
    asked_it = viewer.account_id == moves.asked_for_end(session, incident.id)
    waits = incident.state is IncidentState.DONE_REQUESTED and asked_it
    files = files_seen.of_incident(session, viewer, incident.id)
    return Workbench(
        may=may,
        moves=[to for to in open_moves if not (waits and to is IncidentState.RESOLVED)],
        second_person=waits and IncidentState.RESOLVED in open_moves,
        evidence=any(one["purpose"] in (FilePurpose.AFTER, FilePurpose.DOCUMENT) for one in files),
        files=files,
        steps=_steps(session, viewer, incident.id),
        alike=_suggested(session, viewer, incident, open_moves),
        children=_related(session, viewer, Incident.parent_id == incident.id),
        parts=_related(session, viewer, Incident.split_from_id == incident.id),
        links=linking.links(session, viewer, incident.id),
        units=assignment.hands(session, viewer, incident) if "triage" in may else [],
        templates=replies.fitting(session, viewer, incident.category, incident.state)
        if may or open_moves
        else [],
    )


def _suggested(
    session: Session, viewer: Viewer, incident: Incident, open_moves: list[IncidentState]
) -> list[Alike]:
    """Only while somebody could act on them."""
    return likeness.suggestions(session, viewer, incident) if IncidentState.DUPLICATE in open_moves else []


def _related(session: Session, viewer: Viewer, related: Any) -> list[tuple[int, str]]:
    found = select(Incident.id, Incident.code).where(related, rows.on_desk(viewer)).order_by(Incident.id)
    return [(row.id, row.code) for row in session.execute(found)]


def _steps(session: Session, viewer: Viewer, incident_id: int) -> list[Step]:
    """The timeline; an event about a report that this viewer may not know of is left out."""
    events = [dict(event) for event in rows.events(session, incident_id)]
    named = _named(session, viewer, events)
    return [
        _step(event, named)
        for event in events
        if event["kind"] not in _ABOUT_ANOTHER or ("incident", event["data"].get("incident")) in named
    ]


def _named(session: Session, viewer: Viewer, events: Sequence[Json]) -> dict[tuple[str, int], Any]:
    """(what, id) → what the viewer may know of it, for all ids that the events' data hold."""
    ids: dict[str, set[int]] = {}
    for event in events:
        for what, value in event["data"].items():
            if isinstance(value, int) and not isinstance(value, bool):
                ids.setdefault(what, set()).add(value)
    found: dict[tuple[str, int], Any] = {}
    for incident_id, code in _related(session, viewer, Incident.id.in_(ids.get("incident", ()))):
        found["incident", incident_id] = (incident_id, code)
    people = select(Account.id, Account.display_name).where(Account.id.in_(ids.get("account", ())))
    for account_id, name in session.execute(people):
        found["account", account_id] = name
    for one in linking.named(
        session, viewer, sites=ids.get("site", ()), inspections=ids.get("inspection", ())
    ):
        found[one.target.value, one.id] = one
    return found


def _step(event: Json, named: Mapping[tuple[str, int], Any]) -> Step:
    data = event["data"]
    link = next((named.get((what, data[what])) for what in ("site", "inspection") if what in data), None)
    return Step(
        event,
        report=named.get(("incident", data.get("incident"))),
        link=link,
        person=named.get(("account", data.get("account")), ""),
        unit=Role(data["role"]) if data.get("role") else None,
    )
