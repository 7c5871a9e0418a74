"""A report as the public sends it, for tests of what becomes of it."""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory
from geodata.features import Viewer
from geodata.models import Commune, Incident
from services.incidents import intake
from services.incidents.intake import Report
from services.sealing import Secrets

SECRETS: Final = Secrets("only-for-tests-0123456789")
PLACE: Final = (106.591234, 20.751234)


def report(**more: Any) -> Report:
    """A report of burning straw, now, at a pin."""
    sent: dict[str, Any] = {
        "key": str(uuid4()),
        "category": IncidentCategory.STRAW_BURNING,
        "occurred_at": datetime.now(UTC),
        "place": PLACE,
    }
    return Report(**sent | more)


def submit(session: Session, commune: Commune, sent: Report, address: str = "192.0.2.1") -> Incident:
    """The public sends a report."""
    return intake.submit(session, Viewer(commune.id), sent, address=address, secrets=SECRETS)
