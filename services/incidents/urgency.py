"""Which reports go before the others."""

from sqlalchemy.orm import Session

from geodata.enums import EventKind
from geodata.errors import Conflict
from geodata.features import Viewer
from geodata.models import Incident
from services.incidents.holding import hold, refuse_stale
from services.incidents.states import ENDED
from services.incidents.timeline import add_event


def set_urgent(session: Session, viewer: Viewer, incident_id: int, urgent: bool, *, version: int) -> Incident:
    """Put a report before the others, or back among them; what was promised for it stays promised.

    Raises NotFound, Forbidden, Conflict: changed meanwhile, or over.
    """
    incident = hold(session, viewer, incident_id, "incident:triage")
    if incident.urgent is urgent:
        return incident
    refuse_stale(incident, version)
    if incident.state in ENDED:
        raise Conflict("inbox.over")
    incident.urgent = urgent
    add_event(session, incident, EventKind.URGENCY_SET, account_id=viewer.account_id, data={"urgent": urgent})
    return incident
