"""The form of each type of site, made of the fields that this editor may change."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from geodata.enums import (
    KINDS_OF,
    Authority,
    ClusterState,
    FireGroup,
    LegalForm,
    PermitKind,
    SiteKind,
    SiteState,
    SiteType,
    WasteGroup,
)
from webmap.facts import FACTS
from webmap.forms.inputs import (
    Choice,
    Day,
    Degrees,
    Number,
    Picks,
    Share,
    Text,
    Whole,
    YesNo,
    at_most,
    needed,
    options,
)
from webmap.forms.record import RecordForm
from webmap.labels import label

Pairs = Sequence[tuple[Any, str]]

_ENUMS: Final[dict[str, Any]] = {
    "state": SiteState,
    "authority": Authority,
    "legal_form": LegalForm,
    "permit_kind": PermitKind,
    "fire_group": FireGroup,
    "stage": ClusterState,
}
_HINTS: Final = {
    "code": _l("Để trống thì hệ thống tự đặt mã."),
    "opening_hours": _l("Chẳng hạn: Mo-Su 05:00-20:00 (thứ hai đến chủ nhật, 5 giờ đến 20 giờ)."),
    "collection_times": _l("Chẳng hạn: Mo,We,Fr 05:30 (thứ hai, thứ tư, thứ sáu lúc 5 giờ 30)."),
    "latitude": _l("Hệ WGS 84, chẳng hạn 20.7512."),
    "longitude": _l("Hệ WGS 84, chẳng hạn 106.5923."),
    "connected_share": _l("Phần trăm, từ 0 đến 100."),
    "fill_share": _l("Phần trăm, từ 0 đến 100."),
}


def site_form(
    fields: Sequence[str], site_type: SiteType, villages: Pairs, clusters: Pairs
) -> type[RecordForm]:
    """A form class with `fields` in their order."""
    made: dict[str, Any] = {}
    for name in fields:
        if name == "place":
            made["latitude"] = _make(Degrees, "latitude", words=_l("Vĩ độ"))
            made["longitude"] = _make(Degrees, "longitude", words=_l("Kinh độ"))
        elif name == "kind":
            pairs = [(kind.value, label("kind", kind)) for kind in KINDS_OF[site_type]]
            made["kind"] = _make(Choice, "kind", choices=options(pairs), to=SiteKind)
        elif name in ("village_id", "cluster_id"):
            made[name] = _make(
                Choice, name, choices=_ids(villages if name == "village_id" else clusters), to=int
            )
        else:
            made[name] = _INPUTS[name](name)
    return type("SiteForm", (RecordForm,), made)


def _make(kind: Any, name: str, *validators: Any, words: Any = None, **more: Any) -> Any:
    unit = FACTS[name].unit if name in FACTS else ""
    title = words or (f"{FACTS[name].words} ({unit})" if unit else FACTS[name].words)
    return kind(title, list(validators), description=_HINTS.get(name, ""), **more)


def _ids(pairs: Pairs) -> Any:
    return options([("", _l("Chưa rõ")), *pairs])


def _text(most: int, *more: Any) -> Callable[[str], Any]:
    return lambda name: _make(Text, name, *more, at_most(most))


def _word(name: str) -> Any:
    enum = _ENUMS[name]
    pairs = [(member.value, label(FACTS[name].said, member)) for member in enum]
    return _make(Choice, name, choices=options(pairs), to=enum)


def _groups(name: str) -> Any:
    pairs = [(group.value, label("waste_group", group)) for group in WasteGroup]
    return _make(Picks, name, choices=options(pairs))


def _of(kind: Any, **more: Any) -> Callable[[str], Any]:
    return lambda name: _make(kind, name, **more)


_INPUTS: Final[dict[str, Callable[[str], Any]]] = {
    "name": _text(200, needed()),
    "code": _text(60),
    "address": _text(300),
    "registered_on": lambda name: _make(Day, name, needed()),
    "permit_valid_to": _of(Day),
    **dict.fromkeys(_ENUMS, _word),
    **dict.fromkeys(("tax_code",), _text(20)),
    **dict.fromkeys(("permit_number", "licence_number"), _text(60)),
    **dict.fromkeys(("waste_contract", "opening_hours", "collection_times", "operator"), _text(200)),
    **dict.fromkeys(("person", "email"), _text(200)),
    "phone": _text(40),
    **dict.fromkeys(("workers", "stacks", "beds", "pupils", "containers"), _of(Whole)),
    **dict.fromkeys(
        (
            "site_area_m2",
            "wastewater_m3_day",
            "solid_waste_kg_day",
            "hazardous_waste_kg_year",
            "hazardous_stock_t",
            "area_ha",
            "infectious_kg_month",
        ),
        _of(Number),
    ),
    **dict.fromkeys(("connected_share", "fill_share"), _of(Share)),
    **dict.fromkeys(
        ("has_wastewater_treatment", "leak_proof", "lit_at_night", "cleaned_after_run"), _of(YesNo)
    ),
    "has_wwtp": _of(YesNo, unknown=False),
    "accepted_groups": _groups,
}
"""Field → how its input is made. Village, cluster, kind and place need lists and are made in `site_form`."""
