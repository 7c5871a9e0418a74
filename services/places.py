"""Communes, villages and sites: found, read and changed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.errors import NotFound, Unavailable
from geodata.models import Commune, Village


def served_commune(session: Session, code: str) -> Commune:
    """The commune of that code that is valid today (the newest, where codes were used again)."""
    commune = session.scalar(
        select(Commune)
        .where(Commune.code == code, Commune.valid_to.is_(None))
        .order_by(Commune.valid_from.desc())
        .limit(1)
    )
    if commune is None:
        raise Unavailable("commune.missing", code=code)
    return commune


def commune(session: Session, commune_id: int) -> Commune:
    """The commune of that id."""
    found = session.get(Commune, commune_id)
    if found is None:
        raise Unavailable("commune.missing", code=str(commune_id))
    return found


def village_by_code(session: Session, commune_id: int, code: str) -> Village:
    """The village of that code that is valid today, or NotFound."""
    found = session.scalar(
        select(Village).where(
            Village.commune_id == commune_id, Village.code == code, Village.valid_to.is_(None)
        )
    )
    if found is None:
        raise NotFound("village.unknown", code=code)
    return found
