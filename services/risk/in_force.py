"""Which risk scheme rules on a day: the newest that the chairperson approved, or our own proposal."""

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from geodata.models import Commune, RiskScheme
from services.clock import midnight

_DATA: Final = Path(__file__).parent / "data" / "default_scheme.json"
DEFAULT_SOURCE: Final = "default"
"""What the row of our own proposal says in its column `source`."""


@cache
def default() -> dict[str, Any]:
    """Our own proposal: code, source in words, note, rules, terms."""
    told: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return told


def in_force(session: Session, commune_id: int, on: date) -> RiskScheme:
    """The scheme that rules on a day: approved by then, valid by then, the latest of these.

    Where there is none it is our own proposal, which nobody approved: its row, or one that is not stored.
    """
    approved = session.scalars(
        select(RiskScheme)
        .where(
            RiskScheme.commune_id == commune_id,
            RiskScheme.valid_from <= on,
            RiskScheme.approved_at < midnight(on + timedelta(days=1)),
        )
        .order_by(RiskScheme.valid_from.desc(), RiskScheme.approved_at.desc(), RiskScheme.id.desc())
        .limit(1)
    ).one_or_none()
    return approved or _kept(session, commune_id) or RiskScheme(commune_id=commune_id, **_row())


def stored(session: Session, commune_id: int, on: date) -> RiskScheme:
    """The same as a row that ratings can point at: our own proposal is written down where it is needed."""
    found = in_force(session, commune_id, on)
    if found.id is not None:
        return found
    first = select(Commune.valid_from).where(Commune.id == commune_id).scalar_subquery()
    row = _row() | {"commune_id": commune_id, "valid_from": first}
    session.execute(insert(RiskScheme).values(row).on_conflict_do_nothing())
    kept = _kept(session, commune_id)
    assert kept is not None
    return kept


def _row() -> dict[str, Any]:
    told = default()
    return {
        "code": told["code"],
        "rules": told["rules"],
        "terms": told["terms"],
        "note": told["note"],
        "source": DEFAULT_SOURCE,
    }


def _kept(session: Session, commune_id: int) -> RiskScheme | None:
    return session.scalars(
        select(RiskScheme).where(
            RiskScheme.commune_id == commune_id,
            RiskScheme.code == default()["code"],
            RiskScheme.source == DEFAULT_SOURCE,
        )
    ).one_or_none()
