"""What a refusal of a picture or paper says to people."""

from typing import Final

from flask_babel import lazy_gettext as _l

PHOTO_MESSAGES: Final = {
    "photo.empty": _l("Tệp ảnh trống. Xin chọn lại ảnh."),
    "photo.not_a_picture": _l("Tệp này không phải ảnh chụp. Xin gửi ảnh dạng JPEG, PNG, WebP hoặc HEIC."),
    "photo.broken": _l("Ảnh bị hỏng hoặc thiếu một phần. Xin chọn lại ảnh hoặc chụp ảnh khác."),
    "photo.too_large": _l("Ảnh lớn hơn 15 MB. Xin chọn ảnh nhỏ hơn."),
    "photo.too_many_pixels": _l("Ảnh có quá nhiều điểm ảnh. Xin chụp lại với cỡ ảnh nhỏ hơn."),
    "photo.too_many": _l("Đã đủ số ảnh, không thêm được nữa."),
    "photo.no_room": _l("Máy chủ hết chỗ lưu ảnh. Xin gửi phản ánh không kèm ảnh, hoặc thử lại sau."),
    "photo.not_stored": _l("Máy chủ chưa lưu được ảnh. Xin thử lại sau ít phút, hoặc gửi không kèm ảnh."),
    "photo.report_over": _l("Hồ sơ này đã đóng và xóa thông tin cá nhân, không nhận thêm ảnh."),
    "photo.gone": _l("Ảnh này không còn trên máy chủ."),
    "photo.document_too_large": _l("Văn bản lớn hơn 20 MB. Xin gửi tệp nhỏ hơn."),
    "photo.not_a_document": _l("Tệp này không phải PDF hay ảnh. Xin gửi văn bản dạng PDF hoặc ảnh chụp."),
    "photo.here_already": _l("Tệp này đã có ở phản ánh. Xin chọn tệp khác."),
    "photo.only_pictures": _l("Chỉ đăng công khai được ảnh, không đăng được văn bản."),
}
