"""What makes a report look like spam: a table of signs. A suspected report is kept and waits apart."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, exists, literal, select
from sqlalchemy.orm import Session, aliased

from geodata.models import Incident, IncidentFile

LINKS: Final = 3
"""So many addresses of pages in one text are advertising more often than not."""
SHORT: Final = 20
"""Letters. A shorter text is written twice by honest people ("Khói quá")."""
LOOKED_BACK: Final = timedelta(days=3)
# Made once: an alias learns its columns anew each time it is made, and that takes milliseconds.
_OURS: Final = aliased(IncidentFile)
_THEIRS: Final = aliased(IncidentFile)


def signs(session: Session, incident: Incident) -> list[str]:
    """The names of the signs of SIGNS that a new report shows; it need not be stored yet."""
    asked = [shown(incident).label(name) for name, shown in SIGNS.items()]
    return [name for name, shows in session.execute(select(*asked)).one()._mapping.items() if shows]


def _same_photo(incident: Incident) -> ColumnElement[bool]:
    """A picture of it was sent, byte for byte, with another report."""
    same = (_THEIRS.commune_id == _OURS.commune_id) & (_THEIRS.sent_sha256 == _OURS.sent_sha256)
    return (
        select(_THEIRS.id)
        .join(_OURS, same)
        .where(_OURS.commune_id == incident.commune_id, _OURS.report_key == incident.idempotency_key)
        .where(_THEIRS.incident_id.is_not(None), _THEIRS.report_key != incident.idempotency_key)
        .exists()
    )


def _same_text(incident: Incident) -> ColumnElement[bool]:
    """The same words came with another report a short while ago."""
    if len(incident.description) < SHORT:
        return literal(False)
    return exists().where(
        Incident.commune_id == incident.commune_id,
        Incident.created_at >= datetime.now(UTC) - LOOKED_BACK,
        Incident.description == incident.description,
        Incident.idempotency_key != incident.idempotency_key,
    )


def _many_links(incident: Incident) -> ColumnElement[bool]:
    text = incident.description.lower()
    return literal(text.count("://") + text.replace("://www.", "").count("www.") >= LINKS)


SIGNS: Final[Mapping[str, Callable[[Incident], ColumnElement[bool]]]] = {
    "same_photo": _same_photo,
    "same_text": _same_text,
    "many_links": _many_links,
}
"""Sign → whether a report shows it, as SQL: all are asked at once. The names stand in the data of its first
event, for officers."""
