"""Reports of citizens once they are here: the desk's list, one report, what the public gets to see of it."""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, IncidentState, Role, Visibility
from geodata.errors import Conflict, FieldErrors, NotFound
from geodata.features import Json, Layer, Viewer, feature, visible
from geodata.models import Incident, IncidentReporter
from geodata.queries import incidents as rows
from geodata.queries.incidents import IncidentFilter
from services import access, records, sealing
from services.intake import as_code
from services.sent import one_of, record_id
from services.text import clean

PAGE = 50
LONGEST_NOTE = 1000


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


@dataclass(frozen=True)
class Receipt:
    """What the reporter gets to follow: the fields that others will see, and whether they see them yet."""

    code: str
    fields: Json
    published: bool
    outside: bool


@dataclass(frozen=True)
class Answer:
    """What everybody gets to see of a report: whether it shows, and the note they read with it."""

    published: bool
    note: str = ""


def wanted(*, category: str = "", state: str = "", village: str = "", published: str = "") -> IncidentFilter:
    """A filter from what was sent; refuses words that are not ours."""
    one_of(category, {*IncidentCategory})
    one_of(state, {*IncidentState})
    one_of(published, {"yes", "no"})
    return IncidentFilter(category, state, record_id(village), published == "yes" if published else None)


def desk(session: Session, viewer: Viewer, asked: IncidentFilter, page: int = 1) -> DeskPage:
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
        feature(Layer.INCIDENT, row, viewer if on_desk else _public(viewer)),
        on_desk,
        [dict(event) for event in rows.events(session, incident_id)] if on_desk else [],
        (row["site_id"], row["site"]) if on_desk and row["site_id"] else None,
        on_desk and row["outside"],
        row["version"],
        on_desk and access.may(viewer, "incident:triage"),
    )


def receipt(session: Session, viewer: Viewer, code: str) -> Receipt:
    """What the reporter follows under a code, however it was typed; NotFound for a code that is none."""
    row = rows.followed(session, viewer, as_code(code))
    if row is None:
        raise NotFound("incident.no_code")
    fields = visible(Layer.INCIDENT, row, _public(viewer))
    shown = row["published"] and row["visibility"] in (Visibility.PUBLIC, Visibility.MASKED)
    return Receipt(row["code"], fields, shown, row["outside"])


def publish(
    session: Session,
    viewer: Viewer,
    incident_id: int,
    answer: Answer,
    *,
    version: int,
    secrets: sealing.Secrets,
) -> Incident:
    """Show a report to the public with a note, or take it down again.

    Raises NotFound, Forbidden, Conflict (changed meanwhile, or for the police only), and FieldErrors for a
    note that is too long or names the one who reported.
    """
    incident = session.scalar(select(Incident).where(Incident.id == incident_id, rows.on_desk(viewer)))
    if incident is None:
        raise NotFound("record.unknown")
    access.require(viewer, "incident:triage")
    records.lock(session, incident, version)
    if incident.visibility is Visibility.POLICE:
        raise Conflict("incident.restricted")
    note = clean(answer.note)
    if len(note) > LONGEST_NOTE:
        raise FieldErrors({"public_note": "incident.note_too_long"})
    _refuse_names(session, incident, note, secrets)
    if answer.published and incident.visibility is Visibility.INTERNAL:
        incident.visibility = Visibility.MASKED
    incident.published = answer.published
    incident.public_note = note
    session.flush()
    return incident


def _refuse_names(session: Session, incident: Incident, note: str, secrets: sealing.Secrets) -> None:
    reporter = session.get(IncidentReporter, incident.id)
    if note and reporter and sealing.names(sealing.unseal(secrets, reporter.sealed), note):
        raise FieldErrors({"public_note": "incident.note_names_reporter"})


def _public(viewer: Viewer) -> Viewer:
    return replace(viewer, role=Role.PUBLIC, village_id=None, account_id=None)
