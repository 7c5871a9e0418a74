"""The key of a form: a UUID made once for it, so that its report is kept once however often it is sent."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.features import Viewer
from geodata.models import Incident


def is_key(text: str) -> bool:
    """Whether a text can be the key of a form: a UUID as we write them."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def report_of(session: Session, viewer: Viewer, key: str) -> Incident | None:
    """The report of the viewer's commune that came under a key, if one did."""
    return session.scalar(
        select(Incident).where(Incident.idempotency_key == key, Incident.commune_id == viewer.commune_id)
    )
