"""The papers of one check: decision, minutes, conclusion."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import Authority, InspectionFilePurpose, InspectionForm, RecordOutcome
from geodata.errors import Conflict, NotFound
from geodata.features import Json, Viewer
from geodata.models import (
    CapOverride,
    Commune,
    Finding,
    Incident,
    Inspection,
    InspectionFile,
    InspectionRecord,
    Site,
    Village,
)
from services import access, clock
from services.documents.offices import Office, office, short_name, signature
from services.documents.paper import Block, Line, Paper, Signature, Table
from services.documents.texts import Words, basis, day, listed, moment, numbered, own_basis
from services.field import seen
from services.incidents.store import Store, path_of


@dataclass(frozen=True)
class Facts:
    """What the papers of a check are written from."""

    check: Inspection
    site: Site
    village: str
    commune: Commune
    record: InspectionRecord | None
    override: CapOverride | None
    evidence: tuple[str, ...]
    answers: tuple[Json, ...] = ()
    signature: bytes | None = None

    @property
    def office(self) -> Office:
        """Who issues the papers."""
        return office(self.check.authority, self.commune.name, self.commune.province_code)


def facts(session: Session, viewer: Viewer, store: Store, inspection_id: int) -> Facts:
    """The facts of a check of ours, for those who plan or approve checks; `store` holds its signature.

    Raises Forbidden for other roles, NotFound for checks that are not ours.
    """
    access.require(viewer, "plan:read")
    check = session.get(Inspection, inspection_id)
    if check is None or check.commune_id != viewer.commune_id or check.authority is Authority.CITY:
        raise NotFound("record.unknown")
    site = session.get_one(Site, check.site_id)
    recorded = seen.record_of(session, viewer, check.id)
    override = session.get(CapOverride, check.id)
    codes: tuple[str, ...] = ()
    if override:
        found = select(Incident.code).where(Incident.id.in_(override.evidence)).order_by(Incident.code)
        codes = tuple(session.scalars(found))
    return Facts(
        check,
        site,
        session.scalar(select(Village.name).where(Village.id == site.village_id)) or "",
        session.get_one(Commune, check.commune_id),
        session.get(InspectionRecord, check.id),
        override,
        codes,
        tuple(seen.as_rows(recorded)) if recorded else (),
        _signature(session, store, check.id),
    )


def _signature(session: Session, store: Store, inspection_id: int) -> bytes | None:
    """The signature given at the site, as PNG."""
    name = session.scalar(
        select(InspectionFile.name)
        .where(
            InspectionFile.inspection_id == inspection_id,
            InspectionFile.purpose == InspectionFilePurpose.SIGNATURE,
            InspectionFile.media_type == "image/png",
        )
        .order_by(InspectionFile.id.desc())
        .limit(1)
    )
    path = path_of(store, name) if name else None
    return path.read_bytes() if path and path.is_file() else None


def decision(of: Facts, words: Words) -> Paper:
    """Quyết định kiểm tra. An approved second check of a year is told with its reason and evidence."""
    check = of.check
    contents = listed(words("content", one).lower() for one in check.contents)
    when = f"ngày {day(check.planned_on)}" if check.planned_on else "theo thông báo của đoàn kiểm tra"
    how = "từ xa qua hồ sơ, dữ liệu điện tử" if check.form is InspectionForm.REMOTE else "trực tiếp tại cơ sở"
    articles = [
        f"Kiểm tra việc chấp hành pháp luật về {contents} tại {_place(of)}. Hình thức: {how}.",
        f"Thời gian kiểm tra: {when}. Đoàn kiểm tra gồm: {check.team or 'theo danh sách kèm theo'}.",
        f"Nội dung kiểm tra: {contents}. Lý do: {_why(check, words)}.",
        *_second_check(of),
        f"Đoàn kiểm tra, {of.site.name} và các cơ quan, cá nhân có liên quan chịu trách nhiệm thi hành "
        "Quyết định này",
    ]
    body = tuple(Line(text, mark=f"Điều {number}.") for number, text in enumerate(articles, 1))
    return Paper(
        parent=of.office.parent,
        issuer=of.office.issuer,
        place=short_name(of.commune.name),
        day=check.decision_date,
        number=numbered(check.decision_number, f"QĐ-{of.office.symbol}"),
        kind="QUYẾT ĐỊNH",
        title=f"Về việc kiểm tra việc chấp hành pháp luật về {contents}",
        basis=(*basis("decision"), *own_basis(check.legal_basis)),
        decides="QUYẾT ĐỊNH:",
        body=body,
        signatures=(signature(of.office),),
        recipients=("- Như điều cuối;", f"- {of.site.name};", "- Lưu: VT, KT."),
    )


def minutes(of: Facts, words: Words) -> Paper:
    """Biên bản kiểm tra. Raises Conflict("document.no_record") before the check was recorded."""
    record, check = of.record, of.check
    if record is None:
        raise Conflict("document.no_record")
    contents = listed(words("content", one).lower() for one in check.contents)
    body: list[Block] = [
        Line(f"Hôm nay, từ {moment(record.started_at)} đến {moment(record.ended_at)}, tại {_place(of)}."),
        Line(
            f"Đoàn kiểm tra theo Quyết định số {check.decision_number or '……'}: {check.team or '……'}.", "1."
        ),
        Line(f"Đại diện cơ sở: {_representative(record)}.", "2."),
        Line("Kết quả kiểm tra:", "3."),
        *_answers(of.answers, words),
        Line("Hành vi, tồn tại phát hiện và yêu cầu khắc phục:", "4."),
        *_findings(check.findings),
        Line(f"Ý kiến của đại diện cơ sở: {record.opinion or 'Không có ý kiến khác'}.", "5."),
        Line(_ending(record)),
    ]
    return Paper(
        parent=of.office.parent,
        issuer=of.office.issuer,
        place=short_name(of.commune.name),
        day=check.inspected_on,
        number=numbered(check.minutes_number, "BB-KT"),
        kind="BIÊN BẢN KIỂM TRA",
        title=f"Về việc chấp hành pháp luật về {contents}",
        body=tuple(body),
        signatures=(
            Signature(("ĐẠI DIỆN CƠ SỞ",), record.representative, of.signature),
            Signature(("TRƯỞNG ĐOÀN KIỂM TRA",)),
        ),
    )


def conclusion(of: Facts, words: Words) -> Paper:
    """Kết luận kiểm tra. Raises Conflict("document.not_concluded") before there is one."""
    check = of.check
    if not check.conclusion or check.concluded_on is None:
        raise Conflict("document.not_concluded")
    contents = listed(words("content", one).lower() for one in check.contents)
    body: tuple[Block, ...] = (
        Line(
            f"Thực hiện Quyết định số {check.decision_number or '……'}, ngày {day(check.inspected_on)} "
            f"đoàn kiểm tra đã kiểm tra tại {_place(of)}."
        ),
        Line("Kết quả kiểm tra", "1."),
        *_findings(check.findings),
        Line("Kết luận", "2."),
        *(Line(text) for text in check.conclusion.splitlines() if text.strip()),
    )
    return Paper(
        parent=of.office.parent,
        issuer=of.office.issuer,
        place=short_name(of.commune.name),
        day=check.concluded_on,
        number=numbered(check.conclusion_number, f"KL-{of.office.symbol}"),
        kind="KẾT LUẬN KIỂM TRA",
        title=f"Việc chấp hành pháp luật về {contents}",
        body=body,
        signatures=(signature(of.office),),
        recipients=(f"- {of.site.name};", "- Lưu: VT, KT."),
    )


def _second_check(of: Facts) -> list[str]:
    if of.override is None or of.override.approved_at is None:
        return []
    seen = f" Căn cứ các phản ánh đã xác minh: {', '.join(of.evidence)}." if of.evidence else ""
    approved = of.override.approved_at.astimezone(clock.ZONE)
    return [
        "Đây là lần kiểm tra thêm trong năm, áp dụng ngoại lệ khi có dấu hiệu vi phạm rõ ràng theo Điều 4 "
        f"Nghị quyết số 198/2025/QH15. Lý do: {of.override.reason.rstrip('.')}.{seen} "
        f"Việc kiểm tra thêm được lãnh đạo Ủy ban nhân dân xã duyệt ngày {day(approved.date())}."
    ]


def _why(check: Inspection, words: Words) -> str:
    if check.trigger is None:
        return "theo kế hoạch" if check.planned else "đột xuất"
    return words("inspection_trigger", check.trigger).lower()


def _place(of: Facts) -> str:
    parts = (of.site.name, of.site.address or (f"thôn {of.village}" if of.village else ""), of.commune.name)
    return ", ".join(part for part in parts if part)


def _answers(rows: Sequence[Json], words: Words) -> list[Block]:
    told = tuple(
        (str(number), row["question"], words("answer", row["answer"])) for number, row in enumerate(rows, 1)
    )
    if not told:
        return [Line("Không có nội dung ghi theo bảng kiểm.")]
    return [Table(("TT", "Nội dung", "Kết quả"), told, (12, 113, 40))]


def _findings(findings: list[Finding]) -> list[Block]:
    rows = tuple(
        (
            str(number),
            "\n".join(part for part in (one.text, one.article and f"({one.article})") if part),
            str(one.severity),
            one.remedy or "",
            day(one.deadline) if one.deadline else "",
        )
        for number, one in enumerate(findings, 1)
    )
    if not rows:
        return [Line("Không phát hiện vi phạm tại thời điểm kiểm tra.")]
    headings = ("TT", "Nội dung, điều khoản", "Mức độ", "Yêu cầu khắc phục", "Hạn")
    return [Table(headings, rows, (10, 68, 16, 45, 26))]


def _representative(record: InspectionRecord) -> str:
    named = ", ".join(part for part in (record.representative, record.representative_title) if part)
    return named or "không có mặt"


_ENDINGS: Final = {
    RecordOutcome.SIGNED: "Biên bản lập xong, đã đọc lại cho những người có mặt nghe, công nhận là đúng và "
    "cùng ký tên",
    RecordOutcome.REFUSED_TO_SIGN: "Biên bản lập xong, đã đọc lại cho những người có mặt nghe. Đại diện "
    "cơ sở không ký biên bản",
    RecordOutcome.NO_ACCESS: "Đoàn kiểm tra không vào được cơ sở; biên bản lập để ghi nhận việc này",
}


def _ending(record: InspectionRecord) -> str:
    why = f". Lý do: {record.note.rstrip('.')}" if record.note else ""
    return _ENDINGS[record.outcome] + (why if record.outcome is not RecordOutcome.SIGNED else "")
