"""Every figure that risk is judged by, of all inspected sites of a commune on a day: one statement."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from geodata.crs import LOCAL, STRETCH
from geodata.days import ZONE, midnight
from geodata.enums import INSPECTED, VISITED, IncidentState, SiteKind
from geodata.queries.waste import FLOODS
from geodata.risk_rules import Reach

Columns = dict[str, Sequence[Any]]

CONFIRMED: Final = (
    IncidentState.IN_PROGRESS,
    IncidentState.INSPECTION_PLANNED,
    IncidentState.REFERRED,
    IncidentState.DONE_REQUESTED,
    IncidentState.RESOLVED,
    IncidentState.REOPEN_REQUESTED,
    IncidentState.REOPENED,
    IncidentState.CLOSED,
    IncidentState.ANONYMISED,
)
"""States of a report that somebody looked into and found true; a rejected or doubled one is none."""
CLINICS: Final = (
    SiteKind.COMMUNE_HEALTH_STATION,
    SiteKind.CLINIC,
    SiteKind.DENTAL_CLINIC,
    SiteKind.HOSPITAL,
)
"""Where sick people are."""
_NOW: Final = "i.state"
_THEN: Final = """(SELECT e.to_state FROM incident_event e
                   WHERE e.incident_id = i.id AND e.at < :until ORDER BY e.id DESC LIMIT 1)"""

CONFIRMED_REPORT: Final = """
  i.commune_id = :commune AND i.moderation = 'clear' AND i.parent_id IS NULL AND i.reject_reason IS NULL
  AND i.created_at < :until AND {state} = ANY(:confirmed)
"""
"""A report that is confirmed on the day, as SQL over `incident i`."""

ON_THE_DAY: Final = """
  s.commune_id = :commune AND s.type = ANY(:inspected) AND s.registered_on <= :day AND s.state <> 'planned'
  AND (s.closed_on >= :day OR (s.closed_on IS NULL AND s.state <> 'closed'))
