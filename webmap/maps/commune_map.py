"""The Folium map of one commune: bound to it, on our own base layers, with scale and layer control."""

from dataclasses import dataclass
from typing import Any, Final

import folium
from branca.element import MacroElement
from folium.template import Template

from webmap.maps.symbols import STYLES
from webmap.maps.vector_layer import VectorTiles

# Our pages serve Leaflet themselves; a map may ask no other host for anything.
folium.Map.default_js = []
folium.Map.default_css = []

NAME: Final = "commune_map"
MIN_ZOOM: Final = 11
MAX_ZOOM: Final = 19

Extent = tuple[float, float, float, float]


@dataclass(frozen=True)
class BaseMap:
    """What lies under our layers: nothing, or a tile address, or a PMTiles archive."""

    tile_url: str = ""
    attribution: str = ""
    pmtiles: str = ""


@dataclass(frozen=True)
class View:
    """Where the reader looks."""

    zoom: int
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Overlay:
    """One tile layer of ours on the map."""

    key: str
    words: str
    url: str
    show: bool = True
    filtered: bool = True


@dataclass(frozen=True)
class MapParts:
    """A rendered map: the element, and the script that fills it (it wants a nonce)."""

    html: str
    script: str


class Archive(MacroElement):
    """A vector base map out of one PMTiles archive, drawn by protomaps-leaflet under our layers."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        protomapsL.leafletLayer({url: {{ this.url|tojson }}, flavor: "light", lang: "vi"})
            .addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Archive"
        self.url = url


class MetricScale(MacroElement):
    """A scale bar in metres and kilometres only."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        L.control.scale({imperial: false, maxWidth: 140}).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )


def commune_map(extent: Extent, view: View | None, base: BaseMap) -> folium.Map:
    """A map bound to `extent` (west, south, east, north, degrees) and its surroundings."""
    west, south, east, north = extent
    wide, high = east - west, north - south
    made = folium.Map(
        location=[view.latitude, view.longitude] if view else [(south + north) / 2, (west + east) / 2],
        zoom_start=view.zoom if view else 13,
        tiles=None,
        control_scale=False,
        max_bounds=True,
        min_lon=west - 2 * wide,
        max_lon=east + 2 * wide,
        min_lat=south - 2 * high,
        max_lat=north + 2 * high,
        world_copy_jump=False,
    )
    # Folium hands its own zoom limits to tile layers only.
    made.options.update(minZoom=MIN_ZOOM, maxZoom=MAX_ZOOM, maxBoundsViscosity=1.0)
    made._id = "page"
    MetricScale().add_to(made)  # type: ignore[no-untyped-call]
    if base.tile_url:
        folium.TileLayer(base.tile_url, attr=base.attribution or " ", control=False).add_to(made)
    if base.pmtiles:
        Archive(base.pmtiles).add_to(made)
    return made


def add_overlays(made: folium.Map, overlays: list[Overlay]) -> None:
    """Our layers, in drawing order, then the control that turns them on and off."""
    VectorTiles("base", "/tiles/base/{z}/{x}/{y}.mvt", STYLES["base"], words="", control=False).add_to(made)
    for overlay in overlays:
        VectorTiles(
            overlay.key,
            overlay.url,
            STYLES[overlay.key],
            words=overlay.words,
            show=overlay.show,
            filtered=overlay.filtered,
        ).add_to(made)
    folium.LayerControl(collapsed=True).add_to(made)


def render(made: folium.Map, extent: Extent, view: View | None) -> MapParts:
    """Element and script of a map, apart, so that the page places each under its own policy."""
    if view is None:
        west, south, east, north = extent
        made.fit_bounds([[south, west], [north, east]])
    figure: Any = made.get_root()
    figure.render()
    return MapParts(figure.html.render(), figure.script.render())
