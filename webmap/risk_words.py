"""Words of the figures that risk is judged by, and of where they come from; read in Vietnamese only."""

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.risk.shown import ShownPart
from webmap.filters import number
from webmap.labels import label

FIGURES: Final = {
    "wastewater_m3_day": (_l("Nước thải"), _l("m³ mỗi ngày")),
    "stacks": (_l("Số ống khói"), ""),
    "solid_waste_kg_day": (_l("Chất thải rắn"), _l("kg mỗi ngày")),
    "hazardous_waste_kg_year": (_l("Chất thải nguy hại"), _l("kg mỗi năm")),
    "hazardous_stock_t": (_l("Hóa chất nguy hiểm đang chứa"), _l("tấn")),
    "workers": (_l("Số lao động"), _l("người")),
    "site_area_m2": (_l("Diện tích"), "m²"),
    "beds": (_l("Số giường bệnh"), ""),
    "infectious_kg_month": (_l("Chất thải lây nhiễm"), _l("kg mỗi tháng")),
    "pupils": (_l("Số học sinh"), ""),
    "area_ha": (_l("Diện tích"), "ha"),
    "kind": (_l("Loại hình"), ""),
    "fire_group": (_l("Diện quản lý phòng cháy"), ""),
    "permit": (_l("Giấy tờ môi trường"), ""),
    "contract": (_l("Hợp đồng xử lý chất thải y tế"), ""),
    "treatment": (_l("Xử lý nước thải"), ""),
    "dwelling_m": (_l("Cách khu dân cư gần nhất"), "m"),
    "school_m": (_l("Cách trường học gần nhất"), "m"),
    "clinic_m": (_l("Cách cơ sở khám chữa bệnh gần nhất"), "m"),
    "intake_m": (_l("Cách điểm lấy nước sinh hoạt gần nhất"), "m"),
    "flood_level": (_l("Cấp rủi ro ngập tại chỗ"), ""),
    "worst_finding": (_l("Mức lỗi nặng nhất (0–3)"), ""),
    "light_findings": (_l("Số lỗi mức 1"), ""),
    "overdue_remedies": (_l("Số lỗi quá hạn khắc phục"), ""),
    "kept_remedies": (_l("Số lỗi đã khắc phục đúng hạn"), ""),
    "remote_checks": (_l("Số lần kiểm tra từ xa không có lỗi nặng"), ""),
    "incidents": (_l("Số phản ánh đúng, gắn với cơ sở hoặc ở gần"), ""),
}
"""Figure → (its words, its unit)."""
ORIGINS: Final = {
    "register": _l("Sổ đăng ký"),
    "distance": _l("Đo trên bản đồ (VN-2000)"),
    "zones": _l("Vùng rủi ro đang có hiệu lực"),
    "checks": _l("Hồ sơ kiểm tra"),
    "reports": _l("Phản ánh đã xác minh"),
}
_WORDS: Final = {
    "permit": {
        "valid": _l("còn hiệu lực"),
        "exempt": _l("được miễn"),
        "expired": _l("đã hết hạn"),
        "none": _l("chưa có"),
        "none_household": _l("chưa có (hộ, cá nhân)"),
    },
    "contract": {"yes": _l("có"), "no": _l("không có")},
    "treatment": {
        "own": _l("có hệ thống riêng"),
        "shared": _l("đấu nối trạm của cụm"),
        "none": _l("không xử lý"),
        "no_wastewater": _l("không có nước thải"),
    },
}
_LAYERS: Final = {
    "residential_area": _l("theo lớp khu dân cư"),
    "village": _l("theo ranh giới thôn, vì chưa có lớp khu dân cư"),
}


def figure_words(figure: str) -> str:
    """The words of a figure."""
    return str(FIGURES[figure][0])


def origin_words(origin: str) -> str:
    """Where a figure comes from."""
    return str(ORIGINS[origin])


def value_words(part: ShownPart) -> str:
    """The value of a part with its unit, or why there is none."""
    if part.hidden:
        return str(_("số liệu chỉ cán bộ được giao mới xem"))
    if part.unknown:
        return str(_("chưa có số liệu"))
    if part.beyond is not None:
        return str(_("không có trong vòng %(metres)s m", metres=number(part.beyond, 0)))
    layer = f" ({_LAYERS[part.layer]})" if part.layer in _LAYERS else ""
    return _worded(part.figure, part.value) + layer


def band_words(part: ShownPart) -> str:
    """The step of the scheme that a part reached; empty where it reached none."""
    unit = f" {FIGURES[part.figure][1]}".rstrip()
    if part.at_least is not None:
        return str(_("từ %(limit)s trở lên", limit=number(part.at_least, 3) + unit))
    if part.at_most is not None:
        return str(_("trong vòng %(limit)s", limit=number(part.at_most, 0) + unit))
    return ""


def _worded(figure: str, value: Any) -> str:
    if value is None:
        return str(_("không có"))
    if figure in ("kind", "fire_group"):
        return label(figure, value)
    if figure in _WORDS:
        return str(_WORDS[figure].get(value, value))
    unit = f" {FIGURES[figure][1]}".rstrip()
    return number(value, 2) + unit
