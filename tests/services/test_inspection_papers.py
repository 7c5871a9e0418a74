"""What the papers of a check and of a plan say, for whom they are, and what they refuse."""

from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from sqlalchemy.orm import Session

from geodata.enums import Authority, InspectionForm, InspectionTrigger, RecordOutcome, Role, VehicleKind
from geodata.errors import Conflict, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import (
    Account,
    CapOverride,
    Commune,
    Finding,
    Inspection,
    InspectionPlan,
    InspectionRecord,
    InspectionTeam,
    PlanVisit,
)
from services.documents import docx, inspections, plans
from services.documents.paper import Paper
from services.incidents.store import Store
from tests import cast
from tests.people import viewer


def words(group: str, identifier: str) -> str:
    return f"{identifier}"


def text_of(content: bytes) -> str:
    """All that a .docx says, cell by cell."""
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


@pytest.fixture
def check(session: Session, an_hung: Commune) -> Inspection:
    """A concluded check with a finding."""
    village = cast.village(session, an_hung, "Kim Lĩnh")
    site = cast.facility(session, an_hung, "Xưởng mộc Kim Lĩnh", village_id=village.id)
    return cast.visit(
        session,
        site,
        date(2026, 10, 6),
        contents=["environment", "fire_safety"],
        planned_on=date(2026, 10, 6),
        decision_number="45",
        decision_date=date(2026, 10, 1),
        trigger=InspectionTrigger.PLAN,
        team="Phòng Kinh tế (trưởng đoàn), Công an xã",
        conclusion="Phải khắc phục trong 30 ngày.",
        concluded_on=date(2026, 10, 20),
        findings=[Finding(text="Không có sổ nước thải", article="NĐ 45/2022 Đ18", severity=1)],
    )


def facts_of(session: Session, who: Viewer, check: Inspection) -> inspections.Facts:
    return inspections.facts(session, who, Store(Path("no-files-here")), check.id)


def record_of(session: Session, check: Inspection, **more: object) -> InspectionRecord:
    started = datetime(2026, 10, 6, 1, 30, tzinfo=UTC)
    values: dict[str, object] = {
        "outcome": RecordOutcome.SIGNED,
        "checklist": "env-2026-1",
        "answers": {"env-01": "failed", "env-02": "passed"},
        "representative": "Trần Văn Mẫu",
        "opinion": "Sẽ sửa ngay",
    }
    made = InspectionRecord(
        inspection_id=check.id,
        key=f"k{check.id}",
        started_at=started,
        ended_at=started + timedelta(hours=2),
        **(values | more),
    )
    session.add(made)
    session.flush()
    return made


def paper_text(paper: Paper) -> str:
    return text_of(docx.write(paper))


def test_a_decision_names_place_day_team_and_what_it_rests_on(
    session: Session, an_hung: Commune, check: Inspection
) -> None:
    facts = facts_of(session, viewer(Role.ECONOMIC_DIVISION, an_hung), check)
    text = paper_text(inspections.decision(facts, words))
    for said in (
        "Số: 45/QĐ-UBND",
        "ngày 01 tháng 10 năm 2026",
        "environment và fire_safety",
        "Xưởng mộc Kim Lĩnh, thôn Kim Lĩnh, Xã An Hưng",
        "ngày 06/10/2026",
        "Phòng Kinh tế (trưởng đoàn), Công an xã",
        "Nghị quyết số 198/2025/QH15",
    ):
        assert said in text
    assert "ngoại lệ" not in text


def test_a_second_check_of_the_year_is_printed_with_its_reason_and_evidence(
    session: Session, an_hung: Commune, check: Inspection
) -> None:
    report = cast.report(session, an_hung)
    one, two = (officer(session, an_hung, name) for name in ("truong", "pho"))
    override = CapOverride(
        inspection_id=check.id, reason="Khói đen nhiều ngày.", evidence=[report.id], proposed_by_id=one
    )
    session.add(override)
    session.flush()
    who = viewer(Role.COMMUNE_POLICE, an_hung)
    assert "ngoại lệ" not in paper_text(inspections.decision(facts_of(session, who, check), words))
    override.approved_by_id, override.approved_at = two, datetime(2026, 10, 1, tzinfo=UTC)
    text = paper_text(inspections.decision(facts_of(session, who, check), words))
    assert "dấu hiệu vi phạm rõ ràng" in text and "Khói đen nhiều ngày. Căn cứ" in text
    assert report.code in text and "Điều 4 Nghị quyết số 198/2025/QH15" in text


def officer(session: Session, home: Commune, name: str) -> int:
    account = Account(
        commune_id=home.id,
        username=name,
        display_name=name,
        role=Role.CHAIRPERSON,
        password_hash="no password fits",
    )
    session.add(account)
    session.flush()
    return account.id


