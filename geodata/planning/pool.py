"""The best plan of all routes that a search has seen: a set packing, solved exactly by HiGHS."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from pyvrp import Solution
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix, vstack

from geodata.planning.model import PRIZE, Model, keys

NODES: Final = 50
"""Nodes of the tree that are looked at: a count, not a time, so that the same plan comes out again."""
MOST: Final = 3_000
"""Routes that the packing chooses from: those that the relaxation likes best."""

Column = tuple[int, frozenset[int]]
"""A kind of vehicle and the clients of a route, in whatever order."""


@dataclass
class Pool:
    """Every feasible route of the plans that PyVRP tries, each in its shortest order."""

    made: Model
    routes: dict[Column, tuple[int, tuple[int, ...]]] = field(default_factory=dict)

    def add(self, plan: Solution) -> None:
        """Remember the routes of a plan that keep every rule."""
        for route in plan.routes():
            if route.is_feasible():
                clients = tuple(one.idx for one in route if one.is_client())
                key = (route.vehicle_type(), frozenset(clients))
                distance = route.distance()
                known = self.routes.get(key)
                if known is None or distance < known[0]:
                    self.routes[key] = (distance, clients)


def best(pool: Pool) -> list[tuple[int, tuple[int, ...]]] | None:
    """(kind, clients) of the routes that together are worth most, none made twice and nothing required left
    out; None where the packing finds none.
    """
    columns = list(pool.routes.items())
    worth = np.array([_worth(pool.made, column, distance) for column, (distance, _) in columns])
    matrix, least, most = _rows(pool.made, [column for column, _ in columns])
    relaxed = linprog(-worth, *_both(matrix, least, most), method="highs")
    if relaxed.status != 0:
        return None
    # A route's worth less what its visits and its vehicle are worth to others: at most 0.
    dear = worth + _both(matrix, least, most)[0].T @ relaxed.ineqlin.marginals
    kept = np.sort(np.argsort(-dear, kind="stable")[:MOST])
    found = milp(
        -worth[kept],
        constraints=LinearConstraint(matrix[:, kept], least, most),
        integrality=np.ones(len(kept)),
        bounds=Bounds(0, 1),
        options={"node_limit": NODES, "mip_rel_gap": 1e-3},
    )
    if found.x is None:
        return None
    chosen = kept[found.x > 0.5]
    return [(columns[number][0][0], columns[number][1][1]) for number in chosen]


def _both(matrix: Any, least: Any, most: Any) -> tuple[Any, Any]:
    """The same rows with upper limits only."""
    held = np.flatnonzero(least > 0)
    return vstack([matrix, -matrix[held]]).tocsr(), np.concatenate([most, -least[held]])


def _worth(made: Model, column: Column, distance: int) -> float:
    jobs = made.problem.jobs
    collected = sum(round(PRIZE * jobs[made.choices[client].job].prize) for client in column[1])
    return (collected - distance) / PRIZE


def _rows(made: Model, columns: Sequence[Column]) -> tuple[Any, Any, Any]:
    """What routes may use once: each job or bearer (what is required, exactly once), and the vehicles."""
    names = keys(made.problem, made.choices)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    first = len(numbers)
    entries = [
        (row, number)
        for number, (kind, clients) in enumerate(columns)
        for row in (*(numbers[names[client]] for client in sorted(clients)), first + kind)
    ]
    rows, cols = zip(*entries, strict=True)
    shape = (first + len(made.kinds), len(columns))
    matrix = csr_matrix((np.ones(len(entries)), (rows, cols)), shape)
    least = np.zeros(shape[0])
    for name, choice in zip(names, made.choices, strict=True):
        if made.problem.jobs[choice.job].required:
            least[numbers[name]] = 1.0
    most = np.concatenate([np.ones(first), [len(kind) for kind in made.kinds]])
    return matrix, least, most
