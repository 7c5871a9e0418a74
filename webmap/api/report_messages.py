"""What the API of our report page says when it refuses."""

from typing import Final

from flask_babel import lazy_gettext as _l

REPORT_MESSAGES: Final = {
    "photo.busy": _l("Ảnh này đang được gửi từ một trang khác."),
    "photo.hash": _l("Ảnh bị hỏng trên đường gửi. Xin gửi lại ảnh này."),
    "photo.missing": _l("Còn ảnh chưa gửi tới."),
    "photo.offset": _l("Phần ảnh này không nối tiếp phần đã có."),
    "photo.piece": _l("Phần ảnh gửi lên không đủ hoặc ghi sai độ dài."),
    "report.body": _l("Phản ánh gửi lên không đọc được."),
    "report.unknown_field": _l("Biểu mẫu không có ô này."),
}
