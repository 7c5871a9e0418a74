"""What a refusal about promised times and the working calendar says to people."""

from typing import Final

from flask_babel import lazy_gettext as _l

CLOCK_MESSAGES: Final = {
    "level.take_in": _l("Thời gian tiếp nhận từ 0,5 đến 240 giờ làm việc."),
    "level.answer": _l("Thời gian xử lý từ 0,5 đến 960 giờ làm việc."),
    "level.answer_first": _l("Thời gian xử lý không thể ngắn hơn thời gian tiếp nhận."),
    "level.keep": _l("Số ngày giữ dữ liệu cá nhân từ 30 đến 3.650."),
    "calendar.far": _l("Lịch chỉ tính từ năm 2020 đến mười năm tới. Xin chọn ngày khác."),
    "calendar.taken": _l("Ngày này đã có trong danh sách. Xin bỏ dòng cũ trước nếu muốn đổi."),
    "calendar.works_anyway": _l("Ngày này vốn đã là ngày làm việc, không cần ghi thêm."),
    "calendar.off_anyway": _l("Ngày này vốn đã là ngày nghỉ, không cần ghi thêm."),
    "calendar.note": _l("Xin ghi ngắn hơn: nhiều nhất 200 chữ cái."),
}
