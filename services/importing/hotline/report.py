"""A log's plan as it is kept and shown: no name, no telephone number, no exact place."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from geodata.displacement import displaced
from geodata.enums import RowOutcome
from geodata.layers import sketch
from geodata.models.base import Json
from services.importing.hotline import masking
from services.importing.hotline.columns import NAME, PHONE
from services.importing.hotline.plan import CallPlan, Told
from services.sealing import Identity, displacement_key


def rows(plan: CallPlan) -> Iterator[tuple[int, str, str, str, Json]]:
    """(number in the file, outcome, number with its year, beginning of the text, detail) of each call."""
    for index, outcome in enumerate(plan.outcomes):
        who = plan.records.callers[index]
        text = masking.excerpt(who, plan.records.said[index].get("description", ""))
        key = str(masking.shown(who, plan.keys[index][0]))
        yield plan.records.rows[index], outcome.value, key, text, _detail(plan, index, who, hidden=not text)


def _detail(plan: CallPlan, index: int, who: Identity, *, hidden: bool) -> Json:
    values, told = plan.records.said[index], plan.told[index]
    notes = [*plan.records.notes.get(index, ()), *masking.caller(values.get(NAME, ""), values.get(PHONE, ""))]
    if hidden and values.get("description"):
        notes.append(("hotline.text_hidden", {}))
    detail: Json = {"notes": notes} if notes else {}
    if index in plan.records.refused:
        detail["reasons"] = masking.reasons(who, plan.records.refused[index])
    if index in plan.changes:
        changes = plan.changes[index].items()
        detail["changes"] = {name: [masking.shown(who, value) for value in pair] for name, pair in changes}
    if told is not None and plan.outcomes[index] is RowOutcome.ADDED:
        detail["facts"] = _facts(plan, told, who, values.get("handled", ""))
    return detail


def _facts(plan: CallPlan, told: Told, who: Identity, handled: str) -> Json:
    """What a new report says of itself, for who checks it."""
    village_id = told.where.village_id
    return {
        "category": told.report.category.value,
        "received": told.received.isoformat(),
        "village": plan.villages.names.get(village_id, "") if village_id else "",
        "landmark": masking.shown(who, told.report.landmark),
        "handled": masking.shown(who, handled),
    }


def draw(plan: CallPlan, border: Any) -> Json:
    """The places of new and changed reports as the public would see them; `border` in EPSG:4326."""
    assert plan.request.secrets is not None
    key = displacement_key(plan.request.secrets)
    groups = {}
    for outcome in RowOutcome:
        spots = [
            displaced(*told.where.place, key)
            for told, found in zip(plan.told, plan.outcomes, strict=True)
            if told is not None and found is outcome and told.where.place
        ]
        groups[outcome.value] = np.array([shapely.Point(spot) for spot in spots], dtype=object)
    return sketch.draw(border, groups) if any(len(group) for group in groups.values()) else {}
