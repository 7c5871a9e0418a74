"""Ways between places along the roads: a graph of lines, and the metres between points snapped to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

Floats = NDArray[np.float64]

DETOUR: Final = 1.4
"""What a way without a road is longer than the straight line (domain.md §2)."""
JOIN_M: Final = 5.0
"""An end that stops so near to another road was meant to reach it."""
FURTHEST_M: Final = 2_000.0
"""No road reaches a place further off than this from all of them."""
_GRID_M: Final = 0.01


@dataclass(frozen=True)
class Roads:
    """Pieces of road between nodes: `lines` (k,) LineStrings, `ends` (k, 2) numbers of nodes, their count."""

    lines: NDArray[np.object_]
    ends: NDArray[np.int64]
    nodes: int


@dataclass(frozen=True)
class Ways:
    """Between n places: `metres` (n, n), and `via_road` (n, n) where a road leads there."""

    metres: Floats
    via_road: NDArray[np.bool_]

    def seconds(self, speed_kmh: float) -> Floats:
        """Driving time (n, n) in seconds at that speed."""
        return self.metres / (speed_kmh / 3.6)


def network(lines: Sequence[Any]) -> Roads:
    """The graph of LineStrings in a metric CRS: nodes at shared ends, at crossings, and where an end stops
    within `JOIN_M` of another line.

    Roads over bridges join what they cross: the register tells no levels.
    """
    given = np.array([line for line in lines if line is not None and not line.is_empty], dtype=object)
    if not len(given):
        return Roads(given, np.empty((0, 2), dtype=np.int64), 0)
    whole = np.concatenate([shapely.get_parts(given), _bridged(shapely.get_parts(given))])
    pieces = shapely.get_parts(shapely.unary_union(whole, grid_size=_GRID_M))
    pieces = pieces[shapely.length(pieces) > 0]
    tips = np.stack([_tips(pieces, 0), _tips(pieces, -1)], axis=1).reshape(-1, 2)
    places, numbers = np.unique(np.round(tips / _GRID_M).astype(np.int64), axis=0, return_inverse=True)
    return Roads(pieces, numbers.reshape(-1, 2), len(places))


def ways(roads: Roads, places: Floats) -> Ways:
    """Metres between `places` (n, 2), in the CRS of the roads, along the roads.

    From each place straight to the nearest road, `DETOUR` times as long; then the shortest way along roads.
    Straight all the way, `DETOUR` times as long, where a place lies further than `FURTHEST_M` from any road,
    where its roads do not meet the other's, and where two places lie nearer to each other than to a road.
    """
    count = len(places)
    straight = DETOUR * np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    metres, via = straight, np.zeros((count, count), dtype=np.bool_)
    if count and len(roads.lines):
        piece, along, off = _snapped(roads, places)
        driven = _along_roads(roads, piece, along) + DETOUR * (off[:, None] + off[None])
        near = off <= FURTHEST_M
        via = np.isfinite(driven) & near[:, None] & near[None]
        via &= straight > DETOUR * (off[:, None] + off[None])
        metres = np.where(via, driven, straight)
    np.fill_diagonal(metres, 0.0)
    return Ways(metres, via)


def _tips(lines: NDArray[np.object_], index: int) -> Floats:
    tips: Floats = shapely.get_coordinates(shapely.get_point(lines, index))
    return tips


def _bridged(lines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Short lines from ends that stop just before another road."""
    tips = shapely.points(np.concatenate([_tips(lines, 0), _tips(lines, -1)]))
    owner = np.tile(np.arange(len(lines)), 2)
    tip, other = shapely.STRtree(lines).query(tips, predicate="dwithin", distance=JOIN_M)
    foreign = owner[tip] != other
    made = shapely.shortest_line(tips[tip[foreign]], lines[other[foreign]])
    kept: NDArray[np.object_] = made[shapely.length(made) > 0]
    return kept


def _snapped(roads: Roads, places: Floats) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Each place's nearest piece of road, how far along it (metres) and how far off (metres)."""
    points = shapely.points(places)
    found, off = shapely.STRtree(roads.lines).query_nearest(points, return_distance=True, all_matches=False)
    piece = np.asarray(found[1], dtype=np.int64)
    return piece, shapely.line_locate_point(roads.lines[piece], points), off


def _along_roads(roads: Roads, piece: NDArray[np.int64], along: Floats) -> Floats:
    """Shortest metres between the points at `along` metres of their `piece`, infinite where none leads."""
    first = roads.nodes
    tails, heads, metres = [], [], []
    lengths = shapely.length(roads.lines)
    for number, length in enumerate(lengths):
        here = np.flatnonzero(piece == number)
        here = here[np.argsort(along[here], kind="stable")]
        chain = np.concatenate([roads.ends[number, :1], first + here, roads.ends[number, 1:]])
        stops = np.concatenate([[0.0], along[here], [length]])
        tails.append(chain[:-1])
        heads.append(chain[1:])
        metres.append(np.maximum(np.diff(stops), 0.0))
    return _shortest(
        np.concatenate(tails), np.concatenate(heads), np.concatenate(metres), first, first + len(piece)
    )


def _shortest(
    tails: NDArray[np.int64], heads: NDArray[np.int64], metres: Floats, first: int, nodes: int
) -> Floats:
    order = np.lexsort((metres, np.maximum(tails, heads), np.minimum(tails, heads)))
    low, high = np.minimum(tails, heads)[order], np.maximum(tails, heads)[order]
    shortest = np.ones(len(order), dtype=np.bool_)
    shortest[1:] = (np.diff(low) != 0) | (np.diff(high) != 0)
    # A graph of SciPy has no edge of length 0: two points at one spot lie a hair apart.
    graph = csr_matrix(
        (np.maximum(metres[order][shortest], 1e-6), (low[shortest], high[shortest])), (nodes, nodes)
    )
    found: Floats = dijkstra(graph, directed=False, indices=np.arange(first, nodes))[:, first:]
    return found
