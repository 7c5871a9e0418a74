"""Words of checks: states, contents, criteria, plans."""

from typing import Final

from flask_babel import lazy_gettext as _l

from webmap.labels.checks import CHECK_LABELS

INSPECTION_LABELS: Final = {
    **CHECK_LABELS,
    "inspection_trigger": {
        "plan": _l("Theo kế hoạch"),
        "direct_detection": _l("Trực tiếp phát hiện"),
        "tip": _l("Tố giác, tin báo"),
        "complaint": _l("Khiếu nại, kiến nghị"),
        "clear_signs": _l("Dấu hiệu vi phạm rõ ràng"),
        "remedy": _l("Kiểm tra việc khắc phục"),
    },
    "inspection_event": {
        "created": _l("Lập"),
        "moved": _l("Chuyển bước"),
        "noted": _l("Ghi chú"),
        "linked": _l("Gắn phản ánh"),
        "recorded": _l("Ghi biên bản"),
        "remedied": _l("Đã khắc phục"),
        "overridden": _l("Cho phép kiểm tra thêm"),
        "published": _l("Công khai"),
        "withdrawn": _l("Thôi công khai"),
    },
    "inspection_pile": {
        "to_approve": _l("Chờ duyệt"),
        "to_announce": _l("Chờ thông báo"),
        "week": _l("Hôm nay và 7 ngày tới"),
        "to_conclude": _l("Chờ kết luận"),
        "remedies": _l("Khắc phục quá hạn"),
        "to_publish": _l("Chờ công khai"),
        "no_access": _l("Không vào được"),
        "others": _l("Của cơ quan khác"),
        "all": _l("Tất cả"),
    },
    "record_outcome": {
        "signed": _l("Đã ký biên bản"),
        "refused_to_sign": _l("Không ký biên bản"),
        "no_access": _l("Không vào được"),
    },
    "inspection_file_purpose": {
        "evidence": _l("Ảnh tại chỗ"),
        "signature": _l("Chữ ký"),
        "remedy": _l("Ảnh khắc phục"),
        "paper": _l("Giấy tờ"),
    },
    "answer": {
        "passed": _l("Đạt"),
        "failed": _l("Không đạt"),
        "not_applicable": _l("Không áp dụng"),
        "not_checked": _l("Không kiểm tra được"),
    },
    "criterion": {
        "wastewater": _l("Nước thải"),
        "air_odour": _l("Khí thải, mùi"),
        "waste": _l("Chất thải rắn"),
        "fire_chemicals": _l("Cháy và hóa chất"),
        "noise_traffic": _l("Tiếng ồn, xe cộ"),
        "surroundings": _l("Xung quanh nhạy cảm"),
        "flood_stock": _l("Ngập và chất nguy hại"),
        "scale": _l("Quy mô"),
        "findings": _l("Lỗi đã phát hiện (24 tháng)"),
        "incidents_near": _l("Phản ánh đúng ở gần (12 tháng)"),
        "overdue_remedies": _l("Khắc phục quá hạn"),
        "papers": _l("Giấy phép, báo cáo"),
        "own_system": _l("Hệ thống tự kiểm soát"),
    },
    "plan_state": {
        "draft": _l("Đang soạn"),
        "submitted": _l("Chờ duyệt"),
        "approved": _l("Đã duyệt"),
        "published": _l("Đã công khai"),
        "superseded": _l("Đã thay bằng bản mới"),
        "withdrawn": _l("Đã rút"),
    },
    "left_out_reason": {
        "yearly_cap": _l("Đã được kiểm tra trong năm"),
        "not_before": _l("Chưa đến ngày được kiểm tra"),
        "not_placed": _l("Chưa có vị trí trên bản đồ"),
        "not_open": _l("Không mở cửa trong kỳ"),
        "closed": _l("Đã đóng cửa"),
        "dropped": _l("Cán bộ bỏ ra"),
        "pair_impossible": _l("Không ghép được cùng ngày"),
        "planned_elsewhere": _l("Đã có trong kế hoạch khác"),
        "other_authority": _l("Thuộc cơ quan khác"),
        "not_due": _l("Chưa đến kỳ"),
        "no_room": _l("Hết chỗ trong kỳ"),
    },
    "wish_kind": {
        "pinned": _l("Ghim"),
        "dropped": _l("Bỏ"),
    },
    "vehicle": {
        "motorbike": _l("Xe máy"),
        "car": _l("Ô tô"),
        "bicycle": _l("Xe đạp"),
        "walking": _l("Đi bộ"),
    },
    "penalty_status": {
        "undecided": _l("Chưa có quyết định"),
        "unpaid": _l("Chưa nộp đủ"),
        "overdue": _l("Quá hạn nộp"),
        "paid": _l("Đã nộp đủ"),
        "no_fine": _l("Cảnh cáo, không phạt tiền"),
        "closed": _l("Đã kết thúc"),
    },
    "permit_status": {
        "none": _l("Chưa ghi giấy phép"),
        "not_yet": _l("Giấy phép chưa có hiệu lực"),
        "expired": _l("Giấy phép đã hết hạn"),
        "expires_soon": _l("Giấy phép sắp hết hạn"),
        "valid": _l("Giấy phép còn hạn"),
    },
    "transport_rule": {
        "school_m": _l("Cảnh báo khi tuyến cách trường học dưới"),
        "clinic_m": _l("Cho biết khi tuyến cách cơ sở y tế dưới"),
        "home_m": _l("Cho biết khi tuyến cách khu dân cư dưới"),
        "school_hours": _l("Giờ đưa đón học sinh"),
        "permit_soon_days": _l("Giấy phép coi là sắp hết hạn khi còn dưới"),
        "longest_km": _l("Tuyến dài nhất được nhập"),
    },
    "transport_result": {
        "in_order": _l("Đúng quy định"),
        "reminded": _l("Đã nhắc nhở"),
        "violation": _l("Có vi phạm"),
    },
}
"""Group → identifier → words."""
