"""Inspection coverage as figures, lists and shaded areas, all on top of `coverage.site_status`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Date, RowMapping, case, cast, func, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from geodata.enums import CoverageStatus
from geodata.features import Layer, Reach, Viewer, reach
from geodata.models import IndustrialCluster, Site, Village
from geodata.queries.coverage import site_status
from geodata.queries.geometry import as_geojson
from geodata.queries.text_search import name_like

_cluster: Final = IndustrialCluster.__table__.c
_cluster_site: Final = Site.__table__.alias("cluster_site")


@dataclass(frozen=True)
class Scope:
    """Which sites are counted, on which day; empty means all. `due_from`, `due_to` bound the due date."""

    day: date
    kind: str = ""
    authority: str = ""
    category: int | None = None
    village_id: int | None = None
    cluster_id: int | None = None
    status: str = ""
    search: str = ""
    due_from: date | None = None
    due_to: date | None = None


def statuses(viewer: Viewer, scope: Scope, *also: ColumnElement[bool], keep: tuple[Any, ...] = ()) -> Any:
    """Subquery site_id, last_visit, category, due_on, status of the sites in scope the viewer may know of.

    `also`: further conditions on columns of the table `site`; `keep`: more of its columns for the answer.
    """
    table = Site.__table__.c
    asked = {
        "kind": scope.kind or None,
        "authority": scope.authority or None,
        "village_id": scope.village_id,
        "cluster_id": scope.cluster_id,
    }
    where = [*also, *(table[name] == value for name, value in asked.items() if value is not None)]
    if scope.search:
        where.append(name_like(table.name_folded, scope.search))
    own_village = viewer.village_id if reach(Layer.SITE, viewer) is Reach.VILLAGE else None
    found = site_status(viewer.commune_id, scope.day, own_village, tuple(where), keep).subquery("found")
    statement = select(found)
    if scope.status:
        statement = statement.where(found.c.status == scope.status)
    if scope.category is not None:
        statement = statement.where(found.c.category == scope.category)
    if scope.due_from:
        statement = statement.where(found.c.due_on >= scope.due_from)
    if scope.due_to:
        statement = statement.where(found.c.due_on <= scope.due_to)
    return statement.subquery("scoped")


def figures(session: Session, viewer: Viewer, scope: Scope) -> Sequence[RowMapping]:
    """Counts by status of all, and of each kind, village, cluster, authority and category.

    Rows (level, kind, village_id, cluster_id, authority, category, status, n); `level` is GROUPING() of these
    five: a bit is 0 for the one that the row is of.
    """
    found = statuses(viewer, scope)
    by = (Site.kind, Site.village_id, Site.cluster_id, Site.authority, found.c.category)
    statement = (
        select(
            func.grouping(*by).label("level"),
            *by,
            found.c.status,
            func.count().label("n"),
        )
        .join(Site, Site.id == found.c.site_id)
        .group_by(
            func.grouping_sets(
                tuple_(found.c.status),
                *(tuple_(one, found.c.status) for one in by),
            )
        )
    )
    return session.execute(statement).mappings().all()


def share_by_month(session: Session, viewer: Viewer, scopes: Sequence[Scope]) -> Sequence[RowMapping]:
    """For each scope's day: sites counted and those in time or due soon (u ≤ 1): rows (day, n, covered)."""
    covered = (CoverageStatus.IN_TIME, CoverageStatus.DUE_SOON)
    parts = []
    for scope in scopes:
        found = statuses(viewer, scope)
        parts.append(
            select(
                cast(literal(scope.day), Date).label("day"),
                func.count().label("n"),
                func.count().filter(found.c.status.in_(covered)).label("covered"),
            ).select_from(found)
        )
    return session.execute(union_all(*parts).order_by("day")).mappings().all()


def sites(
    session: Session, viewer: Viewer, scope: Scope, *, offset: int = 0, limit: int = 30
) -> Sequence[RowMapping]:
    """Sites in scope, the most pressing first (overdue longest, then never, then soonest due)."""
    found = statuses(viewer, scope)
    rank = case({status.value: place for place, status in enumerate(_PRESSING)}, value=found.c.status)
    statement = (
        select(
            Site.id,
            Site.code,
            Site.name,
            Site.kind,
            Site.type,
            Site.address,
            Site.authority,
            Village.name.label("village"),
            _cluster_site.c.name.label("cluster"),
            found.c.status,
            found.c.last_visit,
            found.c.due_on,
            found.c.category,
            as_geojson(Site.geom).label("geometry"),
        )
        .join(found, found.c.site_id == Site.id)
        .outerjoin(Village, Village.id == Site.village_id)
        .outerjoin(_cluster_site, _cluster_site.c.id == Site.cluster_id)
        .order_by(rank, found.c.due_on, Site.name_folded, Site.id)
        .offset(offset)
        .limit(limit)
    )
    return session.execute(statement).mappings().all()


def areas(session: Session, viewer: Viewer) -> Sequence[RowMapping]:
    """Villages and clusters with ground: rows (what, id, name, geometry as GeoJSON, EPSG:4326, ~5 m)."""
    villages = select(
        literal("village").label("what"),
        Village.id,
        Village.name,
        as_geojson(func.ST_SimplifyPreserveTopology(Village.area, 0.00005), 5).label("geometry"),
    ).where(Village.commune_id == viewer.commune_id, Village.valid_to.is_(None), Village.area.is_not(None))
    if reach(Layer.SITE, viewer) is Reach.VILLAGE:
        return session.execute(villages.where(Village.id == viewer.village_id)).mappings().all()
    clusters = (
        select(
            literal("cluster").label("what"),
            _cluster_site.c.id,
            _cluster_site.c.name,
            as_geojson(func.ST_SimplifyPreserveTopology(_cluster.area, 0.00005), 5).label("geometry"),
        )
        .join(_cluster_site, _cluster_site.c.id == _cluster.site_id)
        .where(_cluster_site.c.commune_id == viewer.commune_id, _cluster.area.is_not(None))
    )
    return [*session.execute(villages).mappings(), *session.execute(clusters).mappings()]


_PRESSING: Final = (
    CoverageStatus.OVERDUE,
    CoverageStatus.NEVER,
    CoverageStatus.DUE_SOON,
    CoverageStatus.IN_TIME,
)
