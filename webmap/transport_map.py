"""What the small maps of hazardous-waste transport show: features with a look and words, legend and hints."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _

from geodata.enums import SiteType
from geodata.features import Json
from services.transport.routes import RouteSeen
from webmap.filters import number
from webmap.headers import asset
from webmap.labels import label
from webmap.maps.symbols import STYLES


def of_routes(routes: Sequence[RouteSeen], more: Iterable[Json] = ()) -> Json:
    """A map of routes, and of what is to be watched on them (`watched`)."""
    lines = [
        _feature(
            one.feature["geometry"],
            "ended" if one.ended else "route",
            one.feature["properties"]["name"],
            one.id,
        )
        for one in routes
    ]
    return _map([*lines, *more])


def of_check(check: Json) -> Json | None:
    """A map of where a check took place, or None where nobody noted it."""
    if check["geometry"] is None:
        return None
    return _map([_feature(check["geometry"], "check", check["properties"]["place"] or _("Chỗ kiểm tra"))])


def watched(routes: Sequence[RouteSeen]) -> list[Json]:
    """The stretches near schools and under water, then the places themselves."""
    found: list[Json] = []
    for one in routes:
        alerts = one.alerts
        for zone in alerts.floods:
            words = _(
                "%(zone)s – cấp %(level)s, dài %(length)s m",
                zone=zone["name"],
                level=zone["level"],
                length=number(zone["length_m"], 0),
            )
            found.append(_feature(zone["stretch"], "flood", words))
        found += [_feature(school["stretch"], "near", school["name"]) for school in alerts.schools]
        found += [_place(site) for site in (*alerts.clinics, *alerts.schools)]
    return found


def line_words() -> dict[str, str]:
    """What the map says on which a route is drawn (static/js/transport/line.js)."""
    return {
        "label": _("Bản đồ để vẽ tuyến"),
        "hint": _("Chạm lần lượt vào các điểm tuyến đi qua. Kéo một điểm để chỉnh."),
        "drawn": _("Tuyến có {n} điểm."),
        "undo": _("Bỏ điểm cuối"),
        "middle": _("Thêm điểm ở giữa bản đồ"),
        "clear": _("Vẽ lại từ đầu"),
        "zoomIn": _("Phóng to"),
        "zoomOut": _("Thu nhỏ"),
    }


def _place(site: Json) -> Json:
    look = "school" if site["type"] is SiteType.SCHOOL else "clinic"
    words = _("%(name)s – cách %(metres)s m", name=site["name"], metres=number(site["distance_m"], 0))
    return _feature(site["geometry"], look, f"{label('kind', site['kind'])}: {words}")


def _feature(geometry: Any, look: str, words: str, route: int | None = None) -> Json:
    properties: Json = {"look": look, "words": words}
    if route is not None:
        properties["href"] = f"/transport/routes/{route}"
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _map(features: list[Json]) -> Json:
    looks = ("route", "ended", "near", "flood", "school", "clinic", "check")
    there = {one["properties"]["look"] for one in features}
    return {
        "features": {"type": "FeatureCollection", "features": features},
        "looks": [look for look in looks if look in there],
        "style": STYLES["base"],
        "icons": {
            "school": asset("vendor/maki/school.svg"),
            "clinic": asset("vendor/maki/hospital.svg"),
            "check": asset("vendor/maki/danger.svg"),
        },
        "words": {
            "label": _("Bản đồ các tuyến; nội dung có đủ ở chữ bên cạnh"),
            "zoomIn": _("Phóng to"),
            "zoomOut": _("Thu nhỏ"),
            "open": _("Mở trang của tuyến"),
        },
    }
