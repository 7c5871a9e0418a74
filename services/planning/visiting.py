"""How long a visit takes and how much it presses, by the rating that holds when the period begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from geodata.models import InspectionPlan
from services import clock
from services.risk import priority, ratings

DEFAULT_MINUTES: Final = 60
"""A visit of a site that has no rating: the rule's hour before any criterion counts."""
_GRID: Final = 5


@dataclass(frozen=True)
class Pressing:
    """What a site weighs: category, u, H, priority, minutes of a visit, the last one, and when it is due."""

    category: int
    u: float
    h: float
    priority: float
    minutes: int
    last_visit: date | None
    due_on: date


def reckoned_on(plan: InspectionPlan) -> date:
    """The day a plan's priorities are reckoned for: its first, or today in a period that has begun."""
    return max(plan.period_from, min(clock.today(), plan.period_to))


def of(session: Session, plan: InspectionPlan) -> Mapping[int, Pressing]:
    """Site → what it weighs; sites without a rating are left out."""
    found = priority.of(session, plan.commune_id, reckoned_on(plan))
    return {
        site_id: Pressing(
            one.rating.category,
            one.u,
            one.h,
            one.priority,
            _rounded(one.rating.hours),
            one.last_visit,
            one.due_on,
        )
        for site_id, one in found.items()
    }


def minutes(session: Session, plan: InspectionPlan) -> Mapping[int, int]:
    """Site → minutes of a visit: the hours of its rating as they are, whatever the number of people who come.

    More hands look at more at a time, but the minutes are written, read and signed by all together.
    """
    rated = ratings.of(session, plan.commune_id, reckoned_on(plan))
    return {site_id: _rounded(one.hours) for site_id, one in rated.items()}


def _rounded(hours: float) -> int:
    """Whole minutes, up to the next five."""
    return -(-round(hours * 60) // _GRID) * _GRID
