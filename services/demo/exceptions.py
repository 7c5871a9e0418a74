"""The demonstration's exceptions to the one-a-year rule: evidence and two people for each."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Select, select, union
from sqlalchemy.orm import Session

from geodata.enums import IncidentState, Visibility
from geodata.models import (
    CapOverride,
    Incident,
    IncidentInspection,
    Inspection,
    InspectionEvent,
    InspectionFile,
    InspectionRecord,
)
from services.demo.tables import SOURCE, document
from services.inspections import cap
from services.inspections.cap_rule import plain

_SOUND = (IncidentState.RESOLVED, IncidentState.CLOSED, IncidentState.IN_PROGRESS)


def add_exceptions(session: Session, commune_id: int, accounts: Mapping[str, int]) -> None:
    """An approved exception for every second check of a year, with a report as its evidence."""
    proposer, approver = accounts.get("economic_division"), accounts.get("chairperson")
    if proposer is None or approver is None:
        return
    session.flush()
    second = select(Inspection).where(
        Inspection.commune_id == commune_id,
        Inspection.source == SOURCE,
        Inspection.planned.is_(False),
        Inspection.body == "",
    )
    for made in session.scalars(second.order_by(Inspection.id)).all():
        evidence = _about(session, made)
        proposed = made.events[0].at
        session.add(IncidentInspection(incident_id=evidence.id, inspection_id=made.id))
        session.add(
            CapOverride(
                inspection_id=made.id,
                reason=document("checks")["exception"],
                evidence=[evidence.id],
                refusals={"told": [plain(one) for one in cap.against(session, made)]},
                proposed_by_id=proposer,
                proposed_at=proposed,
                approved_by_id=approver,
                approved_at=proposed + timedelta(days=1),
            )
        )
    session.flush()


def _about(session: Session, made: Inspection) -> Incident:
    """A sound report from before the check, about its site where there is one."""
    able = (
        select(Incident)
        .where(Incident.commune_id == made.commune_id, Incident.state.in_(_SOUND))
        .where(Incident.visibility != Visibility.POLICE, Incident.created_at < made.events[0].at)
        .order_by((Incident.site_id == made.site_id).desc().nulls_last(), Incident.created_at.desc())
    )
    return session.scalars(able.limit(1)).one()


def actors() -> Select[int]:
    """The accounts that took a step of a check, recorded or concluded one, or signed an exception."""
    columns = (
        InspectionEvent.account_id,
        Inspection.recorded_by_id,
        Inspection.concluded_by_id,
        CapOverride.proposed_by_id,
        CapOverride.approved_by_id,
        InspectionRecord.recorded_by_id,
        InspectionFile.account_id,
    )
    named = union(*(select(column.label("id")).where(column.is_not(None)) for column in columns)).subquery()
    return select(named.c.id)
