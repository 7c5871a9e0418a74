"""From figures to scores: the bands of a risk scheme laid on the figures of many sites, and what was laid."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geodata.enums import IMPACTS, PERFORMANCE, Criterion
from geodata.risk import HIGHEST, Ints
from geodata.risk_figures import FIGURES, LAYERS, TYPES, UNKNOWN, Figures, Floats
from geodata.risk_rules import CriterionRule, Part, Rules

Json = dict[str, Any]
Mask = NDArray[np.bool_]
ALL: Final = (*IMPACTS, *PERFORMANCE)
_SILENT: Final = -99
"""Points of a figure that says nothing of a site: no points at all, not even 0."""


@dataclass(frozen=True)
class Laid:
    """One part of a criterion laid on n sites: its points, where it was asked, and where it is unknown.

    `step` is the number of the step that held, from 1; 0 for none and for words.
    """

    part: Part
    points: NDArray[np.int64]
    asked: Mask
    unknown: Mask
    step: NDArray[np.int64]


@dataclass(frozen=True)
class Scored:
    """`impact` (n, 8) in 0–5 and `performance` (n, 5) in -1, 0, +1 as they count, with what they came from.

    `computed` (n, 13) is what the figures alone say, `hand` (n, 13) what was set by hand (NaN: nothing).
    """

    impact: Ints
    performance: Ints
    critical: Mask
    computed: NDArray[np.int64]
    hand: Floats
    laid: dict[Criterion, tuple[list[Laid], list[Laid]]]


def score(figures: Figures, rules: Rules, hand: Floats | None = None) -> Scored:
    """The scores of n sites; `hand` (n, 13), in the order of ALL, takes the place of what is computed.

    Raises ValueError for values set by hand outside 0–5 and -1–1.
    """
    n = len(figures)
    given = np.full((n, len(ALL)), np.nan) if hand is None else hand
    computed = np.zeros((n, len(ALL)), dtype=np.int64)
    laid = {}
    for column, one in enumerate(ALL):
        rule, low, high = (
            rules.criteria[one],
            -1 if one in PERFORMANCE else 0,
            1 if one in PERFORMANCE else HIGHEST,
        )
        parts = [_lay(part, rule, figures, silent=one in PERFORMANCE) for part in rule.parts]
        plus = [_lay(part, rule, figures, silent=True) for part in rule.plus]
        computed[:, column] = np.clip(_together(parts, rule) + _added(plus, n), low, high)
        laid[one] = (parts, plus)
    counted = np.where(np.isnan(given), computed, given)
    split = len(IMPACTS)
    impact, behaved = _whole(counted[:, :split], 0, HIGHEST), _whole(counted[:, split:], -1, 1)
    return Scored(impact, behaved, figures.critical, computed, given, laid)


def bases(scored: Scored, figures: Figures, rules: Rules) -> list[Json]:
    """What the scores of each site came from: criterion → its score, parts and what was set by hand.

    A part tells `figure`, its value (a number, a word, None), `points` (None where it says nothing),
    `unknown` where it was not known, the step it reached as `from` or `to`, `beyond` (metres) where nothing
    was within reach, `layer` for dwellings; `police` how many reports of the value only the police may know
    of. Parts that are not asked of such a site are left out.
    """
    told: list[Json] = [{} for _ in range(len(figures))]
    for column, one in enumerate(ALL):
        rule, computed = rules.criteria[one], scored.computed[:, column].tolist()
        parts, plus = ([_told(laid, figures, rules) for laid in side] for side in scored.laid[one])
        for row, site in enumerate(told):
            site[one.value] = {
                "computed": computed[row],
                "lowest": rule.lowest,
                "parts": [part[row] for part in parts if part[row]],
                "plus": [part[row] for part in plus if part[row]],
            }
        for row in np.flatnonzero(~np.isnan(scored.hand[:, column])).tolist():
            told[row][one.value]["hand"] = int(scored.hand[row, column])
    return told


def _lay(part: Part, rule: CriterionRule, figures: Figures, *, silent: bool) -> Laid:
    asked = _asked(part, figures)
    if part.words is not None:
        codes = figures.words[part.figure]
        unknown = codes == UNKNOWN
        table = [part.words.get(word, _SILENT) for word in FIGURES[part.figure].words]
        points, step = np.array(table, dtype=np.int64)[codes], np.zeros(len(codes), dtype=np.int64)
    else:
        measured = figures.numbers[part.figure]
        unknown = np.isnan(measured)
        points, step = _stepped(part, measured)
    if not silent:
        points = np.where(points == _SILENT, 0, points)
    points = np.where(unknown, 0 if part in rule.plus else rule.unknown, points)
    return Laid(part, np.where(asked, points, _SILENT), asked, asked & unknown, np.where(unknown, 0, step))


def _asked(part: Part, figures: Figures) -> Mask:
    asked: Mask = np.array([not part.types or one in part.types for one in TYPES])[figures.types]
    return asked


def _stepped(part: Part, values: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Points and the number of the step that holds, from 1; silent and 0 where none does."""
    limits = np.array([limit for limit, _ in part.steps])
    table = np.array([_SILENT, *(points for _, points in part.steps)], dtype=np.int64)
    if part.nearest:
        place = np.searchsorted(limits, values, side="left")
        step = np.where(place < len(limits), place + 1, 0)
    else:
        step = np.searchsorted(limits, values, side="right")
    return table[step], step.astype(np.int64)


