"""Fields of checks, plans, risk, penalties and transport in words."""

from typing import Final

from flask_babel import lazy_gettext as _l

from webmap.facts.fact import Fact

INSPECTION_FACTS: Final = {
    "act": Fact(_l("Loại hoạt động"), "inspection_act"),
    "body": Fact(_l("Cơ quan tiến hành")),
    "trigger": Fact(_l("Lý do kiểm tra"), "inspection_trigger"),
    "team": Fact(_l("Thành phần đoàn")),
    "planned_on": Fact(_l("Ngày dự kiến"), "day"),
    "announced_on": Fact(_l("Ngày thông báo"), "day"),
    "minutes_number": Fact(_l("Số biên bản")),
    "public_conclusion": Fact(_l("Kết luận công khai")),
    "conclusion_number": Fact(_l("Số kết luận")),
    "concluded_on": Fact(_l("Ngày kết luận"), "day"),
    "cancel_reason": Fact(_l("Lý do hủy")),
    "edition": Fact(_l("Lần ban hành"), "number"),
    "period_from": Fact(_l("Từ ngày"), "day"),
    "period_to": Fact(_l("Đến ngày"), "day"),
    "settings": Fact(_l("Thiết lập")),
    "figures": Fact(_l("Số liệu")),
    "progress": Fact(_l("Tiến độ")),
    "submitted_at": Fact(_l("Trình lúc"), "moment"),
    "approved_at": Fact(_l("Duyệt lúc"), "moment"),
    "reason": Fact(_l("Lý do")),
    "people": Fact(_l("Số người"), "number"),
    "vehicle": Fact(_l("Phương tiện"), "vehicle"),
    "rules": Fact(_l("Tiêu chí")),
    "terms": Fact(_l("Hệ số năm")),
    "criterion": Fact(_l("Tiêu chí"), "criterion"),
    "value": Fact(_l("Điểm"), "number"),
    "set_at": Fact(_l("Nhập lúc"), "moment"),
    "not_before": Fact(_l("Không đến trước ngày"), "day"),
    "not_after": Fact(_l("Không đến sau ngày"), "day"),
    "carrier_id": Fact(_l("Đơn vị vận chuyển")),
    "route_id": Fact(_l("Tuyến")),
    "plate": Fact(_l("Biển số")),
    "at": Fact(_l("Lúc"), "moment"),
    "answers": Fact(_l("Trả lời")),
    "result": Fact(_l("Kết quả"), "transport_result"),
    "found_on": Fact(_l("Ngày phát hiện"), "day"),
    "decided_by": Fact(_l("Người ra quyết định")),
    "amount_vnd": Fact(_l("Mức phạt"), "number", _l("đồng")),
    "remedy": Fact(_l("Biện pháp khắc phục")),
    "paid_vnd": Fact(_l("Đã nộp"), "number", _l("đồng")),
    "paid_on": Fact(_l("Ngày nộp"), "day"),
    "permit_issuer": Fact(_l("Nơi cấp giấy phép")),
    "permit_from": Fact(_l("Giấy phép từ ngày"), "day"),
    "permit_to": Fact(_l("Giấy phép đến ngày"), "day"),
    "waste_codes": Fact(_l("Mã chất thải")),
    "from_site_id": Fact(_l("Từ cơ sở")),
    "destination": Fact(_l("Nơi đến")),
    "kg_month": Fact(_l("Khối lượng"), "number", _l("kg/tháng")),
    "hours": Fact(_l("Giờ chạy")),
    "content": Fact(_l("Nội dung kiểm tra"), "content"),
    "binds": Fact(_l("Áp dụng"), "yes_no"),
    "confirmed_by": Fact(_l("Người xác nhận")),
    "rated_on": Fact(_l("Ngày xếp loại"), "day"),
    "interval_months": Fact(_l("Chu kỳ"), "number", _l("tháng")),
}
"""Field → its words."""

OF_INSPECTION: Final[dict[tuple[str, str], Fact]] = {
    ("inspection", "state"): Fact(_l("Tình trạng"), "inspection_state"),
    ("inspection", "code"): Fact(_l("Mã kiểm tra")),
    ("inspection_plan", "state"): Fact(_l("Tình trạng"), "plan_state"),
    ("site", "category"): Fact(_l("Hạng rủi ro"), "number"),
}
"""Where a field of one table is not what its name says elsewhere."""
