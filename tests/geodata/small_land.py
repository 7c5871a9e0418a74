"""A landscape of three villages between a river and a brook, small enough to draw in a moment."""

from functools import cache
from typing import Any

from geodata.demo.land import Landscape, draw

OUTLINE = [(106.500, 20.700), (106.540, 20.700), (106.540, 20.725), (106.520, 20.722), (106.500, 20.725)]
VILLAGES = {"A": (106.508, 20.715), "B": (106.520, 20.713), "C": (106.532, 20.716)}
LINES: dict[str, Any] = {
    "dike": "D",
    "rivers": [
        {
            "code": "R",
            "name": "River",
            "half_width": 120,
            "points": [(106.49, 20.700), (106.51, 20.701), (106.53, 20.700), (106.55, 20.701)],
        }
    ],
    "nodes": {
        "d1": (106.495, 20.704),
        "d2": (106.520, 20.7045),
        "d3": (106.545, 20.704),
        "w": (106.496, 20.715),
        "a": (106.508, 20.7152),
        "b": (106.520, 20.7128),
        "c": (106.532, 20.7158),
        "e": (106.545, 20.715),
    },
    "roads": [
        {"code": "T", "kind": "provincial", "name": "Trunk", "via": ["w", "a", "b", "c", "e"]},
        {"code": "D", "kind": "commune", "name": "Dyke road", "via": ["d1", "d2", "d3"]},
        {"code": "S", "kind": "commune", "name": "South road", "via": ["b", "d2"]},
    ],
    "canals": [
        {
            "code": "K1",
            "name": "West canal",
            "points": [(106.514, 20.724), (106.513, 20.71), (106.514, 20.70)],
        },
        {
            "code": "K2",
            "name": "East canal",
            "points": [(106.526, 20.723), (106.527, 20.71), (106.526, 20.70)],
        },
    ],
    "outer_dike": [(106.528, 20.7043), (106.532, 20.7032), (106.536, 20.7042)],
}
CLUSTERS = {"CCN-AT": [(106.515, 20.706), (106.5185, 20.706), (106.5185, 20.709), (106.515, 20.709)]}


@cache
def small_land() -> Landscape:
    """The landscape, drawn once."""
    return draw(OUTLINE, VILLAGES, LINES, CLUSTERS)
