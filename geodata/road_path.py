"""The way along picked roads: from one of their ends to the one farthest from it."""

import math
from collections import defaultdict
from collections.abc import Sequence
from heapq import heappop, heappush
from itertools import pairwise
from typing import Final

import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

GRID: Final = 1e-6
"""Roads whose ends are closer than this many degrees (0.1 m) meet."""

Place = tuple[float, float]
_Graph = dict[Place, list[tuple[float, Place, list[Place]]]]
"""Node → (length, other node, places from the one to the other)."""


def along(roads: Sequence[BaseGeometry]) -> LineString | None:
    """One line along `roads` (EPSG:4326) between the two nodes that lie farthest apart on them.

    Lengths are compared in degrees shrunk to the latitude. None where the roads do not hang together.
    """
    graph = _graph(roads)
    best: tuple[float, list[Place]] = (0.0, [])
    for start in sorted(graph):
        reached = _ways(graph, start)
        if len(reached) < len(graph):
            return None
        best = max(best, max(reached.values(), key=lambda one: one[0]), key=lambda one: one[0])
    return LineString(best[1]) if len(best[1]) > 1 else None


def _graph(roads: Sequence[BaseGeometry]) -> _Graph:
    """The roads cut where they cross or meet."""
    noded = shapely.set_precision(shapely.union_all(list(roads)), GRID)
    graph: _Graph = defaultdict(list)
    for piece in shapely.get_parts([noded]).tolist():
        places = [(round(x, 6), round(y, 6)) for x, y, *_z in piece.coords]
        length = _length(places)
        if length > 0:
            graph[places[0]].append((length, places[-1], places))
            graph[places[-1]].append((length, places[0], places[::-1]))
    return graph


def _length(places: list[Place]) -> float:
    if len(places) < 2:
        return 0.0
    shrink = math.cos(math.radians(places[0][1]))
    return sum(math.hypot((b[0] - a[0]) * shrink, b[1] - a[1]) for a, b in pairwise(places))


def _ways(graph: _Graph, start: Place) -> dict[Place, tuple[float, list[Place]]]:
    """Node → (length, places) of the shortest way to it from `start` (Dijkstra)."""
    reached: dict[Place, tuple[float, list[Place]]] = {}
    waiting: list[tuple[float, Place, list[Place]]] = [(0.0, start, [start])]
    while waiting:
        gone, node, way = heappop(waiting)
        if node in reached:
            continue
        reached[node] = (gone, way)
        for length, following, places in graph[node]:
            if following not in reached:
                heappush(waiting, (gone + length, following, [*way, *places[1:]]))
    return reached
