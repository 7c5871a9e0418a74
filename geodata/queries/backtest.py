"""What the back-test is made of: checks that took place, ratings as they were shown, reports as they came."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from geodata.crs import LOCAL
from geodata.enums import VISITED, Authority
from geodata.models import Finding, Inspection, RiskRating, Site
from geodata.queries.risk_figures import CONFIRMED

_REPORTS: Final = text(
    """
    SELECT ST_X(ST_Transform(i.geom, :local)) AS x, ST_Y(ST_Transform(i.geom, :local)) AS y,
           (i.created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS created,
           (min(e.at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS confirmed
    FROM incident i JOIN incident_event e ON e.incident_id = i.id AND e.to_state = ANY(:confirmed)
    WHERE i.commune_id = :commune AND i.geom IS NOT NULL AND i.moderation = 'clear' AND i.parent_id IS NULL
      AND i.reject_reason IS NULL AND i.created_at >= :since
    GROUP BY i.id ORDER BY i.id
    """
)


def visits(session: Session, commune_id: int, since: date, until: date) -> Sequence[Any]:
    """Checks of the commune's own bodies from `since` to `until`: (site_id, day, severity of the gravest)."""
    severity = func.coalesce(func.max(Finding.severity), 0)
    statement = (
        select(Inspection.site_id, Inspection.inspected_on.label("day"), severity.label("severity"))
        .outerjoin(Finding, Finding.inspection_id == Inspection.id)
        .where(
            Inspection.commune_id == commune_id,
            Inspection.state.in_(VISITED),
            Inspection.authority != Authority.CITY,
            Inspection.inspected_on.between(since, until),
        )
        .group_by(Inspection.id)
        .order_by(Inspection.inspected_on, Inspection.id)
    )
    return session.execute(statement).all()


def sites(session: Session, commune_id: int, since: date, site_ids: Sequence[int]) -> Sequence[Any]:
    """(id, registered_on, last visit before `since` or None, x, y in metres of EPSG:9210 or None), by id."""
    place = func.ST_Transform(Site.geom, LOCAL)
    last = (
        select(func.max(Inspection.inspected_on))
        .where(Inspection.site_id == Site.id, Inspection.state.in_(VISITED), Inspection.inspected_on < since)
        .scalar_subquery()
    )
    statement = select(
        Site.id,
        Site.registered_on,
        last.label("before"),
        func.ST_X(place).label("x"),
        func.ST_Y(place).label("y"),
    ).where(Site.commune_id == commune_id, Site.id.in_(site_ids))
    return session.execute(statement.order_by(Site.id)).all()


def ratings(session: Session, commune_id: int, until: date, site_ids: Sequence[int]) -> Sequence[Any]:
    """(site_id, rated_on, category, interval_months) up to `until`, by site and day."""
    statement = (
        select(RiskRating.site_id, RiskRating.rated_on, RiskRating.category, RiskRating.interval_months)
        .where(
            RiskRating.commune_id == commune_id,
            RiskRating.rated_on <= until,
            RiskRating.site_id.in_(site_ids),
        )
        .order_by(RiskRating.site_id, RiskRating.rated_on)
    )
    return session.execute(statement).all()


def reports(session: Session, commune_id: int, since: date) -> Sequence[Any]:
    """Reports made since, once confirmed: (x, y in metres of EPSG:9210, day made, day first confirmed)."""
    asked = {
        "commune": commune_id,
        "since": since,
        "local": LOCAL,
        "confirmed": [state.value for state in CONFIRMED],
    }
    return session.execute(_REPORTS, asked).all()
