"""Which reports may tell of the same thing, how sure that is and why: shown, never acted on by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, IncidentState
from geodata.features import Viewer
from geodata.models import Incident
from geodata.queries import incident_likeness as rows
from geodata.queries.incidents import on_desk
from services.incidents.groups import group_of
from services.incidents.intake import as_code

METRES: Final = 50.0
WITHIN: Final = timedelta(days=30)
MOST: Final = 5
_BITS: Final = (1 << 64) - 1
UNLIKE: Final = 20
"""Differing bits of two pictures' hashes from which on they have nothing in common."""
WEIGHTS: Final[Mapping[str, float]] = {"distance": 0.35, "time": 0.2, "words": 0.2, "photos": 0.25}
"""What counts for how much. What one of the two reports does not have (a text, a picture) does not count."""


@dataclass(frozen=True)
class Alike:
    """A report that this one may be a duplicate of: score 0–1 and its parts, each 0–1, None where unknown.

    `metres` between the exact places, `apart` between the arrivals.
    """

    id: int
    code: str
    category: IncidentCategory
    state: IncidentState
    description: str
    created_at: datetime
    metres: float
    apart: timedelta
    words: float | None
    photos: float | None
    score: float


def suggestions(session: Session, viewer: Viewer, incident: Incident) -> list[Alike]:
    """Reports of the viewer's desk that may tell of the same thing, the likeliest first.

    Of the same group of categories, at most METRES off and WITHIN each other, no duplicates themselves.
    """
    found = rows.alike(
        session,
        viewer,
        incident.id,
        categories=group_of(incident.category),
        metres=METRES,
        within=WITHIN,
    )
    pictures = rows.pictures(session, [incident.id, *(row["id"] for row in found)]) if found else {}
    own = pictures.get(incident.id, [])
    scored = [_scored(dict(row), own, pictures.get(row["id"], [])) for row in found]
    return sorted(scored, key=lambda one: (-one.score, one.id))[:MOST]


def by_code(session: Session, viewer: Viewer, code: str) -> int | None:
    """The id of the report of the viewer's desk under a code, however it was typed; None for none."""
    typed = code.strip()
    wanted = Incident.code.in_([as_code(typed), typed])
    return session.scalar(select(Incident.id).where(wanted, on_desk(viewer)).limit(1))


def score(parts: Mapping[str, float | None]) -> float:
    """The weighted mean, 0–1, of the parts that are known."""
    known = {name: value for name, value in parts.items() if value is not None}
    return sum(WEIGHTS[name] * value for name, value in known.items()) / sum(WEIGHTS[name] for name in known)


def likeness_of_pictures(own: Sequence[int], others: Sequence[int]) -> float | None:
    """How like the two most alike pictures are, 0–1, by the differing bits of their hashes; None without."""
    if not own or not others:
        return None
    differ = min(((one ^ other) & _BITS).bit_count() for one in own for other in others)
    return max(0.0, 1 - differ / UNLIKE)


def _scored(row: dict[str, object], own: Sequence[int], others: Sequence[int]) -> Alike:
    metres, apart, words = row["metres"], row["apart"], row["words"]
    assert isinstance(metres, float)
    assert isinstance(apart, timedelta)
    parts = {
        "distance": 1 - metres / METRES,
        "time": 1 - apart / WITHIN,
        "words": float(words) if isinstance(words, (int, float)) else None,
        "photos": likeness_of_pictures(own, others),
    }
    told = {name: row[name] for name in ("id", "code", "category", "state", "description", "created_at")}
    return Alike(
        **told,  # type: ignore[arg-type]
        metres=metres,
        apart=apart,
        words=parts["words"],
        photos=parts["photos"],
        score=score(parts),
    )
