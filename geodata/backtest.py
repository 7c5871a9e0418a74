"""Would our order have met the serious findings sooner: the same visits a day, put in another order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.datetime64]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Score = Callable[[np.datetime64, Days], Floats]
"""(day, last visit of each site or NaT (s,)) → how pressing each site is that day (s,)."""

SERIOUS: Final = 2
"""Severity of a finding from which a visit counts as one that should have come sooner."""


@dataclass(frozen=True)
class Visits:
    """n visits that took place: `site` (n,) numbers of sites 0…s-1, `day` (n,), `severity` (n,) of the
    gravest finding, 0 where none; `before` (s,) the last visit of each site before all these, or NaT."""

    site: Ints
    day: Days
    severity: Ints
    before: Days

    @property
    def serious(self) -> NDArray[np.bool_]:
        """Which visits met a finding of severity 2 or 3."""
        return self.severity >= SERIOUS


def reordered(visits: Visits, score: Score) -> Days:
    """The day (n,) on which each visit would have come, had each day's visits gone to the highest scores.

    As many visits a day as there were; a site is visited as often as it was, its first visit first. Of equal
    scores the site with the lower number goes first.
    """
    order = np.lexsort((visits.site, visits.day))
    waiting: list[list[int]] = [[] for _ in visits.before]
    for item in order[::-1]:
        waiting[visits.site[item]].append(int(item))
    left = np.array([len(items) for items in waiting])
    last = visits.before.copy()
    came = np.empty(len(visits.day), dtype="datetime64[D]")
    days, counts = np.unique(visits.day, return_counts=True)
    for day, count in zip(days, counts, strict=True):
        for _ in range(count):
            pressing = np.where(left > 0, score(day, last), -np.inf)
            site = int(np.argmax(pressing))
            came[waiting[site].pop()] = day
            left[site] -= 1
            last[site] = day
    return came


def oldest_first(registered: Days) -> Score:
    """Days since the last visit, or since a site never visited was registered (s,): the oldest first."""

    def score(day: np.datetime64, last: Days) -> Floats:
        since = np.where(np.isnat(last), registered, last)
        waited: Floats = (day - since).astype(np.float64)
        return waited

    return score


def earlier(visits: Visits, came: Days) -> float:
    """Mean days by which the visits with a serious finding come sooner than they did; below 0: later."""
    serious = visits.serious
    return float((visits.day[serious] - came[serious]).astype(np.float64).mean())


def at_random(visits: Visits, draws: int, seed: int) -> Floats:
    """`earlier` (draws,) of orders drawn at random: the visits shuffled over the days there were."""
    random = np.random.default_rng(seed)
    slots = np.sort(visits.day)
    serious = np.flatnonzero(visits.serious)
    total = visits.day[serious].astype(np.int64).sum()
    n = len(slots)
    gained = np.empty(draws)
    for draw in range(draws):
        gained[draw] = total - slots[random.permutation(n)[serious]].astype(np.int64).sum()
    return gained / len(serious)
