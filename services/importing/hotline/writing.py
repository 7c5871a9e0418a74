"""A hotline log carried out: new calls become new reports, changed ones change; all in one transaction."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from geodata.displacement import displaced
from geodata.enums import EventKind, IncidentState, RowOutcome
from geodata.errors import Conflict
from geodata.models import Incident, IncidentEvent
from geodata.queries.ground import point
from services.importing.hotline.plan import CallPlan, Told
from services.importing.plan import Step
from services.incidents import clocks, hotline, intake
from services.incidents.timeline import add_event
from services.sealing import Secrets, displacement_key

CHUNK: Final = 500
"""Reports written at once: enough to be quick, few enough to show how far the work is."""


def write(session: Session, plan: CallPlan, step: Step) -> None:
    """Add and change what the plan says; `step` counts from 0 to 100.

    Raises Conflict where an officer took a report on meanwhile ("record.changed"), or where the database
    keeps a rule that the preview did not see ("import.database_refused").
    """
    assert plan.request.secrets is not None
    weighed = zip(plan.told, plan.outcomes, strict=True)
    new = [told for told, outcome in weighed if told is not None and outcome is RowOutcome.ADDED]
    try:
        for first in range(0, len(new), CHUNK):
            _add(session, plan, new[first : first + CHUNK])
            step(95 * min(first + CHUNK, len(new)) // len(new))
        for index in sorted(plan.changes):
            _change(session, plan, index, plan.request.secrets)
    except StaleDataError as error:
        raise Conflict("record.changed") from error
    except IntegrityError as error:
        rule = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        raise Conflict("import.database_refused", rule=rule or "") from error
    step(100)


def _add(session: Session, plan: CallPlan, chunk: list[Told]) -> None:
    made = [_made(session, plan, told) for told in chunk]
    session.add_all(made)
    session.flush()
    now = datetime.now(UTC)
    noted = [
        IncidentEvent(
            incident_id=incident.id,
            kind=EventKind.NOTED,
            from_state=IncidentState.NEW,
            to_state=IncidentState.NEW,
            account_id=plan.request.account_id,
            at=now,
            internal_note=told.note,
            data=hotline.told(told.number),
        )
        for incident, told in zip(made, chunk, strict=True)
        if told.note
    ]
    session.add_all(noted)
    session.flush()
    # Twenty thousand reports need not stay in memory until the last is written.
    for written in (*noted, *made):
        session.expunge(written)


def _made(session: Session, plan: CallPlan, told: Told) -> Incident:
    request = plan.request
    assert request.home is not None and request.secrets is not None
    incident = intake.made(request.home.id, told.report, told.where, request.secrets, consent=hotline.SOURCE)
    incident.created_at = told.received
    incident.events.append(
        IncidentEvent(
            kind=EventKind.CREATED,
            from_state=None,
            to_state=IncidentState.NEW,
            account_id=request.account_id,
            at=told.received,
            data=hotline.told(told.number),
        )
    )
    clocks.start(session, incident)
    return incident


def _change(session: Session, plan: CallPlan, index: int, secrets: Secrets) -> None:
    told, kept, changes = plan.told[index], plan.kept[index], plan.changes[index]
    assert told is not None and kept is not None
    held = select(Incident).where(Incident.id == kept.id).with_for_update()
    incident = session.scalars(held.execution_options(populate_existing=True)).one()
    if incident.version != kept.version:
        raise Conflict("record.changed")
    for name in {"description", "landmark"} & changes.keys():
        setattr(incident, name, getattr(told.report, name))
    if "village_id" in changes:
        incident.village_id = told.where.village_id
    if "place" in changes and told.where.place:
        _move(incident, told.where.place, secrets)
        incident.outside = told.where.outside
    add_event(
        session,
        incident,
        EventKind.NOTED,
        account_id=plan.request.account_id,
        internal_note=told.note if "internal_note" in changes else "",
        data=hotline.told(told.number, changed=sorted(changes)),
    )


def _move(incident: Incident, place: tuple[float, float], secrets: Secrets) -> None:
    public = displaced(*place, displacement_key(secrets))
    for name, where in (("geom", place), ("public_geom", public)):
        setattr(incident, name, point(*where))
