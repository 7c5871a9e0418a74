"""Somebody reported it already: published reports close by are shown, and "I saw it too" counts once."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory
from geodata.errors import NotFound
from geodata.features import Json, Layer, Viewer, feature
from geodata.models import Incident, IncidentSupporter
from geodata.queries.incidents import published
from geodata.queries.incidents_near import published_near
from services import throttle
from services.incidents.desk import anybody
from services.incidents.groups import group_of
from services.incidents.intake import in_vietnam
from services.sealing import Secrets, pseudonym

METRES: Final = 300
"""As far as a report that is shown up to 150 m off can lie from one of the same thing."""
DAYS: Final = 30
SHOWN: Final = 3
SUPPORTS_PER_DAY: Final = 10
"""Of one report from one network address: a hamlet may share one, a machine is stopped."""


@dataclass(frozen=True)
class Near:
    """A published report close by, as everybody sees it, and how far its public place is."""

    feature: Json
    metres: float


def alike(
    session: Session, viewer: Viewer, category: IncidentCategory | None, place: tuple[float, float] | None
) -> list[Near]:
    """Published reports that may tell of the same thing, nearest first; none without category and place."""
    if category is None or place is None or not in_vietnam(place):
        return []
    rows = published_near(
        session,
        viewer,
        place,
        categories=group_of(category),
        since=datetime.now(UTC) - timedelta(days=DAYS),
        metres=METRES,
        limit=SHOWN,
    )
    return [Near(feature(Layer.INCIDENT, row, anybody(viewer)), row["metres"]) for row in rows]


def support(
    session: Session, viewer: Viewer, incident_id: int, *, who: str, address: str, secrets: Secrets
) -> int:
    """Somebody (`who`: what their browser is known by) saw a published report too; how many did by now.

    Once more from the same browser changes nothing. Raises NotFound for a report that is not published, and
    TooMany when one network address counts too often for one report.
    """
    incident = session.scalar(select(Incident).where(Incident.id == incident_id, published(viewer)))
    if incident is None:
        raise NotFound("record.unknown")
    name = pseudonym(secrets, f"support:{who}")
    known = session.get(IncidentSupporter, (incident_id, name))
    if known is None:
        counter = f"support:{incident_id}:{pseudonym(secrets, address)}"
        throttle.refuse_beyond(
            session, counter, most=SUPPORTS_PER_DAY, window=throttle.KEPT, code="incident.too_many_supports"
        )
        row = insert(IncidentSupporter).values(incident_id=incident_id, pseudonym=name)
        if session.scalar(row.on_conflict_do_nothing().returning(IncidentSupporter.incident_id)):
            throttle.count(session, counter)
            session.flush()
            # Not through the row's version: who edits the report meanwhile need not look again.
            more = update(Incident).where(Incident.id == incident_id)
            session.execute(
                more.values(supporters=Incident.supporters + 1),
                execution_options={"synchronize_session": False},
            )
    session.refresh(incident, ["supporters"])
    return incident.supporters
