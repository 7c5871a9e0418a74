"""What the doors for programs say when they refuse."""

from typing import Final

from flask_babel import lazy_gettext as _l

API_MESSAGES: Final = {
    "api_key.name": _l("Tên ứng dụng cần từ 1 đến 100 chữ cái."),
    "api_key.name_taken": _l("Đã có một khóa mang tên “%(name)s”."),
    "api_key.unknown": _l("Không có khóa nào mang tên “%(name)s”."),
    "open311.address_id": _l("Không có thôn mang mã này."),
    "open311.api_key": _l("Thiếu api_key, hoặc api_key không đúng, hoặc đã bị khóa."),
    "open311.jurisdiction": _l("Ở đây không có jurisdiction_id này."),
    "open311.key": _l("Idempotency-Key phải là một UUID."),
    "open311.list": _l("Danh sách dài quá 1.000 mục."),
    "open311.moment": _l("Ngày giờ viết theo W3C, chẳng hạn 2026-10-01T07:30:00+07:00."),
    "open311.no_request": _l("Không có phản ánh công khai nào mang số này."),
    "open311.no_token": _l("Không có phản ánh nào mang mã theo dõi này."),
    "open311.number": _l("Đây phải là một số nguyên không âm."),
    "open311.page": _l("Trang tính từ 1 đến 1.000.000."),
    "open311.page_size": _l("Mỗi trang từ 1 đến 1.000 phản ánh."),
    "open311.service": _l("Không có service_code này."),
    "open311.service_needed": _l("Thiếu service_code: xin chọn một loại trong danh sách services."),
    "open311.span": _l("Khoảng thời gian dài quá 90 ngày."),
    "open311.status": _l("status là open hoặc closed."),
    "open311.too_many": _l("Ứng dụng này gửi quá nhiều phản ánh. Xin gửi lại sau %(minutes)s phút."),
    "open311.turned_round": _l("end_date đứng trước start_date."),
}
