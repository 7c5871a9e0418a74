"""What a team takes into the field and what it brings back, as far as places are asked."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from geoalchemy2 import WKTElement
from sqlalchemy import RowMapping, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from geodata.crs import LOCAL, STORED
from geodata.enums import Authority, InspectionForm, InspectionState, PlanState
from geodata.models import (
    Finding,
    IndustrialCluster,
    Inspection,
    InspectionPlan,
    InspectionRecord,
    PlanVisit,
    Site,
    Village,
)
from geodata.queries.geometry import as_geojson

OPEN: Final = (InspectionState.APPROVED, InspectionState.ANNOUNCED, InspectionState.IN_FIELD)
"""States in which a check is to be made."""
_IN_FORCE: Final = (PlanState.APPROVED, PlanState.PUBLISHED)


def checks(
    session: Session,
    commune_id: int,
    authority: Authority,
    *,
    since: date,
    until: date,
    only: int | None = None,
    most: int = 200,
) -> Sequence[RowMapping]:
    """The checks on the spot that an authority has to make from `since` to `until`, and those without a day;
    with `only` (an id) that one, whatever its day.

    Rows by name: of the check id, code, state, contents, planned_on, announced_on, decision_number,
    decision_date, legal_basis, trigger; of the site site_id, name, kind, type, address, village; `geometry`
    (GeoJSON point in EPSG:4326 or None); arrive_at and leave_at of its plan, or None. A village that was
    merged since is told by the name of the one whose ground it is now.
    """
    found = session.execute(
        select(
            Inspection.id,
            Inspection.code,
            Inspection.state,
            Inspection.contents,
            Inspection.planned_on,
            Inspection.announced_on,
            Inspection.decision_number,
            Inspection.decision_date,
            Inspection.legal_basis,
            Inspection.trigger,
            Site.id.label("site_id"),
            Site.name,
            Site.kind,
            Site.type,
            Site.address,
            _village_name().label("village"),
            as_geojson(Site.geom).label("geometry"),
            PlanVisit.arrive_at,
            PlanVisit.leave_at,
        )
        .join(Site, Site.id == Inspection.site_id)
        .outerjoin(Village, Village.id == Site.village_id)
        .outerjoin(PlanVisit, PlanVisit.id == _visit())
        .where(Inspection.commune_id == commune_id, Inspection.authority == authority)
        .where(Inspection.state.in_(OPEN), Inspection.form == InspectionForm.ON_SITE, Inspection.body == "")
        .where(
            or_(Inspection.planned_on.is_(None), Inspection.planned_on.between(since, until))
            if only is None
            else Inspection.id == only
        )
        .order_by(Inspection.planned_on.nulls_last(), PlanVisit.arrive_at.nulls_last(), Inspection.id)
        .limit(most)
    )
    return found.mappings().all()


def _village_name() -> Any:
    """The village of a site; where it was merged, the one whose ground the site lies on now."""
    now = aliased(Village)
    today = (
        select(now.name)
        .where(now.commune_id == Site.commune_id, now.valid_to.is_(None))
        .where(func.ST_Covers(now.area, Site.geom))
        .order_by(now.id)
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(case((Village.valid_to.is_not(None), today)), Village.name)


def _visit() -> Any:
    """The last visit of a plan in force that made this check."""
    return (
        select(PlanVisit.id)
        .join(InspectionPlan, InspectionPlan.id == PlanVisit.plan_id)
        .where(PlanVisit.inspection_id == Inspection.id, InspectionPlan.state.in_(_IN_FORCE))
        .order_by(PlanVisit.id.desc())
        .limit(1)
        .correlate(Inspection)
        .scalar_subquery()
    )


def open_findings(session: Session, site_ids: Sequence[int], most: int = 10) -> dict[int, list[RowMapping]]:
    """Site → what earlier checks found there and nobody mended, worst first: text, severity, deadline."""
    number = func.row_number().over(
        partition_by=Inspection.site_id, order_by=(Finding.severity.desc(), Finding.id)
    )
    rows = (
        select(Inspection.site_id, Finding.text, Finding.severity, Finding.deadline, number.label("number"))
        .join(Inspection, Inspection.id == Finding.inspection_id)
        .where(Inspection.site_id.in_(site_ids), Finding.fixed_on.is_(None), Finding.severity > 0)
        .subquery()
    )
    found: dict[int, list[RowMapping]] = {}
    chosen = select(rows).where(rows.c.number <= most).order_by(rows.c.site_id, rows.c.number)
    for row in session.execute(chosen).mappings():
        found.setdefault(row["site_id"], []).append(row)
    return found


def track(points: Sequence[tuple[float, float]]) -> WKTElement | None:
    """Points (lon, lat), EPSG:4326, as a line to be stored; one point alone is a line that stays there."""
    if not points:
        return None
    told = list(points) if len(points) > 1 else [points[0], points[0]]
    return WKTElement(f"LINESTRING({', '.join(f'{lon!r} {lat!r}' for lon, lat in told)})", srid=STORED)


def metres_from_site(session: Session, inspection_id: int) -> float | None:
    """How near the track of a record came to its site, metres of VN-2000 / TM-3 105°45′ (EPSG:9210).

    To the ground of a cluster, else to the site's point; None for a site without a place, or without a track.
    """
    check, site = Inspection.__table__.c, Site.__table__.c
    cluster, record = IndustrialCluster.__table__.c, InspectionRecord.__table__.c
    distance = func.ST_Distance(
        func.ST_Transform(func.coalesce(cluster.area, site.geom), LOCAL),
        func.ST_Transform(record.track, LOCAL),
    )
    found = session.scalar(
        select(distance)
        .select_from(Inspection.__table__)
        .join(Site.__table__, site.id == check.site_id)
        .outerjoin(IndustrialCluster.__table__, cluster.site_id == site.id)
        .join(InspectionRecord.__table__, record.inspection_id == check.id)
        .where(check.id == inspection_id)
    )
    return None if found is None else float(found)


def track_of(session: Session, inspection_id: int) -> tuple[Any, Any]:
    """(track, site) of a record as GeoJSON geometries in EPSG:4326, each or None."""
    row = session.execute(
        select(as_geojson(InspectionRecord.track), as_geojson(Site.geom))
        .select_from(Inspection)
        .join(Site, Site.id == Inspection.site_id)
        .outerjoin(InspectionRecord, InspectionRecord.inspection_id == Inspection.id)
        .where(Inspection.id == inspection_id)
    ).one()
    return row[0], row[1]
