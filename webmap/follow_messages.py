"""What is said to the one who reports, or follows a report, when something cannot be done."""

from typing import Final

from flask_babel import lazy_gettext as _l

FOLLOW_MESSAGES: Final = {
    "incident.field_long": _l("Xin viết ngắn hơn ở ô này."),
    "incident.email": _l("Địa chỉ thư này chưa đúng. Xin xem lại, hoặc để trống."),
    "incident.too_many_supports": _l("Từ mạng này đã có nhiều người bấm “Tôi cũng thấy”. Cảm ơn bạn."),
    "incident.form_old": _l(
        "Trang đã mở quá lâu nên chưa gửi được. Những gì bạn viết vẫn còn ở đây; xin bấm gửi lần nữa."
    ),
    "incident.qr": _l("Mã QR dẫn tới trang theo dõi phản ánh này."),
    "incident.no_more_info": _l(
        "Phản ánh này đã xong nên không nhận thêm thông tin. Nếu việc vẫn còn, xin đề nghị mở lại "
        "hoặc gửi phản ánh mới."
    ),
    "incident.nothing_added": _l("Xin viết vài chữ hoặc chọn ảnh rồi gửi."),
    "incident.needs_why": _l("Xin cho biết vì sao cần mở lại."),
    "incident.reopen_late": _l("Đã quá 15 ngày kể từ khi xong. Nếu việc vẫn còn, xin gửi phản ánh mới."),
    "incident.not_now": _l("Phản ánh đang ở bước không làm việc này được. Trang dưới đây là tình trạng mới."),
    "incident.rated": _l("Bạn đã đánh giá phản ánh này rồi. Mỗi phản ánh đánh giá một lần."),
    "incident.rate_later": _l("Đánh giá được sau khi phản ánh đã xử lý xong."),
    "incident.follow_often": _l(
        "Đã gửi quá nhiều lần. Những gì bạn viết vẫn còn trên trang; xin gửi lại sau %(minutes)s phút."
    ),
}
