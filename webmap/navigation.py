"""What every page's frame shows: the commune's name, the demo mark, the pages this reader may open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask, g, request
from flask_babel import lazy_gettext as _l

from services import places
from webmap.auth import may, viewer
from webmap.db import session
from webmap.inspection_words import (
    BACK_TEST,
    COVERAGE,
    FIELD,
    ON_DESK,
    PENALTIES,
    PLANS,
    RISK,
    TRANSPORT,
)


@dataclass(frozen=True)
class Item:
    """One entry of the page list."""

    address: str
    words: str
    current: bool


PAGES: Final = (
    ("/", _l("Điểm tập kết rác"), None),
    ("/maps/risk-zones", _l("Vùng rủi ro"), None),
    ("/maps/incidents", _l("Phản ánh"), None),
    ("/incidents/new", _l("Gửi phản ánh"), None),
    ("/incidents", _l("Tiếp nhận phản ánh"), "incident:read"),
    ("/inspections", _l("Kết luận kiểm tra"), None),
    ("/plans", _l("Kế hoạch kiểm tra"), None),
    ("/inspections/desk", _l("Kiểm tra"), "inspection:read"),
    ("/maps/coverage", _l("Độ phủ kiểm tra"), "map:coverage"),
    ("/places", _l("Sổ đăng ký"), "site:read"),
    ("/imports", _l("Nhập dữ liệu"), "import:run"),
    ("/settings", _l("Cài đặt"), "settings:read"),
    ("/audit", _l("Nhật ký thay đổi"), "audit:read"),
)
"""(address, words, the action it needs or None) in the order shown."""
INSPECTIONS: Final = (
    ("/inspections/desk", ON_DESK, "inspection:read"),
    ("/plans/desk", PLANS, "plan:read"),
    ("/maps/coverage", COVERAGE, "map:coverage"),
    ("/risk", RISK, "risk:read"),
    ("/field", FIELD, "inspection:record"),
    ("/penalties", PENALTIES, "penalty:read"),
    ("/transport", TRANSPORT, "transport:read"),
    ("/backtest", BACK_TEST, "plan:read"),
)
"""The same of the officers' pages about checks, listed under one entry."""
SETTINGS: Final = (
    ("/settings/service-levels", _l("Hạn xử lý phản ánh"), "incident:settings"),
    ("/settings/calendar", _l("Ngày làm việc, ngày nghỉ"), "incident:settings"),
    ("/settings/replies", _l("Câu trả lời mẫu"), "incident:settings"),
    ("/settings/teams", _l("Các tổ kiểm tra"), "inspection:settings"),
    ("/settings/yearly-caps", _l("Mỗi năm một lần kiểm tra"), "inspection:settings"),
)
"""The same of the pages of settings, gathered on one."""


def init_app(app: Flask) -> None:
    """Hand the frame's facts to the templates."""
    app.jinja_env.globals.update(
        navigation=navigation,
        inspection_pages=inspection_pages,
        commune_name=commune_name,
        is_demo=is_demo,
        may=may,
    )


def navigation() -> list[Item]:
    """The pages this reader may open."""
    return _open(PAGES)


def inspection_pages() -> list[Item]:
    """The pages about checks that this officer may open."""
    return _open(INSPECTIONS)


def settings_pages() -> list[Item]:
    """The settings this reader may change."""
    return _open(SETTINGS)


def _open(pages: Sequence[tuple[str, Any, str | None]]) -> list[Item]:
    return [
        Item(address, str(words), request.path == address)
        for address, words, action in pages
        if action is None or may(action)
    ]


def commune_name() -> str:
    """The name of the commune on show."""
    return _commune()[0]


def is_demo() -> bool:
    """Whether the data on show are a demo."""
    return _commune()[1]


def _commune() -> tuple[str, bool]:
    if "commune" not in g:
        commune = places.commune(session(), viewer().commune_id)
        g.commune = (commune.name, commune.is_demo)
    facts: tuple[str, bool] = g.commune
    return facts
