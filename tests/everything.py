"""One row in every table of a commune, with the same text in every field that takes text."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from shapely.geometry import LineString, MultiLineString
from sqlalchemy import Enum, String
from sqlalchemy.orm import Session

from geodata.enums import (
    Authority,
    EventKind,
    FilePurpose,
    Hazard,
    ImportState,
    IncidentCategory,
    IncidentState,
    InspectionState,
    RoadKind,
    RowOutcome,
    SiteKind,
    Visibility,
    WaterwayKind,
    WaterWorkKind,
)
from geodata.models import (
    Account,
    ApiKey,
    BulletinVillage,
    CalendarDay,
    CollectionPoint,
    Commune,
    Facility,
    Finding,
    HazardBulletin,
    IdentityReading,
    ImportBatch,
    ImportRow,
    Incident,
    IncidentEvent,
    IncidentFile,
    IncidentInspection,
    IncidentReporter,
    IncidentSupporter,
    IndustrialCluster,
    Inspection,
    MedicalFacility,
    Notification,
    ReplyTemplate,
    RiskZone,
    Road,
    School,
    ServiceLevel,
    SiteContact,
    Village,
    Waterway,
    WaterWork,
)
from services import clock
from services.sealing import Identity, Secrets, seal
from tests.cast import ground, place, shape
from tests.everything_inspected import plant_inspections

SECRETS: Final = Secrets("only-for-tests-0123456789")
KEPT: Final = {
    "value",
    "plate",
    "record_key",
    "idempotency_key",
    "username",
    "password_hash",
    "sha256",
    "sent_sha256",
    "media_type",
    "report_key",
    "key",
    "key_hash",
    "pseudonym",
    "path",
    "consent_version",
    "layer",
    "province_code",
    "opening_hours",
    "collection_times",
}
"""Text that is not for people: it keeps its form."""


@dataclass(frozen=True)
class Everything:
    """The rows of one commune by the name of their table; the facility stands for `site` too."""

    home: Commune
    rows: dict[str, Any]

    def id(self, table: str) -> int:
        """The id of the row of that table."""
        return int(self.rows[table].id)


def plant(session: Session, home: Commune, text: str = "") -> Everything:
    """Fill a commune; `text` goes into every field people write, as much of it as the field takes."""
    rows: dict[str, Any] = {}

    def add(made: Any) -> Any:
        if text:
            fill(made, text)
        session.add(made)
        session.flush()
        rows[made.__tablename__] = made
        return made

    village = add(_village(home))
    _sites(add, home, village)
    _ground(add, home)
    _hazards(add, home, village)
    _incident(add, home, village, rows["collection_point"])
    _desk(add, home)
    _inspection(add, home, rows["facility"])
    add(IncidentInspection(incident_id=rows["incident"].id, inspection_id=rows["inspection"].id))
    account = add(_account(home))
    plant_inspections(add, rows, account)
    batch = add(
        ImportBatch(
            commune_id=home.id,
            account_id=account.id,
            layer="villages",
            report={
                "options": {},
                "counts": {"refused": 1, "changed": 0, "added": 0, "unchanged": 0},
                "total": 1,
                "remarks": [],
                "grid": "WGS 84",
                "used": {"name": text or "ten"},
                "unused": [text or "ghi_chu"],
            },
            filename="thon.geojson",
            path="x",
            sha256="0" * 64,
            state=ImportState.READY,
        )
    )
    add(ImportRow(batch_id=batch.id, number=1, outcome=RowOutcome.REFUSED, key="T1", name="Thôn", detail={}))
    return Everything(home, rows)


def fill(row: Any, text: str) -> None:
    """Put `text` into every text column of a row, cut to its length."""
    for attribute in row.__mapper__.column_attrs:
        column = attribute.columns[0]
        plain = isinstance(column.type, String) and not isinstance(column.type, Enum)
        coded = attribute.key == "code" and row.__tablename__ in ("commune", "incident")
        coded |= attribute.key == "name" and row.__tablename__ in ("incident_file", "inspection_file")
        if plain and column.computed is None and attribute.key not in KEPT and not coded:
            setattr(row, attribute.key, text[: column.type.length])


def _village(home: Commune) -> Village:
    return Village(
        commune_id=home.id,
        code="THON-1",
        name="Kim Lĩnh",
        valid_from=date(2025, 7, 1),
        households=320,
        population=1280,
        area=ground(106.58, 20.74, 106.60, 20.76),
        version=1,
    )


def _sites(add: Any, home: Commune, village: Village) -> None:
    shared: dict[str, Any] = {
        "commune_id": home.id,
        "village_id": village.id,
        "registered_on": date(2024, 1, 1),
        "address": "Thôn Kim Lĩnh",
        "version": 1,
    }
    cluster = add(
        IndustrialCluster(
            **shared,
            code="CUM-1",
            name="CCN mẫu",
            kind=SiteKind.INDUSTRIAL_CLUSTER,
            geom=place(106.595, 20.745),
            area=ground(106.59, 20.744, 106.60, 20.746),
        )
    )
    for model, code, kind in (
        (Facility, "CO-1", SiteKind.CRAFT_WORKSHOP),
        (MedicalFacility, "Y1", SiteKind.CLINIC),
        (School, "S1", SiteKind.PRIMARY_SCHOOL),
        (CollectionPoint, "DIEM-1", SiteKind.COLLECTION_POINT),
    ):
        made = add(model(**shared, code=code, name=f"Mẫu {code}", kind=kind, geom=place(106.59, 20.75)))
        if model is Facility:
            made.cluster_id = cluster.id
            add(SiteContact(site_id=made.id, person="Bà Hoa", phone="0912345678", email="hoa@example.org"))


def _ground(add: Any, home: Commune) -> None:
    line = LineString([(106.58, 20.745), (106.60, 20.755)])
    add(
        WaterWork(
            commune_id=home.id, kind=WaterWorkKind.SLUICE, code="W1", geom=place(106.59, 20.75), version=1
        )
    )
    add(Road(commune_id=home.id, kind=RoadKind.COMMUNE, code="R1", geom=shape(MultiLineString([line]))))
    add(Waterway(commune_id=home.id, kind=WaterwayKind.CANAL, code="N1", geom=shape(line)))


def _hazards(add: Any, home: Commune, village: Village) -> None:
    add(
        RiskZone(
            commune_id=home.id,
            code="VUNG-1",
            name="Vùng trũng",
            hazard=Hazard.INUNDATION,
            level=3,
            valid_from=date(2025, 1, 1),
            visibility=Visibility.PUBLIC,
            area=ground(106.58, 20.74, 106.60, 20.76),
            version=1,
        )
    )
    now = datetime.now(UTC)
    bulletin = add(
        HazardBulletin(
            commune_id=home.id,
            issuer="Đài",
            number="BT-1",
            hazard=Hazard.HEAVY_RAIN,
            level=2,
            issued_at=now - timedelta(hours=1),
            valid_from=now - timedelta(hours=1),
            valid_to=now + timedelta(days=1),
            headline="Mưa lớn",
        )
    )
    add(BulletinVillage(bulletin_id=bulletin.id, village_id=village.id, commune_id=home.id))


def _incident(add: Any, home: Commune, village: Village, point: CollectionPoint) -> None:
    incident = add(
        Incident(
            commune_id=home.id,
            code=f"{home.code[1:]}-abcd-efgh",
            idempotency_key=f"planted-{home.id}",
            category=IncidentCategory.LITTERING,
            visibility=Visibility.MASKED,
            published=True,
            occurred_at=datetime.now(UTC),
            village_id=village.id,
            site_id=point.id,
            geom=place(106.5912, 20.7512),
            public_geom=place(106.592, 20.752),
            version=1,
        )
    )
    add(IncidentEvent(incident_id=incident.id, kind=EventKind.CREATED, to_state=IncidentState.NEW))
    sealed = seal(SECRETS, Identity("Nguyễn Thị Lan", "0987654321"))
    add(IncidentReporter(incident_id=incident.id, sealed=sealed, consent_version="1"))
    add(
        IncidentFile(
            commune_id=home.id,
            incident_id=incident.id,
            report_key=incident.idempotency_key,
            purpose=FilePurpose.REPORT,
            name=f"{home.id:032x}",
            media_type="image/jpeg",
            bytes=1000,
            sha256="a" * 64,
            sent_sha256="b" * 64,
        )
    )
    add(IncidentSupporter(incident_id=incident.id, pseudonym="a" * 40))
    add(Notification(commune_id=home.id, key=f"event:{incident.id}", incident_id=incident.id))


def _desk(add: Any, home: Commune) -> None:
    add(
        ServiceLevel(
            commune_id=home.id,
            category=IncidentCategory.LITTERING,
            urgent=False,
            take_in_minutes=480,
            answer_minutes=1350,
            keep_days=730,
        )
    )
    add(CalendarDay(commune_id=home.id, day=date(2026, 2, 21), working=True, note="Làm bù"))
    add(ReplyTemplate(commune_id=home.id, title="Đã nhận", text="Xã đã nhận phản ánh."))
    add(
        IdentityReading(
            commune_id=home.id, incident_id=1, actor="economic_division", purpose="Hỏi thêm vị trí"
        )
    )
    add(ApiKey(commune_id=home.id, name="Ứng dụng mẫu", key_hash=f"{home.id:064x}"))


def _inspection(add: Any, home: Commune, facility: Facility) -> None:
    check = add(
        Inspection(
            commune_id=home.id,
            site_id=facility.id,
            code="LAN-1",
            state=InspectionState.CONCLUDED,
            authority=Authority.ECONOMIC_DIVISION,
            contents=["environment"],
            inspected_on=clock.today() - timedelta(days=30),
            public_conclusion="Chấp hành quy định.",
            published_on=clock.today() - timedelta(days=10),
            version=1,
        )
    )
    add(Finding(inspection_id=check.id, severity=2))


def _account(home: Commune) -> Account:
    return Account(
        commune_id=home.id,
        username=f"school-{home.code}",
        display_name="Trường học",
        role="school",
        password_hash="no password fits",
        active=True,
        session_version=1,
    )
