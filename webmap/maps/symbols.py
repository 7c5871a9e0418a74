"""How each class of thing is drawn: one table that the tiles, the legend and the print share.

Hues are Okabe–Ito's, which colour-blind readers can tell apart; every class has a shape, mark or pattern
beside its colour. Hazard levels follow the colours named in QĐ 18/2021/QĐ-TTg Đ4 (hex values are proposals:
the Decision's Appendix XII was not seen).
"""

from typing import Any, Final

Style = dict[str, Any]

INK: Final = "#1f2a2e"

COLLECTION_POINTS: Final[Style] = {
    "property": "kind",
    "group": "kind",
    "badge": {"property": "flood_level", "mark": "wave", "fill": "#56B4E9"},
    "classes": {
        "collection_point": {"shape": "circle", "fill": "#0072B2", "icon": "waste-basket"},
        "temporary_collection_point": {"shape": "diamond", "fill": "#E69F00", "icon": "waste-basket"},
        "transfer_station": {"shape": "square", "fill": "#009E73", "icon": "recycling"},
        "pesticide_packaging_tank": {"shape": "triangle", "fill": "#CC79A7", "icon": "danger"},
    },
}
SITES: Final[Style] = {
    "property": "status",
    "group": "status",
    "classes": {
        "overdue": {"shape": "diamond", "fill": "#D55E00", "mark": "exclamation"},
        "never": {"shape": "square", "fill": "#CC79A7", "mark": "question"},
        "due_soon": {"shape": "triangle", "fill": "#F0C400", "mark": "clock"},
        "in_time": {"shape": "circle", "fill": "#009E73", "mark": "check"},
    },
}
RISK_ZONES: Final[Style] = {
    "property": "level",
    "group": "level",
    "classes": {
        "5": {"shape": "area", "fill": "#7B2D8E", "pattern": "dense-cross", "text": "5"},
        "4": {"shape": "area", "fill": "#D7191C", "pattern": "cross-hatch", "text": "4"},
        "3": {"shape": "area", "fill": "#FF9A3C", "pattern": "hatch-left", "text": "3"},
        "2": {"shape": "area", "fill": "#FFF3A3", "pattern": "hatch-right", "text": "2"},
        "1": {"shape": "area", "fill": "#9AD1F5", "pattern": "dots", "text": "1"},
    },
}
_WAITING: Final[Style] = {"shape": "diamond", "fill": "#D55E00", "mark": "exclamation"}
_IN_HAND: Final[Style] = {"shape": "triangle", "fill": "#F0C400", "mark": "clock"}
_SETTLED: Final[Style] = {"shape": "circle", "fill": "#009E73", "mark": "check"}
STATES: Final[Style] = {
    **dict.fromkeys(("new", "reopened", "reopen_requested", "verifying", "need_info", "assigned"), _WAITING),
    **dict.fromkeys(("inspection_planned", "in_progress", "referred", "done_requested"), _IN_HAND),
    **dict.fromkeys(("resolved", "closed", "rejected", "duplicate", "anonymised"), _SETTLED),
}
"""What the ring of a cluster of reports says: the state inside that asks most."""
INCIDENTS: Final[Style] = {
    "property": "category",
    "group": "category",
    "worst": STATES,
    "classes": {
        "straw_burning": {"shape": "triangle", "fill": "#D55E00", "icon": "fire-station"},
        "waste_burning": {"shape": "triangle", "fill": "#E69F00", "icon": "fire-station"},
        "fire_explosion": {"shape": "triangle", "fill": "#B30000", "icon": "fire-station"},
        "littering": {"shape": "square", "fill": "#0072B2", "icon": "waste-basket"},
        "illegal_dumping": {"shape": "square", "fill": "#5A3E85", "icon": "waste-basket"},
        "illegal_burial": {"shape": "square", "fill": "#7A5C3A", "icon": "waste-basket"},
        "solid_waste": {"shape": "square", "fill": "#56B4E9", "icon": "waste-basket"},
        "wastewater_discharge": {"shape": "drop", "fill": "#0072B2"},
        "water_pollution": {"shape": "drop", "fill": "#5A3E85"},
        "waterlogging": {"shape": "drop", "fill": "#56B4E9"},
        "fish_kill": {"shape": "drop", "fill": "#CC79A7"},
        "bank_erosion": {"shape": "drop", "fill": "#7A5C3A"},
        "air_emission": {"shape": "circle", "fill": "#6B6B6B"},
        "odour": {"shape": "circle", "fill": "#009E73"},
        "noise": {"shape": "circle", "fill": "#CC79A7"},
        "livestock_waste": {"shape": "circle", "fill": "#7A5C3A"},
        "hazardous_waste_incident": {"shape": "hexagon", "fill": "#D55E00", "icon": "danger"},
        "chemical_spill": {"shape": "hexagon", "fill": "#F0C400", "icon": "danger"},
        "medical_waste_incident": {"shape": "hexagon", "fill": "#CC79A7", "icon": "hospital"},
    },
}
INCIDENT_HEAT: Final[Style] = {
    "property": "step",
    "group": "heat",
    "passive": True,
    "classes": {
        step: {"fill": fill, "opacity": 0.75, "stroke": "#ffffff", "width": 1}
        for step, fill in zip("12345", ("#ffffb2", "#fecc5c", "#fd8d3c", "#f03b20", "#bd0026"), strict=True)
    },
}
"""Reports in a square, in five steps (ColorBrewer YlOrRd)."""
BASE: Final[Style] = {
    "property": "kind",
    "passive": True,
    "classes": {
        "commune": {"stroke": "#5b6b6f", "width": 1.5, "dash": [6, 4]},
        "commune_own": {"stroke": INK, "width": 3, "dash": [10, 4, 2, 4]},
        "village": {"stroke": "#a9b4ae", "width": 1, "name": "#4a5a55"},
        "river": {"fill": "#c3dbe6", "stroke": "#8fb7c9", "width": 4},
        "canal": {"fill": "#c3dbe6", "stroke": "#9cc3d5", "width": 2},
        "ditch": {"fill": "#c3dbe6", "stroke": "#b4d2df", "width": 1},
        "provincial": {"stroke": "#ffffff", "casing": "#b8a77a", "width": 5, "name": "#5a5245"},
        "commune_road": {"stroke": "#ffffff", "casing": "#c3c3bb", "width": 3, "name": "#5a5a54"},
        "village_road": {"stroke": "#ffffff", "casing": "#d4d4cc", "width": 1.5},
        "dike": {"stroke": "#7a5c3a", "width": 2.5},
        "outer_dike": {"stroke": "#7a5c3a", "width": 1.5, "dash": [4, 3]},
        "sluice": {"shape": "square", "fill": "#ffffff", "stroke": "#3b6f88", "size": 0.45},
        "pumping_station": {"shape": "hexagon", "fill": "#ffffff", "stroke": "#3b6f88", "size": 0.55},
        "water_intake": {"shape": "drop", "fill": "#ffffff", "stroke": "#3b6f88", "size": 0.55},
        "discharge_point": {"shape": "drop", "fill": "#8a7a5a", "stroke": "#4a3f2a", "size": 0.5},
        "cluster": {"fill": "#e6dfec", "stroke": "#8a7a99", "width": 1, "dash": [3, 3]},
    },
}
SHARES: Final = (
    (0.2, "#eff3ff"),
    (0.4, "#bdd7e7"),
    (0.6, "#6baed6"),
    (0.8, "#3182bd"),
    (1.01, "#08519c"),
)
"""Upper bound of a share in time → colour (ColorBrewer Blues, 5 classes); no data is hatched."""

STYLES: Final[dict[str, Style]] = {
    "base": BASE,
    "collection-points": COLLECTION_POINTS,
    "sites": SITES,
    "risk-zones": RISK_ZONES,
    "incidents": INCIDENTS,
    "incident-heat": INCIDENT_HEAT,
    "inbox": INCIDENTS,
}


def share_colour(share: float | None) -> str | None:
    """The colour of a share 0–1, or None where there are no data."""
    if share is None:
        return None
    return next(colour for bound, colour in SHARES if share < bound)
