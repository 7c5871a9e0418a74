"""A cast of places and people for tests: each maker adds one row and gives it back."""

import itertools
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from geoalchemy2 import WKBElement
from geoalchemy2.shape import from_shape
from shapely.geometry import MultiPolygon, Point, box
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from geodata.enums import (
    Authority,
    EventKind,
    Hazard,
    IncidentCategory,
    IncidentState,
    InspectionEventKind,
    InspectionState,
    Role,
    SiteKind,
    Visibility,
)
from geodata.models import (
    Account,
    Base,
    CollectionPoint,
    Commune,
    Facility,
    HazardBulletin,
    Incident,
    IncidentEvent,
    IndustrialCluster,
    Inspection,
    InspectionEvent,
    RiskRating,
    RiskScheme,
    RiskZone,
    Site,
    Village,
)

_numbers = itertools.count(1)
Row = TypeVar("Row", bound=Base)


def place(lon: float, lat: float) -> WKBElement:
    """A point to store."""
    return from_shape(Point(lon, lat), srid=4326)


def ground(west: float, south: float, east: float, north: float) -> WKBElement:
    """A rectangle to store."""
    return shape(MultiPolygon([box(west, south, east, north)]))


def shape(geometry: BaseGeometry) -> WKBElement:
    """Any geometry to store."""
    return from_shape(geometry, srid=4326)


def commune(session: Session, code: str = "11668", name: str = "Xã An Khánh", **more: Any) -> Commune:
    """A neighbour."""
    made = Commune(code=code, name=name, province_code="31", valid_from=date(2025, 7, 1), version=1, **more)
    return _added(session, made)


def village(session: Session, home: Commune, name: str = "Kim Lĩnh", **more: Any) -> Village:
    """A village with no ground unless given."""
    made = Village(
        commune_id=home.id,
        code=f"T{next(_numbers)}",
        name=name,
        valid_from=date(2025, 7, 1),
        version=1,
        **more,
    )
    return _added(session, made)


def point(session: Session, home: Commune, name: str = "Điểm Kim Lĩnh", **more: Any) -> CollectionPoint:
    """A collection point in the middle of An Hưng unless told elsewhere."""
    more.setdefault("geom", place(106.59, 20.75))
    more.setdefault("kind", SiteKind.COLLECTION_POINT)
    made = CollectionPoint(commune_id=home.id, code=f"D{next(_numbers)}", name=name, version=1, **more)
    return _added(session, made)


def facility(session: Session, home: Commune, name: str = "Xưởng mẫu", **more: Any) -> Facility:
    """A craft workshop registered in 2024 unless told otherwise."""
    more.setdefault("geom", place(106.59, 20.75))
    more.setdefault("kind", SiteKind.CRAFT_WORKSHOP)
    more.setdefault("registered_on", date(2024, 1, 1))
    made = Facility(commune_id=home.id, code=f"C{next(_numbers)}", name=name, version=1, **more)
    return _added(session, made)


def cluster(session: Session, home: Commune, name: str = "CCN An Thọ", **more: Any) -> IndustrialCluster:
    """An industrial cluster with ground."""
    more.setdefault("area", ground(106.60, 20.74, 106.61, 20.75))
    made = IndustrialCluster(
        commune_id=home.id,
        code=f"K{next(_numbers)}",
        name=name,
        kind=SiteKind.INDUSTRIAL_CLUSTER,
        geom=place(106.605, 20.745),
        registered_on=date(2024, 1, 1),
        version=1,
        **more,
    )
    return _added(session, made)


def account(session: Session, home: Commune, role: Role, **more: Any) -> Account:
    """An account of that role, active, that no password fits unless its hash is given."""
    number = next(_numbers)
    made = {"username": f"{role.value}-{number}", "display_name": f"{role.value} {number}"} | more
    made = {"password_hash": "no password fits", "active": True, "session_version": 1} | made
    return _added(session, Account(commune_id=home.id, role=role, **made))


