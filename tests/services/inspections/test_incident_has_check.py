"""A report goes to "a check is planned" only with a check that stands."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from geodata.enums import IncidentState, InspectionState, Role
from geodata.errors import FieldErrors
from geodata.features import Viewer
from geodata.models import Commune, Incident, IncidentInspection
from services.incidents import moves
from services.incidents.moves import Move
from tests import cast
from tests.services.desk_cast import SECRETS, in_state, officer

S = IncidentState


def go(session: Session, who: Viewer, one: Incident) -> Incident:
    """The move."""
    wanted = Move(S.INSPECTION_PLANNED)
    return moves.move(session, who, one.id, wanted, version=one.version, secrets=SECRETS)


def test_a_check_is_planned_only_where_there_is_one(session: Session, an_hung: Commune) -> None:
    desk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    one = in_state(session, an_hung, S.ASSIGNED)
    off = cast.visit(
        session,
        cast.facility(session, an_hung),
        date(2026, 10, 2),
        state=InspectionState.CANCELLED,
        cancel_reason="Bận",
    )
    session.add(IncidentInspection(incident_id=one.id, inspection_id=off.id))
    with pytest.raises(FieldErrors) as refusal:
        go(session, desk, one)
    assert refusal.value.fields == {"to": "incident.needs_check"}
    check = cast.visit(session, cast.facility(session, an_hung), date(2026, 10, 2))
    session.add(IncidentInspection(incident_id=one.id, inspection_id=check.id))
    assert go(session, desk, one).state is S.INSPECTION_PLANNED
