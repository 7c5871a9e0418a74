"""Words of checks that everybody reads: states, contents, forms, acts."""

from typing import Final

from flask_babel import lazy_gettext as _l

CHECK_LABELS: Final = {
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
    "inspection_act": {
        "inspection": _l("Kiểm tra"),
        "state_inspection": _l("Thanh tra"),
    },
}
"""Group → identifier → words."""
