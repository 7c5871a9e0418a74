"""Routes of hazardous waste as rows, and what they pass: schools, clinics, homes, zones under water."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from geoalchemy2 import Geometry, WKBElement
from geoalchemy2.shape import to_shape
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, RowMapping, Select, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from geodata.crs import LOCAL, STORED
from geodata.enums import RoadKind, SiteState, SiteType
from geodata.features import Viewer
from geodata.models import Commune, ResidentialArea, RiskZone, Road, Site, WasteCarrier, WasteRoute
from geodata.queries.geometry import as_geojson
from geodata.queries.waste import FLOODS

_route: Final = WasteRoute.__table__.c
_carrier: Final = WasteCarrier.__table__.c
_site: Final = Site.__table__.c
_home: Final = ResidentialArea.__table__.c
_zone: Final = RiskZone.__table__.c
_ROUND: Final = 64
"""Segments a quarter of a circle is drawn with: a stretch is right to 0.01 m at 100 m."""
_DEGREE_M: Final = 90_000
"""A degree is longer than this everywhere in Vietnam, both ways."""


def routes(session: Session, viewer: Viewer, route_id: int | None = None) -> Sequence[RowMapping]:
    """The routes of the viewer's commune by name, or one of them: the columns of the table, carrier,
    permit_from, permit_to, carrier_codes, from_site, length_m and `geometry` (GeoJSON, EPSG:4326).
    """
    columns = [column for column in _route if not isinstance(column.type, Geometry)]
    statement = (
        select(
            *columns,
            _carrier.name.label("carrier"),
            _carrier.permit_from,
            _carrier.permit_to,
            _carrier.waste_codes.label("carrier_codes"),
            _site.name.label("from_site"),
            func.ST_Length(_local(_route.geom)).label("length_m"),
            as_geojson(_route.geom).label("geometry"),
        )
        .join(WasteCarrier.__table__, _carrier.id == _route.carrier_id)
        .outerjoin(
            Site.__table__, and_(_site.id == _route.from_site_id, _site.commune_id == _route.commune_id)
        )
        .where(_route.commune_id == viewer.commune_id)
        .order_by(_route.name, _route.id)
    )
    if route_id is not None:
        statement = statement.where(_route.id == route_id)
    return session.execute(statement).mappings().all()


def near_sites(
    session: Session, viewer: Viewer, metres: Mapping[SiteType, float], route_id: int | None = None
) -> Sequence[RowMapping]:
    """Sites not closed that a route passes within so many metres of their type, nearest first.

    Rows: route_id, id, type, kind, name, distance_m, length_m and `stretch` (what of the route lies within
    the distance: metres, and GeoJSON in EPSG:4326), `geometry` (the site's point).
    """
    within = case(
        *((_site.type == kind, literal(float(limit))) for kind, limit in metres.items()), else_=literal(-1.0)
    )
    stretch = func.ST_Intersection(_local(_route.geom), func.ST_Buffer(_local(_site.geom), within, _ROUND))
    distance = func.ST_Distance(_local(_route.geom), _local(_site.geom))
    statement = (
        select(
            _route.id.label("route_id"),
            _site.id,
            _site.type,
            _site.kind,
            _site.name,
            as_geojson(_site.geom).label("geometry"),
            distance.label("distance_m"),
            *_measured(stretch),
        )
        .join(Site.__table__, _site.commune_id == _route.commune_id)
        .where(
            _site.type.in_(list(metres)),
            _site.state != SiteState.CLOSED,
            _site.geom.op("&&")(func.ST_Expand(_route.geom, within / _DEGREE_M)),
            distance <= within,
        )
        .order_by(distance, _site.name)
    )
    return _of_routes(session, viewer, statement, route_id)


def near_homes(
    session: Session, viewer: Viewer, metres: float, route_id: int | None = None
) -> Sequence[RowMapping]:
    """Residential areas that a route passes through, or within so many metres, longest stretch first.

    Rows: route_id, id, name, population, distance_m, length_m, stretch.
    """
    distance = func.ST_Distance(_local(_route.geom), _local(_home.area))
    around = func.ST_Buffer(_local(_home.area), metres, _ROUND) if metres else _local(_home.area)
    stretch = func.ST_Intersection(_local(_route.geom), around)
    told = _measured(stretch)
    statement = (
        select(
            _route.id.label("route_id"),
            _home.id,
            _home.name,
            _home.population,
            distance.label("distance_m"),
            *told,
        )
        .join(ResidentialArea.__table__, _home.commune_id == _route.commune_id)
        .where(
            _home.area.op("&&")(func.ST_Expand(_route.geom, metres / _DEGREE_M)),
            distance <= metres,
        )
        .order_by(told[0].desc(), _home.name)
    )
    return _of_routes(session, viewer, statement, route_id)


def through_floods(
    session: Session, viewer: Viewer, on: date, route_id: int | None = None
) -> Sequence[RowMapping]:
    """Zones under water, valid `on`, that a route runs through, highest level first.

    Rows: route_id, id, name, hazard, level, length_m, stretch. A zone that is only touched is none.
    """
    stretch = func.ST_Intersection(_local(_route.geom), _local(_zone.area))
    told = _measured(stretch)
    statement = (
        select(
            _route.id.label("route_id"),
            _zone.id,
            _zone.name,
            _zone.hazard,
            _zone.level,
            *told,
        )
        .join(RiskZone.__table__, _zone.commune_id == _route.commune_id)
        .where(
            _zone.hazard.in_(FLOODS),
            _zone.valid_from <= on,
            or_(_zone.valid_to.is_(None), _zone.valid_to >= on),
            func.ST_Intersects(_route.geom, _zone.area),
            told[0] > 0,
        )
        .order_by(_zone.level.desc(), _zone.name, _zone.id)
    )
    return _of_routes(session, viewer, statement, route_id)


def line_facts(session: Session, commune_id: int, line: LineString) -> tuple[float, float | None]:
    """(length of a line in EPSG:4326, its distance from the commune's ground), metres of VN-2000 (EPSG:9210);
    no distance where no border is known."""
    local = _local(cast(_wkt(line), Geometry("LINESTRING", srid=STORED)))
    row = session.execute(
        select(func.ST_Length(local), func.ST_Distance(local, _local(Commune.__table__.c.border))).where(
            Commune.__table__.c.id == commune_id
        )
    ).one()
    return float(row[0]), None if row[1] is None else float(row[1])


def roads(session: Session, viewer: Viewer) -> list[tuple[int, str]]:
    """(id, name) of the commune's named roads that lorries take, by name."""
    road = Road.__table__.c
    found = session.execute(
        select(road.id, road.name, road.code)
        .where(road.commune_id == viewer.commune_id, road.kind != RoadKind.VILLAGE)
        .order_by(road.name, road.code)
    )
    return [(row.id, row.name or row.code) for row in found]


def road_shapes(session: Session, viewer: Viewer, ids: Sequence[int]) -> list[BaseGeometry]:
    """The shapes of these roads of the viewer's commune, EPSG:4326; unknown ones are left out."""
    road = Road.__table__.c
    found = session.scalars(
        select(road.geom).where(road.commune_id == viewer.commune_id, road.id.in_(ids)).order_by(road.id)
    )
    return [to_shape(shape) for shape in found]


def places(stored: WKBElement) -> list[tuple[float, float]]:
    """The places (lon, lat) of a stored line, EPSG:4326."""
    return [(x, y) for x, y, *_z in to_shape(stored).coords]


def _of_routes(
    session: Session, viewer: Viewer, statement: Select[Any], route_id: int | None
) -> Sequence[RowMapping]:
    statement = statement.where(_route.commune_id == viewer.commune_id)
    if route_id is not None:
        statement = statement.where(_route.id == route_id)
    return session.execute(statement).mappings().all()


def _measured(stretch: Any) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """(length_m, stretch as GeoJSON in EPSG:4326) of what two shapes in the local grid share."""
    lines = func.ST_CollectionExtract(stretch, 2)
    return func.ST_Length(lines).label("length_m"), as_geojson(func.ST_Transform(lines, STORED)).label(
        "stretch"
    )


def _local(shape: Any) -> Any:
    return func.ST_Transform(shape, LOCAL)


def _wkt(line: LineString) -> Any:
    return func.ST_GeomFromText(line.wkt, STORED)