"""
"""A site that is inspected on the day, as SQL over `site s`."""

_FIGURES: Final = """
WITH spot AS MATERIALIZED (
  SELECT s.id, s.type, s.kind, s.cluster_id, ST_Transform(s.geom, :local) AS place
  FROM site s WHERE {on_the_day} AND (:every OR s.id = ANY(:sites))
), thing AS MATERIALIZED (
  SELECT 'school' AS what, s.id, s.geom_3857 AS web, ST_Transform(s.geom, :local) AS place
  FROM site s WHERE {on_the_day} AND s.type = 'school' AND s.geom IS NOT NULL
  UNION ALL
  SELECT 'clinic', s.id, s.geom_3857, ST_Transform(s.geom, :local)
  FROM site s WHERE {on_the_day} AND s.kind = ANY(:clinics) AND s.geom IS NOT NULL
  UNION ALL
  SELECT 'intake', NULL, w.geom_3857, ST_Transform(w.geom, :local)
  FROM water_work w WHERE w.commune_id = :commune AND w.kind = 'water_intake' AND w.geom IS NOT NULL
  UNION ALL
  SELECT 'residential_area', NULL, r.geom_3857, ST_Transform(r.area, :local)
  FROM residential_area r WHERE r.commune_id = :commune
  UNION ALL
  SELECT 'village', NULL, v.geom_3857, ST_Transform(v.area, :local)
  FROM village v WHERE v.commune_id = :commune AND v.area IS NOT NULL
    AND v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to >= :day)
    AND NOT EXISTS (SELECT FROM residential_area r WHERE r.village_id = v.id)
), met AS (
  SELECT spot.id, thing.what, min(ST_Distance(thing.place, spot.place)) AS metres
  FROM thing
  JOIN site ON site.commune_id = :commune AND site.geom_3857 && ST_Expand(thing.web, :measure * :stretch)
  JOIN spot ON spot.id = site.id AND spot.id IS DISTINCT FROM thing.id
  GROUP BY spot.id, thing.what
), distance AS MATERIALIZED (
  SELECT id,
         min(metres) FILTER (WHERE what = 'school') AS school_m,
         min(metres) FILTER (WHERE what = 'clinic') AS clinic_m,
         min(metres) FILTER (WHERE what = 'intake') AS intake_m,
         min(metres) FILTER (WHERE what = 'residential_area') AS area_m,
         min(metres) FILTER (WHERE what = 'village') AS village_m
  FROM met WHERE metres <= :measure GROUP BY id
), flood AS MATERIALIZED (
  SELECT site.id, max(z.level) AS level
  FROM risk_zone z JOIN site ON ST_Intersects(z.geom_3857, site.geom_3857)
  WHERE z.commune_id = :commune AND site.commune_id = :commune AND z.hazard = ANY(:floods)
    AND z.valid_from <= :day AND (z.valid_to IS NULL OR z.valid_to >= :day)
  GROUP BY site.id
), visit AS (
  SELECT c.site_id, c.form, c.inspected_on, coalesce(max(f.severity), 0) AS worst,
         count(f.id) FILTER (WHERE f.severity = 1) AS light,
         count(f.id) FILTER (WHERE f.deadline < :day AND coalesce(f.fixed_on > :day, true)) AS overdue,
         count(f.id) FILTER (WHERE f.fixed_on <= least(f.deadline, CAST(:day AS date))) AS kept,
         count(f.id) FILTER (WHERE f.severity = 3 AND coalesce(f.fixed_on > :day, true)) AS critical
  FROM inspection c LEFT JOIN finding f ON f.inspection_id = c.id
  WHERE c.commune_id = :commune AND c.state = ANY(:visited) AND c.inspected_on <= :day
    AND (:every OR c.site_id = ANY(:sites))
  GROUP BY c.id
), checks AS MATERIALIZED (
  SELECT site_id,
         max(worst) FILTER (WHERE inspected_on > :findings_from) AS worst_finding,
         sum(light) FILTER (WHERE inspected_on > :findings_from) AS light_findings,
         sum(overdue) AS overdue_remedies,
         sum(kept) FILTER (WHERE inspected_on > :findings_from) AS kept_remedies,
         sum(critical) AS critical,
         count(*) FILTER (WHERE form = 'remote' AND worst < 2 AND inspected_on > :remote_from)
           AS remote_checks
  FROM visit GROUP BY site_id
), told AS MATERIALIZED (
  SELECT i.site_id, (i.visibility = 'police')::int AS police,
         ST_X(ST_Transform(i.geom, :local)) AS x, ST_Y(ST_Transform(i.geom, :local)) AS y
  FROM incident i WHERE {confirmed} AND i.created_at >= :reports_from AND i.category = ANY(:categories)
), cell AS (
  SELECT id, ST_X(place) AS x, ST_Y(place) AS y,
         floor(ST_X(place) / :near)::int + dx AS cx, floor(ST_Y(place) / :near)::int + dy AS cy
  FROM spot, generate_series(-1, 1) AS dx, generate_series(-1, 1) AS dy WHERE place IS NOT NULL
), heard AS (
  SELECT cell.id, told.police FROM cell
  JOIN told ON floor(told.x / :near)::int = cell.cx AND floor(told.y / :near)::int = cell.cy
  WHERE told.site_id IS NULL AND (told.x - cell.x) ^ 2 + (told.y - cell.y) ^ 2 <= CAST(:near AS float) ^ 2
  UNION ALL
  SELECT site_id, police FROM told WHERE site_id IS NOT NULL
), reports AS MATERIALIZED (
  SELECT id, count(*) AS incidents, sum(police) AS police FROM heard GROUP BY id
), hand AS MATERIALIZED (
  SELECT site_id, jsonb_object_agg(criterion, jsonb_build_array(value, id) ORDER BY id) AS hand
  FROM risk_value WHERE set_at < :until AND (ended_at IS NULL OR ended_at >= :until) GROUP BY site_id
), map AS (
  SELECT count(*) > 0 AS dwellings FROM thing WHERE what IN ('residential_area', 'village')
)
SELECT spot.id, spot.type, spot.kind,
       f.wastewater_m3_day, f.stacks, f.solid_waste_kg_day, f.hazardous_waste_kg_year, f.hazardous_stock_t,
       f.workers, f.site_area_m2, m.beds, m.infectious_kg_month, sch.pupils, k.area_ha, f.fire_group,
       CASE WHEN f.permit_kind IN ('environmental_permit', 'environmental_registration')
              THEN CASE WHEN f.permit_valid_to < :day THEN 'expired' ELSE 'valid' END
            WHEN f.permit_kind = 'exempt' THEN 'exempt'
            WHEN f.legal_form IN ('household_business', 'individual') THEN 'none_household'
            WHEN f.permit_kind = 'none' THEN 'none' END AS permit,
       CASE WHEN m.site_id IS NOT NULL
              THEN CASE WHEN m.waste_contract <> '' THEN 'yes' ELSE 'no' END END AS contract,
       CASE WHEN f.wastewater_m3_day = 0 THEN 'no_wastewater'
            WHEN f.has_wastewater_treatment OR (k.has_wwtp AND k.stage = 'operating') THEN 'own'
            WHEN own_cluster.has_wwtp AND own_cluster.stage = 'operating' THEN 'shared'
            WHEN f.has_wastewater_treatment IS FALSE THEN 'none'
            WHEN k.stage = 'operating' AND NOT k.has_wwtp THEN 'none' END AS treatment,
       CASE WHEN spot.place IS NULL OR NOT map.dwellings THEN NULL
            ELSE coalesce(least(d.area_m, d.village_m), 'infinity') END AS dwelling_m,
       CASE WHEN d.area_m <= coalesce(d.village_m, 'infinity') THEN 'residential_area'
            WHEN d.village_m IS NOT NULL THEN 'village' END AS dwelling_from,
       CASE WHEN spot.place IS NOT NULL THEN coalesce(d.school_m, 'infinity') END AS school_m,
       CASE WHEN spot.place IS NOT NULL THEN coalesce(d.clinic_m, 'infinity') END AS clinic_m,
       CASE WHEN spot.place IS NOT NULL THEN coalesce(d.intake_m, 'infinity') END AS intake_m,
       CASE WHEN spot.place IS NOT NULL THEN coalesce(flood.level, 0) END AS flood_level,
       checks.worst_finding, coalesce(checks.light_findings, 0)::int AS light_findings,
       coalesce(checks.overdue_remedies, 0)::int AS overdue_remedies,
       coalesce(checks.kept_remedies, 0)::int AS kept_remedies,
       coalesce(checks.critical, 0)::int AS critical, coalesce(checks.remote_checks, 0) AS remote_checks,
       CASE WHEN spot.place IS NOT NULL OR reports.incidents > 0 THEN coalesce(reports.incidents, 0) END
         AS incidents,
       coalesce(reports.police, 0) AS police, hand.hand
