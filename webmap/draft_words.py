"""What the queue of drafts on a phone says (static/js/drafts); {names} are filled there."""

from typing import Final

from flask_babel import lazy_gettext as _l

DRAFT_WORDS: Final = {
    "heading": _l("Phản ánh trên máy này"),
    "untitled": _l("Phản ánh"),
    "waiting": _l("đang chờ mạng"),
    "refused": _l("cần sửa"),
    "sent": _l("đã gửi"),
    "removed": _l("đã xóa"),
    "sending": _l("đang gửi"),
    "sendingPhoto": _l("đang gửi {nth}/{all} ảnh"),
    "photos": _l("{n} ảnh"),
    "past": _l("Đã gửi trong 30 ngày qua: {n}"),
    "code": _l("Mã {code}"),
    "open": _l("Xem phản ánh"),
    "send": _l("Gửi ngay"),
    "sendAll": _l("Gửi tất cả ngay"),
    "edit": _l("Sửa lại"),
    "remove": _l("Xóa khỏi máy"),
    "undo": _l("Hoàn tác"),
    "still": _l("Chưa gửi được. Phản ánh vẫn nằm trên máy này và sẽ tự gửi khi có mạng."),
    "preparing": _l("Đang chuẩn bị ảnh {nth}/{all}…"),
    "savedSending": _l("Đã lưu trên máy. Đang gửi…"),
    "savedOffline": _l(
        "Chưa có mạng. Phản ánh đã lưu trên máy này và sẽ tự gửi khi có mạng. "
        "Bạn có thể viết tiếp phản ánh khác."
    ),
    "savedBusy": _l(
        "Mạng yếu hoặc hệ thống đang bận. Phản ánh đã lưu trên máy này và sẽ tự gửi lại sau ít phút."
    ),
    "needsCategory": _l("Xin chọn việc gì đang xảy ra."),
    "needsPlace": _l("Xin cho biết ở đâu: ghim trên bản đồ, hoặc chọn thôn, hoặc tả chỗ dễ nhận ra."),
    "typed": _l("Đã mở lại những gì bạn viết dở trên máy này. Ảnh và thông tin liên hệ thì xin điền lại."),
    "anew": _l("Bỏ, viết lại từ đầu"),
    "noLook": _l("Xem trước cần có mạng. Không có mạng vẫn gửi được: phản ánh được giữ trên máy này."),
    "tooMany": _l("Nhiều nhất 5 ảnh. Xin bỏ bớt."),
    "full": _l("Máy hết chỗ nên chưa lưu được ảnh. Những gì bạn viết vẫn còn trên trang này."),
    "refusedStorage": _l("Trình duyệt không cho lưu trên máy này. Những gì bạn viết vẫn còn trên trang này."),
    "withoutPhotos": _l("Gửi không kèm ảnh"),
    "directly": _l("Gửi thẳng, không lưu trên máy"),
    "failed": _l("Chưa chuẩn bị được ảnh hoặc phản ánh ({why}). Những gì bạn viết vẫn còn trên trang này."),
}
