"""A handful of rows that browser tests look at: one commune, two villages, a few of everything drawn."""

from datetime import UTC, date, datetime

from geoalchemy2 import WKBElement
from geoalchemy2.shape import from_shape
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, box
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
    RoadKind,
    Role,
    SiteKind,
    Visibility,
    WaterwayKind,
)
from geodata.models import (
    Account,
    CollectionPoint,
    Commune,
    Facility,
    Incident,
    IncidentEvent,
    Inspection,
    InspectionEvent,
    RiskZone,
    Road,
    Village,
    Waterway,
)
from services import accounts, clock

PASSWORD = "mat-khau-trinh-duyet"
WEST, SOUTH, EAST, NORTH = 106.547, 20.725, 106.638, 20.775
START = date(2025, 7, 1)


def plant(session: Session) -> None:
    """Everything; ids differ from run to run, codes and places do not."""
    commune = Commune(
        code="11674",
        name="Xã An Hưng",
        province_code="31",
        valid_from=START,
        is_demo=True,
        border=_area(WEST, SOUTH, EAST, NORTH),
        version=1,
    )
    session.add(commune)
    session.flush()
    villages = _villages(session, commune)
    session.add_all([*_points(commune, villages), *_zones(commune), *_incidents(commune, villages)])
    session.add_all([*_lines(commune), *_accounts(commune, villages)])
    _sites(session, commune, villages)


def _villages(session: Session, commune: Commune) -> list[Village]:
    middle = (WEST + EAST) / 2
    made = [
        Village(
            commune_id=commune.id,
            code=code,
            name=name,
            valid_from=START,
            predecessors=[],
            area=_area(west, SOUTH, east, NORTH),
            version=1,
        )
        for code, name, west, east in (("01", "Thôn Tây", WEST, middle), ("02", "Thôn Đông", middle, EAST))
    ]
    session.add_all(made)
    session.flush()
    return made


def _points(commune: Commune, villages: list[Village]) -> list[CollectionPoint]:
    kinds = (
        SiteKind.COLLECTION_POINT,
        SiteKind.TEMPORARY_COLLECTION_POINT,
        SiteKind.TRANSFER_STATION,
        SiteKind.PESTICIDE_PACKAGING_TANK,
    )
    return [
        CollectionPoint(
            commune_id=commune.id,
            village_id=villages[0].id,
            kind=kind,
            code=f"DTK-{i}",
            name=f"Điểm tập kết {i}",
            registered_on=START,
            accepted_groups=["recyclable", "food_waste"] if i % 2 else ["other_household"],
            opening_hours="Mo-Su 06:00-21:00",
            collection_times="Mo,We,Fr 05:30",
            geom=_point(106.575 + 0.006 * i, 20.748),
            version=1,
        )
        for i, kind in enumerate(kinds)
    ]


def _sites(session: Session, commune: Commune, villages: list[Village]) -> None:
    """One facility of each status: visited lately, nearly a year ago, long ago, and never."""
    today = clock.today()
    visits = (today, date.fromordinal(today.toordinal() - 340), date(2024, 1, 15), None)
    for i, visited in enumerate(visits):
        site = Facility(
            commune_id=commune.id,
            village_id=villages[1].id,
            kind=SiteKind.PRODUCTION,
            code=f"CS-{i}",
            name=f"Cơ sở {i}",
            authority=Authority.COMMUNE_POLICE,
            registered_on=date(2022, 1, 1),
            geom=_point(106.597 + 0.006 * i, 20.755),
            version=1,
        )
        session.add(site)
        session.flush()
        if visited:
            session.add(_check(site, visited))


def _check(site: Facility, day: date) -> Inspection:
    return Inspection(
        commune_id=site.commune_id,
        site_id=site.id,
        code=f"KT-{site.code}",
        state=InspectionState.DONE,
        events=[InspectionEvent(kind=InspectionEventKind.CREATED, to_state=InspectionState.DONE)],
        authority=Authority.COMMUNE_POLICE,
        inspected_on=day,
        version=1,
    )


def _zones(commune: Commune) -> list[RiskZone]:
    width = (EAST - WEST) / 5
    return [
        RiskZone(
            commune_id=commune.id,
            code=f"VR-{level}",
            name=f"Vùng ngập cấp {level}",
            hazard=Hazard.INUNDATION,
            level=level,
            valid_from=START,
            visibility=Visibility.PUBLIC if level < 5 else Visibility.INTERNAL,
            area=_area(WEST + width * (level - 1), 20.735, WEST + width * level, 20.745),
            version=1,
        )
        for level in range(1, 6)
    ]


def _incidents(commune: Commune, villages: list[Village]) -> list[Incident]:
    seen = (
        (IncidentCategory.STRAW_BURNING, Visibility.MASKED, True),
        (IncidentCategory.ILLEGAL_DUMPING, Visibility.INTERNAL, False),
        (IncidentCategory.CHEMICAL_SPILL, Visibility.POLICE, False),
    )
    return [
        Incident(
            commune_id=commune.id,
            village_id=villages[0].id,
            code=f"PA-{i}",
            idempotency_key=f"seed-{i}",
            category=category,
            state=IncidentState.VERIFYING,
            visibility=visibility,
            published=published,
            description=f"Mô tả nội bộ {i}",
            public_note="Đang xác minh.",
            occurred_at=datetime(2026, 1, 10, 3, tzinfo=UTC),
            created_at=datetime(2026, 1, 10, 4, tzinfo=UTC),
            events=[
                IncidentEvent(kind=EventKind.CREATED, to_state=IncidentState.NEW),
                IncidentEvent(from_state=IncidentState.NEW, to_state=IncidentState.VERIFYING),
            ],
            geom=_point(106.57 + 0.01 * i, 20.762),
            public_geom=_point(106.571 + 0.01 * i, 20.763),
            version=1,
        )
        for i, (category, visibility, published) in enumerate(seen)
    ]


def _lines(commune: Commune) -> list[Road | Waterway]:
    road = MultiLineString([LineString([(WEST, 20.751), (106.59, 20.752), (EAST, 20.749)])])
    canal = LineString([(106.585, SOUTH), (106.587, NORTH)])
    return [
        Road(commune_id=commune.id, kind=RoadKind.PROVINCIAL, code="354", name="Đường 354", geom=_wkb(road)),
        Waterway(commune_id=commune.id, kind=WaterwayKind.CANAL, code="K1", geom=_wkb(canal)),
    ]


def _accounts(commune: Commune, villages: list[Village]) -> list[Account]:
    hashed = accounts.hash_password(PASSWORD)
    return [
        Account(
            commune_id=commune.id,
            village_id=villages[0].id if role is Role.VILLAGE_BOARD else None,
            username=role.value,
            display_name=role.value,
            role=role,
            password_hash=hashed,
            active=True,
            session_version=1,
        )
        for role in Role
        if role is not Role.PUBLIC
    ]


def _area(west: float, south: float, east: float, north: float) -> WKBElement:
    return _wkb(MultiPolygon([box(west, south, east, north)]))


def _point(lon: float, lat: float) -> WKBElement:
    return _wkb(Point(lon, lat))


def _wkb(shape: BaseGeometry) -> WKBElement:
    return from_shape(shape, srid=4326)
