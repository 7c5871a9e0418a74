"""Whether a report is one at all, and who may know of it."""

from typing import Final

from sqlalchemy.orm import Session

from geodata.enums import EventKind, IncidentState, Moderation, RejectReason, Role, Visibility
from geodata.features import Viewer
from geodata.models import Incident
from services.incidents import moves
from services.incidents.holding import hold, refuse_stale
from services.incidents.timeline import add_event

SHOWN: Final = frozenset({Visibility.PUBLIC, Visibility.MASKED})
"""A published report stays so only while everybody may know of it."""


def moderate(
    session: Session, viewer: Viewer, incident_id: int, moderation: Moderation, *, version: int
) -> Incident:
    """Say whether a report looks like one; spam is rejected for that reason.

    Raises NotFound, Forbidden, Conflict: changed meanwhile, or spam in a state that cannot be rejected
    ("incident.move_refused", state, allowed).
    """
    incident = hold(session, viewer, incident_id, "incident:triage")
    if incident.moderation is moderation:
        return incident
    refuse_stale(incident, version)
    told = {"was": incident.moderation.value, "is": moderation.value}
    incident.moderation = moderation
    add_event(session, incident, EventKind.MODERATED, account_id=viewer.account_id, data=told)
    if moderation is Moderation.SPAM and incident.state is not IncidentState.REJECTED:
        incident.reject_reason = RejectReason.SPAM
        reason = {"reason": RejectReason.SPAM.value}
        moves.step(session, incident, IncidentState.REJECTED, account_id=viewer.account_id, data=reason)
    if moderation is Moderation.SPAM:
        _withdraw(session, viewer, incident)
    return incident


def set_visibility(
    session: Session, viewer: Viewer, incident_id: int, visibility: Visibility, *, version: int
) -> Incident:
    """Say who may know of a report. It is taken off the public map where everybody may no longer; for the
    police only, it goes into their hands, and nobody else finds it from then on: they alone take it out.

    Raises NotFound, Forbidden, Conflict (changed meanwhile).
    """
    incident = hold(session, viewer, incident_id, "incident:triage")
    if incident.visibility is visibility:
        return incident
    refuse_stale(incident, version)
    told = {"was": incident.visibility.value, "is": visibility.value}
    add_event(session, incident, EventKind.VISIBILITY_SET, account_id=viewer.account_id, data=told)
    incident.visibility = visibility
    if visibility not in SHOWN:
        _withdraw(session, viewer, incident)
    if visibility is Visibility.POLICE and incident.assigned_role is not Role.COMMUNE_POLICE:
        incident.assigned_role, incident.assignee_id = Role.COMMUNE_POLICE, None
    session.flush()
    return incident


def _withdraw(session: Session, viewer: Viewer, incident: Incident) -> None:
    if incident.published:
        incident.published = False
        add_event(session, incident, EventKind.WITHDRAWN, account_id=viewer.account_id)
