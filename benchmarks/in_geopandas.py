"""The same figures and coverage as ours, in GeoPandas as its manual would have it: read, sjoin, group."""

from datetime import timedelta
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Engine, text

from benchmarks.measured import Clock
from geodata.enums import INSPECTED, VISITED
from geodata.queries.coverage_people import HIGH, NEAR_M
from geodata.queries.risk_figures import CLINICS, CONFIRMED, months_before
from geodata.queries.waste import FLOODS
from geodata.risk_rules import read
from services.clock import midnight, today
from services.risk.in_force import default

LOCAL: Final = 9210
MEASURE_M: Final = 1000.0
BY: Final = ("kind", "category")
"""What coverage is counted by, apart from its status."""
SOON: Final = timedelta(days=60)
_SITES: Final = """
SELECT s.id, s.type, s.kind, s.geom FROM site s
WHERE s.commune_id = :commune AND s.type = ANY(:inspected) AND s.registered_on <= :day
  AND s.state <> 'planned' AND s.closed_on IS NULL AND s.state <> 'closed' ORDER BY s.id
"""
_REPORTS: Final = """
SELECT i.id, i.geom FROM incident i
WHERE i.commune_id = :commune AND i.moderation = 'clear' AND i.parent_id IS NULL AND i.reject_reason IS NULL
  AND i.created_at >= :since AND i.category = ANY(:categories) AND i.state = ANY(:confirmed)
"""
_FINDINGS: Final = """
SELECT c.site_id, c.inspected_on, f.severity, f.deadline, f.fixed_on
FROM inspection c JOIN finding f ON f.inspection_id = c.id
WHERE c.commune_id = :commune AND c.state = ANY(:visited) AND c.inspected_on <= :day
"""
_VISITS: Final = """
SELECT site_id, max(inspected_on) AS last_visit FROM inspection
WHERE commune_id = :commune AND state = ANY(:visited) AND inspected_on <= :day GROUP BY site_id
"""
_RATINGS: Final = "SELECT site_id, category, interval_months FROM risk_rating WHERE rated_on <= :day"


def category(clock: Clock, engine: Engine, commune: int) -> None:
    """Distances, zones, findings and reports of every site; the register's own figures are left out."""
    with engine.connect() as connection:
        told = clock("read", _read_figures, connection, commune)
    found = clock("join", _figures, *told)
    clock.told = summary(found)


def coverage(clock: Clock, engine: Engine, commune: int) -> None:
    """Sites by status, by kind and by category, and the people near high risk that is overdue."""
    with engine.connect() as connection:
        sites, homes, visits, ratings = clock("read", _read_coverage, connection, commune)
    clock.told = clock("join", _covered, sites, homes, visits, ratings)


def summary(found: pd.DataFrame) -> dict[str, float]:
    """What both must agree in: sums of the figures over all sites."""
    told: dict[str, float] = {"sites": len(found)}
    for name in ("school_m", "clinic_m", "intake_m", "dwelling_m"):
        metres = found[name].astype(float)
        told[f"{name} within"] = int(np.isfinite(metres).sum())
        told[name] = round(float(metres[np.isfinite(metres)].sum()), -1)
    for name in ("flood_level", "incidents", "critical", "overdue_remedies"):
        told[name] = int(found[name].fillna(0).sum())
    return told


def _read_figures(connection: Any, commune: int) -> tuple[Any, ...]:
    asked = _asked(commune)
    sites = _frame(connection, _SITES, asked)
    areas = "SELECT area AS geom FROM residential_area WHERE commune_id = :commune"
    dwellings = _frame(connection, areas, asked)
    works = "SELECT geom FROM water_work WHERE commune_id = :commune AND kind = 'water_intake'"
    intakes = _frame(connection, works, asked)
    zones = _frame(
        connection,
        "SELECT level, area AS geom FROM risk_zone WHERE commune_id = :commune AND hazard = ANY(:floods)",
        asked | {"floods": [hazard.value for hazard in FLOODS]},
    )
    reports = _frame(connection, _REPORTS, asked)
    findings = pd.read_sql(text(_FINDINGS), connection, params=asked)
    return sites, dwellings, intakes, zones, reports, findings


