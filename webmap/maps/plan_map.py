"""The Folium map of one team's day: numbered stops in their order, the start, and the way between them."""

from collections.abc import Sequence
from typing import Any, Final

import folium

from webmap.maps.commune_map import BaseMap, Extent, MapParts, add_overlays, commune_map, render

Place = tuple[float, float]
WAY: Final = "#0B5C4A"
_MARGIN: Final = 0.002
"""Degrees kept free around the stops, some 200 m."""


def plan_map(
    extent: Extent,
    base: BaseMap,
    start: Place | None,
    stops: Sequence[Place | None],
    legs: Sequence[Sequence[Place]],
    roads: Sequence[bool],
) -> MapParts:
    """The map bound to the commune's `extent`, showing the stops; places are (lon, lat), EPSG:4326 degrees.

    A leg that follows no road is dashed. Markers hold numbers only: no text of people's comes near Folium.
    """
    made = commune_map(extent, None, base)
    add_overlays(made, [])
    for leg, by_road in zip(legs, roads, strict=True):
        ends = [(lat, lon) for lon, lat in leg]
        _line(ends, color="#ffffff", weight=8, opacity=0.9).add_to(made)
        _line(ends, color=WAY, weight=4, dash_array=None if by_road else "4 8").add_to(made)
    if start:
        _marker(start, "•", "start").add_to(made)
    for number, place in enumerate(stops, 1):
        if place:
            _marker(place, str(number), "stop").add_to(made)
    around = _around([place for place in (start, *stops) if place])
    return render(made, around or extent, None)


def _line(ends: Sequence[Place], **look: Any) -> folium.PolyLine:
    return folium.PolyLine(ends, interactive=False, **look)  # type: ignore[no-untyped-call]


def _marker(place: Place, text: str, kind: str) -> folium.Marker:
    icon = folium.DivIcon(
        html=f'<span class="{kind}">{text}</span>',
        icon_size=(32, 32),
        icon_anchor=(16, 16),
        class_name="plan-stop",
    )
    return folium.Marker((place[1], place[0]), icon=icon, keyboard=False)


def _around(places: Sequence[Place]) -> Extent | None:
    if not places:
        return None
    lons, lats = [place[0] for place in places], [place[1] for place in places]
    return (min(lons) - _MARGIN, min(lats) - _MARGIN, max(lons) + _MARGIN, max(lats) + _MARGIN)
