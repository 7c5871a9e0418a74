"""Collection points as rows: where, what they take, and whether they stand in a flood zone."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, ScalarSelect, and_, func, select, tuple_
from sqlalchemy.orm import Session

from geodata.crs import STORED
from geodata.enums import Hazard, SiteState, SiteType
from geodata.features import Viewer
from geodata.models import CollectionPoint, RiskZone, Site, SiteCell, Village
from geodata.queries.geometry import as_geojson
from geodata.queries.text_search import name_like

FLOODS = (Hazard.INUNDATION, Hazard.RIVER_FLOOD, Hazard.STORM_SURGE)
"""Hazards that put a point under water."""


def points(
    session: Session,
    viewer: Viewer,
    *,
    on: date,
    group: str = "",
    kind: str = "",
    search: str = "",
    near: tuple[float, float] | None = None,
    after: int | None = None,
    limit: int = 30,
) -> Sequence[RowMapping]:
    """Points of the viewer's commune, `limit` of them: by name after the one with id `after`, or, with
    `near` (longitude, latitude), the nearest ones with `distance_m` on the sphere.

    Each row has the fields of Layer.COLLECTION_POINT, `id` and `geometry` (GeoJSON, EPSG:4326, or None).
    """
    statement = _filtered(_rows(viewer, on), group, kind, search)
    if near is not None:
        here = func.ST_SetSRID(func.ST_Point(*near), STORED)
        metres = func.ST_DistanceSphere(CollectionPoint.geom, here).label("distance_m")
        nearest = (
            statement.add_columns(metres)
            .where(CollectionPoint.geom.is_not(None))
            .order_by(CollectionPoint.geom.op("<->")(here))
            .limit(limit)
        )
        return session.execute(nearest).mappings().all()
    if after is not None:
        last = select(CollectionPoint.name_folded, CollectionPoint.id).where(
            CollectionPoint.id == after, CollectionPoint.commune_id == viewer.commune_id
        )
        statement = statement.where(
            tuple_(CollectionPoint.name_folded, CollectionPoint.id) > last.scalar_subquery()
        )
    ordered = statement.order_by(CollectionPoint.name_folded, CollectionPoint.id).limit(limit)
    return session.execute(ordered).mappings().all()


def count(session: Session, viewer: Viewer, *, group: str = "", kind: str = "", search: str = "") -> int:
    """How many points `points` would give in all. Unfiltered it costs the same at any number."""
    if group or search:
        statement = _filtered(
            select(func.count()).select_from(CollectionPoint).where(*_shown(viewer)), group, kind, search
        )
    else:
        statement = select(func.coalesce(func.sum(SiteCell.n), 0)).where(
            SiteCell.commune_id == viewer.commune_id,
            SiteCell.type == SiteType.COLLECTION_POINT,
            SiteCell.zoom == 10,
            *([SiteCell.kind == kind] if kind else []),
        )
        statement = statement.add_columns(_unplaced(viewer, kind))
    return sum(int(part or 0) for part in session.execute(statement).one())


def _shown(viewer: Viewer) -> tuple[Any, ...]:
    # Named although the join says it: only with it does the index of names give them in order.
    return (
        CollectionPoint.commune_id == viewer.commune_id,
        CollectionPoint.type == SiteType.COLLECTION_POINT,
        CollectionPoint.state != SiteState.CLOSED,
    )


def _unplaced(viewer: Viewer, kind: str) -> Any:
    """Points without a place stand in no cell; there are few, and a partial index knows them."""
    return (
        select(func.count())
        .where(
            Site.__table__.c.commune_id == viewer.commune_id,
            Site.__table__.c.type == SiteType.COLLECTION_POINT,
            Site.__table__.c.state != SiteState.CLOSED,
            Site.__table__.c.geom.is_(None),
            *([Site.__table__.c.kind == kind] if kind else []),
        )
        .scalar_subquery()
    )


def flood_level(model: type[Site], on: date) -> ScalarSelect[Any]:
    """The highest level 1–5 of flood zones valid `on` that a site of `model` stands in, or NULL."""
    return (
        select(func.max(RiskZone.level))
        .where(
            RiskZone.commune_id == model.commune_id,
            RiskZone.hazard.in_(FLOODS),
            RiskZone.valid_from <= on,
            (RiskZone.valid_to.is_(None)) | (RiskZone.valid_to >= on),
            func.ST_Intersects(RiskZone.area, model.geom),
        )
        .scalar_subquery()
    )


def _rows(viewer: Viewer, on: date) -> Any:
    return (
        select(
            CollectionPoint.id,
            CollectionPoint.code,
            CollectionPoint.name,
            CollectionPoint.kind,
            CollectionPoint.address,
            CollectionPoint.state,
            CollectionPoint.accepted_groups,
            CollectionPoint.containers,
            CollectionPoint.opening_hours,
            CollectionPoint.collection_times,
            CollectionPoint.operator,
            CollectionPoint.source,
            Village.name.label("village"),
            flood_level(CollectionPoint, on).label("flood_level"),
            as_geojson(CollectionPoint.geom).label("geometry"),
        )
        .outerjoin(
            Village,
            and_(Village.id == CollectionPoint.village_id, Village.commune_id == CollectionPoint.commune_id),
        )
        .where(*_shown(viewer))
    )


def _filtered(statement: Any, group: str, kind: str, search: str) -> Any:
    if group:
        statement = statement.where(CollectionPoint.accepted_groups.contains([group]))
    if kind:
        statement = statement.where(CollectionPoint.kind == kind)
    if search:
        statement = statement.where(name_like(CollectionPoint.name_folded, search))
    return statement
