"""The Folium element of a tile layer: what it writes into a page, whatever words it is given."""

import json
import re
from typing import Any

import folium
import pytest

from webmap.maps.commune_map import Overlay, add_overlays
from webmap.maps.symbols import STYLES
from webmap.maps.vector_layer import VectorTiles

HOSTILE = "</script><img src=x onerror=alert(1)>`${alert(2)}`\u2028'\""


def script_of(*layers: VectorTiles, control: bool = True) -> str:
    made = folium.Map(tiles=None)
    made._id = "page"
    for layer in layers:
        layer.add_to(made)
    if control:
        folium.LayerControl().add_to(made)
    figure: Any = made.get_root()
    figure.render()
    return str(figure.script.render())


def test_it_makes_the_layer_with_its_address_and_style() -> None:
    script = script_of(VectorTiles("risk-zones", "/tiles/z/{z}/{x}/{y}.mvt", {"classes": {"5": {}}}))
    call = re.search(r"var feature_tiles_risk_zones = L\.featureTiles\((.+)\);\n", script)
    assert call is not None
    url, settings = json.loads(f"[{call[1]}]")
    assert url == "/tiles/z/{z}/{x}/{y}.mvt"
    assert settings == {"key": "risk-zones", "style": {"classes": {"5": {}}}}


def test_further_settings_reach_the_script() -> None:
    assert '"minZoom": 14' in script_of(VectorTiles("sites", "/tiles", {}, minZoom=14))


def test_a_shown_layer_is_on_the_map_a_hidden_one_only_in_the_control() -> None:
    shown = VectorTiles("sites", "/a", {}, words="Cơ sở")
    hidden = VectorTiles("incidents", "/b", {}, words="Phản ánh", show=False)
    script = script_of(shown, hidden)
    assert "feature_tiles_sites.addTo(map_page)" in script
    assert "feature_tiles_incidents.addTo" not in script
    assert json.dumps("Phản ánh") in script


def test_a_layer_without_control_is_not_listed() -> None:
    script = script_of(VectorTiles("base", "/a", {}, words="Nền", control=False))
    assert json.dumps("Nền") not in script
    assert "feature_tiles_base.addTo(map_page)" in script


@pytest.mark.parametrize("where", ["key", "url", "style", "words"])
def test_no_word_ends_the_script(where: str) -> None:
    given = {"key": "a", "url": "/a", "words": "A"} | ({where: HOSTILE} if where != "style" else {})
    style = {"classes": {HOSTILE: {"label": HOSTILE}}} if where == "style" else {}
    script = script_of(VectorTiles(given["key"], given["url"], style, words=given["words"]))
    assert "<" not in script.replace("<=", "")
    assert "\u2028" not in script


def test_the_base_map_lies_under_every_layer() -> None:
    made = folium.Map(tiles=None)
    add_overlays(made, [Overlay("sites", "Cơ sở", "/tiles/sites/{z}/{x}/{y}.mvt")])
    keys = [child.settings["key"] for child in made._children.values() if isinstance(child, VectorTiles)]
    assert keys == ["base", "sites"]
    assert STYLES["base"]["passive"] is True
