"""The papers of a plan of checks: the plan with its visits, and the decision that approves it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.errors import NotFound
from geodata.features import Viewer
from geodata.models import Commune, InspectionPlan, InspectionTeam, PlanVisit, Site, Village
from services import access
from services.documents.offices import office, short_name, signature
from services.documents.paper import Block, Line, Paper, Table
from services.documents.texts import Words, basis, day, listed, numbered, own_basis

WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


@dataclass(frozen=True)
class Visit:
    """A visit with the names of what it is about."""

    row: PlanVisit
    site: Site
    village: str
    team: InspectionTeam


@dataclass(frozen=True)
class Facts:
    """What the papers of a plan are written from; visits in the order of day, team and position."""

    plan: InspectionPlan
    commune: Commune
    visits: tuple[Visit, ...]


def facts(session: Session, viewer: Viewer, plan_id: int) -> Facts:
    """The facts of a plan of this commune; raises Forbidden or NotFound."""
    access.require(viewer, "plan:read")
    plan = session.get(InspectionPlan, plan_id)
    if plan is None or plan.commune_id != viewer.commune_id:
        raise NotFound("plan.unknown")
    found = (
        select(PlanVisit, Site, Village.name, InspectionTeam)
        .join(Site, Site.id == PlanVisit.site_id)
        .join(InspectionTeam, InspectionTeam.id == PlanVisit.team_id)
        .outerjoin(Village, Village.id == Site.village_id)
        .where(PlanVisit.plan_id == plan.id)
        .order_by(PlanVisit.day, InspectionTeam.code, PlanVisit.position, PlanVisit.id)
    )
    visits = tuple(
        Visit(row, site, village or "", team) for row, site, village, team in session.execute(found)
    )
    return Facts(plan, session.get_one(Commune, plan.commune_id), visits)


def plan(of: Facts, words: Words) -> Paper:
    """Kế hoạch kiểm tra: a table for each team and day, on paper laid across."""
    head = office(None, of.commune.name, of.commune.province_code)
    body: list[Block] = [
        Line("MỤC ĐÍCH, YÊU CẦU", "I."),
        Line(
            "Kiểm tra việc chấp hành pháp luật về bảo vệ môi trường theo mức độ rủi ro; không kiểm tra quá "
            "một lần trong năm đối với một cơ sở theo Nghị quyết số 198/2025/QH15; kế hoạch và kết luận được "
            "công khai."
        ),
        Line("LỊCH KIỂM TRA", "II."),
        *_days(of, words),
        Line("TỔ CHỨC THỰC HIỆN", "III."),
        Line(
            "Phòng Kinh tế, Công an xã, Trạm Y tế và các tổ kiểm tra chịu trách nhiệm thi hành; "
            f"dành {_share(of.plan)} thời gian cho việc đột xuất"
        ),
    ]
    return Paper(
        parent=head.parent,
        issuer=head.issuer,
        place=short_name(of.commune.name),
        day=of.plan.decision_date,
        number=_kind_of_number(of.plan, "KH-UBND"),
        kind="KẾ HOẠCH",
        title=f"{of.plan.title} ({day(of.plan.period_from)} – {day(of.plan.period_to)})",
        body=tuple(body),
        signatures=(signature(head),),
        recipients=("- Các tổ kiểm tra;", "- Lưu: VT, KT."),
        landscape=True,
    )


def decision(of: Facts, words: Words) -> Paper:
    """Quyết định phê duyệt kế hoạch kiểm tra."""
    head = office(None, of.commune.name, of.commune.province_code)
    contents = sorted({content for visit in of.visits for content in visit.row.contents})
    told = listed(words("content", one).lower() for one in contents)
    sites = len({visit.site.id for visit in of.visits})
    texts = (
        f"Phê duyệt kèm theo Quyết định này {of.plan.title}, từ ngày {day(of.plan.period_from)} đến ngày "
        f"{day(of.plan.period_to)}, gồm {sites} cơ sở; nội dung: {told}.",
        "Giao Phòng Kinh tế chủ trì, phối hợp với Công an xã, Trạm Y tế tổ chức thực hiện, công khai kế "
        "hoạch và kết luận kiểm tra theo quy định.",
        "Các cơ quan, đơn vị và cơ sở có tên trong kế hoạch chịu trách nhiệm thi hành Quyết định này",
    )
    return Paper(
        parent=head.parent,
        issuer=head.issuer,
        place=short_name(of.commune.name),
        day=of.plan.decision_date,
        number=numbered(of.plan.decision_number, f"QĐ-{head.symbol}"),
        kind="QUYẾT ĐỊNH",
        title="Về việc phê duyệt kế hoạch kiểm tra",
        basis=(*basis("plan"), *own_basis(of.plan.legal_basis)),
        decides="QUYẾT ĐỊNH:",
        body=tuple(Line(text, mark=f"Điều {number}.") for number, text in enumerate(texts, 1)),
        signatures=(signature(head),),
        recipients=("- Như Điều 3;", "- Lưu: VT, KT."),
    )


def _days(of: Facts, words: Words) -> list[Block]:
    blocks: list[Block] = []
    groups: dict[tuple[object, int], list[Visit]] = {}
    for visit in of.visits:
        groups.setdefault((visit.row.day, visit.team.id), []).append(visit)
    for visits in groups.values():
        first = visits[0]
        on = first.row.day
        blocks.append(Line(f"{WEEKDAYS[on.weekday()]}, {day(on)} – {first.team.name}", bold=True))
        rows = tuple(_row(visit, words) for visit in visits)
        headings = ("TT", "Giờ", "Cơ sở", "Địa chỉ", "Nội dung")
        blocks.append(Table(headings, rows, (12, 30, 80, 70, 60)))
    return blocks or [Line("Chưa có lượt kiểm tra nào.")]


def _row(visit: Visit, words: Words) -> tuple[str, ...]:
    place = visit.site.address or (f"Thôn {visit.village}" if visit.village else "")
    return (
        str(visit.row.position),
        f"{visit.row.arrive_at:%H:%M} – {visit.row.leave_at:%H:%M}",
        visit.site.name,
        place,
        ", ".join(words("content", one) for one in visit.row.contents),
    )


def _share(of: InspectionPlan) -> str:
    kept = of.settings.get("share_unplanned", 0.2)
    return f"{float(kept):.0%}"


def _kind_of_number(of: InspectionPlan, symbol: str) -> str:
    return numbered(of.decision_number, symbol) if of.decision_number.isdigit() else ""
