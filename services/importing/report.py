"""A plan as it is kept and shown: the batch's report, and one row of detail for each row of the file."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import numpy as np

from geodata.enums import RowOutcome
from geodata.features import FIELDS, Viewer, shows
from geodata.layers import sketch
from geodata.models.base import Json
from services.importing.layers import LAYERS
from services.importing.plan import Plan, Weighed

HIDDEN: Final = "hidden"
"""Stands in place of a stored value that the viewer may not see."""

_SHOWN_AS: Final = {"village_id": "village", "cluster_id": "cluster"}


def report(plan: Weighed, drawing: Json) -> Json:
    """What is told of the whole file: counts, columns, grid, remarks, the drawing, the plan's fingerprint."""
    records = plan.records
    return {
        "total": len(plan.outcomes),
        "counts": plan.counts,
        "grid": records.grid,
        "inner": records.inner,
        "used": records.used,
        "unused": records.unused,
        "remarks": [list(remark) for remark in records.remarks],
        "fingerprint": plan.fingerprint,
        "sketch": drawing,
    }


def rows(plan: Plan) -> Iterator[tuple[int, str, str, str, Json]]:
    """(number from 1, outcome, key, name, detail) of each row of the file."""
    names = plan.records.values.get("name") or [None] * len(plan.records)
    for index, outcome in enumerate(plan.outcomes):
        shown = " · ".join(_key(part) for part in plan.keys[index] if part is not None)
        detail: Json = {}
        if index in plan.records.refused:
            detail["reasons"] = plan.records.refused[index]
        if index in plan.records.notes:
            detail["notes"] = plan.records.notes[index]
        if index in plan.changes:
            detail["changes"] = _named(plan, index)
        yield index + 1, outcome.value, shown[:200], (names[index] or "")[:200], detail


def _key(part: Any) -> str:
    return f"{part:%d/%m/%Y}" if isinstance(part, date) else str(part)


def for_viewer(layer: str, detail: Json, viewer: Viewer) -> Json:
    """The detail of a row without stored values that the viewer's role may not see."""
    rule, changes = LAYERS[layer].features, detail.get("changes")
    if rule is None or not changes:
        return detail

    def hides(name: str) -> bool:
        known_as = _SHOWN_AS.get(name, name)
        return known_as in FIELDS[rule] and not shows(rule, known_as, viewer)

    shown = {name: [HIDDEN, HIDDEN] if hides(name) else pair for name, pair in changes.items()}
    return detail | {"changes": shown}


def _named(plan: Plan, index: int) -> dict[str, list[Any]]:
    """Changes with the names of villages and clusters in place of their ids."""
    names = plan.records.names
    return {
        field: [names.get(field, {}).get(value, value) for value in pair] if field in names else pair
        for field, pair in plan.changes[index].items()
    }


def draw(plan: Plan, border: Any) -> Json:
    """The file's shapes as they would lie in the commune, by what becomes of them; `border` in EPSG:4326."""
    outcomes = np.array([outcome.value for outcome in plan.outcomes])
    groups = {outcome.value: plan.records.shapes[outcomes == outcome.value] for outcome in RowOutcome}
    wide = plan.records.spec.name == "communes" and len(plan.records) > 1
    return sketch.draw(None if wide else border, groups)
