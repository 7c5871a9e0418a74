"""The Folium element of one of our tile layers: the script that puts it on the map."""

from typing import Any

from folium.map import Layer
from folium.template import Template


class VectorTiles(Layer):
    """A layer of vector tiles, drawn by static/js/tiles.js and listed in folium.LayerControl.

    `key` names the layer in the style table, in the address bar and to scripts (`tileLayers.get(key)`); `url`
    holds {z}, {x} and {y}; `style` is plain JSON in the shape told at the top of static/js/tiles.js.
    `words` is what the layer control says.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.featureTiles({{ this.url|tojson }}, {{ this.settings|tojson }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        key: str,
        url: str,
        style: dict[str, Any],
        *,
        words: str = "",
        show: bool = True,
        control: bool = True,
        **settings: Any,
    ) -> None:
        super().__init__(name=words or key, overlay=True, control=control, show=show)
        self._name = "FeatureTiles"
        self._id = "".join(letter if letter.isalnum() else "_" for letter in key)
        self.url = url
        self.settings = {"key": key, "style": style, **settings}
