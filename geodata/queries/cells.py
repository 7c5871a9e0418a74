"""Collection points at low zoom from the stored pyramid of cells: the cost does not grow with the points."""

from datetime import date
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Double, Integer, Select, any_, case, cast, func, select
from sqlalchemy.dialects.postgresql import array

from geodata.crs import WEB
from geodata.enums import SiteType
from geodata.features import Layer, Viewer
from geodata.models import CollectionPoint, SiteCell
from geodata.queries.flooding import flood_level
from geodata.queries.tiles import CELLS, EQUATOR, NORTH, WEST, Zoom, layer, told

LOWEST: Final = 10
"""The lowest zoom that the pyramid holds; tiles of lower zooms add its cells up."""

_cell: Final = SiteCell.__table__.c
_point: Final = CollectionPoint.__table__


def points_from_cells(name: str, viewer: Viewer, zoom: Zoom, on: date, kind: str = "") -> Select[Any]:
    """The commune's open collection points in a tile, in cells of 32 px, as an encoded layer.

    A cell of one is the point itself (`kind`, `accepted_groups`, `flood_level` on the day `on` for those who
    may see it); others carry `n`.
    """
    found = _sums(viewer.commune_id, zoom.z, kind).subquery()
    alone = found.c.n == 1
    place = func.ST_Point(found.c.x, found.c.y, WEB)
    rows = select(
        case((alone, found.c.id)).label("id"),
        *told(
            Layer.COLLECTION_POINT,
            viewer,
            kind=case((alone, found.c.kind)),
            accepted_groups=func.array_to_string(_point.c.accepted_groups, ","),
            flood_level=flood_level(viewer.commune_id, on, place, alone),
        ),
        case((~alone, found.c.n)).label("n"),
        zoom.spot(found.c.x, found.c.y).label("geom"),
    ).outerjoin_from(found, _point, alone & (_point.c.site_id == found.c.id))
    return layer(name, rows)


def _sums(commune_id: int, z: int, kind: str) -> Select[Any]:
    """Cells of the tile with their number, mean place in EPSG:3857 metres, and id and kind where n = 1."""
    low = max(LOWEST - z, 0)
    wide = CELLS << low
    cell_size = EQUATOR / (CELLS << (z + low))
    column = cast(func.round((WEST + EQUATOR / 2) / cell_size), Integer)
    row = cast(func.round((EQUATOR / 2 - NORTH) / cell_size), Integer)
    n = cast(func.sum(_cell.n), Integer)
    where = [
        _cell.commune_id == commune_id,
        _cell.type == SiteType.COLLECTION_POINT,
        _cell.zoom == z + low,
        # Named one by one, the columns are found in the index together with their rows.
        _cell.x.between(column, column + wide - 1) if low else _cell.x == any_(_each(column)),
        _cell.y.between(row, row + wide - 1),
        _cell.n > 0,
    ]
    if kind:
        where.append(_cell.kind == kind)
    return (
        select(
            cast(func.sum(_cell.sum_id), BigInteger).label("id"),
            func.min(_cell.kind).label("kind"),
            n.label("n"),
            _mean(_cell.sum_x, n).label("x"),
            _mean(_cell.sum_y, n).label("y"),
        )
        .where(*where)
        .group_by(_cell.x.op(">>")(low), _cell.y.op(">>")(low))
    )


def _each(column: ColumnElement[int]) -> array[int]:
    every: list[Any] = [column + i for i in range(CELLS)]
    return array(every)


def _mean(sums: ColumnElement[int], n: ColumnElement[int]) -> ColumnElement[Any]:
    return func.sum(cast(sums, Double)) / (100.0 * n)
