"""What to check first, site by site: a list to look at, not an authority to enter."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy.orm import Session

from geodata import risk_priority as rule
from geodata.queries import risk_priority as rows
from geodata.risk_rules import read
from services.risk import ratings
from services.risk.in_force import in_force
from services.risk.ratings import Rating


@dataclass(frozen=True)
class Priority:
    """Where a site stands on a day: rating, last check (None: never), the day it is due, u, H, priority."""

    rating: Rating
    last_visit: date | None
    due_on: date
    u: float
    h: float
    priority: float


def of(session: Session, commune_id: int, on: date, *, police: bool = False) -> dict[int, Priority]:
    """Site → its priority on a day; sites not rated by then, or not inspected then, are left out.

    H counts confirmed reports that every officer of the desk may know of; with `police` those of the police
    too: only what the police alone will read may be made so.
    """
    rated = ratings.of(session, commune_id, on)
    found = [row for row in rows.sites(session, commune_id, on) if row.id in rated]
    if not found:
        return {}
    constants = read(in_force(session, commune_id, on).rules).priority
    heard = rows.reports(session, commune_id, on, days=constants.incident_days, police=police)
    places = np.array([(row.x, row.y) for row in found], dtype=np.float64)
    h = rule.felt(places, _reports(heard), sigma_m=constants.sigma_m, half_life_days=constants.half_life_days)
    months = [rated[row.id].interval_months for row in found]
    visits = np.array([row.last_visit for row in found], dtype="datetime64[D]")
    registered = np.array([row.registered_on for row in found], dtype="datetime64[D]")
    u = rule.waited(on, visits, registered, months)
    pressing = rule.priority(
        [rated[row.id].category for row in found],
        u,
        h,
        alpha=constants.alpha,
        most_u=constants.most_u,
        most_h=constants.most_h,
    )
    # A site that was never checked is due on the day it was registered: u is 1 then.
    due = np.where(
        np.isnat(visits), registered, rule.due_on(np.where(np.isnat(visits), registered, visits), months)
    )
    return {
        row.id: Priority(
            rated[row.id], row.last_visit, day, round(float(a), 4), round(float(b), 4), round(float(c), 4)
        )
        for row, day, a, b, c in zip(found, due.tolist(), u, h, pressing, strict=True)
    }


def _reports(heard: object) -> rule.Reports:
    table = np.array([(row.x, row.y, row.age) for row in heard], dtype=np.float64).reshape(-1, 3)  # type: ignore[attr-defined]
    return rule.Reports(table[:, :2], np.maximum(table[:, 2], 0), np.ones(len(table)))