FROM spot CROSS JOIN map
LEFT JOIN facility f ON f.site_id = spot.id
LEFT JOIN medical_facility m ON m.site_id = spot.id
LEFT JOIN school sch ON sch.site_id = spot.id
LEFT JOIN industrial_cluster k ON k.site_id = spot.id
LEFT JOIN industrial_cluster own_cluster ON own_cluster.site_id = spot.cluster_id
LEFT JOIN distance d ON d.id = spot.id
LEFT JOIN flood ON flood.id = spot.id
LEFT JOIN checks ON checks.site_id = spot.id
LEFT JOIN reports ON reports.id = spot.id
LEFT JOIN hand ON hand.site_id = spot.id
ORDER BY spot.id
"""
_ROOM: Final = text("SELECT set_config('jit', 'off', true), set_config('work_mem', '64MB', true)")
"""Compiling this statement takes longer than running it; its joins are hashed in memory."""


def figures(
    session: Session, commune_id: int, day: date, reach: Reach, site_ids: Collection[int] | None = None
) -> Columns:
    """Columns as geodata.risk_figures.arrays takes them, with `id` and `hand`, of sites inspected on `day`.

    Sites ascending by id; `site_ids` keeps some. `hand` is None or criterion → [value, id of the value].
    Distances are those of VN-2000 / TM-3 105°45′ (EPSG:9210). Dated by `day`: sites, villages, zones, checks,
    findings and what was mended, reports and their states, papers, values set by hand; not the register's
    own figures, of which it keeps no past.
    """
    session.execute(_ROOM)
    past = day < datetime.now(ZONE).date()
    asked = question(commune_id, day) | {
        "every": site_ids is None,
        "sites": sorted(site_ids or ()),
        "clinics": [kind.value for kind in CLINICS],
        "floods": [hazard.value for hazard in FLOODS],
        "measure": reach.measure_m,
        "near": reach.incident_m,
        "stretch": STRETCH,
        "categories": list(reach.categories),
        "findings_from": months_before(day, reach.finding_months),
        "remote_from": months_before(day, reach.remote_months),
        "reports_from": midnight(months_before(day, reach.incident_months) + timedelta(days=1)),
    }
    found = session.execute(_statement(_FIGURES, past), asked)
    names = list(found.keys())
    rows = found.all()
    return dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}


def question(commune_id: int, day: date) -> dict[str, Any]:
    """What every statement about sites and reports on a day is asked with."""
    return {
        "commune": commune_id,
        "day": day,
        "until": midnight(day + timedelta(days=1)),
        "local": LOCAL,
        "inspected": [kind.value for kind in INSPECTED],
        "visited": [state.value for state in VISITED],
        "confirmed": [state.value for state in CONFIRMED],
    }


def confirmed(past: bool) -> str:
    """SQL over `incident i`: confirmed on the day; for a day that is past, as its events tell."""
    return CONFIRMED_REPORT.format(state=_THEN if past else _NOW)


def months_before(day: date, months: int) -> date:
    """The day so many calendar months before, the last of its month where there is no such day."""
    index = day.year * 12 + day.month - 1 - months
    first = date(index // 12, index % 12 + 1, 1)
    following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def _statement(sql: str, past: bool) -> TextClause:
    return text(sql.format(on_the_day=ON_THE_DAY, confirmed=confirmed(past)))
