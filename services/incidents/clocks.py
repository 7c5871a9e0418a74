"""The clocks of a report: when it must be taken in and answered, paused while the reporter is asked."""

from datetime import datetime

from sqlalchemy.orm import Session

from geodata.enums import IncidentState
from geodata.models import Incident
from services.incidents.states import ENDED


def start(session: Session, incident: Incident) -> None:
    """Set what is due when for a report that has just come."""


def moved(session: Session, incident: Incident, to: IncidentState, at: datetime) -> None:
    """Keep the clocks of a report that moves to `to` at `at`; called before its state changes."""
    if incident.state is IncidentState.NEW:
        incident.taken_in_at = incident.taken_in_at or at
    incident.paused_at = at if to is IncidentState.NEED_INFO else None
    if to is IncidentState.RESOLVED:
        incident.resolved_at = at
    if to in ENDED:
        incident.ended_at = incident.ended_at or at
    else:
        incident.ended_at = None
