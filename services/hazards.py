"""Risk zones and bulletins for whoever looks, and what stands inside a zone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from geodata.enums import Hazard, SiteType
from geodata.errors import BadInput, NotFound
from geodata.features import Json, Layer, Reach, Viewer, feature, reach, visible
from geodata.queries import hazards

_PUBLIC_TYPES = (SiteType.COLLECTION_POINT,)


@dataclass(frozen=True)
class ZoneDetail:
    """One zone and, by kind of thing, what lies inside that this viewer may know of."""

    zone: Json
    villages: list[Json]
    sites: dict[SiteType, list[Json]]


def zone_filter(hazard: str, level: str) -> tuple[str, int | None]:
    """(hazard, level) from what was sent; refuses words that are not ours."""
    if hazard and hazard not in set(Hazard):
        raise BadInput("filter.unknown", value=hazard[:40])
    if level and level not in {"1", "2", "3", "4", "5"}:
        raise BadInput("filter.unknown", value=level[:40])
    return hazard, int(level) if level else None


def zones(
    session: Session, viewer: Viewer, *, hazard: str = "", level: int | None = None, search: str = ""
) -> list[Json]:
    """Zones as features (geometry: the zone's extent), each with `inside`: what → count."""
    rows = hazards.zones(session, viewer, hazard=hazard, level=level, search=search[:100])
    counts: dict[int, dict[str, int]] = {row["id"]: {} for row in rows}
    known = {"village", *(site_type.value for site_type in _types(viewer))}
    for row in hazards.inside(session, list(counts)):
        if str(row["what"]) in known:
            counts[row["zone_id"]][str(row["what"])] = row["n"]
    features = [feature(Layer.RISK_ZONE, row, viewer) for row in rows]
    for zone, row in zip(features, rows, strict=True):
        zone["properties"] |= {"inside": counts[zone["id"]], "area_m2": row["area_m2"]}
    return features


def zone(session: Session, viewer: Viewer, zone_id: int) -> ZoneDetail:
    """One zone with what lies inside; NotFound where this viewer may not know of it."""
    row = hazards.zone(session, viewer, zone_id)
    if row is None:
        raise NotFound("record.unknown")
    found = feature(Layer.RISK_ZONE, row, viewer)
    found["properties"]["area_m2"] = row["area_m2"]
    sites: dict[SiteType, list[Json]] = {site_type: [] for site_type in _types(viewer)}
    for site in hazards.sites_inside(session, zone_id, list(sites)):
        sites[site["type"]].append(dict(site))
    return ZoneDetail(found, [dict(v) for v in hazards.villages_inside(session, zone_id)], sites)


def bulletins(session: Session, viewer: Viewer, at: datetime) -> list[Json]:
    """Official bulletins valid at a moment, with `id`."""
    return [
        visible(Layer.HAZARD_BULLETIN, row, viewer)
        | {key: row[key] for key in ("id", "issued_at", "valid_from", "valid_to")}
        for row in hazards.bulletins(session, viewer, at=at)
    ]


def _types(viewer: Viewer) -> tuple[SiteType, ...]:
    """Site types whose rows this viewer may know of in the whole commune."""
    return tuple(SiteType) if reach(Layer.SITE, viewer) is Reach.ALL else _PUBLIC_TYPES
