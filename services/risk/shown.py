"""What a reader may see of the figures behind a score: the privacy rule of their layers, part by part."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from geodata.features import POLICE_ONLY, Layer, Reach, Viewer, reach, shows
from geodata.risk_figures import FIGURES, Origin

_FIELD: Final = {
    "permit": "permit_kind",
    "contract": "waste_contract",
    "treatment": "has_wastewater_treatment",
}
"""Figure of the register → the field of the layer under whose rule it falls, where its name is another."""


@dataclass(frozen=True)
class ShownPart:
    """One figure of a criterion as this reader may see it; `hidden`: it counts, and is not theirs to see.

    `points` is None where it says nothing, or where its points would tell what is hidden.
    """

    figure: str
    origin: Origin
    adds: bool
    hidden: bool
    value: Any = None
    unknown: bool = False
    beyond: float | None = None
    points: int | None = None
    at_least: float | None = None
    at_most: float | None = None
    layer: str = ""


def sees(viewer: Viewer, figure: str) -> bool:
    """Whether this viewer may see a figure of a site."""
    origin = FIGURES[figure].origin
    if origin is Origin.REGISTER:
        return shows(Layer.SITE, _FIELD.get(figure, figure), viewer)
    if origin is Origin.CHECKS:
        return shows(Layer.INSPECTION, "findings", viewer)
    if origin is Origin.REPORTS:
        return reach(Layer.INCIDENT, viewer) is Reach.ALL
    return origin is Origin.DISTANCE or reach(Layer.RISK_ZONE, viewer) is Reach.ALL


def part(told: Mapping[str, Any], viewer: Viewer, *, adds: bool) -> ShownPart:
    """A part of a stored basis for this viewer. Reports of the police are taken out for all others, and with
    them the points and the step: what the number left over does not explain would tell of them."""
    figure = told["figure"]
    origin = FIGURES[figure].origin
    if not sees(viewer, figure):
        return ShownPart(figure, origin, adds, hidden=True)
    value, points, step = told.get("value"), told.get("points"), told.get("from")
    if figure == "incidents" and viewer.role not in POLICE_ONLY:
        value = None if value is None else value - told.get("police", 0)
        points, step = None, None
    return ShownPart(
        figure,
        origin,
        adds,
        False,
        value,
        bool(told.get("unknown")),
        told.get("beyond"),
        points,
        step,
        told.get("to"),
        told.get("layer", ""),
    )
