"""What is told to whom when a report moves: queued in the same transaction, sent by the worker."""

from sqlalchemy.orm import Session

from geodata.enums import IncidentState
from geodata.models import Incident, IncidentEvent


def moved(session: Session, incident: Incident, event: IncidentEvent, came_from: IncidentState) -> None:
    """Queue what the step of a report has to tell."""
