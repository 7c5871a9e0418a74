"""Where things stand in tests of figures, and the figures of one site."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from geodata.enums import (
    IncidentCategory,
    IncidentState,
)
from geodata.models import (
    Commune,
    Incident,
    ResidentialArea,
)
from geodata.queries.risk_figures import figures
from geodata.risk_rules import Reach, read
from services.risk.in_force import default
from tests import cast

REACH = read(default()["rules"]).reach
DAY = date(2026, 10, 20)
METRE_EAST = 1 / 104_150
"""Degrees of longitude to a metre at An Hưng, to a few parts in ten thousand."""


def of(
    session: Session, home: Commune, site_id: int, day: date = DAY, reach: Reach = REACH
) -> dict[str, Any]:
    """The figures of one site."""
    columns = figures(session, home.id, day, reach)
    row = list(columns["id"]).index(site_id)
    return {name: column[row] for name, column in columns.items()}


def east(metres: float) -> Any:
    """A place so far east of the middle."""
    return cast.place(106.59 + metres * METRE_EAST, 20.75)


def square(session: Session, home: Commune, west_m: float, east_m: float, **more: Any) -> ResidentialArea:
    """A settlement from so many to so many metres east of the middle, 200 m high."""
    made = ResidentialArea(
        commune_id=home.id,
        code=f"KDC-{west_m}",
        name="Khu dân cư",
        area=cast.ground(106.59 + west_m * METRE_EAST, 20.749, 106.59 + east_m * METRE_EAST, 20.751),
        **more,
    )
    session.add(made)
    session.flush()
    return made


def told(session: Session, home: Commune, **more: Any) -> Incident:
    """A confirmed report of smell of September 2026 in the middle unless told otherwise."""
    more.setdefault("created_at", datetime(2026, 9, 1, 3, tzinfo=UTC))
    more.setdefault("category", IncidentCategory.ODOUR)
    more.setdefault("state", IncidentState.IN_PROGRESS)
    more.setdefault("geom", east(0))
    return cast.report(session, home, **more)
