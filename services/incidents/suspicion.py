"""What makes a report look like spam: a table of signs. A suspected report is kept and waits apart."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from geodata.models import Incident, IncidentFile

LINKS: Final = 3
"""So many addresses of pages in one text are advertising more often than not."""
SHORT: Final = 20
"""Letters. A shorter text is written twice by honest people ("Khói quá")."""
LOOKED_BACK: Final = timedelta(days=3)


def signs(session: Session, incident: Incident) -> list[str]:
    """The names of the signs of SIGNS that a new report shows; it need not be stored yet."""
    return [name for name, shown in SIGNS.items() if shown(session, incident)]


def _same_photo(session: Session, incident: Incident) -> bool:
    """A picture of it was sent, byte for byte, with another report."""
    ours, theirs = aliased(IncidentFile), aliased(IncidentFile)
    same = (theirs.commune_id == ours.commune_id) & (theirs.sent_sha256 == ours.sent_sha256)
    statement = (
        select(theirs.id)
        .join(ours, same)
        .where(ours.commune_id == incident.commune_id, ours.report_key == incident.idempotency_key)
        .where(theirs.incident_id.is_not(None), theirs.report_key != incident.idempotency_key)
    )
    return session.scalar(statement.limit(1)) is not None


def _same_text(session: Session, incident: Incident) -> bool:
    """The same words came with another report a short while ago."""
    if len(incident.description) < SHORT:
        return False
    twin = exists().where(
        Incident.commune_id == incident.commune_id,
        Incident.created_at >= datetime.now(UTC) - LOOKED_BACK,
        Incident.description == incident.description,
        Incident.idempotency_key != incident.idempotency_key,
    )
    return bool(session.scalar(select(twin)))


def _many_links(_session: Session, incident: Incident) -> bool:
    text = incident.description.lower()
    return text.count("://") + text.replace("://www.", "").count("www.") >= LINKS


SIGNS: Final[Mapping[str, Callable[[Session, Incident], bool]]] = {
    "same_photo": _same_photo,
    "same_text": _same_text,
    "many_links": _many_links,
}
"""Sign → whether a report shows it. The names stand in the data of its first event, for officers."""
