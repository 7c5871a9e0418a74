"""Risk category of inspected sites (IMPEL's IRAM, its four published principles), for many sites at once."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int8]
Floats = NDArray[np.float64]

HIGHEST: Final = 5
FEWEST: Final = 2
"""n_min: a highest score that stands alone counts one step less."""
GOOD, BAD = 0.5, -0.5
"""Mean performance from which a category moves by one; +1 is the worse side."""
INTERVAL_MONTHS: Final = (36, 36, 24, 12, 12)
"""Months between two checks, by category 1 to 5."""
BASE_HOURS, HOURS_PER_POINT = 1.0, 0.15


@dataclass(frozen=True)
class Categories:
    """Every step of the rule for n sites, so that each can be shown: all arrays of shape (n,).

    `scores` (n, m) are the impacts with their terms; `highest` R0, `bearers` k, `settled` R1,
    `performance` P, `moved` d, `category` R in 1–5.
    """

    scores: Ints
    highest: Ints
    bearers: Ints
    settled: Ints
    performance: Floats
    moved: Ints
    category: Ints

    @property
    def hours(self) -> Floats:
        """Hours of a visit: 1.0 + 0.15 times the sum of the scores."""
        return self.hours_of(BASE_HOURS, HOURS_PER_POINT)

    def hours_of(self, base: float, per_point: float) -> Floats:
        """Hours of a visit: `base` and `per_point` for each point of the scores."""
        # To a hundredth: 0.15 has no end in binary, and what is shown must be what is kept.
        hours: Floats = np.round(base + per_point * self.scores.sum(axis=1, dtype=np.int64), 2)
        return hours

    @property
    def interval_months(self) -> NDArray[np.int64]:
        """Months between two checks."""
        return self.months_of(INTERVAL_MONTHS)

    def months_of(self, intervals: ArrayLike) -> NDArray[np.int64]:
        """Months between two checks, `intervals` being those of category 1 to 5."""
        return np.asarray(intervals, dtype=np.int64)[self.category - 1]


def categories(
    impact: ArrayLike,
    performance: ArrayLike,
    *,
    terms: ArrayLike = 0,
    weights: ArrayLike = 1.0,
    critical: ArrayLike = False,
    fewest: int = FEWEST,
) -> Categories:
    """The category of n sites.

    `impact` (n, m) in 0–5; `performance` (n, p) in -1, 0, +1 (+1 is worse); `terms` in -1, 0, +1, the year's
    weighting, broadcast to (n, m); `weights` > 0, broadcast to (p,); `critical` (n,) where a finding of
    severity 3 is open; `fewest` is n_min. Raises ValueError for figures outside these.

    s = clamp(I + t, 0, 5); R0 = max s; k = #{s = R0}; R1 = R0 - [k < n_min]; P = Σ v·O / Σ v;
    d = +1 if P ≥ 0.5, -1 if P ≤ -0.5, else 0, and at least +1 where critical; R = clamp(R1 + d, 1, 5).
    Source: IMPEL, Integrated Risk Assessment Method (IRAM), guidance book 2012: the highest score tells, one
    step less where too few scores reach it, operator performance moves it one step at most. That raising any
    score never lowers R follows from each step.
    """
    scored, behaved = _table(impact, 0, HIGHEST, "impact"), _table(performance, -1, 1, "performance")
    shifted = _bounded(np.asarray(terms), -1, 1, "terms")
    weight = np.broadcast_to(np.asarray(weights, dtype=np.float64), behaved.shape[1:])
    if scored.shape[0] != behaved.shape[0] or not (np.isfinite(weight) & (weight > 0)).all():
        raise ValueError("impact and performance tell of as many sites; weights are above 0")
    scores = np.clip(scored + shifted.astype(np.int8), 0, HIGHEST).astype(np.int8)
    highest = scores.max(axis=1)
    bearers = (scores == highest[:, None]).sum(axis=1, dtype=np.int8)
    settled = (highest - (bearers < fewest)).astype(np.int8)
    mean = behaved @ (weight / weight.sum())
    # Sums of rounded weights: what is 0.5 by the rule must not miss it by the last bit.
    mean = np.round(mean, 12)
    moved = (mean >= GOOD).astype(np.int8) - (mean <= BAD).astype(np.int8)
    moved = np.where(np.asarray(critical, dtype=bool), np.int8(1), moved).astype(np.int8)
    category = np.clip(settled + moved, 1, HIGHEST).astype(np.int8)
    return Categories(scores, highest, bearers, settled, mean, moved, category)


def _table(values: ArrayLike, low: int, high: int, name: str) -> Ints:
    table = np.asarray(values)
    if table.ndim != 2 or table.shape[1] == 0:
        raise ValueError(f"{name}: a row a site, a column a criterion")
    return _bounded(table, low, high, name).astype(np.int8)


def _bounded(values: NDArray[np.generic], low: int, high: int, name: str) -> NDArray[np.generic]:
    plain = np.asarray(values, dtype=np.float64)
    if not ((plain >= low) & (plain <= high) & (plain == np.floor(plain))).all():
        raise ValueError(f"{name}: whole figures from {low} to {high}")
    return values
