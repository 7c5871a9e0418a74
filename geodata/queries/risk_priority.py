"""What the priority of sites is made of: where they stand, when they were checked, what was reported."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from geodata.days import ZONE, midnight
from geodata.queries.risk_figures import ON_THE_DAY, confirmed, question

_SITES: Final = f"""
SELECT s.id, ST_X(ST_Transform(s.geom, :local)) AS x, ST_Y(ST_Transform(s.geom, :local)) AS y,
       s.registered_on, visit.last_visit
FROM site s
LEFT JOIN (SELECT site_id, max(inspected_on) AS last_visit FROM inspection
           WHERE commune_id = :commune AND state = ANY(:visited) AND inspected_on <= :day
           GROUP BY site_id) AS visit ON visit.site_id = s.id
WHERE {ON_THE_DAY}
ORDER BY s.id
"""
_REPORTS: Final = """
SELECT ST_X(ST_Transform(i.geom, :local)) AS x, ST_Y(ST_Transform(i.geom, :local)) AS y,
       :day - (i.created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS age
FROM incident i
WHERE {confirmed} AND i.created_at >= :reports_from AND i.geom IS NOT NULL
  AND (:police OR i.visibility <> 'police')
ORDER BY i.id
"""


def sites(session: Session, commune_id: int, day: date) -> Sequence[Row[Any]]:
    """id, x, y (metres of EPSG:9210 or None), registered_on, last_visit of the sites inspected on a day."""
    return session.execute(text(_SITES), question(commune_id, day)).all()


def reports(session: Session, commune_id: int, day: date, *, days: int, police: bool) -> Sequence[Row[Any]]:
    """x, y (metres of EPSG:9210) and age (days) of the reports confirmed on a day, at most `days` old.

    With `police` those that only the police may know of are among them.
    """
    past = day < datetime.now(ZONE).date()
    asked = question(commune_id, day) | {
        "police": police,
        "reports_from": midnight(day - timedelta(days=days)),
    }
    return session.execute(text(_REPORTS.format(confirmed=confirmed(past))), asked).all()
