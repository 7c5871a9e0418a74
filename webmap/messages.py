"""What a refusal says to people: code → words, in the reader's language."""

from typing import Final

from flask_babel import lazy_gettext as _l

from webmap.api.messages import API_MESSAGES
from webmap.api.report_messages import REPORT_MESSAGES
from webmap.clock_messages import CLOCK_MESSAGES
from webmap.desk_messages import DESK_MESSAGES
from webmap.field_messages import FIELD_MESSAGES
from webmap.follow_messages import FOLLOW_MESSAGES
from webmap.forget_messages import FORGET_MESSAGES
from webmap.importing.messages import IMPORT_MESSAGES
from webmap.inspection_messages import INSPECTION_MESSAGES
from webmap.photo_messages import PHOTO_MESSAGES
from webmap.plan_messages import PLAN_MESSAGES
from webmap.planner_messages import PLANNER_MESSAGES
from webmap.risk_messages import RISK_MESSAGES
from webmap.transport_messages import TRANSPORT_MESSAGES

MESSAGES: Final = {
    **API_MESSAGES,
    **REPORT_MESSAGES,
    **CLOCK_MESSAGES,
    "http.400": _l("Yêu cầu gửi lên không đúng. Xin quay lại trang trước và thử lần nữa."),
    "http.401": _l("Xin đăng nhập trước."),
    "http.403": _l("Tài khoản của bạn không được xem trang này."),
    "http.404": _l("Không có trang này."),
    "http.405": _l("Trang này không nhận cách gửi đó."),
    "http.413": _l("Tệp gửi lên quá lớn."),
    "http.429": _l("Bạn gửi quá nhiều lần. Xin chờ vài phút."),
    "http.500": _l("Hệ thống gặp lỗi. Việc vừa làm chưa được lưu; xin thử lại sau ít phút."),
    "http.503": _l("Hệ thống đang bận. Xin thử lại sau ít phút."),
    "access.role": _l("Tài khoản của bạn không có quyền làm việc này."),
    "account.password_short": _l("Mật khẩu cần ít nhất %(least)s ký tự."),
    "account.board_needs_village": _l(
        "Tài khoản Ban quản lý thôn phải thuộc một thôn; tài khoản khác thì không."
    ),
    "account.name_taken": _l("Tên đăng nhập “%(username)s” đã có người dùng."),
    "account.unknown": _l("Không có tài khoản “%(username)s”."),
    "account.wrong": _l("Tên đăng nhập hoặc mật khẩu không đúng."),
    "account.too_many_tries": _l("Sai quá nhiều lần. Xin chờ %(minutes)s phút rồi thử lại."),
    "commune.missing": _l("Chưa có dữ liệu của xã mang mã %(code)s."),
    "database.gone": _l("Cơ sở dữ liệu tạm ngừng. Việc vừa làm chưa được lưu; xin thử lại sau ít phút."),
    "filter.unknown": _l("Bộ lọc không có giá trị “%(value)s”."),
    "filter.far_away": _l("Vị trí gửi lên ở ngoài Việt Nam, nên chưa tìm được điểm gần bạn."),
    "form.invalid": _l("Có ô chưa đúng. Xin xem lại những ô được đánh dấu."),
    "form.expired": _l("Trang đã mở quá lâu. Xin tải lại trang rồi gửi lần nữa."),
    "record.changed": _l("Hồ sơ vừa được người khác sửa. Xin tải lại trang để xem bản mới rồi sửa tiếp."),
    "village.unknown": _l("Không có thôn mang mã %(code)s."),
    "tile.layer": _l("Không có lớp bản đồ “%(name)s”."),
    "tile.place": _l(
        "Địa chỉ mảnh bản đồ không đúng: mức thu phóng từ 0 đến 22, cột và hàng nằm trong bản đồ."
    ),
    "form.needed": _l("Xin điền ô này."),
    "form.choice": _l("Xin chọn một mục trong danh sách."),
    "form.number": _l("Xin điền một con số."),
    "form.negative": _l("Con số này không thể nhỏ hơn 0."),
    "form.share": _l("Tỷ lệ nằm trong khoảng 0 đến 100 phần trăm."),
    "form.future": _l("Ngày này chưa tới. Xin xem lại."),
    "place.half": _l("Xin điền cả vĩ độ lẫn kinh độ, hoặc để trống cả hai."),
    "place.outside": _l("Vị trí này nằm ngoài địa bàn xã quá 500 m. Xin xem lại vĩ độ và kinh độ."),
    "place.not_in_vietnam": _l("Vị trí này không nằm ở Việt Nam. Xin chọn lại vị trí."),
    "site.code_taken": _l("Mã này đã dùng cho một địa điểm khác cùng nhóm. Xin chọn mã khác."),
    "site.own_village": _l("Ban quản lý thôn chỉ ghi được địa điểm của thôn mình."),
    "site.hours": _l("Chưa hiểu giờ này. Xin ghi như mẫu: Mo-Su 05:00-20:00."),
    "site.times": _l("Chưa hiểu giờ này. Xin ghi như mẫu: Mo,We,Fr 05:30."),
    "village.rename_day": _l("Ngày đổi tên phải sau ngày tên cũ có hiệu lực và không ở tương lai."),
    "incident.where": _l("Xin cho biết ở đâu: ghim trên bản đồ, hoặc chọn thôn, hoặc tả chỗ dễ nhận ra."),
    "incident.future": _l("Thời điểm này chưa tới. Xin xem lại ngày giờ."),
    "incident.too_old": _l("Việc xảy ra đã quá một năm. Xin gọi điện hoặc đến Ủy ban nhân dân xã."),
    "incident.too_long": _l("Phần mô tả dài quá 5.000 chữ cái. Xin viết ngắn hơn."),
    "incident.too_many": _l(
        "Từ mạng này đã gửi quá nhiều phản ánh. Những gì bạn viết vẫn còn trên trang; "
        "xin gửi lại sau %(minutes)s phút."
    ),
    "incident.trap": _l("Phản ánh chưa được gửi vì một ô ẩn đã bị điền. Xin bấm gửi lần nữa."),
    "incident.no_code": _l("Không có phản ánh nào mang mã này. Xin xem lại từng chữ của mã."),
    "incident.restricted": _l("Phản ánh này chỉ Công an xã được xem, nên không đăng công khai được."),
    "incident.note_too_long": _l("Phần trả lời dài quá 1.000 chữ cái. Xin viết ngắn hơn."),
    "incident.note_names_reporter": _l(
        "Phần trả lời có tên hoặc số điện thoại của người phản ánh. Xin bỏ đi rồi lưu lại."
    ),
    "incident.move_refused": _l(
        "Phản ánh đang ở bước “%(state)s”, chưa chuyển sang bước đó được. Có thể chuyển sang: %(allowed)s."
    ),
    "incident.four_eyes": _l("Người đề nghị xong không tự xác nhận được: cần một người khác xác nhận."),
    "incident.needs_evidence": _l("Cần một ảnh sau xử lý hoặc một văn bản trước khi ghi là đã xử lý."),
    "incident.needs_reason": _l("Xin chọn lý do không xử lý."),
    "incident.needs_parent": _l("Xin chọn phản ánh gốc."),
    "incident.own_parent": _l("Một phản ánh không thể trùng với chính nó."),
    "incident.parent_is_duplicate": _l("Phản ánh gốc này đã trùng với phản ánh khác. Xin chọn bản gốc."),
    "incident.needs_unit": _l("Xin chọn đơn vị phụ trách."),
    "incident.police_only": _l("Phản ánh này chỉ giao cho Công an xã được."),
    "incident.no_village": _l("Phản ánh chưa rõ thôn nào, nên chưa giao cho Ban quản lý thôn được."),
    "inbox.none_picked": _l("Chưa chọn phản ánh nào. Xin quay lại và đánh dấu những phản ánh cần làm."),
    "inbox.most": _l("Mỗi lần làm được nhiều nhất %(most)s phản ánh. Xin chọn ít hơn."),
    "inbox.over": _l("Phản ánh đã xong, nên không đổi mức khẩn được."),
    "identity.key": _l("Danh tính người phản ánh được khóa bằng một khóa khác; xin báo quản trị hệ thống."),
    "document.no_record": _l("Chưa có biên bản: lần kiểm tra này chưa được ghi tại chỗ."),
    "document.not_concluded": _l("Chưa có kết luận cho lần kiểm tra này."),
    "record.unknown": _l("Không có hồ sơ này, hoặc bạn không được xem."),
    **PHOTO_MESSAGES,
    **FOLLOW_MESSAGES,
    **DESK_MESSAGES,
    **FORGET_MESSAGES,
    **INSPECTION_MESSAGES,
    **FIELD_MESSAGES,
    **PLAN_MESSAGES,
    **PLANNER_MESSAGES,
    **RISK_MESSAGES,
    **TRANSPORT_MESSAGES,
}


def message(code: str, /, **params: object) -> str:
    """The words for a code; params fill its figures."""
    words = MESSAGES.get(code) or IMPORT_MESSAGES.get(code) or MESSAGES["http.400"]
    return str(words) % params if params else str(words)
