"""What refusals on the officers' page of one report say; read in Vietnamese only."""

from typing import Final

from flask_babel import lazy_gettext as _l

DESK_MESSAGES: Final = {
    "incident.note_holds_code": _l(
        "Phần trả lời có mã theo dõi của một phản ánh. Mã đó chỉ người gửi được biết; xin bỏ đi rồi lưu lại."
    ),
    "incident.no_parent": _l("Không có phản ánh nào mang mã này trong danh sách của bạn. Xin xem lại mã."),
    "incident.nothing_chosen": _l("Xin chọn bước tiếp theo."),
    "incident.stale_page": _l(
        "Chưa lưu: phản ánh vừa được người khác xử lý. Những gì bạn viết vẫn còn ở dưới; "
        "xin xem các bước mới nhất rồi gửi lại nếu vẫn đúng."
    ),
    "reply.title_taken": _l("Đã có một câu trả lời mẫu mang tên này. Xin đặt tên khác."),
    "reply.title_long": _l("Tên câu trả lời mẫu dài quá 100 chữ cái."),
}