def visit(session: Session, site: Facility, day: date, **more: Any) -> Inspection:
    """A concluded check of a site, with the event that tells its state."""
    more.setdefault("state", InspectionState.CONCLUDED)
    more.setdefault("events", [InspectionEvent(kind=InspectionEventKind.CREATED, to_state=more["state"])])
    more.setdefault("authority", Authority.ECONOMIC_DIVISION)
    if more["state"] is InspectionState.CANCELLED:
        more.setdefault("cancel_reason", "Cơ sở tạm nghỉ")
    made = Inspection(
        commune_id=site.commune_id,
        site_id=site.id,
        code=f"KT{next(_numbers)}",
        inspected_on=day,
        version=1,
        **more,
    )
    return _added(session, made)


def scheme(session: Session, home: Commune, code: str = "2026-1") -> RiskScheme:
    """A risk scheme, not approved; its rules are empty."""
    made = RiskScheme(commune_id=home.id, code=code, valid_from=date(2026, 1, 1), rules={}, version=1)
    return _added(session, made)


def rating(
    session: Session, site: Site, category: int, on: date, *, under: RiskScheme, months: int = 0
) -> RiskRating:
    """A rating of a site with all scores alike; its interval is that of the category unless told."""
    months = months or (36, 36, 24, 12, 12)[category - 1]
    made = RiskRating(
        commune_id=site.commune_id,
        site_id=site.id,
        scheme_id=under.id,
        rated_on=on,
        impact=[category] * 8,
        terms=[0] * 8,
        scores=[category] * 8,
        performance=[0] * 5,
        critical=False,
        highest=category,
        bearers=8,
        settled=category,
        mean=0,
        moved=0,
        category=category,
        interval_months=months,
        hours=2,
    )
    return _added(session, made)


def zone(session: Session, home: Commune, name: str = "Vùng trũng ven đê", **more: Any) -> RiskZone:
    """A public inundation zone of level 3 over the middle of An Hưng."""
    more.setdefault("area", ground(106.58, 20.74, 106.60, 20.76))
    more.setdefault("hazard", Hazard.INUNDATION)
    more.setdefault("level", 3)
    more.setdefault("visibility", Visibility.PUBLIC)
    more.setdefault("valid_from", date(2025, 1, 1))
    made = RiskZone(commune_id=home.id, code=f"V{next(_numbers)}", name=name, version=1, **more)
    return _added(session, made)


def bulletin(session: Session, home: Commune, start: datetime, end: datetime, **more: Any) -> HazardBulletin:
    """An official bulletin for the whole commune."""
    made = HazardBulletin(
        commune_id=home.id,
        issuer="Đài Khí tượng thủy văn",
        number=f"B{next(_numbers)}",
        hazard=Hazard.HEAVY_RAIN,
        issued_at=start,
        valid_from=start,
        valid_to=end,
        headline="Mưa lớn",
        **more,
    )
    return _added(session, made)


def report(session: Session, home: Commune, **more: Any) -> Incident:
    """A published report of burning straw, made on 1 October 2026 unless told otherwise."""
    more.setdefault("created_at", datetime(2026, 10, 1, 3, tzinfo=UTC))
    more.setdefault("category", IncidentCategory.STRAW_BURNING)
    more.setdefault("visibility", Visibility.MASKED)
    more.setdefault("published", True)
    more.setdefault("geom", place(106.5912345, 20.7512345))
    more.setdefault("public_geom", place(106.592, 20.752))
    number = next(_numbers)
    more.setdefault("state", IncidentState.NEW)
    more.setdefault(
        "events", [IncidentEvent(kind=EventKind.CREATED, to_state=more["state"], at=more["created_at"])]
    )
    made = Incident(
        commune_id=home.id,
        code=f"PA{number:08}",
        idempotency_key=f"key-{number}",
        description="Khói rơm mù mịt.",
        occurred_at=more["created_at"],
        version=1,
        **more,
    )
    return _added(session, made)


def _added(session: Session, made: Row) -> Row:
    session.add(made)
    session.flush()
    return made
