"""Every field of a record in words: its name, and how its value is said (a word, a day, a figure)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webmap.facts.fact import Fact
from webmap.facts.inspections import INSPECTION_FACTS, OF_INSPECTION
from webmap.filters import day, moment, number, percent
from webmap.labels import LABELS, label


@dataclass(frozen=True)
class Said:
    """A field ready for a page."""

    field: str
    words: str
    text: str


FACTS: Final[dict[str, Fact]] = {
    **INSPECTION_FACTS,
    "name": Fact(_l("Tên")),
    "code": Fact(_l("Mã")),
    "type": Fact(_l("Nhóm"), "type"),
    "kind": Fact(_l("Loại"), "kind"),
    "address": Fact(_l("Địa chỉ")),
    "village": Fact(_l("Thôn")),
    "village_id": Fact(_l("Thôn")),
    "villages": Fact(_l("Các thôn")),
    "cluster": Fact(_l("Cụm công nghiệp")),
    "cluster_id": Fact(_l("Cụm công nghiệp")),
    "state": Fact(_l("Tình trạng"), "state"),
    "authority": Fact(_l("Cơ quan chủ trì kiểm tra"), "authority"),
    "registered_on": Fact(_l("Ngày vào sổ"), "day"),
    "closed_on": Fact(_l("Ngày đóng"), "day"),
    "source": Fact(_l("Nguồn"), "source"),
    "place": Fact(_l("Vị trí"), "place"),
    "geom": Fact(_l("Vị trí"), "place"),
    "public_geom": Fact(_l("Vị trí công khai"), "place"),
    "area": Fact(_l("Ranh giới"), "place"),
    "border": Fact(_l("Ranh giới"), "place"),
    "person": Fact(_l("Người liên hệ")),
    "phone": Fact(_l("Điện thoại")),
    "email": Fact(_l("Thư điện tử")),
    # facilities
    "legal_form": Fact(_l("Hình thức pháp lý"), "legal_form"),
    "tax_code": Fact(_l("Mã số thuế")),
    "permit_kind": Fact(_l("Giấy tờ môi trường"), "permit_kind"),
    "permit_number": Fact(_l("Số giấy tờ môi trường")),
    "permit_valid_to": Fact(_l("Giấy tờ có hiệu lực đến"), "day"),
    "fire_group": Fact(_l("Diện quản lý phòng cháy"), "fire_group"),
    "workers": Fact(_l("Số lao động"), "number", _l("người")),
    "site_area_m2": Fact(_l("Diện tích"), "number", "m²"),
    "wastewater_m3_day": Fact(_l("Nước thải"), "number", _l("m³ mỗi ngày")),
    "has_wastewater_treatment": Fact(_l("Có xử lý nước thải"), "yes_no"),
    "stacks": Fact(_l("Số ống khói"), "number"),
    "solid_waste_kg_day": Fact(_l("Chất thải rắn"), "number", _l("kg mỗi ngày")),
    "hazardous_waste_kg_year": Fact(_l("Chất thải nguy hại"), "number", _l("kg mỗi năm")),
    "hazardous_stock_t": Fact(_l("Hóa chất nguy hiểm đang chứa"), "number", _l("tấn")),
    # clusters, medical facilities, schools
    "stage": Fact(_l("Giai đoạn"), "stage"),
    "area_ha": Fact(_l("Diện tích"), "number", "ha"),
    "has_wwtp": Fact(_l("Có trạm xử lý nước thải tập trung"), "yes_no"),
    "connected_share": Fact(_l("Tỷ lệ đấu nối nước thải"), "share"),
    "fill_share": Fact(_l("Tỷ lệ lấp đầy"), "share"),
    "licence_number": Fact(_l("Số giấy phép hoạt động")),
    "beds": Fact(_l("Số giường bệnh"), "number"),
    "infectious_kg_month": Fact(_l("Chất thải lây nhiễm"), "number", _l("kg mỗi tháng")),
    "waste_contract": Fact(_l("Hợp đồng xử lý chất thải")),
    "pupils": Fact(_l("Số học sinh"), "number"),
    # collection points
    "accepted_groups": Fact(_l("Nhận loại rác"), "waste_group"),
    "containers": Fact(_l("Số thùng chứa"), "number"),
    "opening_hours": Fact(_l("Giờ mở cửa"), "hours"),
    "collection_times": Fact(_l("Giờ thu gom"), "hours"),
    "operator": Fact(_l("Đơn vị thu gom, vận hành")),
    "leak_proof": Fact(_l("Chống rò rỉ"), "yes_no"),
    "lit_at_night": Fact(_l("Có đèn ban đêm"), "yes_no"),
    "cleaned_after_run": Fact(_l("Dọn sạch sau mỗi chuyến"), "yes_no"),
    "flood_level": Fact(_l("Nằm trong vùng ngập"), "level"),
    # checks
    "status": Fact(_l("Tình trạng kiểm tra"), "status"),
    "last_visit": Fact(_l("Lần kiểm tra gần nhất"), "day"),
    "due_on": Fact(_l("Hạn kiểm tra tiếp theo"), "day"),
    "contents": Fact(_l("Nội dung kiểm tra"), "content"),
    "form": Fact(_l("Hình thức"), "inspection_form"),
    "planned": Fact(_l("Theo kế hoạch"), "yes_no"),
    "decision_number": Fact(_l("Số quyết định")),
    "decision_date": Fact(_l("Ngày quyết định"), "day"),
    "legal_basis": Fact(_l("Căn cứ pháp lý")),
    "inspected_on": Fact(_l("Ngày kiểm tra"), "day"),
    "conclusion": Fact(_l("Kết luận")),
    "published_on": Fact(_l("Ngày công khai"), "day"),
    "article": Fact(_l("Điều khoản")),
    "text": Fact(_l("Nội dung")),
    "severity": Fact(_l("Mức độ (0–3)"), "number"),
    "deadline": Fact(_l("Hạn khắc phục"), "day"),
    "fixed_on": Fact(_l("Ngày khắc phục xong"), "day"),
    "months": Fact(_l("Số tháng giữa hai lần kiểm tra"), "number"),
    # communes, villages, waters, hazards
    "province_code": Fact(_l("Mã tỉnh, thành phố")),
    "valid_from": Fact(_l("Có hiệu lực từ"), "day"),
    "valid_to": Fact(_l("Có hiệu lực đến"), "day"),
    "predecessors": Fact(_l("Hình thành từ")),
    "official_area_km2": Fact(_l("Diện tích công bố"), "number", "km²"),
    "population": Fact(_l("Dân số"), "number", _l("người")),
    "population_suspect": Fact(_l("Dân số cần kiểm tra lại"), "yes_no"),
    "households": Fact(_l("Số hộ"), "number", _l("hộ")),
    "renamed_on": Fact(_l("Tên mới dùng từ ngày"), "day"),
    "crest_m": Fact(_l("Cao trình đỉnh"), "number", "m"),
    "vertical_datum": Fact(_l("Gốc cao độ"), "vertical_datum"),
    "capacity_m3_s": Fact(_l("Lưu lượng thiết kế"), "number", _l("m³ mỗi giây")),
    "hazard": Fact(_l("Loại thiên tai"), "hazard"),
    "level": Fact(_l("Cấp độ rủi ro"), "level"),
    "basis": Fact(_l("Căn cứ khoanh vùng")),
    "internal_note": Fact(_l("Ghi chú nội bộ")),
    "issuer": Fact(_l("Cơ quan phát hành")),
    "number": Fact(_l("Số bản tin")),
    "issued_at": Fact(_l("Phát lúc"), "moment"),
    "headline": Fact(_l("Tiêu đề")),
    # reports of citizens
    "category": Fact(_l("Việc gì"), "category"),
    "nature": Fact(_l("Tính chất"), "nature"),
    "occurred_at": Fact(_l("Xảy ra lúc"), "moment"),
    "created_at": Fact(_l("Gửi lúc"), "moment"),
    "description": Fact(_l("Mô tả")),
    "landmark": Fact(_l("Chỗ dễ nhận ra")),
    "visibility": Fact(_l("Ai được xem"), "visibility"),
    "published": Fact(_l("Đã đăng công khai"), "yes_no"),
    "public_note": Fact(_l("Trả lời công khai")),
    "urgent": Fact(_l("Khẩn"), "yes_no"),
    "outside": Fact(_l("Ngoài địa bàn xã"), "yes_no"),
    "moderation": Fact(_l("Xét tin rác"), "moderation"),
    "supporters": Fact(_l("Người cùng thấy"), "number"),
    "parent": Fact(_l("Trùng với")),
    "parent_id": Fact(_l("Trùng với")),
    "split_from": Fact(_l("Tách từ")),
    "split_from_id": Fact(_l("Tách từ")),
    "assigned_role": Fact(_l("Đơn vị phụ trách"), "role"),
    "assignee": Fact(_l("Người phụ trách")),
    "assignee_id": Fact(_l("Người phụ trách")),
    "referred_to": Fact(_l("Đã chuyển đến")),
    "referred_number": Fact(_l("Số văn bản chuyển")),
    "reject_reason": Fact(_l("Lý do không xử lý"), "reject_reason"),
    "take_in_due_at": Fact(_l("Hạn tiếp nhận (nội bộ)"), "moment"),
    "due_at": Fact(_l("Hạn xử lý (nội bộ)"), "moment"),
    "due_limit_at": Fact(_l("Hạn xử lý muộn nhất khi tạm dừng"), "moment"),
    "paused_at": Fact(_l("Tạm dừng từ"), "moment"),
    "taken_in_at": Fact(_l("Tiếp nhận lúc"), "moment"),
    "answered_at": Fact(_l("Trả lời lần đầu"), "moment"),
    "resolved_at": Fact(_l("Xử lý xong lúc"), "moment"),
    "ended_at": Fact(_l("Kết thúc lúc"), "moment"),
    "rating": Fact(_l("Người phản ánh chấm"), "number"),
    "rating_text": Fact(_l("Nhận xét của người phản ánh")),
    "erasure_requested_at": Fact(_l("Yêu cầu xóa dữ liệu lúc"), "moment"),
    "purpose": Fact(_l("Loại tệp"), "file_purpose"),
    "public": Fact(_l("Cho mọi người xem"), "yes_no"),
    "take_in_minutes": Fact(_l("Thời gian để tiếp nhận"), "number", _l("phút làm việc")),
    "answer_minutes": Fact(_l("Thời gian để xử lý"), "number", _l("phút làm việc")),
    "keep_days": Fact(_l("Số ngày giữ dữ liệu cá nhân"), "number"),
    "day": Fact(_l("Ngày"), "day"),
    "working": Fact(_l("Làm việc"), "yes_no"),
    "note": Fact(_l("Ghi chú")),
    "title": Fact(_l("Tiêu đề")),
    "from_state": Fact(_l("Từ tình trạng"), "incident_state"),
    "to_state": Fact(_l("Sang tình trạng"), "incident_state"),
    # accounts and imports
    "username": Fact(_l("Tên đăng nhập")),
    "display_name": Fact(_l("Tên hiển thị")),
    "role": Fact(_l("Vai trò"), "role"),
    "active": Fact(_l("Đang dùng"), "yes_no"),
    "last_sign_in_at": Fact(_l("Đăng nhập gần nhất"), "moment"),
    "layer": Fact(_l("Lớp dữ liệu")),
    "filename": Fact(_l("Tệp")),
    "applied_at": Fact(_l("Ghi lúc"), "moment"),
    "account_id": Fact(_l("Tài khoản")),
}
"""Field → its words, the same on pages, forms and in the log."""

OF_TABLE: Final[dict[tuple[str, str], Fact]] = {
    **OF_INSPECTION,
    ("incident", "state"): Fact(_l("Tình trạng"), "incident_state"),
    ("incident_event", "kind"): Fact(_l("Việc"), "event"),
    ("incident_file", "title"): Fact(_l("Tên tệp")),
    ("reply_template", "state"): Fact(_l("Tình trạng"), "incident_state"),
    ("import_batch", "state"): Fact(_l("Tình trạng"), "import_state"),
    ("water_work", "kind"): Fact(_l("Loại"), "water_work"),
    ("road", "kind"): Fact(_l("Loại"), "road"),
    ("waterway", "kind"): Fact(_l("Loại"), "waterway"),
    ("hazard_bulletin", "valid_from"): Fact(_l("Có hiệu lực từ"), "moment"),
    ("hazard_bulletin", "valid_to"): Fact(_l("Có hiệu lực đến"), "moment"),
}
"""Where a field of one table is not what its name says elsewhere."""

DAYS: Final = {
    "Mo": _l("thứ hai"),
    "Tu": _l("thứ ba"),
    "We": _l("thứ tư"),
    "Th": _l("thứ năm"),
    "Fr": _l("thứ sáu"),
    "Sa": _l("thứ bảy"),
    "Su": _l("chủ nhật"),
}
"""Days of OpenStreetMap's opening_hours."""


