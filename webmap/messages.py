"""What a refusal says to people: code → words, in the reader's language."""

from typing import Final

from flask_babel import lazy_gettext as _l

MESSAGES: Final = {
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
    "form.invalid": _l("Có ô chưa đúng. Xin xem lại những ô được đánh dấu."),
    "form.expired": _l("Trang đã mở quá lâu. Xin tải lại trang rồi gửi lần nữa."),
    "record.changed": _l("Hồ sơ vừa được người khác sửa. Xin tải lại trang để xem bản mới rồi sửa tiếp."),
    "village.unknown": _l("Không có thôn mang mã %(code)s."),
    "record.unknown": _l("Không có hồ sơ này, hoặc bạn không được xem."),
}


def message(code: str, /, **params: object) -> str:
    """The words for a code; params fill its figures."""
    words = MESSAGES.get(code, MESSAGES["http.400"])
    return str(words) % params if params else str(words)
