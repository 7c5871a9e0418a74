"""A report in any state, and officers with accounts, for tests of the desk."""

import itertools
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from geodata.enums import FilePurpose, IncidentState, RejectReason, Role
from geodata.features import Viewer
from geodata.models import Commune, Incident, IncidentFile, IncidentReporter, Village
from services.sealing import Identity, Secrets, seal
from tests import cast

SECRETS: Final = Secrets("only-for-tests-0123456789")
PERSON: Final = Identity("Nguyễn Thị Hoa", "0912 345 678", "hoa.ng@example.org")
_numbers = itertools.count(1)


def in_state(session: Session, home: Commune, state: IncidentState, **more: Any) -> Incident:
    """A report that stands in `state`, with what the database wants of it there."""
    needed: dict[IncidentState, dict[str, Any]] = {
        IncidentState.REJECTED: {"reject_reason": RejectReason.UNFOUNDED},
        IncidentState.REFERRED: {"referred_to": "Sở", "referred_number": "01"},
        IncidentState.NEED_INFO: {"paused_at": datetime.now(UTC)},
    }
    if state is IncidentState.DUPLICATE and "parent_id" not in more:
        more["parent_id"] = cast.report(session, home).id
    return cast.report(session, home, state=state, **needed.get(state, {}) | more)


def officer(session: Session, home: Commune, role: Role, village: Village | None = None) -> Viewer:
    """A viewer with an account of that role."""
    own = village.id if village and role is Role.VILLAGE_BOARD else None
    return Viewer(home.id, role, own, cast.account(session, home, role, village_id=own).id)


def picture(session: Session, incident: Incident, **more: Any) -> IncidentFile:
    """A picture from afterwards, its bytes nowhere."""
    number = next(_numbers)
    told = {
        "purpose": FilePurpose.AFTER,
        "media_type": "image/jpeg",
        "name": f"{number:032x}",
        "bytes": 1000,
        "sha256": f"{number:064x}",
        "sent_sha256": f"{number:064x}",
    }
    made = IncidentFile(
        commune_id=incident.commune_id,
        incident_id=incident.id,
        report_key=incident.idempotency_key,
        **told | more,
    )
    session.add(made)
    session.flush()
    return made


def reported_by(session: Session, incident: Incident, person: Identity = PERSON) -> None:
    """Seal a reporter with a report."""
    sealed = seal(SECRETS, person)
    session.add(IncidentReporter(incident_id=incident.id, sealed=sealed, consent_version="1"))
    session.flush()
