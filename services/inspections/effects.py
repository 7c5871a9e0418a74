"""What else moves when a check does: the risk rating of its site."""

from sqlalchemy.orm import Session

from geodata.enums import VISITED
from geodata.models import Inspection
from services.risk import ratings


def changed(session: Session, inspection: Inspection) -> None:
    """Findings, remedies or the conclusion of a check changed: its site is rated anew."""
    if inspection.state in VISITED:
        session.flush()
        ratings.refresh(session, inspection.commune_id, [inspection.site_id])