def test_minutes_tell_answers_findings_and_who_was_there(
    session: Session, an_hung: Commune, check: Inspection
) -> None:
    who = viewer(Role.HEALTH_STATION, an_hung)
    with pytest.raises(Conflict, match=r"document\.no_record"):
        inspections.minutes(facts_of(session, who, check), words)
    record_of(session, check)
    facts = facts_of(session, who, check)
    text = paper_text(inspections.minutes(facts, words))
    for said in (
        "08 giờ 30 ngày 06/10/2026",
        "10 giờ 30",
        "Nước thải được thu gom riêng với nước mưa",
        "failed",
        "Không có sổ nước thải\n(NĐ 45/2022 Đ18)",
        "Trần Văn Mẫu",
        "Sẽ sửa ngay",
        "ĐẠI DIỆN CƠ SỞ",
        "TRƯỞNG ĐOÀN KIỂM TRA",
    ):
        assert said in text


def test_minutes_that_were_not_signed_say_why(session: Session, an_hung: Commune, check: Inspection) -> None:
    record_of(session, check, outcome=RecordOutcome.REFUSED_TO_SIGN, note="Không đồng ý với mục 2")
    facts = facts_of(session, viewer(Role.COMMUNE_POLICE, an_hung), check)
    text = paper_text(inspections.minutes(facts, words))
    assert "không ký biên bản. Lý do: Không đồng ý với mục 2./." in text


def test_a_conclusion_is_there_once_it_is_concluded(
    session: Session, an_hung: Commune, check: Inspection
) -> None:
    who = viewer(Role.CHAIRPERSON, an_hung)
    text = paper_text(inspections.conclusion(facts_of(session, who, check), words))
    assert "Phải khắc phục trong 30 ngày./." in text and "20 tháng 10 năm 2026" in text
    check.conclusion = ""
    with pytest.raises(Conflict, match=r"document\.not_concluded"):
        inspections.conclusion(facts_of(session, who, check), words)


def test_a_remote_check_says_so(session: Session, an_hung: Commune, check: Inspection) -> None:
    check.form = InspectionForm.REMOTE
    facts = facts_of(session, viewer(Role.ECONOMIC_DIVISION, an_hung), check)
    assert "từ xa" in paper_text(inspections.decision(facts, words))


def test_papers_are_for_those_who_plan_and_approve(
    session: Session, an_hung: Commune, check: Inspection
) -> None:
    for role in (Role.PUBLIC, Role.SCHOOL, Role.ADMIN, Role.PUBLIC_SERVICE_CENTRE):
        with pytest.raises(Forbidden):
            facts_of(session, viewer(role, an_hung), check)
    other = cast.commune(session)
    with pytest.raises(NotFound):
        facts_of(session, viewer(Role.CHAIRPERSON, other), check)
    check.authority = Authority.CITY
    with pytest.raises(NotFound):
        facts_of(session, viewer(Role.CHAIRPERSON, an_hung), check)


@pytest.fixture
def plan(session: Session, an_hung: Commune) -> InspectionPlan:
    """A plan of two visits of one team on one day."""
    made = InspectionPlan(
        commune_id=an_hung.id,
        code="KH-48",
        title="Kế hoạch kiểm tra tuần 48",
        period_from=date(2026, 11, 23),
        period_to=date(2026, 11, 27),
        decision_number="7",
        decision_date=date(2026, 11, 20),
        settings={"share_unplanned": 0.2},
        version=1,
    )
    team = InspectionTeam(
        commune_id=an_hung.id,
        code="TO-1",
        name="Tổ môi trường",
        authority=Authority.ECONOMIC_DIVISION,
        people=3,
        members="Nguyễn Văn Kín",
        vehicle=VehicleKind.MOTORBIKE,
        speed_kmh=25,
        work_from=time(7, 30),
        work_to=time(17),
        start=cast.place(106.59, 20.75),
        version=1,
    )
    session.add_all([made, team])
    session.flush()
    for number, name in enumerate(("Xưởng B", "Xưởng A"), 1):
        site = cast.facility(session, an_hung, name)
        session.add(
            PlanVisit(
                commune_id=an_hung.id,
                plan_id=made.id,
                site_id=site.id,
                team_id=team.id,
                contents=["environment"],
                day=date(2026, 11, 24),
                position=number,
                arrive_at=time(7 + number, 15),
                leave_at=time(8 + number),
            )
        )
    session.flush()
    return made


def test_a_plan_lists_the_visits_of_each_day_in_their_order(
    session: Session, an_hung: Commune, plan: InspectionPlan
) -> None:
    facts = plans.facts(session, viewer(Role.CHAIRPERSON, an_hung), plan.id)
    text = paper_text(plans.plan(facts, words))
    assert "Thứ ba, 24/11/2026 – Tổ môi trường" in text
    assert text.index("Xưởng B") < text.index("Xưởng A") and "08:15 – 09:00" in text
    assert "20%" in text and "Nguyễn Văn Kín" not in text


def test_the_decision_on_a_plan_counts_its_sites(
    session: Session, an_hung: Commune, plan: InspectionPlan
) -> None:
    facts = plans.facts(session, viewer(Role.ECONOMIC_DIVISION, an_hung), plan.id)
    text = paper_text(plans.decision(facts, words))
    assert "Số: 7/QĐ-UBND" in text and "gồm 2 cơ sở" in text
    with pytest.raises(NotFound):
        plans.facts(session, viewer(Role.CHAIRPERSON, cast.commune(session)), plan.id)
    with pytest.raises(Forbidden):
        plans.facts(session, viewer(Role.VILLAGE_BOARD, an_hung), plan.id)