def _figures(
    sites: gpd.GeoDataFrame,
    dwellings: gpd.GeoDataFrame,
    intakes: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    reports: gpd.GeoDataFrame,
    findings: pd.DataFrame,
) -> pd.DataFrame:
    sites = sites.to_crs(LOCAL).set_index("id")
    near = {
        "school_m": sites[sites["type"] == "school"],
        "clinic_m": sites[sites["kind"].isin([kind.value for kind in CLINICS])],
        "intake_m": intakes.to_crs(LOCAL),
        "dwelling_m": dwellings.to_crs(LOCAL),
    }
    found = pd.DataFrame(index=sites.index)
    for name, layer in near.items():
        found[name] = _nearest(sites, layer)
    wet = sites.sjoin(zones.to_crs(LOCAL), predicate="intersects")
    found["flood_level"] = wet.groupby(level=0)["level"].max()
    reach = read(default()["rules"]).reach
    heard = sites.sjoin(reports.to_crs(LOCAL), predicate="dwithin", distance=reach.incident_m)
    found["incidents"] = heard.groupby(level=0).size()
    day = pd.Timestamp(today())
    dates = {name: pd.to_datetime(findings[name]) for name in ("deadline", "fixed_on")}
    unmended = dates["fixed_on"].isna() | (dates["fixed_on"] > day)
    for name, chosen in (
        ("critical", unmended & (findings["severity"] == 3)),
        ("overdue_remedies", unmended & (dates["deadline"] < day)),
    ):
        found[name] = findings[chosen].groupby("site_id").size()
    return found


def _nearest(sites: gpd.GeoDataFrame, layer: gpd.GeoDataFrame) -> pd.Series:
    """Site → metres to the nearest of a layer within reach; a site is not near itself."""
    layer = layer[["geometry"]].reset_index(names="other") if "other" not in layer else layer
    met = sites.sjoin_nearest(layer, max_distance=MEASURE_M, distance_col="metres", exclusive=True)
    return met.groupby(level=0)["metres"].min()


def _read_coverage(connection: Any, commune: int) -> tuple[Any, ...]:
    asked = _asked(commune)
    homes = """
    SELECT r.id, r.village_id, v.population, r.area AS geom
    FROM residential_area r JOIN village v ON v.id = r.village_id WHERE r.commune_id = :commune
    """
    return (
        _frame(connection, _SITES, asked),
        _frame(connection, homes, asked),
        pd.read_sql(text(_VISITS), connection, params=asked, parse_dates=["last_visit"]),
        pd.read_sql(text(_RATINGS), connection, params=asked),
    )


def _covered(
    sites: gpd.GeoDataFrame, homes: gpd.GeoDataFrame, visits: pd.DataFrame, ratings: pd.DataFrame
) -> dict[str, Any]:
    known = sites.merge(visits, how="left", left_on="id", right_on="site_id").merge(
        ratings, how="left", left_on="id", right_on="site_id", suffixes=("", "_rated")
    )
    months = known["interval_months"].fillna(12).astype(int)
    due = known["last_visit"].copy()
    for length in months.unique():
        chosen = months == length
        due[chosen] = known.loc[chosen, "last_visit"] + pd.DateOffset(months=int(length))
    day = pd.Timestamp(today())
    known["status"] = np.select(
        [due.isna(), due < day, due <= day + SOON], ["never", "overdue", "due_soon"], "in_time"
    )
    told: dict[str, Any] = {f"  {status}": n for status, n in known.groupby("status").size().items()}
    for by in BY:
        for (value, status), n in known.groupby([by, "status"]).size().items():
            told[f"{by} {value} {status}"] = n
    late = known[(known["category"] >= HIGH) & known["status"].isin(("overdue", "never"))]
    late = late.to_crs(LOCAL)
    rings = late.set_geometry(late.buffer(NEAR_M))[["geometry"]]
    homes = homes.to_crs(LOCAL).set_index("id")
    met = rings.sjoin(homes[["geometry"]], predicate="intersects").dissolve("id")
    ground = homes.area.groupby(homes["village_id"]).transform("sum")
    people = homes["population"] * homes.area / ground
    told["people"] = round(people.sum())
    told["near"] = round((people * homes.intersection(met.geometry, align=True).area / homes.area).sum())
    return {key: int(value) for key, value in told.items()}


def _frame(connection: Any, sql: str, asked: dict[str, Any]) -> gpd.GeoDataFrame:
    frame = gpd.read_postgis(text(sql), connection, geom_col="geom", params=asked, crs=4326)
    return frame.rename_geometry("geometry")


def _asked(commune: int) -> dict[str, Any]:
    reach = read(default()["rules"]).reach
    return {
        "commune": commune,
        "day": today(),
        "inspected": [one.value for one in INSPECTED],
        "visited": [one.value for one in VISITED],
        "confirmed": [one.value for one in CONFIRMED],
        "categories": list(reach.categories),
        "since": midnight(months_before(today(), reach.incident_months) + timedelta(days=1)),
    }
