"""The back-test: our order of checks against what was done, oldest first and orders drawn at random."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from sqlalchemy import Row
from sqlalchemy.orm import Session

from geodata import backtest
from geodata.backtest import Days, Floats, Ints, Score, Visits
from geodata.features import Viewer
from geodata.queries import backtest as record
from geodata.risk_priority import ALPHA, Reports, felt, priority, waited
from services import access

DAYS: Final = 730
"""How far back the record is read."""
DRAWS: Final = 1000
SEED: Final = 2026
FEWEST_VISITS, FEWEST_SERIOUS = 40, 10
"""Below these the figures would be chance: none are told."""
ALPHAS: Final = (0.0, 0.25, 0.5, 1.0, 2.0)
IN_USE: Final = ALPHA
"""The weight of reports that the priority list uses now."""
REPORT_DAYS: Final = 180
UNRATED: Final = (3, 24)
"""Category and interval (months) of a site on a day before its first rating."""
MOST_VISITS: Final = 3000


@dataclass(frozen=True)
class Study:
    """What came out; days are means over the serious visits, above 0 is sooner than was done.

    `enough` says whether there are any figures. `chance` holds the 5 %, 50 % and 95 % of the orders drawn at
    random, `beaten` the share of those that ours is better than, `by_alpha` ours under other weights α.
    """

    since: date
    until: date
    visits: int
    serious: int
    unrated: float
    enough: bool
    ours: float = 0.0
    oldest: float = 0.0
    chance: tuple[float, float, float] = (0.0, 0.0, 0.0)
    beaten: float = 0.0
    by_alpha: tuple[tuple[float, float], ...] = ()


def study(session: Session, viewer: Viewer, today: date, draws: int = DRAWS) -> Study:
    """Play the last two years of checks in other orders. Raises Forbidden for roles that plan no checks."""
    access.require(viewer, "plan:read")
    since = today - timedelta(days=DAYS)
    rows = record.visits(session, viewer.commune_id, since, today)[-MOST_VISITS:]
    serious = sum(row.severity >= backtest.SERIOUS for row in rows)
    if len(rows) < FEWEST_VISITS or serious < FEWEST_SERIOUS:
        return Study(since, today, len(rows), serious, 0.0, enough=False)
    known = _known(session, viewer.commune_id, today, rows)
    chance = backtest.at_random(known.visits, draws, SEED)
    ours = {alpha: _earlier(known, _score(known, alpha)) for alpha in ALPHAS}
    low, middle, high = (float(one) for one in np.percentile(chance, (5, 50, 95)))
    return Study(
        since,
        today,
        len(rows),
        serious,
        known.unrated,
        True,
        ours[ALPHA],
        _earlier(known, backtest.oldest_first(known.registered)),
        (low, middle, high),
        float((chance < ours[ALPHA]).mean()),
        tuple(ours.items()),
    )


@dataclass(frozen=True)
class Known:
    """What could be known on each of the `days` (d,) of the record, as arrays over its sites (s,).

    `category`, `months` and `heard` (H) are (d, s); `unrated` is the share that had no rating yet.
    """

    visits: Visits
    registered: Days
    days: Days
    category: Ints
    months: Ints
    heard: Floats
    unrated: float


def _known(session: Session, commune_id: int, until: date, rows: Sequence[Row[Any]]) -> Known:
    since, ids = rows[0].day, sorted({row.site_id for row in rows})
    number = {site_id: at for at, site_id in enumerate(ids)}
    sites = record.sites(session, commune_id, since, ids)
    places = np.array([(row.x, row.y) for row in sites], dtype=np.float64)
    visits = Visits(
        np.array([number[row.site_id] for row in rows]),
        _days(row.day for row in rows),
        np.array([row.severity for row in rows]),
        _days(row.before for row in sites),
    )
    days = np.unique(visits.day)
    category, months, unrated = _rated(days, number, record.ratings(session, commune_id, until, ids))
    told = record.reports(session, commune_id, since - timedelta(days=REPORT_DAYS))
    heard = np.stack([_heard(day, places, told) for day in days])
    registered = _days(row.registered_on for row in sites)
    return Known(visits, registered, days, category, months, heard, unrated)


def _score(known: Known, alpha: float) -> Score:
    """Our priority as it stood on a day, with the last visits of the order that is played."""

    def pressing(day: np.datetime64, last: Days) -> Floats:
        at = int(np.searchsorted(known.days, day))
        u = waited(day, last, known.registered, known.months[at])
        return priority(known.category[at], u, known.heard[at], alpha=alpha)

    return pressing


def _earlier(known: Known, score: Score) -> float:
    return backtest.earlier(known.visits, backtest.reordered(known.visits, score))


def _heard(day: np.datetime64, places: Floats, told: Sequence[Row[Any]]) -> Floats:
    created, confirmed = _days(row.created for row in told), _days(row.confirmed for row in told)
    ages = (day - created).astype(np.float64)
    counts = (confirmed <= day) & (ages >= 0) & (ages <= REPORT_DAYS)
    spots = np.array([(row.x, row.y) for row in told], dtype=np.float64).reshape(-1, 2)[counts]
    return felt(places, Reports(spots, ages[counts], np.ones(int(counts.sum()))))


def _rated(days: Days, number: dict[int, int], rows: Sequence[Row[Any]]) -> tuple[Ints, Ints, float]:
    """Category and interval (days, sites) as rated on each day, and the share that had no rating yet."""
    shape = (len(days), len(number))
    category, months = np.full(shape, UNRATED[0]), np.full(shape, UNRATED[1])
    known = np.zeros(shape, dtype=bool)
    for row in rows:
        start = int(np.searchsorted(days, np.datetime64(row.rated_on)))
        at = number[row.site_id]
        category[start:, at], months[start:, at], known[start:, at] = row.category, row.interval_months, True
    return category, months, 1.0 - float(known.mean())


def _days(values: Any) -> Days:
    return np.array(
        [np.datetime64("NaT" if one is None else one, "D") for one in values], dtype="datetime64[D]"
    )
