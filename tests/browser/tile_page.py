"""A bare page with our tile layers on a Folium map, served in the place of an address of the app."""

import json
from typing import Final

from playwright.sync_api import Page, Route, ViewportSize

from tests.browser import seed
from tests.browser.waiting import FRAMES
from webmap.maps.commune_map import BaseMap, Overlay, View, add_overlays, commune_map, render

EXTENT = (seed.WEST, seed.SOUTH, seed.EAST, seed.NORTH)
NONCE = "only-in-this-test"
POLICY = (
    f"default-src 'self'; script-src 'self' 'nonce-{NONCE}'; style-src 'self' 'nonce-{NONCE}'; "
    "img-src 'self' data:"
)
MODULES = {
    "pbf": "/static/vendor/pbf/index.js",
    "@mapbox/point-geometry": "/static/vendor/point-geometry/index.js",
    "@mapbox/vector-tile": "/static/vendor/vector-tile/index.js",
    "tiles": "/static/js/tiles.js",
}
SMALL: Final[ViewportSize] = {"width": 420, "height": 320}
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Mảnh bản đồ</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/static/vendor/leaflet/leaflet.css">
<link rel="stylesheet" href="/static/vendor/fonts/be-vietnam-pro/index.css">
<style nonce="{nonce}">html, body, .folium-map {{ height: 100%; margin: 0; background: #f4f4ef; }}</style>
</head><body>
{html}
<script type="importmap" nonce="{nonce}">{{"imports": {modules}}}</script>
<script src="/static/vendor/leaflet/leaflet.js" defer></script>
<script type="module" nonce="{nonce}">
import {{ swatch, tileLayers }} from "tiles";
window.events = [];
window.shown = {{}};
{script}
Object.assign(window, {{ map: map_page, tileLayers, swatch }});
for (const [key, layer] of tileLayers) {{
  layer.on("feature", ({{ layer, id, n, latlng, properties }}) =>
    events.push({{ layer, id, n, latlng, properties }}));
  layer.on("shown", ({{ classes, n }}) => (shown[key] = {{ classes: [...classes].sort(), n }}));
}}
</script></body></html>"""


def address(key: str, query: str = "") -> str:
    """The tile address of a layer, as a page writes it."""
    return f"/tiles/{key}/{{z}}/{{x}}/{{y}}.mvt{query}"


def open_map(page: Page, url: str, overlays: list[Overlay], view: View, size: ViewportSize = SMALL) -> None:
    """Show a map of these layers and wait until every tile is drawn."""
    page.set_viewport_size(size)
    made = commune_map(EXTENT, view, BaseMap())
    add_overlays(made, overlays)
    parts = render(made, EXTENT, view)
    body = PAGE.format(
        nonce=NONCE, html=parts.html, script=parts.script, modules=json.dumps(MODULES, ensure_ascii=False)
    )
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}

    def serve(route: Route) -> None:
        route.fulfill(status=200, headers=headers, body=body)

    page.route("**/tile-page", serve)
    page.goto(f"{url}/tile-page")
    settle(page)


def settle(page: Page) -> None:
    """Wait until the map stands still and no layer is waiting for a tile."""
    page.evaluate(FRAMES)
    page.wait_for_function(
        "() => window.map && document.fonts.status === 'loaded' && !map._animatingZoom"
        " && !map._panAnim?._inProgress"
        " && [...tileLayers.values()].every(layer => !layer._map || !layer.isLoading())"
    )
