"""What to check first: how far a site is past its interval, what was reported around it, its category."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]

ALPHA, MOST_U, MOST_H = 0.5, 3.0, 5.0
"""Weight of what was reported, and the most that u and H count for, until the back-test says otherwise."""
SIGMA_M, HALF_LIFE_DAYS = 150.0, 45.0
_SIGMAS: Final = 6.0
"""Beyond so many sigmas a report adds less than 2e-8 and is not looked at."""
_CHUNK: Final = 4096


@dataclass(frozen=True)
class Reports:
    """Confirmed reports: `places` (m, 2) metres of EPSG:9210, `ages` (m,) days, `quality` q (m,)."""

    places: Floats
    ages: Floats
    quality: Floats


def due_on(since: ArrayLike, months: ArrayLike) -> Days:
    """The day `months` calendar months after `since` (n,), or the last of that month where it is shorter."""
    start = np.asarray(since, dtype="datetime64[D]")
    month = start.astype("datetime64[M]")
    ends = month + np.asarray(months, dtype=np.int64)
    last = (ends + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    due: Days = np.minimum(ends.astype("datetime64[D]") + (start - month.astype("datetime64[D]")), last)
    return due


def waited(today: Any, last_visit: ArrayLike, registered: ArrayLike, months: ArrayLike) -> Floats:
    """u (n,): days since the last check by the days of the interval that began with it.

    `last_visit` is NaT where there was none: u is then 1 + the days since `registered` by the days of the
    interval that began there. The interval ends on `due_on`, so that u ≤ 1 up to the due day. Never below 0.
    """
    day = np.datetime64(today, "D")
    visit = np.asarray(last_visit, dtype="datetime64[D]")
    never = np.isnat(visit)
    since = np.where(never, np.asarray(registered, dtype="datetime64[D]"), visit)
    interval = (due_on(since, months) - since).astype(np.float64)
    gone = (np.asarray(day - since)).astype(np.float64)
    u: Floats = np.maximum(gone, 0.0) / interval + never
    return u


def felt(
    places: Floats, reports: Reports, *, sigma_m: float = SIGMA_M, half_life_days: float = HALF_LIFE_DAYS
) -> Floats:
    """H (n,) = Σ_j q_j · exp(-dist_j² / (2·σ²)) · 2^(-age_j / half-life) over the reports around each site.

    `places` (n, 2) are metres of EPSG:9210; NaN where a site has no place, whose H is 0.
    """
    total = np.zeros(len(places))
    placed = np.flatnonzero(~np.isnan(places).any(axis=1))
    if not len(placed) or not len(reports.places):
        return total
    weight = reports.quality * 2.0 ** (-reports.ages / half_life_days)
    around = cKDTree(reports.places)
    # In the order of the tree's own boxes a chunk is a neighbourhood, not the whole commune.
    order = placed[cKDTree(places[placed]).indices]
    for start in range(0, len(order), _CHUNK):
        chunk = order[start : start + _CHUNK]
        pairs = cKDTree(places[chunk]).sparse_distance_matrix(
            around, _SIGMAS * sigma_m, output_type="ndarray"
        )
        parts = weight[pairs["j"]] * np.exp(pairs["v"] ** 2 / (-2.0 * sigma_m**2))
        total[chunk] = np.bincount(pairs["i"], weights=parts, minlength=len(chunk))
    return total


def priority(
    category: ArrayLike,
    u: ArrayLike,
    h: ArrayLike,
    *,
    alpha: float = ALPHA,
    most_u: float = MOST_U,
    most_h: float = MOST_H,
) -> Floats:
    """R · min(u, 3) + α · min(H, 5), each (n,)."""
    pressing: Floats = np.asarray(category, dtype=np.float64) * np.minimum(u, most_u)
    return pressing + alpha * np.minimum(h, most_h)
