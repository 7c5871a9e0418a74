"""What the pages of a reporter share: where they come from, the store of pictures, their steps in words."""

from typing import Any, Final

from flask import current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from geodata.enums import EventKind, IncidentState
from services.incidents.photos import Door
from services.incidents.store import Store
from webmap.sealing import secrets

_S = IncidentState

STEPS: Final = (_l("Đã nhận"), _l("Xem xét"), _l("Xử lý"), _l("Có kết quả"))
"""The way of a report in four words."""

STEP_OF: Final[dict[IncidentState, tuple[int, Any]]] = {
    _S.NEW: (0, _l("Xã đã nhận phản ánh của bạn, chưa có cán bộ nào xem.")),
    _S.VERIFYING: (1, _l("Cán bộ đang xem và xác minh.")),
    _S.NEED_INFO: (1, _l("Cán bộ cần bạn cho biết thêm. Xin điền vào ô “Bổ sung thông tin” ở dưới.")),
    _S.ASSIGNED: (1, _l("Phản ánh đã được giao cho người xử lý.")),
    _S.IN_PROGRESS: (2, _l("Phản ánh đang được xử lý.")),
    _S.INSPECTION_PLANNED: (2, _l("Xã sẽ đến kiểm tra.")),
    _S.REFERRED: (2, _l("Việc này thuộc cơ quan khác; xã đã chuyển đi.")),
    _S.DONE_REQUESTED: (2, _l("Đã xử lý, đang chờ một cán bộ khác xác nhận.")),
    _S.RESOLVED: (3, _l("Đã xử lý xong.")),
    _S.REOPEN_REQUESTED: (1, _l("Bạn đã đề nghị mở lại; cán bộ đang xem.")),
    _S.REOPENED: (1, _l("Phản ánh đã được mở lại.")),
    _S.CLOSED: (3, _l("Đã xử lý xong và đóng hồ sơ.")),
    _S.REJECTED: (3, _l("Xã đã xem và không xử lý tiếp. Lý do nằm trong phần trả lời.")),
    _S.DUPLICATE: (3, _l("Việc này đã có người phản ánh trước; xã xử lý chung với phản ánh đó.")),
    _S.ANONYMISED: (3, _l("Hồ sơ đã đóng lâu; thông tin cá nhân đã được xóa.")),
}
"""State → (which step, what it means to the one who reported)."""

TOLD: Final[dict[EventKind, Any]] = {
    EventKind.CREATED: _l("Bạn gửi phản ánh"),
    EventKind.INFO_ADDED: _l("Bạn bổ sung thông tin"),
    EventKind.RATED: _l("Bạn đánh giá kết quả"),
    EventKind.ANSWERED: _l("Xã trả lời"),
    EventKind.PUBLISHED: _l("Xã đăng công khai"),
}
"""Events that are told by what they are; the others by the state they lead to."""

HIDDEN: Final = {
    "place": _l("Chỗ bạn ghim chính xác"),
    "village": _l("Thôn"),
    "description": _l("Lời kể"),
    "landmark": _l("Chỗ dễ nhận ra"),
    "occurred_at": _l("Giờ xảy ra"),
    "name": _l("Họ tên"),
    "phone": _l("Số điện thoại"),
    "email": _l("Thư điện tử"),
}
"""What a report tells and the public is not shown (services/incidents/preview.py), in words."""


def door() -> Door:
    """Where this request comes from, with the store of pictures."""
    return Door(store(), request.remote_addr or "", secrets())


def store() -> Store:
    """Where pictures and papers of reports lie."""
    return Store(current_app.config["SETTINGS"].photo_dir)


def public_map_words() -> dict[str, str]:
    """What the small map says that shows where the public sees a report (static/js/shown.js)."""
    return {
        "label": _("Bản đồ: chỗ người khác thấy"),
        "place": _("Chỗ người khác thấy, không phải chỗ bạn ghim"),
        "zoomIn": _("Phóng to"),
        "zoomOut": _("Thu nhỏ"),
    }


def said_of(state: IncidentState) -> dict[str, Any]:
    """What the receipt says of a report in this state, and what its scripts say (static/js/receipt.js)."""
    return {
        "steps": STEPS,
        "step": STEP_OF[state],
        "told": TOLD,
        "map_words": public_map_words(),
        "words": {"copied": _("Đã chép mã và đường dẫn."), "failed": _("Chưa chép được. Xin ghi lại mã.")},
    }
