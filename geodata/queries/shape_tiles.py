"""Lines and areas as vector tiles: the base map, and risk zones."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Select, case, cast, func, literal, null, or_, select

from geodata.enums import RoadKind, Visibility, WaterwayKind
from geodata.features import Layer, Reach, Viewer, reach
from geodata.models import Commune, IndustrialCluster, RiskZone, Road, Site, Village, Waterway, WaterWork
from geodata.queries.tiles import KEPT_STATEMENTS, Zoom, layer, told

SMALL_FROM: Final = 13
"""Village roads, ditches and water works are drawn from this zoom on."""
VILLAGE_NAMES_FROM: Final = 13
ROAD_NAMES_FROM: Final = 15

_commune: Final = Commune.__table__.c
_village: Final = Village.__table__.c
_cluster: Final = IndustrialCluster.__table__
_site: Final = Site.__table__
_road: Final = Road.__table__.c
_waterway: Final = Waterway.__table__.c
_work: Final = WaterWork.__table__.c
_zone: Final = RiskZone.__table__.c


@dataclass(frozen=True)
class ZonesWanted:
    """Which zones, valid on which day; empty means all."""

    day: date
    hazard: str = ""
    level: int | None = None


@lru_cache(KEPT_STATEMENTS)
def base(viewer: Viewer, zoom: Zoom, on: date) -> Select[Any]:
    """The base map, public: waterway, cluster, village, road, water_work, commune, village_name; drawn so."""
    parts = (
        layer("waterway", _waterways(viewer, zoom)),
        layer("cluster", _clusters(viewer, zoom)),
        layer("village", _villages(viewer, zoom, on)),
        layer("road", _roads(viewer, zoom)),
        layer("water_work", _water_works(viewer, zoom)),
        layer("commune", _communes(viewer, zoom, on)),
        layer("village_name", _village_names(viewer, zoom, on)),
    )
    first, *others = (part.scalar_subquery() for part in parts)
    whole: Any = first
    for other in others:
        whole = whole.op("||")(other)
    return select(whole)


@lru_cache(KEPT_STATEMENTS)
def risk_zones(name: str, viewer: Viewer, zoom: Zoom, wanted: ZonesWanted) -> Select[Any]:
    """Risk zones valid on the day that the viewer may know of: id, hazard, level; the worst on top."""
    where = [_zone.commune_id == viewer.commune_id, zoom.touches(_zone.geom_3857)]
    where += _valid(_zone, wanted.day)
    if reach(Layer.RISK_ZONE, viewer) is not Reach.ALL:
        where.append(_zone.visibility == Visibility.PUBLIC)
    if wanted.hazard:
        where.append(_zone.hazard == wanted.hazard)
    if wanted.level:
        where.append(_zone.level == wanted.level)
    rows = (
        select(
            _zone.id,
            *told(Layer.RISK_ZONE, viewer, hazard=_zone.hazard, level=_zone.level),
            zoom.shape(_zone.geom_3857).label("geom"),
        )
        .where(*where)
        .order_by(_zone.level, _zone.id)
    )
    return layer(name, rows)


def _communes(viewer: Viewer, zoom: Zoom, on: date) -> Select[Any]:
    own = case((_commune.id == viewer.commune_id, True))
    return (
        select(_commune.id, own.label("own"), zoom.shape(_commune.geom_3857).label("geom"))
        .where(zoom.touches(_commune.geom_3857), *_valid(_commune, on))
        .order_by(own.nulls_first())
    )


def _villages(viewer: Viewer, zoom: Zoom, on: date) -> Select[Any]:
    return select(_village.id, zoom.shape(_village.geom_3857).label("geom")).where(
        _village.commune_id == viewer.commune_id, zoom.touches(_village.geom_3857), *_valid(_village, on)
    )


def _village_names(viewer: Viewer, zoom: Zoom, on: date) -> Select[Any]:
    """Each name once, in the tile that holds the middle of its village."""
    middle = func.ST_PointOnSurface(_village.geom_3857)
    found = (
        select(_village.id, _village.name, func.ST_X(middle).label("x"), func.ST_Y(middle).label("y"))
        .where(
            literal(zoom.z >= VILLAGE_NAMES_FROM),
            _village.commune_id == viewer.commune_id,
            zoom.touches(_village.geom_3857),
            *_valid(_village, on),
        )
        .subquery()
    )
    x, y = found.c.x, found.c.y
    named = told(Layer.VILLAGE, viewer, name=found.c.name)
    return select(found.c.id, *named, zoom.spot(x, y).label("geom")).where(zoom.holds(x, y))


def _clusters(viewer: Viewer, zoom: Zoom) -> Select[Any]:
    # No property at all: what a cluster is belongs to Layer.SITE, which the public does not reach.
    return (
        select(cast(null(), BigInteger).label("id"), zoom.shape(_cluster.c.area_3857).label("geom"))
        .join_from(_cluster, _site, _site.c.id == _cluster.c.site_id)
        .where(
            _site.c.commune_id == viewer.commune_id,
            _site.c.state != "closed",
            zoom.touches(_cluster.c.area_3857),
        )
    )


def _roads(viewer: Viewer, zoom: Zoom) -> Select[Any]:
    name = func.nullif(_road.name, "") if zoom.z >= ROAD_NAMES_FROM else null()
    kinds = tuple(RoadKind) if zoom.z >= SMALL_FROM else (RoadKind.PROVINCIAL, RoadKind.COMMUNE)
    # The wider road lies on top.
    return (
        select(_road.id, _road.kind, name.label("name"), zoom.shape(_road.geom_3857).label("geom"))
        .where(_road.commune_id == viewer.commune_id, _road.kind.in_(kinds), zoom.touches(_road.geom_3857))
        .order_by(_rank(_road.kind, (RoadKind.VILLAGE, RoadKind.COMMUNE, RoadKind.PROVINCIAL)))
    )


def _waterways(viewer: Viewer, zoom: Zoom) -> Select[Any]:
    kinds = tuple(WaterwayKind) if zoom.z >= SMALL_FROM else (WaterwayKind.RIVER, WaterwayKind.CANAL)
    return (
        select(_waterway.id, _waterway.kind, zoom.shape(_waterway.geom_3857).label("geom"))
        .where(
            _waterway.commune_id == viewer.commune_id,
            _waterway.kind.in_(kinds),
            zoom.touches(_waterway.geom_3857),
        )
        .order_by(_rank(_waterway.kind, (WaterwayKind.DITCH, WaterwayKind.CANAL, WaterwayKind.RIVER)))
    )


def _water_works(viewer: Viewer, zoom: Zoom) -> Select[Any]:
    return select(_work.id, _work.kind, zoom.shape(_work.geom_3857).label("geom")).where(
        literal(zoom.z >= SMALL_FROM), _work.commune_id == viewer.commune_id, zoom.touches(_work.geom_3857)
    )


def _rank(column: Any, words: tuple[str, ...]) -> ColumnElement[int]:
    return case({word: place for place, word in enumerate(words)}, value=column)


def _valid(table: Any, on: date) -> list[ColumnElement[bool]]:
    return [table.valid_from <= on, or_(table.valid_to.is_(None), table.valid_to >= on)]
