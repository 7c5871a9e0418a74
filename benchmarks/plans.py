"""How much priority a plan of two weeks collects, beside two simpler orders, more time and an upper bound.

python -m benchmarks.plans [--seeds 10] [--longer 3] [--sites 300] [--teams 3] [--days 10]
Needs no database. The peers insert sites one by one, by priority or the longest unvisited first, each where
it costs the least way, under the same rules (hours, pause, opening, 20 % kept free) and in the same working
time; the times of every plan are asked anew. `--longer` seeds are also searched ten times as long. Priorities
are drawn as a register has them: R 1–5, u 0.8–3.5, reports around.
"""

import argparse
import time
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean

import numpy as np
from shapely.geometry import LineString

from geodata.planning import roads
from geodata.planning.axis import WHOLE_DAY, Ranges, Workday
from geodata.planning.bound import bound
from geodata.planning.insertion import by_priority, fill
from geodata.planning.problem import Found, Job, Problem, Routes, Team
from geodata.planning.solver import ITERATIONS, Asked, Wanted, search
from geodata.planning.timing import times

SIDE_M = 8_000
ROAD_EVERY_M = 800
SPEED_KMH = 25.0
DAY = Workday(((450, 690), (810, 1020)))
KEPT = 0.2
RANDOM_SHARE = 0.1
OPENING: tuple[Ranges, ...] = (WHOLE_DAY, WHOLE_DAY, WHOLE_DAY, ((480, 1020),), ((480, 690),))


@dataclass(frozen=True)
class Ground:
    """A problem, and how long ago each of its sites was visited, in shares of its interval."""

    problem: Problem
    waited: tuple[float, ...]


@dataclass(frozen=True)
class Row:
    """One seed: what each way collects, and how long ours took."""

    ours: float
    with_draw: float
    greedy: float
    oldest: float
    top: float
    seconds: float
    cpu: float


def main() -> None:
    asked = _arguments()
    rows = []
    for seed in range(asked.seeds):
        ground = make(seed, asked.sites, asked.teams, asked.days)
        rows.append(_row(ground, seed))
        _tell(f"seed {seed}", rows[-1])
    print("\nmean of", len(rows), "seeds")
    print(f"  collected / greedy by priority   {mean(row.ours / row.greedy for row in rows):.3f}")
    print(f"  collected / oldest first         {mean(row.ours / row.oldest for row in rows):.3f}")
    print(f"  collected / knapsack bound       {mean(row.ours / row.top for row in rows):.3f}")
    print(f"  with 10 % drawn / without        {mean(row.with_draw / row.ours for row in rows):.3f}")
    print(f"  seconds a plan                   {mean(row.seconds for row in rows):.1f}", end="")
    print(f" (longest {max(row.seconds for row in rows):.1f}; CPU {mean(row.cpu for row in rows):.1f})")
    gaps = [_gap(seed, rows[seed].ours, asked) for seed in range(min(asked.longer, asked.seeds))]
    if gaps:
        print(f"  gap to ten times the steps       {mean(gaps):.2%} (mean of {len(gaps)})")


def make(seed: int, sites: int, teams: int, days: int) -> Ground:
    """A commune of 8 × 8 km with a road every 800 m and sites a little off them."""
    dice = np.random.default_rng(seed)
    spots = np.vstack([dice.uniform(3_500, 4_500, (teams, 2)), dice.uniform(0, SIDE_M, (sites, 2))])
    found = roads.ways(roads.network(_streets()), spots)
    category = dice.choice([1, 2, 3, 4, 5], sites, p=[0.25, 0.3, 0.25, 0.15, 0.05])
    waited, heard = dice.uniform(0.8, 3.5, sites), dice.exponential(0.4, sites)
    priority = category * np.minimum(waited, 3) + 0.5 * np.minimum(heard, 5)
    minutes = 60 * (1 + 0.15 * np.array([dice.integers(r, 4 * r + 1) for r in category]))
    jobs = tuple(
        Job(
            site=number,
            place=teams + number,
            prize=float(priority[number]),
            service=int(5 * np.ceil(minutes[number] / 5)),
            open=_open(dice, days),
            teams=frozenset({int(dice.integers(teams)), int(dice.integers(teams))}),
        )
        for number in range(sites)
    )
    drive = np.ceil(found.seconds(SPEED_KMH) / 60).astype(np.int64)[None]
    problem = Problem(
        teams=tuple(Team(n, DAY, n, 0, int((1 - KEPT) * DAY.minutes)) for n in range(teams)),
        days=tuple(date(2026, 11, 2) + timedelta(days=n + 2 * (n // 5)) for n in range(days)),
        jobs=jobs,
        minutes=drive,
        metres=np.rint(found.metres).astype(np.int64),
    )
    return Ground(problem, tuple(map(float, waited)))


def _streets() -> list[LineString]:
    lines = range(0, SIDE_M + 1, ROAD_EVERY_M)
    return [LineString([(x, 0), (x, SIDE_M)]) for x in lines] + [
        LineString([(0, y), (SIDE_M, y)]) for y in lines
    ]


def _open(dice: np.random.Generator, days: int) -> dict[int, Ranges]:
    """The hours of a site; one in ten is not to be visited in the first third of the period."""
    spans = OPENING[int(dice.integers(len(OPENING)))]
    first = days // 3 if dice.random() < 0.1 else 0
    return dict.fromkeys(range(first, days), spans)


def _row(ground: Ground, seed: int) -> Row:
    problem = ground.problem
    began, worked = time.monotonic(), time.process_time()
    ours = _kept(problem, _searched(problem, seed).routes)
    seconds, cpu = time.monotonic() - began, time.process_time() - worked
    drawn = _searched(problem, seed, RANDOM_SHARE)
    oldest = sorted(range(len(problem.jobs)), key=lambda job: (-ground.waited[job], job))
    return Row(
        ours=ours,
        with_draw=drawn.problem.collected(drawn.routes),
        greedy=_kept(problem, fill(problem, by_priority(problem))),
        oldest=_kept(problem, fill(problem, oldest)),
        top=bound(problem),
        seconds=seconds,
        cpu=cpu,
    )


def _searched(problem: Problem, seed: int, share: float = 0.0, longer: int = 1) -> Found:
    asked = Asked(seed, share, ITERATIONS * longer, seconds=3_600)
    return search(problem, asked, lambda done, collected: Wanted.ON)


def _kept(problem: Problem, routes: Routes) -> float:
    """What a plan collects, once its times are found to keep every rule."""
    assert all(times(problem, shift, route) for shift, route in routes.items())
    return problem.collected(routes)


def _gap(seed: int, ours: float, asked: argparse.Namespace) -> float:
    problem = make(seed, asked.sites, asked.teams, asked.days).problem
    longer = _searched(problem, seed, longer=10)
    return problem.collected(longer.routes) / ours - 1


def _tell(name: str, row: Row) -> None:
    print(
        f"{name}: ours {row.ours:.1f} in {row.seconds:.1f} s, drawn {row.with_draw:.1f}, "
        f"greedy {row.greedy:.1f}, oldest {row.oldest:.1f}, bound {row.top:.1f}",
        flush=True,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("seeds", 10), ("longer", 3), ("sites", 300), ("teams", 3), ("days", 10)):
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_args()


if __name__ == "__main__":
    main()