def _together(parts: Sequence[Laid], rule: CriterionRule) -> NDArray[np.int64]:
    table = np.stack([one.points for one in parts])
    if rule.lowest:
        lowest = np.where(table == _SILENT, -_SILENT, table).min(axis=0)
        return np.where(lowest == -_SILENT, 0, lowest)
    highest = table.max(axis=0)
    return np.where(highest == _SILENT, 0, highest)


def _added(plus: Sequence[Laid], n: int) -> NDArray[np.int64]:
    total = np.zeros(n, dtype=np.int64)
    for one in plus:
        total += np.where(one.points == _SILENT, 0, one.points)
    return total


def _whole(values: Floats, low: int, high: int) -> Ints:
    if not ((values >= low) & (values <= high) & (values == np.floor(values))).all():
        raise ValueError(f"set by hand: whole figures from {low} to {high}")
    return values.astype(np.int8)


def _told(one: Laid, figures: Figures, rules: Rules) -> list[Json]:
    """What one part tells of each site; empty where it was not asked."""
    part = one.part
    columns = zip(
        one.asked.tolist(),
        one.unknown.tolist(),
        one.points.tolist(),
        one.step.tolist(),
        _values(part, figures),
        strict=True,
    )
    way = "to" if part.nearest else "from"
    told: list[Json] = []
    for asked, unknown, points, step, value in columns:
        site: Json = {"figure": part.figure, "value": value, "points": None if points == _SILENT else points}
        if unknown:
            site |= {"value": None, "unknown": True}
        elif value == np.inf:
            site |= {"value": None, "beyond": rules.reach.measure_m}
        if step:
            site[way] = part.steps[step - 1][0]
        told.append(site if asked else {})
    for row, more in _beside(part, figures):
        if told[row] and not one.unknown[row]:
            told[row] |= more
    return told


def _values(part: Part, figures: Figures) -> list[Any]:
    if part.words is not None:
        words = (*FIGURES[part.figure].words, None)
        return [words[code] for code in figures.words[part.figure].tolist()]
    measured = figures.numbers[part.figure]
    values: list[Any] = (np.round(measured) if part.figure.endswith("_m") else measured).tolist()
    return values


def _beside(part: Part, figures: Figures) -> Iterator[tuple[int, Json]]:
    """What stands beside a value: which layer, how many for the police alone."""
    if part.figure == "incidents":
        for row in np.flatnonzero(figures.police):
            yield int(row), {"police": int(figures.police[row])}
    elif part.figure == "dwelling_m":
        for row in np.flatnonzero(figures.dwelling_from != UNKNOWN):
            yield int(row), {"layer": LAYERS[figures.dwelling_from[row]]}