def init_app(app: Flask) -> None:
    """Hand the words to the templates."""
    app.jinja_env.globals.update(facts=facts, words_of=words_of, said=said)


def fact(field: str, table: str = "") -> Fact:
    """The words of a field; a field without words shows its own name."""
    return OF_TABLE.get((table, field)) or FACTS.get(field) or Fact(field)


def words_of(field: str, table: str = "") -> str:
    """The name of a field in words."""
    return str(fact(field, table).words)


def facts(
    values: Mapping[str, Any], table: str = "", without: Iterable[str] = (), empty: bool = False
) -> list[Said]:
    """The fields of a record ready for a page; those without a value only where `empty` asks for them."""
    kept = [field for field in values if field not in set(without)]
    all_said = [Said(field, words_of(field, table), said(field, values[field], table)) for field in kept]
    return [one for one in all_said if one.text or empty]


def said(field: str, value: Any, table: str = "") -> str:
    """A value in words; an empty text where there is none. Takes JSON values (dates as ISO 8601 text)."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, (list, tuple)) and not isinstance(value, str):
        return ", ".join(said(field, one, table) for one in value)
    how = fact(field, table)
    text = _say(how.said, value)
    return f"{text} {how.unit}" if how.unit else text


def _say(how: str, value: Any) -> str:
    if how in LABELS:
        return label(how, value)
    return _SAY.get(how, str)(value)


def _day(value: Any) -> str:
    return day(date.fromisoformat(value[:10]) if isinstance(value, str) else value)


def _moment(value: Any) -> str:
    return moment(datetime.fromisoformat(value) if isinstance(value, str) else value)


def _yes_no(value: Any) -> str:
    return str(_("Có") if value else _("Không"))


def _place(value: Any) -> str:
    if isinstance(value, Mapping) and value.get("type") == "Point":
        longitude, latitude = value["coordinates"][:2]
        return str(_("vĩ độ %(lat)s, kinh độ %(lon)s", lat=f"{latitude:.5f}", lon=f"{longitude:.5f}"))
    return str(_("hình vẽ trên bản đồ"))


def _hours(value: Any) -> str:
    """An opening_hours text in Vietnamese words: "Mo-Fr 06:00-18:00" → "thứ hai đến thứ sáu 06:00–18:00"."""
    text: str = str(value).replace("24/7", _("cả ngày đêm")).replace("Mo-Su", _("hằng ngày"))
    text = re.sub(r"(\d\d)-(\d\d)", r"\1–\2", text.replace("PH off", _("nghỉ ngày lễ")))
    text = re.sub(
        r"\b(Mo|Tu|We|Th|Fr|Sa|Su)-(?=Mo|Tu|We|Th|Fr|Sa|Su)", lambda m: m[1] + " " + _("đến") + " ", text
    )
    text = re.sub(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)\b", lambda m: str(DAYS[m[1]]), text)
    return re.sub(r",(?=\S)", ", ", text)


def _source(value: Any) -> str:
    known = {"form": _("nhập bằng biểu mẫu"), "demo": _("dữ liệu minh họa")}
    return str(known.get(value, value))


_SAY: Final = {
    "number": lambda value: number(value, 3),
    "share": percent,
    "yes_no": _yes_no,
    "day": _day,
    "moment": _moment,
    "place": _place,
    "source": _source,
    "hours": _hours,
}
