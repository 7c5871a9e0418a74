"""Risk zones and bulletins as rows, and what lies inside a zone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, String, and_, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from geodata.enums import SiteState, SiteType, Visibility
from geodata.features import Layer, Reach, Viewer, reach
from geodata.models import BulletinVillage, HazardBulletin, RiskZone, Site, Village
from geodata.queries.geometry import area_m2, as_geojson
from geodata.queries.text_search import name_like


def zones(
    session: Session, viewer: Viewer, *, hazard: str = "", level: int | None = None, search: str = ""
) -> Sequence[RowMapping]:
    """Zones this viewer may know of, worst first, with their extent [west, south, east, north].

    `search` is looked for, folded, in a zone's name and in those of the villages it touches.
    """
    statement = select(*_COLUMNS).where(*_known(viewer))
    if hazard:
        statement = statement.where(RiskZone.hazard == hazard)
    if level:
        statement = statement.where(RiskZone.level == level)
    if search:
        touched = select(Village.id).where(_touches(), name_like(Village.name_folded, search)).exists()
        statement = statement.where(or_(name_like(func.fold_vi(RiskZone.name), search), touched))
    ordered = statement.order_by(RiskZone.level.desc(), RiskZone.hazard, RiskZone.name, RiskZone.id)
    return session.execute(ordered).mappings().all()


def zone(session: Session, viewer: Viewer, zone_id: int) -> RowMapping | None:
    """One zone, or None where this viewer may not know of it."""
    statement = select(*_COLUMNS).where(RiskZone.id == zone_id, *_known(viewer))
    return session.execute(statement).mappings().one_or_none()


def inside(session: Session, zone_ids: Sequence[int]) -> Sequence[RowMapping]:
    """Per zone and site type: how many open sites stand inside, and per zone how many villages it touches."""
    sites = (
        select(RiskZone.id.label("zone_id"), cast(Site.type, String).label("what"), func.count().label("n"))
        .join(
            Site,
            and_(
                Site.commune_id == RiskZone.commune_id,
                Site.state != SiteState.CLOSED,
                func.ST_Intersects(RiskZone.area, Site.geom),
            ),
        )
        .where(RiskZone.id.in_(zone_ids))
        .group_by(RiskZone.id, Site.type)
    )
    villages = (
        select(RiskZone.id.label("zone_id"), literal("village").label("what"), func.count().label("n"))
        .join(Village, _touches())
        .where(RiskZone.id.in_(zone_ids))
        .group_by(RiskZone.id)
    )
    return session.execute(sites.union_all(villages)).mappings().all()


def sites_inside(
    session: Session, zone_id: int, types: Sequence[SiteType], limit: int = 500
) -> Sequence[RowMapping]:
    """Open sites of `types` inside a zone, by type and name: id, type, kind, name, village."""
    statement = (
        select(Site.id, Site.type, Site.kind, Site.name, Village.name.label("village"))
        .join(RiskZone, and_(RiskZone.id == zone_id, RiskZone.commune_id == Site.commune_id))
        .outerjoin(Village, Village.id == Site.village_id)
        .where(
            Site.type.in_(types),
            Site.state != SiteState.CLOSED,
            func.ST_Intersects(RiskZone.area, Site.geom),
        )
        .order_by(Site.type, Site.name_folded, Site.id)
        .limit(limit)
    )
    return session.execute(statement).mappings().all()


def villages_inside(session: Session, zone_id: int) -> Sequence[RowMapping]:
    """Villages a zone touches: name, people, and the share (0–1) of their ground that lies inside."""
    share = area_m2(func.ST_Intersection(RiskZone.area, Village.area)) / area_m2(Village.area)
    statement = (
        select(Village.id, Village.name, Village.population, Village.households, share.label("share"))
        .join(RiskZone, _touches())
        .where(RiskZone.id == zone_id)
        .order_by(share.desc())
    )
    return session.execute(statement).mappings().all()


def bulletins(session: Session, viewer: Viewer, *, at: datetime) -> Sequence[RowMapping]:
    """Official bulletins valid at a moment, worst first; `villages` None means the whole commune."""
    names = (
        select(func.array_agg(aggregate_order_by(Village.name, Village.name)))
        .join(BulletinVillage, BulletinVillage.village_id == Village.id)
        .where(BulletinVillage.bulletin_id == HazardBulletin.id)
        .scalar_subquery()
    )
    statement = (
        select(
            HazardBulletin.id,
            HazardBulletin.issuer,
            HazardBulletin.number,
            HazardBulletin.hazard,
            HazardBulletin.level,
            HazardBulletin.issued_at,
            HazardBulletin.valid_from,
            HazardBulletin.valid_to,
            HazardBulletin.headline,
            HazardBulletin.text,
            HazardBulletin.source,
            names.label("villages"),
        )
        .where(
            HazardBulletin.commune_id == viewer.commune_id,
            HazardBulletin.valid_from <= at,
            HazardBulletin.valid_to > at,
        )
        .order_by(HazardBulletin.level.desc().nulls_last(), HazardBulletin.issued_at.desc())
    )
    return session.execute(statement).mappings().all()


_COLUMNS: tuple[Any, ...] = (
    RiskZone.id,
    RiskZone.code,
    RiskZone.name,
    RiskZone.hazard,
    RiskZone.level,
    RiskZone.valid_from,
    RiskZone.valid_to,
    RiskZone.basis,
    RiskZone.visibility,
    RiskZone.internal_note,
    RiskZone.source,
    as_geojson(func.ST_Envelope(RiskZone.area), 5).label("geometry"),
    area_m2(RiskZone.area).label("area_m2"),
)


def _known(viewer: Viewer) -> list[Any]:
    rows: list[Any] = [RiskZone.commune_id == viewer.commune_id]
    if reach(Layer.RISK_ZONE, viewer) is not Reach.ALL:
        rows += [RiskZone.visibility == Visibility.PUBLIC, _not_ended()]
    return rows


def _not_ended() -> Any:
    # The database's day is the commune's: sessions are opened in its time zone.
    return or_(RiskZone.valid_to.is_(None), RiskZone.valid_to >= func.current_date())


def _touches() -> Any:
    return and_(
        Village.commune_id == RiskZone.commune_id,
        Village.valid_to.is_(None),
        func.ST_Intersects(RiskZone.area, Village.area),
    )
