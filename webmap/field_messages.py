"""What a refusal of a record from the field says to people."""

from typing import Final

from flask_babel import lazy_gettext as _l

FIELD_MESSAGES: Final = {
    "field.body": _l(
        "Biên bản gửi lên không đọc được. Biên bản vẫn nằm trên máy; xin báo quản trị hệ thống."
    ),
    "field.other_account": _l(
        "Biên bản này do một tài khoản khác lập. Xin đăng nhập lại bằng tài khoản đó để gửi."
    ),
    "field.not_open": _l(
        "Cuộc kiểm tra này không có, không phải của cơ quan bạn, hoặc không còn chờ biên bản."
    ),
    "field.recorded_already": _l(
        "Cuộc kiểm tra này đã có biên bản khác. Bản trên máy này chưa được nhận; "
        "xin trao đổi với người đã gửi."
    ),
    "field.cancelled": _l("Cuộc kiểm tra này đã bị hủy, nên chưa nhận biên bản. Bản trên máy vẫn được giữ."),
    "field.not_approved": _l("Cuộc kiểm tra này chưa được duyệt, nên chưa nhận biên bản."),
    "field.over": _l("Cuộc kiểm tra này không còn chờ biên bản."),
    "field.key_used": _l("Biên bản này trùng mã với một biên bản khác. Xin báo quản trị hệ thống."),
    "field.files_missing": _l("Còn ảnh hoặc chữ ký chưa gửi xong."),
    "field.file_purpose": _l("Một tệp gửi lên không đúng loại. Xin chụp hoặc ký lại."),
    "field.not_a_time": _l("Giờ ghi trong biên bản không có thật. Xin xem lại đồng hồ của máy."),
    "field.backwards": _l("Giờ kết thúc sớm hơn giờ bắt đầu. Xin xem lại."),
    "field.future": _l("Giờ trong biên bản chưa tới. Xin xem lại đồng hồ của máy."),
    "field.too_old": _l("Biên bản đã quá 60 ngày. Xin lập biên bản giấy và báo người phụ trách."),
    "field.too_long": _l("Cuộc kiểm tra dài quá 48 giờ. Xin xem lại giờ bắt đầu và kết thúc."),
    "field.too_long_text": _l("Phần này dài quá. Xin viết ngắn hơn."),
    "field.needs_reason": _l("Xin ghi lý do: vì sao không ký, hoặc vì sao không vào được."),
    "field.needs_signature": _l("Xin để người đại diện ký, hoặc chụp lại trang đã ký."),
    "field.track": _l("Đường đi ghi được không nằm ở Việt Nam hoặc quá dài."),
    "field.no_access_found": _l("Không vào được thì không ghi lỗi."),
    "field.checklist": _l(
        "Danh mục kiểm tra không khớp với nội dung cuộc kiểm tra. Xin mở lại trang khi có mạng."
    ),
    "field.answer": _l("Có câu trả lời không nằm trong danh mục kiểm tra."),
    "field.unanswered": _l("Còn mục chưa trả lời. Mục nào không xem được thì chọn “Không kiểm tra được”."),
    "field.finding": _l("Có lỗi ghi chưa đủ: cần nội dung và mức độ từ 0 đến 3."),
    "field.failed_unfound": _l("Mỗi mục không đạt cần ghi một lỗi."),
    "field.found_unfailed": _l(
        "Có lỗi ghi cho một mục không phải “Không đạt”. Xin bỏ lỗi hoặc sửa câu trả lời."
    ),
    "field.needs_deadline": _l("Lỗi từ mức 1 trở lên cần hạn khắc phục."),
    "field.deadline": _l("Hạn khắc phục phải sau ngày kiểm tra và trong vòng hai năm."),
    "signature.not_png": _l("Chữ ký gửi lên không đúng dạng. Xin ký lại."),
    "signature.too_large": _l("Chữ ký quá lớn. Xin ký lại."),
    "signature.empty": _l("Khung chữ ký còn trống. Xin ký lại."),
}
