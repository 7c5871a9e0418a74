"""Points as vector tiles: collection points, inspected sites by status, incidents where one may see them."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, false, func, select

from geodata.days import midnight
from geodata.enums import IncidentState, SiteState, SiteType
from geodata.features import Layer, Reach, Viewer, reach
from geodata.models import CollectionPoint, Incident, Site
from geodata.queries.cells import points_from_cells
from geodata.queries.coverage import WORST_FIRST
from geodata.queries.coverage_figures import Scope, statuses
from geodata.queries.flooding import flood_level
from geodata.queries.incidents import on_desk, published
from geodata.queries.tiles import CLUSTERED_BELOW, KEPT_STATEMENTS, Ranked, Zoom, points, told

_S = IncidentState
INCIDENTS_WORST_FIRST: Final = (
    *(_S.NEW, _S.REOPENED, _S.REOPEN_REQUESTED, _S.VERIFYING, _S.NEED_INFO, _S.ASSIGNED),
    *(_S.INSPECTION_PLANNED, _S.IN_PROGRESS, _S.REFERRED, _S.DONE_REQUESTED),
    *(_S.RESOLVED, _S.CLOSED, _S.REJECTED, _S.DUPLICATE, _S.ANONYMISED),
)
"""States by how much is still to be done."""

_site: Final = Site.__table__
_point: Final = CollectionPoint.__table__
_incident: Final = Incident.__table__


@dataclass(frozen=True)
class PointsWanted:
    """Which collection points; empty means all. `day` is the day of the flood level."""

    day: date
    kind: str = ""
    group: str = ""
    village_id: int | None = None


@dataclass(frozen=True)
class IncidentsWanted:
    """Which incidents; empty means all. `first` and `last` are days of filing in the commune's time."""

    category: str = ""
    state: str = ""
    village_id: int | None = None
    first: date | None = None
    last: date | None = None


@lru_cache(KEPT_STATEMENTS)
def collection_points(name: str, viewer: Viewer, zoom: Zoom, wanted: PointsWanted) -> Select[Any]:
    """Open collection points of the viewer's commune: id, kind, accepted_groups, flood_level."""
    if zoom.z < CLUSTERED_BELOW and not (wanted.group or wanted.village_id):
        return points_from_cells(name, viewer, zoom, wanted.day, wanted.kind)
    where = [_site.c.type == SiteType.COLLECTION_POINT, _site.c.state != SiteState.CLOSED]
    if wanted.kind:
        where.append(_site.c.kind == wanted.kind)
    if wanted.group:
        where.append(_point.c.accepted_groups.contains([wanted.group]))
    if wanted.village_id is not None:
        where.append(_site.c.village_id == wanted.village_id)
    rows = (
        select(
            _site.c.id,
            *_place(_site.c.geom_3857),
            *told(
                Layer.COLLECTION_POINT,
                viewer,
                kind=_site.c.kind,
                accepted_groups=func.array_to_string(_point.c.accepted_groups, ","),
                flood_level=flood_level(viewer.commune_id, wanted.day, _site.c.geom_3857),
            ),
        )
        .join_from(_site, _point, _point.c.site_id == _site.c.id)
        .where(_site.c.commune_id == viewer.commune_id, zoom.touches(_site.c.geom_3857), *where)
    )
    return points(name, rows, zoom)


@lru_cache(KEPT_STATEMENTS)
def sites(name: str, viewer: Viewer, zoom: Zoom, wanted: Scope) -> Select[Any]:
    """Inspected sites in scope that the viewer may know of: id, kind, status on the scope's day."""
    place = _site.c.geom_3857
    found = statuses(viewer, wanted, zoom.touches(place), keep=(_site.c.kind, place))
    properties = told(Layer.SITE, viewer, kind=found.c.kind, status=found.c.status)
    rows = select(found.c.site_id.label("id"), *_place(found.c.geom_3857), *properties)
    if reach(Layer.SITE, viewer) is Reach.NONE:
        rows = rows.where(false())
    return points(name, rows, zoom, Ranked("status", WORST_FIRST))


@lru_cache(KEPT_STATEMENTS)
def incidents(name: str, viewer: Viewer, zoom: Zoom, wanted: IncidentsWanted) -> Select[Any]:
    """Incidents the viewer may know of: id, category, state; those on its desk at the exact place, the others
    at the displaced one.
    """
    desk = on_desk(viewer)
    exact = _incidents_at(_incident.c.geom_3857, viewer, zoom, wanted).where(desk)
    displaced = _incidents_at(_incident.c.public_geom_3857, viewer, zoom, wanted).where(aside(viewer, wanted))
    rows = select(exact.union_all(displaced).subquery())
    return points(name, rows, zoom, Ranked("state", INCIDENTS_WORST_FIRST))


def _incidents_at(column: Any, viewer: Viewer, zoom: Zoom, wanted: IncidentsWanted) -> Select[Any]:
    properties = told(Layer.INCIDENT, viewer, category=_incident.c.category, state=_incident.c.state)
    return select(_incident.c.id, *_place(column), *properties).where(zoom.touches(column), *asked(wanted))


def aside(viewer: Viewer, wanted: IncidentsWanted) -> ColumnElement[bool]:
    """The published reports off the viewer's desk. Asked by village there are none: the village of such a
    report is not told, and must not be found out by asking for one village after the other."""
    if wanted.village_id is not None:
        return false()
    return and_(published(viewer), on_desk(viewer).is_not(True))


def asked(wanted: IncidentsWanted) -> list[ColumnElement[bool]]:
    """The conditions of a question about reports."""
    where: list[ColumnElement[bool]] = []
    if wanted.category:
        where.append(_incident.c.category == wanted.category)
    if wanted.state:
        where.append(_incident.c.state == wanted.state)
    if wanted.village_id is not None:
        where.append(_incident.c.village_id == wanted.village_id)
    if wanted.first:
        where.append(_incident.c.created_at >= midnight(wanted.first))
    if wanted.last:
        where.append(_incident.c.created_at < midnight(wanted.last + timedelta(days=1)))
    return where


def _place(column: Any) -> tuple[ColumnElement[float], ColumnElement[float]]:
    return func.ST_X(column).label("x"), func.ST_Y(column).label("y")
