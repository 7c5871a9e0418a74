"""The words of imports: layers, grids, reasons with their fields named, and the words that a file may use."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.importing.report import HIDDEN
from services.importing.values import folded
from webmap.facts import said, words_of
from webmap.filters import day, moment, number
from webmap.importing import hotline_words as hotline
from webmap.labels import LABELS, label
from webmap.messages import message

LAYERS: Final = {
    "communes": _l("Ranh giới xã, phường"),
    "villages": _l("Thôn"),
    "facilities": _l("Cơ sở sản xuất, kinh doanh, dịch vụ"),
    "industrial_clusters": _l("Cụm công nghiệp, làng nghề"),
    "medical_facilities": _l("Cơ sở y tế"),
    "schools": _l("Trường học"),
    "collection_points": _l("Điểm tập kết rác"),
    "water_works": _l("Công trình thủy lợi, thoát nước"),
    "roads": _l("Đường"),
    "waterways": _l("Sông, kênh, mương"),
    "risk_zones": _l("Vùng rủi ro thiên tai"),
    "incidents": _l("Phản ánh: sổ đường dây nóng"),
    "other_checks": _l("Thanh tra, kiểm tra của cơ quan khác"),
}
TABLES: Final = {
    "communes": "commune",
    "villages": "village",
    "water_works": "water_work",
    "roads": "road",
    "waterways": "waterway",
    "risk_zones": "risk_zone",
    "incidents": "incident",
    "other_checks": "inspection",
}
"""Layer → the table whose words its fields have; all others are sites."""

GRIDS: Final = {
    9210: _l("VN-2000, kinh tuyến trục 105°45′ (EPSG:9210)"),
    9209: _l("VN-2000, kinh tuyến trục 105°30′ (EPSG:9209)"),
    5897: _l("VN-2000, kinh tuyến trục 105°00′ (EPSG:5897)"),
    3405: _l("VN-2000, lưới UTM múi 48 (EPSG:3405)"),
    32648: _l("WGS 84, lưới UTM múi 48 (EPSG:32648)"),
    3857: _l("Web Mercator (EPSG:3857)"),
    4326: _l("Kinh độ, vĩ độ WGS 84 (EPSG:4326)"),
}
"""EPSG code → words, in the order offered."""

OUTCOMES: Final = {
    "refused": _l("Không nhận"),
    "changed": _l("Sửa"),
    "added": _l("Thêm"),
    "unchanged": _l("Không đổi"),
}
SHAPES: Final = {
    "point": _l("điểm"),
    "line": _l("đường"),
    "polygon": _l("vùng"),
    "Point": _l("điểm"),
    "MultiPoint": _l("nhiều điểm"),
    "LineString": _l("đường"),
    "MultiLineString": _l("đường"),
    "Polygon": _l("vùng"),
    "MultiPolygon": _l("vùng"),
    "GeometryCollection": _l("nhiều loại lẫn lộn"),
}
OTHER_CHECKS: Final = {"site": _l("Cơ sở"), "day": _l("Ngày tiến hành"), "form": _l("Hình thức")}
"""Fields of other bodies' checks that are called otherwise than in the register."""
_GROUPS: Final = (
    "kind",
    "state",
    "legal_form",
    "permit_kind",
    "fire_group",
    "authority",
    "stage",
    "waste_group",
    "hazard",
    "level",
    "visibility",
    "water_work",
    "road",
    "waterway",
    "vertical_datum",
    "category",
    "nature",
    "inspection_act",
    "inspection_form",
    "content",
)


@lru_cache(maxsize=1)
def accepted() -> Mapping[str, Mapping[str, str]]:
    """Group → Vietnamese word without marks → identifier: what a file may say in place of an identifier."""
    with force_locale("vi"):
        return {
            group: {folded(str(words)): identifier for identifier, words in LABELS[group].items()}
            for group in _GROUPS
        }


def sentence(code: str, params: Mapping[str, Any], layer: str = "") -> str:
    """The words of a reason; fields, grids, words and figures in it are said as people know them."""
    if params.get("guess") is not None:
        code += "_guess"
    if "lon" in params:
        code += "_at"
    return message(code, **{name: _param(name, value, params, layer) for name, value in params.items()})


def field_words(field: str, layer: str) -> str:
    """The name of a field of a layer in words."""
    called = {"incidents": hotline.FIELDS, "other_checks": OTHER_CHECKS}.get(layer, {}).get(field)
    return str(called) if called else words_of(field, TABLES.get(layer, "site"))


def change(field: str, pair: Sequence[Any], layer: str) -> tuple[str, str, str]:
    """(field, from, to) of one change in words."""
    words = str(_("Hình trên bản đồ")) if field == "shape" else field_words(field, layer)
    old, new = (_value(field, value, layer) for value in pair)
    return words, old, new


def summary(counts: Mapping[str, int]) -> str:
    """3 thêm, 1 sửa, 5 không đổi, 2 không nhận."""
    order = ("added", "changed", "unchanged", "refused")
    return ", ".join(
        f"{number(counts[outcome])} {str(OUTCOMES[outcome]).lower()}"
        for outcome in order
        if counts[outcome] or outcome in ("added", "changed")
    )


def _value(field: str, value: Any, layer: str) -> str:
    if value == HIDDEN:
        return str(_("(không hiển thị)"))
    if field == "shape":
        return _shape(value)
    if field == "place":
        return str(_("có trên bản đồ")) if value else "–"
    return said(field, value, TABLES.get(layer, "site")) or "–"


def _shape(measure: Mapping[str, float]) -> str:
    if "km2" in measure:
        return f"{number(measure['km2'], 4)} km²"
    if "km" in measure:
        return f"{number(measure['km'], 3)} km"
    if "lon" in measure:
        return f"{measure['lon']:.6f}, {measure['lat']:.6f}"
    return "–"


def _param(name: str, value: Any, params: Mapping[str, Any], layer: str) -> str:
    if name == "field":
        return field_words(str(value), layer)
    if name == "lacks":
        return ", ".join(f"{field_words(field, layer)}{_column(field, layer)}" for field in value)
    if name == "guess":
        return str(GRIDS.get(value, f"EPSG:{value}"))
    if name == "allowed":
        return "; ".join(label(str(params["group"]), one) for one in value)
    if name in ("kind", "wanted"):
        kinds = [value] if isinstance(value, str) else value
        return " / ".join(str(SHAPES.get(kind, kind)) for kind in kinds)
    if name in ("start", "end", "since"):
        return day(date.fromisoformat(value))
    if name in ("lon", "lat"):
        return f"{value:.6f}"
    if name == "at":
        return moment(datetime.fromisoformat(value))
    return _plain(value)


def _column(field: str, layer: str) -> str:
    """The heading that a map file may have for a field, where that is the field's own name."""
    return "" if layer == "incidents" else f" ({field})"


def _plain(value: Any) -> str:
    if value == HIDDEN:
        return str(_("(không hiển thị)"))
    if isinstance(value, list):
        shown = ", ".join(map(str, value[:30]))
        return f"{shown}, …" if len(value) > 30 else shown
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value, 3)
    return str(value)
