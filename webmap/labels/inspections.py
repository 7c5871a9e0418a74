"""Words of checks: states, contents, criteria, plans."""

from typing import Final

from flask_babel import lazy_gettext as _l

INSPECTION_LABELS: Final = {
    "inspection_state": {
        "proposed": _l("Đề xuất"),
        "approved": _l("Đã duyệt"),
        "announced": _l("Đã thông báo"),
        "in_field": _l("Đang kiểm tra"),
        "minutes_signed": _l("Đã ký biên bản"),
        "concluded": _l("Đã kết luận"),
        "follow_up": _l("Đang theo dõi khắc phục"),
        "done": _l("Hoàn thành"),
        "cancelled": _l("Đã hủy"),
        "no_access": _l("Không vào được"),
    },
    "content": {
        "environment": _l("Môi trường"),
        "fire_safety": _l("Phòng cháy, chữa cháy"),
        "medical_waste": _l("Chất thải y tế"),
        "hazardous_waste_transport": _l("Vận chuyển chất thải nguy hại"),
    },
    "inspection_form": {"on_site": _l("Kiểm tra thực tế"), "remote": _l("Kiểm tra từ xa")},
    "inspection_trigger": {
        "plan": _l("Theo kế hoạch"),
        "direct_detection": _l("Trực tiếp phát hiện"),
        "tip": _l("Tố giác, tin báo"),
        "complaint": _l("Khiếu nại, kiến nghị"),
        "clear_signs": _l("Dấu hiệu vi phạm rõ ràng"),
        "remedy": _l("Kiểm tra việc khắc phục"),
    },
    "inspection_act": {
        "inspection": _l("Kiểm tra"),
        "state_inspection": _l("Thanh tra"),
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
    "transport_result": {
        "in_order": _l("Đúng quy định"),
        "reminded": _l("Đã nhắc nhở"),
        "violation": _l("Có vi phạm"),
    },
}
"""Group → identifier → words."""
