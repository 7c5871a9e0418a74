"""One site's category step by step, as it was shown on a day, for one reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import IMPACTS, INSPECTED, PERFORMANCE, Criterion, SiteState
from geodata.errors import NotFound
from geodata.features import POLICE_ONLY, Layer, Viewer, shows
from geodata.models import RiskRating, RiskScheme, Site, Village
from geodata.queries.ground import coordinates
from geodata.queries.places import known
from geodata.risk_figures import FIGURES
from services import access
from services.risk import by_hand, priority
from services.risk.by_hand import SetValue
from services.risk.priority import Priority
from services.risk.shown import ShownPart, part


@dataclass(frozen=True)
class Step:
    """One criterion: what the figures say, what counts (`score`), the year's term, and what is left.

    `hand` is the value set by hand in its place, None where there is none; `weight` v of performance.
    """

    criterion: Criterion
    parts: list[ShownPart]
    computed: int | None
    score: int
    term: int
    counts: int
    lowest: bool
    weight: float | None
    hand: SetValue | None


@dataclass(frozen=True)
class Explanation:
    """What the page of a site tells. `rating`: None where none was stored by `on`; `first`: the first day.

    `since` is the day the category became what it is.
    """

    site_id: int
    name: str
    kind: str
    village: str
    closed: bool
    place: tuple[float, float] | None
    on: date
    rating: RiskRating | None
    first: date | None
    since: date | None
    scheme: RiskScheme | None
    n_min: int | None
    impacts: list[Step]
    behaviour: list[Step]
    history: list[tuple[date, int]]
    priority: Priority | None
    values: list[SetValue]
    sees_findings: bool
    sees_police: bool
    may_edit: bool


def explain(session: Session, viewer: Viewer, site_id: int, on: date) -> Explanation:
    """The category of a site as it was shown on a day. NotFound where the viewer may not know of the site."""
    access.require(viewer, "risk:read")
    row = session.execute(
        select(Site, Village.name)
        .outerjoin(Village, Village.id == Site.village_id)
        .where(Site.id == site_id, known(viewer), Site.type.in_(INSPECTED))
    ).one_or_none()
    if row is None:
        raise NotFound("record.unknown")
    site, rating = row[0], as_shown(session, site_id, on)
    police = viewer.role in POLICE_ONLY
    history = _history(session, site_id)
    values = by_hand.values(session, viewer, site_id)
    return Explanation(
        site_id=site_id,
        name=site.name,
        kind=site.kind.value,
        village=row[1] or "",
        closed=site.state is SiteState.CLOSED,
        place=coordinates(site.geom),
        on=on,
        rating=rating,
        first=session.scalar(select(func.min(RiskRating.rated_on)).where(RiskRating.site_id == site_id)),
        since=max((day for day, _ in history if day <= on), default=None),
        scheme=session.get(RiskScheme, rating.scheme_id) if rating else None,
        n_min=rating.basis.get("scheme", {}).get("n_min") if rating else None,
        impacts=_steps(rating, IMPACTS, viewer, values) if rating else [],
        behaviour=_steps(rating, PERFORMANCE, viewer, values) if rating else [],
        history=history,
        priority=priority.of(session, viewer.commune_id, on, police=police).get(site_id),
        values=values,
        sees_findings=shows(Layer.INSPECTION, "findings", viewer),
        sees_police=police,
        may_edit=access.may(viewer, "risk:edit"),
    )


def as_shown(session: Session, site_id: int, on: date) -> RiskRating | None:
    """The rating of a site that was shown on a day: the last one stored by then, or None."""
    return session.scalars(
        select(RiskRating)
        .where(RiskRating.site_id == site_id, RiskRating.rated_on <= on)
        .order_by(RiskRating.rated_on.desc())
        .limit(1)
    ).one_or_none()


def _history(session: Session, site_id: int) -> list[tuple[date, int]]:
    """The days on which the category became another, and which."""
    found = session.execute(
        select(RiskRating.rated_on, RiskRating.category)
        .where(RiskRating.site_id == site_id)
        .order_by(RiskRating.rated_on)
    )
    moved: list[tuple[date, int]] = []
    for row in found:
        if not moved or moved[-1][1] != row.category:
            moved.append((row.rated_on, row.category))
    return moved


def _steps(
    rating: RiskRating, criteria: Sequence[Criterion], viewer: Viewer, values: Sequence[SetValue]
) -> list[Step]:
    impacts = criteria is IMPACTS
    weights = rating.basis.get("scheme", {}).get("weights", [])
    return [
        _step(
            criterion,
            rating.basis.get(criterion.value, {}),
            viewer,
            values,
            score=rating.impact[place] if impacts else rating.performance[place],
            term=rating.terms[place] if impacts else 0,
            counts=rating.scores[place] if impacts else rating.performance[place],
            weight=weights[place] if not impacts and weights else None,
        )
        for place, criterion in enumerate(criteria)
    ]


def _step(
    criterion: Criterion,
    told: Mapping[str, Any],
    viewer: Viewer,
    values: Sequence[SetValue],
    *,
    score: int,
    term: int,
    counts: int,
    weight: float | None,
) -> Step:
    known_parts = {
        adds: [one for one in told.get(side, ()) if one.get("figure") in FIGURES] for side, adds in _SIDES
    }
    return Step(
        criterion,
        [part(one, viewer, adds=adds) for _, adds in _SIDES for one in known_parts[adds]],
        told.get("computed"),
        score,
        term,
        counts,
        bool(told.get("lowest")),
        weight,
        next((value for value in values if value.id == told.get("value_id")), None),
    )


_SIDES = (("parts", False), ("plus", True))
