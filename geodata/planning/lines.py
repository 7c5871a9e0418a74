"""The line of a way along the roads, for the map: what `roads.ways` measures, drawn."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from shapely.ops import substring

from geodata.planning.roads import DETOUR, FURTHEST_M, Roads

Floats = NDArray[np.float64]
_HAIR: Final = 1e-6
_NOWHERE: Final = -9999

Edges = dict[tuple[int, int], tuple[float, int, float, float]]
"""(tail, head) → (metres, piece of road, metres along it at the tail, at the head)."""


def legs(roads: Roads, places: Floats) -> list[tuple[Any, bool]]:
    """A LineString from each of `places` (n, 2) to the one after it, and whether it follows roads.

    In the CRS of the roads (metric). Straight where `roads.ways` reckons straight too.
    """
    points = shapely.points(places)
    straight = [shapely.linestrings([a, b]) for a, b in pairwise(places)]
    if not len(roads.lines) or len(places) < 2:
        return [(line, False) for line in straight]
    found, off = shapely.STRtree(roads.lines).query_nearest(points, return_distance=True, all_matches=False)
    piece = np.asarray(found[1], dtype=np.int64)
    along = shapely.line_locate_point(roads.lines[piece], points)
    edges = _edges(roads, piece, along)
    before = _before(edges, roads.nodes, len(places))
    made: list[tuple[Any, bool]] = []
    for number, line in enumerate(straight):
        near = max(off[number], off[number + 1]) <= FURTHEST_M
        worth = DETOUR * line.length > DETOUR * (off[number] + off[number + 1])
        nodes = _path(before[number], roads.nodes + number, roads.nodes + number + 1)
        if near and worth and nodes:
            made.append((_drawn(roads, edges, nodes, places[number], places[number + 1]), True))
        else:
            made.append((line, False))
    return made


def _edges(roads: Roads, piece: NDArray[np.int64], along: Floats) -> Edges:
    """The graph with each place put in on its piece of road; of parallel edges the shortest."""
    edges: Edges = {}
    lengths = shapely.length(roads.lines)
    for number, length in enumerate(lengths):
        here = sorted(np.flatnonzero(piece == number), key=lambda place: along[place])
        chain = [
            int(roads.ends[number, 0]),
            *(roads.nodes + int(place) for place in here),
            int(roads.ends[number, 1]),
        ]
        stops = [0.0, *(float(along[place]) for place in here), float(length)]
        for (tail, a), (head, b) in pairwise(zip(chain, stops, strict=True)):
            for key, way in (((tail, head), (a, b)), ((head, tail), (b, a))):
                if tail != head and (key not in edges or b - a < edges[key][0]):
                    edges[key] = (b - a, number, *way)
    return edges


def _before(edges: Edges, first: int, count: int) -> NDArray[np.int32]:
    """For each place (row) the node before each node on the shortest way to it."""
    tails, heads = np.array(list(edges), dtype=np.int64).T
    metres = np.maximum([edge[0] for edge in edges.values()], _HAIR)
    graph = csr_matrix((metres, (tails, heads)), (first + count, first + count))
    starts = np.arange(first, first + count)
    _far, before = dijkstra(graph, indices=starts, return_predecessors=True)
    found: NDArray[np.int32] = before
    return found


def _path(before: NDArray[np.int32], start: int, end: int) -> list[int]:
    """The nodes from `start` to `end`; none where no road leads there."""
    nodes = [end]
    while nodes[-1] != start:
        previous = int(before[nodes[-1]])
        if previous == _NOWHERE:
            return []
        nodes.append(previous)
    return nodes[::-1]


def _drawn(roads: Roads, edges: Edges, nodes: Sequence[int], start: Floats, end: Floats) -> Any:
    """The pieces of road under a path as one line, with the steps from the door to the road and back."""
    spots: list[Any] = [start]
    for key in pairwise(nodes):
        _metres, number, a, b = edges[key]
        spots.extend(substring(roads.lines[number], a, b).coords)
    spots.append(end)
    return shapely.linestrings(np.array(spots))
