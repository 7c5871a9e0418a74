"""One row in every table of checks, plans, risk and transport; `everything` calls it."""

from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from shapely.geometry import LineString

from geodata.enums import (
    Authority,
    Criterion,
    InspectionContent,
    InspectionEventKind,
    InspectionFilePurpose,
    LeftOutReason,
    RecordOutcome,
    TransportResult,
    TransportRuleName,
    VehicleKind,
    WishKind,
)
from geodata.models import (
    Account,
    CapOverride,
    InspectionEvent,
    InspectionFile,
    InspectionPlan,
    InspectionRecord,
    InspectionTeam,
    PlanLeftOut,
    PlanVisit,
    PlanWish,
    ResidentialArea,
    RiskRating,
    RiskScheme,
    RiskValue,
    SiteVisitTerms,
    TransportCheck,
    TransportRule,
    Violation,
    WasteCarrier,
    WasteRoute,
    WasteVehicle,
    YearlyCap,
)
from services import clock
from tests.cast import ground, place, shape

MORNING = datetime(2026, 10, 5, 8, tzinfo=timezone(timedelta(hours=7)))


def plant_inspections(add: Any, rows: dict[str, Any], account: Account) -> None:
    """Fill the tables that stand around the planted check, its site and `account`."""
    site, check = rows["facility"], rows["inspection"]
    commune_id = site.commune_id
    _risk(add, commune_id, site, rows["village"].id)
    _life(add, commune_id, rows, account)
    _plan(add, commune_id, site, rows["school"])
    _transport(add, commune_id, site, check)


def _risk(add: Any, commune_id: int, site: Any, village_id: int) -> None:
    add(
        ResidentialArea(
            commune_id=commune_id,
            village_id=village_id,
            code="KDC-1",
            name="Khu dân cư Kim Lĩnh",
            population=400,
            area=ground(106.585, 20.745, 106.59, 20.75),
        )
    )
    scheme = add(
        RiskScheme(commune_id=commune_id, code="2026-1", valid_from=date(2026, 1, 1), rules={}, version=1)
    )
    add(RiskValue(site_id=site.id, criterion=Criterion.SCALE, value=2, reason="Xem tại chỗ"))
    add(
        RiskRating(
            commune_id=commune_id,
            site_id=site.id,
            scheme_id=scheme.id,
            rated_on=clock.today(),
            impact=[0] * 8,
            terms=[0] * 8,
            scores=[0] * 8,
            performance=[0] * 5,
            critical=False,
            highest=0,
            bearers=8,
            settled=0,
            mean=0,
            moved=0,
            category=1,
            interval_months=36,
            hours=1,
        )
    )


def _life(add: Any, commune_id: int, rows: dict[str, Any], account: Account) -> None:
    check = rows["inspection"]
    add(InspectionEvent(inspection_id=check.id, kind=InspectionEventKind.CREATED, to_state=check.state))
    add(
        CapOverride(
            inspection_id=check.id,
            reason="Khói đen nhiều ngày",
            evidence=[rows["incident"].id],
            proposed_by_id=account.id,
        )
    )
    add(
        YearlyCap(
            commune_id=commune_id,
            content=InspectionContent.ENVIRONMENT,
            binds=True,
            article="NQ 198/2025/QH15 Đ4",
            text="Một năm một lần",
        )
    )
    add(
        InspectionRecord(
            inspection_id=check.id,
            key=f"record-{commune_id}",
            outcome=RecordOutcome.SIGNED,
            started_at=MORNING,
            ended_at=MORNING + timedelta(hours=1),
            track=shape(LineString([(106.59, 20.75), (106.591, 20.75)])),
            representative="Trần Văn Mẫu",
        )
    )
    add(
        InspectionFile(
            commune_id=commune_id,
            inspection_id=check.id,
            finding_id=rows["finding"].id,
            record_key=f"record-{commune_id}",
            purpose=InspectionFilePurpose.EVIDENCE,
            name=f"{commune_id + 10**9:032x}",
            media_type="image/jpeg",
            bytes=1000,
            sha256="c" * 64,
            sent_sha256="d" * 64,
        )
    )


def _plan(add: Any, commune_id: int, site: Any, other: Any) -> None:
    team = add(
        InspectionTeam(
            commune_id=commune_id,
            code="TO-1",
            name="Tổ môi trường",
            authority=Authority.ECONOMIC_DIVISION,
            contents=["environment"],
            people=3,
            vehicle=VehicleKind.MOTORBIKE,
            speed_kmh=25,
            work_from=time(7, 30),
            pause_from=time(11, 30),
            pause_to=time(13, 30),
            work_to=time(17),
            start=place(106.59, 20.75),
            version=1,
        )
    )
    add(
        SiteVisitTerms(
            site_id=site.id, opening_hours="Mo-Fr 08:00-17:00", not_before=date(2026, 1, 5), version=1
        )
    )
    plan = add(
        InspectionPlan(
            commune_id=commune_id,
            code="KH-2026-48",
            title="Kế hoạch tuần 48",
            period_from=date(2026, 11, 23),
            period_to=date(2026, 11, 27),
            version=1,
        )
    )
    shared = {"commune_id": commune_id, "plan_id": plan.id}
    add(
        PlanVisit(
            **shared,
            site_id=site.id,
            team_id=team.id,
            contents=["environment"],
            day=date(2026, 11, 24),
            position=1,
            arrive_at=time(8),
            leave_at=time(9, 30),
        )
    )
    add(PlanWish(**shared, site_id=site.id, kind=WishKind.PINNED, team_id=team.id, day=date(2026, 11, 24)))
    add(PlanLeftOut(**shared, site_id=other.id, reason=LeftOutReason.NO_ROOM))


def _transport(add: Any, commune_id: int, site: Any, check: Any) -> None:
    add(
        Violation(
            commune_id=commune_id,
            site_id=site.id,
            inspection_id=check.id,
            code="VP-1",
            found_on=date(2026, 10, 5),
            article="NĐ 45/2022 Đ29",
            decision_number="01/QĐ-XPHC",
            decision_date=date(2026, 10, 12),
            amount_vnd=5_000_000,
            version=1,
        )
    )
    carrier = add(
        WasteCarrier(
            commune_id=commune_id,
            code="VC-1",
            name="Công ty vận chuyển mẫu",
            permit_from=date(2025, 1, 1),
            permit_to=date(2027, 1, 1),
            version=1,
        )
    )
    vehicle = add(
        WasteVehicle(commune_id=commune_id, carrier_id=carrier.id, plate="15C-12345", capacity_t=2.5)
    )
    route = add(
        WasteRoute(
            commune_id=commune_id,
            carrier_id=carrier.id,
            from_site_id=site.id,
            code="T-1",
            name="Tuyến mẫu",
            kg_month=120,
            valid_from=date(2026, 1, 1),
            geom=shape(LineString([(106.58, 20.745), (106.60, 20.755)])),
            version=1,
        )
    )
    add(
        TransportCheck(
            commune_id=commune_id,
            code="KTVC-1",
            key=f"transport-{commune_id}",
            carrier_id=carrier.id,
            vehicle_id=vehicle.id,
            route_id=route.id,
            plate=vehicle.plate,
            at=MORNING,
            result=TransportResult.IN_ORDER,
            geom=place(106.59, 20.75),
        )
    )
    add(
        TransportRule(
            commune_id=commune_id, name=TransportRuleName.SCHOOL_M, value="150", source="Nội bộ", version=1
        )
    )
