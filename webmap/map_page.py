"""What the map pages share: reading the address, building the map, and the facts around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, request
from flask_babel import gettext as _

from services import communes
from services.clock import ZONE
from webmap.auth import viewer
from webmap.db import session
from webmap.labels import label
from webmap.maps.commune_map import BaseMap, MapParts, Overlay, View, add_overlays, commune_map, render
from webmap.maps.symbols import STYLES


@dataclass(frozen=True)
class LayerSpec:
    """A layer a page offers: key in the address and in /tiles, words, shown unless the address says other.

    `filtered` layers take the page's filters.
    """

    key: str
    words: str
    show: bool = True
    filtered: bool = True


def init_app(app: Flask) -> None:
    """Hand the map templates what their scripts need."""
    app.jinja_env.globals.update(
        page_options=page_options, kind_pairs=kind_pairs, coverage_rows=coverage_rows
    )


def kind_pairs(kinds: Sequence[str]) -> list[tuple[str, str]]:
    """(kind, words) pairs, for selects and tables."""
    return [(kind, label("kind", kind)) for kind in kinds]


def coverage_rows(
    tallies: Mapping[Any, Any], names: Sequence[tuple[Any, str]], nowhere: str
) -> list[tuple[str, Any]]:
    """(name, tally) of each group that has sites, in the order of `names`; `nowhere` names the rest."""
    rows = [(name, tallies[key]) for key, name in names if key in tallies]
    return [*rows, (nowhere, tallies[None])] if None in tallies else rows


def page_options() -> dict[str, object]:
    """Words and addresses for the page's script, in the reader's language."""
    return {
        "styles": STYLES,
        "words": {
            "loading": _("Đang tải…"),
            "failed": _("Không tải được. Xin kiểm tra mạng rồi thử lại."),
            "outside": _("Bạn đang ở ngoài địa bàn xã nên bản đồ không chuyển tới chỗ bạn."),
            "denied": _("Trình duyệt chưa cho phép xem vị trí. Xin bật quyền vị trí rồi thử lại."),
            "here": _("Bạn ở đây"),
            "hide": _("Ẩn bảng"),
            "show": _("Hiện bảng"),
            "noData": _("Không có dữ liệu"),
            "inTime": _("trong hạn"),
            "sites": _("cơ sở"),
            "zoomIn": _("Phóng to"),
            "zoomOut": _("Thu nhỏ"),
            "layers": _("Chọn lớp bản đồ"),
            "close": _("Đóng"),
        },
    }


@dataclass(frozen=True)
class MapPage:
    """All a map template needs beside its own subject; `fixed` when the address names the view."""

    parts: MapParts
    legend: dict[str, dict[str, object]]
    filters: dict[str, str]
    today: date
    extent: tuple[float, float, float, float]
    fixed: bool
    archive: bool


def sent_words(*names: str) -> dict[str, str]:
    """What the address says for each name; an empty text where it says nothing."""
    return {name: request.args.get(name, "").strip() for name in names}


def sent_offset() -> int:
    """How many entries of the list come before this page of it."""
    return max(0, min(request.args.get("offset", 0, type=int), 1_000_000))


def next_page(sent: Mapping[str, str], offset: int, more: bool) -> str | None:
    """The address of the list's next page under the same filters, where there is more."""
    kept = {name: value for name, value in sent.items() if value}
    return f"?{urlencode(kept | {'offset': str(offset)})}" if more else None


def now() -> datetime:
    """This moment in the commune's time zone."""
    return datetime.now(ZONE)


def map_page(layers: list[LayerSpec], filters: Mapping[str, str]) -> MapPage:
    """The map of the served commune with `layers`, each filtered by the same words as the page."""
    settings = current_app.config["SETTINGS"]
    extent = communes.extent(session(), viewer().commune_id)
    view = _view(request.args.get("view", ""))
    base = BaseMap(settings.tile_url, settings.tile_attribution, settings.archive_address)
    made = commune_map(extent, view, base)
    kept = {name: value for name, value in filters.items() if value}
    add_overlays(made, [_overlay(layer, kept) for layer in layers])
    return MapPage(
        parts=render(made, extent, view),
        legend={layer.key: STYLES[layer.key] for layer in layers},
        filters=kept,
        today=now().date(),
        extent=extent,
        fixed=view is not None,
        archive=bool(base.pmtiles),
    )


def _overlay(layer: LayerSpec, filters: Mapping[str, str]) -> Overlay:
    shown = request.args.get("layers")
    show = layer.show if shown is None else layer.key in shown.split(",")
    query = f"?{urlencode(filters)}" if filters and layer.filtered else ""
    url = f"/tiles/{layer.key}/{{z}}/{{x}}/{{y}}.mvt{query}"
    return Overlay(layer.key, layer.words, url, show, layer.filtered)


def _view(text: str) -> View | None:
    """A view "zoom/latitude/longitude" from the address; an unreadable one is as good as none."""
    try:
        zoom, latitude, longitude = text.split("/")
        view = View(int(float(zoom)), float(latitude), float(longitude))
    except (ValueError, OverflowError):
        return None
    return view if 1 <= view.zoom <= 22 and abs(view.latitude) <= 85 and abs(view.longitude) <= 180 else None
