"""Reports as a grid of squares: how many lie in each, the same squares at every zoom."""

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Double, Select, case, cast, func, select

from geodata.crs import WEB
from geodata.features import Viewer
from geodata.models import Incident
from geodata.queries.incidents import on_desk
from geodata.queries.point_tiles import IncidentsWanted, aside, asked
from geodata.queries.tiles import (
    CELLS,
    EAST,
    EXTENT,
    KEPT_STATEMENTS,
    NORTH,
    SOUTH,
    WEST,
    Zoom,
    layer,
)

SIDE: Final = 535.0
"""Web-Mercator metres of a square's side: 495–530 m on the ground between the two ends of Vietnam."""
STEPS: Final = ((2, "1"), (5, "2"), (10, "3"), (20, "4"))
"""Most reports in a square → its step; more than the last are step 5."""

_incident: Final = Incident.__table__


@lru_cache(KEPT_STATEMENTS)
def heat(name: str, viewer: Viewer, zoom: Zoom, wanted: IncidentsWanted) -> Select[tuple[bytes]]:
    """Squares with `n` reports that the viewer may know of and the `step` of that number.

    A report counts where the viewer sees it: at its displaced place unless it is on the viewer's desk.
    """
    desk = on_desk(viewer)
    rows = (
        _at(_incident.c.geom_3857, wanted)
        .where(desk)
        .union_all(_at(_incident.c.public_geom_3857, wanted).where(aside(viewer, wanted)))
        .subquery()
    )
    square = (
        select(rows.c.column, rows.c.row, func.count().label("n"))
        .group_by(rows.c.column, rows.c.row)
        .subquery()
    )
    shape = func.ST_MakeEnvelope(
        square.c.column * SIDE,
        square.c.row * SIDE,
        (square.c.column + 1) * SIDE,
        (square.c.row + 1) * SIDE,
        WEB,
    )
    return layer(
        name,
        select(
            cast(square.c.column * 1_000_000 + square.c.row, BigInteger).label("id"),
            square.c.n,
            case(*((square.c.n <= most, step) for most, step in STEPS), else_="5").label("step"),
            func.ST_AsMVTGeom(shape, zoom.envelope(), EXTENT, EXTENT // CELLS, True).label("geom"),
        ),
    )


def _at(column: Any, wanted: IncidentsWanted) -> Select[Any]:
    """The squares of the reports in every square that the tile meets, whole: neighbours tell one number."""
    edges = [_snapped(WEST, 0), _snapped(SOUTH, 0), _snapped(EAST, 1), _snapped(NORTH, 1)]
    box = func.ST_MakeEnvelope(*edges, WEB)
    return select(
        func.floor(func.ST_X(column) / SIDE).label("column"),
        func.floor(func.ST_Y(column) / SIDE).label("row"),
    ).where(column.op("&&", is_comparison=True)(box), *asked(wanted))


def _snapped(edge: Any, beyond: int) -> ColumnElement[float]:
    return cast((func.floor(edge / SIDE) + beyond) * SIDE, Double)
