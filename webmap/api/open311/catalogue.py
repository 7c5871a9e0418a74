"""What can be reported (GeoReport calls them services) and what may be told of it, in the reader's words."""

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from geodata.enums import IncidentCategory, IncidentNature
from webmap.labels import label

_C = IncidentCategory

GROUPS: Final = {
    _C.STRAW_BURNING: "air",
    _C.WASTE_BURNING: "air",
    _C.AIR_EMISSION: "air",
    _C.ODOUR: "air",
    _C.NOISE: "air",
    _C.LITTERING: "waste",
    _C.ILLEGAL_DUMPING: "waste",
    _C.ILLEGAL_BURIAL: "waste",
    _C.SOLID_WASTE: "waste",
    _C.HAZARDOUS_WASTE_INCIDENT: "waste",
    _C.MEDICAL_WASTE_INCIDENT: "waste",
    _C.LIVESTOCK_WASTE: "waste",
    _C.WASTEWATER_DISCHARGE: "water",
    _C.WATER_POLLUTION: "water",
    _C.FISH_KILL: "water",
    _C.WATERLOGGING: "water",
    _C.BANK_EROSION: "water",
    _C.CHEMICAL_SPILL: "danger",
    _C.FIRE_EXPLOSION: "danger",
}
"""Category → under which heading an app lists it."""

GROUP_WORDS: Final = {
    "air": _l("Khói bụi, mùi, tiếng ồn"),
    "waste": _l("Rác thải"),
    "water": _l("Nước, đê, ngập úng"),
    "danger": _l("Cháy nổ, hóa chất"),
}


def services() -> list[dict[str, Any]]:
    """The list of services; each is answered at once and may be told more of."""
    return [_service(category) for category in IncidentCategory]


def definition(category: IncidentCategory) -> dict[str, Any]:
    """What may be told of a service beside its place and text."""
    return {"service_code": category.value, "attributes": [_nature(), _occurred_at()]}


def _service(category: IncidentCategory) -> dict[str, Any]:
    return {
        "service_code": category.value,
        "service_name": label("category", category),
        "description": _description(category),
        "metadata": True,
        "type": "realtime",
        "keywords": ", ".join([label("category", category).lower(), category.value.replace("_", " ")]),
        "group": str(GROUP_WORDS[GROUPS[category]]),
    }


def _description(category: IncidentCategory) -> str:
    if GROUPS[category] == "danger":
        return str(_("Gọi 114 hoặc 112 trước, rồi mới gửi phản ánh."))
    return str(_("Phản ánh gửi tới Ủy ban nhân dân xã về: %(what)s.", what=label("category", category)))


def _attribute(code: str, datatype: str, order: int, words: str, hint: str = "") -> dict[str, Any]:
    return {
        "variable": True,
        "code": code,
        "datatype": datatype,
        "required": False,
        "datatype_description": hint or None,
        "order": order,
        "description": words,
        "values": [],
    }


def _nature() -> dict[str, Any]:
    values = [{"key": nature.value, "name": label("nature", nature)} for nature in IncidentNature]
    return _attribute("nature", "singlevaluelist", 1, str(_("Tính chất"))) | {"values": values}


def _occurred_at() -> dict[str, Any]:
    hint = str(_("Ngày giờ kèm múi giờ, chẳng hạn 2026-10-01T07:30:00+07:00; để trống nếu đang xảy ra."))
    return _attribute("occurred_at", "datetime", 2, str(_("Xảy ra lúc nào?")), hint)
