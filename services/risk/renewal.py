"""Rating every site anew, asked for by an officer: at once where they are few, by the worker where many."""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata import queue
from geodata.enums import INSPECTED
from geodata.features import Viewer
from geodata.models import Commune, Site
from services import access
from services.risk.ratings import refresh

TASK: Final = "risk.refresh"
AT_ONCE: Final = 500
"""So many sites are rated while the officer waits: about a second."""


def ask(session: Session, viewer: Viewer) -> int | None:
    """Rate every site of the viewer's commune; how many ratings changed, None where the worker does it."""
    access.require(viewer, "risk:edit")
    sites = session.scalar(
        select(func.count()).where(Site.commune_id == viewer.commune_id, Site.type.in_(INSPECTED))
    )
    if (sites or 0) <= AT_ONCE:
        return refresh(session, viewer.commune_id)
    if under_way(session, viewer.commune_id) is None:
        queue.defer(session, TASK, lock=_lock(viewer.commune_id), commune_id=viewer.commune_id)
    return None


def under_way(session: Session, commune_id: int) -> str | None:
    """Whether the worker is to rate this commune: "todo", "doing", or None."""
    return queue.open_job(session, TASK, _lock(commune_id))


def communes(session: Session) -> list[int]:
    """Every commune with sites that are inspected."""
    return list(
        session.scalars(
            select(Commune.id)
            .where(Commune.id.in_(select(Site.commune_id).where(Site.type.in_(INSPECTED))))
            .order_by(Commune.id)
        )
    )


def _lock(commune_id: int) -> str:
    return f"{TASK}-{commune_id}"
