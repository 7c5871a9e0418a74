"""What is said about letters, identities and what is forgotten, when something is refused."""

from typing import Final

from flask_babel import lazy_gettext as _l

FORGET_MESSAGES: Final = {
    "incident.forgotten": _l(
        "Phản ánh mang mã này đã kết thúc, và mọi thông tin về người gửi đã được xóa. Mã không dùng được nữa."
    ),
    "identity.none": _l("Người phản ánh không để lại liên hệ, hoặc liên hệ đã được xóa."),
    "identity.purpose_short": _l("Xin ghi rõ xem để làm gì, ít nhất 10 chữ cái."),
    "identity.purpose_long": _l("Phần này dài quá 300 chữ cái. Xin viết ngắn hơn."),
    "identity.purpose_names": _l(
        "Phần này có tên, số điện thoại hoặc thư điện tử của người phản ánh. Nhật ký giữ mãi nên xin bỏ đi."
    ),
    "mail.address": _l("Đây không phải một địa chỉ thư điện tử. Xin ghi như mẫu: ten@noi.vn."),
}
"""Code → words, beside those of `messages`."""
