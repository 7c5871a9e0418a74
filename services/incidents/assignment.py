"""Who works on a report: a unit, or one person of it."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import EventKind, IncidentState, Role
from geodata.errors import Conflict
from geodata.features import Viewer
from geodata.models import Account, Incident
from services.incidents import moves, states
from services.incidents.holding import hold, refuse_stale
from services.incidents.timeline import add_event

MOVED_BY_IT: Final = frozenset({IncidentState.NEW, IncidentState.VERIFYING, IncidentState.REOPENED})
"""States that end when somebody is put in charge; in the others the hands change and nothing else."""


def assign(
    session: Session,
    viewer: Viewer,
    incident_id: int,
    role: Role | None,
    assignee_id: int | None,
    *,
    version: int,
) -> Incident:
    """Put a report into the hands of a unit or of one person of it; in those hands already, nothing changes.

    Raises NotFound, Forbidden, Conflict (changed meanwhile, or over), FieldErrors (see moves.assign_to).
    """
    incident = hold(session, viewer, incident_id, "incident:triage")
    there = (incident.assigned_role, incident.assignee_id) == (role, assignee_id)
    if there and incident.state not in MOVED_BY_IT:
        return incident
    refuse_stale(incident, version)
    if incident.state in states.ENDED:
        allowed = [state.value for state in states.allowed(incident.state)]
        raise Conflict("incident.move_refused", state=incident.state.value, allowed=allowed)
    told = moves.assign_to(session, viewer, incident, role, assignee_id)
    if incident.state in MOVED_BY_IT:
        moves.step(session, incident, IncidentState.ASSIGNED, account_id=viewer.account_id, data=told)
    else:
        add_event(session, incident, EventKind.ASSIGNED, account_id=viewer.account_id, data=told)
    return incident


def hands(session: Session, viewer: Viewer, incident: Incident) -> list[tuple[Role, list[tuple[int, str]]]]:
    """Units a report may be given to, each with its people: (id, name), by name."""
    people = session.execute(
        select(Account.id, Account.display_name, Account.role, Account.village_id)
        .where(Account.commune_id == viewer.commune_id, Account.active, Account.role.in_(moves.WORKERS))
        .order_by(Account.display_name, Account.id)
    ).all()
    units = [role for role in Role if role in moves.WORKERS and _may_have(role, incident)]
    return [
        (
            unit,
            [
                (one.id, one.display_name)
                for one in people
                if one.role is unit
                and (unit is not Role.VILLAGE_BOARD or one.village_id == incident.village_id)
            ],
        )
        for unit in units
    ]


def _may_have(role: Role, incident: Incident) -> bool:
    if incident.visibility == "police":
        return role is Role.COMMUNE_POLICE
    return role is not Role.VILLAGE_BOARD or incident.village_id is not None
