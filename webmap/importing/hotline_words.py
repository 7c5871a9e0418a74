"""The words of the hotline's log: its columns as people call them, and the row that an empty log shows."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from services.importing.hotline import masking
from webmap.facts import said as in_words
from webmap.labels import LABELS, label

FIELDS: Final = {
    "number": _l("Số sổ"),
    "received": _l("Ngày giờ nhận"),
    "time": _l("Giờ nhận"),
    "occurred": _l("Thời điểm xảy ra"),
    "category": _l("Loại việc"),
    "nature": _l("Tính chất"),
    "description": _l("Nội dung"),
    "village": _l("Thôn"),
    "village_id": _l("Thôn"),
    "landmark": _l("Chỗ dễ nhận ra"),
    "pair": _l("Tọa độ"),
    "north": _l("Vĩ độ"),
    "east": _l("Kinh độ"),
    "place": _l("Vị trí"),
    "caller_name": _l("Tên người gọi"),
    "caller_phone": _l("Số điện thoại"),
    "handled": _l("Kết quả xử lý"),
    "handled_on": _l("Ngày xử lý"),
    "internal_note": _l("Ghi chú nội bộ"),
}
"""Field → the heading that we give it; each is read again as that field."""

TITLES: Final = (_l("Sổ đường dây nóng"), _l("Danh mục"))
EXAMPLE: Final = {
    "number": "VD",
    "category": _l("Đốt rác"),
    "nature": _l("Mới xảy ra"),
    "description": _l("Dòng mẫu, không được nhập: đốt rác bốc khói đen sau chợ."),
    "landmark": _l("Sau chợ An Thọ"),
    "north": "20,7512",
    "east": "106,5912",
    "caller_name": _l("Nguyễn Văn A"),
    "caller_phone": "0900000000",
    "handled": _l("Đã nhắc nhở"),
    "handled_on": "",
}


def empty_log() -> dict[str, Any]:
    """What the empty log is made of, in words, as `services` want it."""
    groups = ("category", "nature")
    return {
        "titles": tuple(str(title) for title in TITLES),
        "headings": {field: str(words) for field, words in FIELDS.items()},
        "example": {field: str(words) for field, words in EXAMPLE.items()},
        "choices": {group: tuple(str(words) for words in LABELS[group].values()) for group in groups},
    }


def facts(told: Mapping[str, str]) -> list[tuple[str, str]]:
    """(heading, words) of what a new report says of itself; a text that names the caller is left out."""
    said = {
        **told,
        "category": label("category", told["category"]),
        "received": in_words("created_at", told["received"]),
    }
    return [
        (str(words), said[field])
        for field, words in FIELDS.items()
        if said.get(field) and said[field] != masking.HIDDEN
    ]
