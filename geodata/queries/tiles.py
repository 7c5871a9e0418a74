"""Vector tiles: where a tile lies, and rows of points or shapes as one Mapbox vector tile layer."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Double, FromClause, Label, Select, and_, bindparam, case, func, select

from geodata.crs import WEB
from geodata.features import Layer, Viewer, shows

EQUATOR: Final = 40_075_016.68557849
"""Metres of the Web-Mercator world from edge to edge."""
EXTENT: Final = 4096
"""Units of a tile's side in the encoded tile."""
MAX_ZOOM: Final = 22
CLUSTERED_BELOW: Final = 17
"""From this zoom on every point stands alone; below it cells of 1/8 tile (32 px) are drawn."""
CELLS: Final = 8
KEPT_STATEMENTS: Final = 100
"""Building a statement costs more than running it: those of the last questions are kept, one a zoom."""

WEST, EAST, NORTH, SOUTH = (bindparam(name, type_=Double) for name in ("west", "east", "north", "south"))
"""A tile's edges, EPSG:3857 metres: filled in at execution, so that one statement serves a whole zoom."""


@dataclass(frozen=True)
class Zoom:
    """What the statements of a zoom level ask of any of its tiles."""

    z: int

    @property
    def size(self) -> float:
        """Metres of a tile's side (Web Mercator, so larger than on the ground by 1/cos latitude)."""
        return float(EQUATOR / 2**self.z)

    def envelope(self) -> ColumnElement[Any]:
        """The tile's box in EPSG:3857."""
        return func.ST_MakeEnvelope(WEST, SOUTH, EAST, NORTH, WEB)

    def touches(self, column: Any) -> ColumnElement[bool]:
        """Whether a stored Web-Mercator geometry's box meets the tile (answered by its GiST index)."""
        meets: ColumnElement[bool] = column.op("&&", is_comparison=True)(self.envelope())
        return meets

    def holds(self, x: ColumnElement[float], y: ColumnElement[float]) -> ColumnElement[bool]:
        """Whether a place lies in the tile; one on a common edge lies in one of the two tiles only."""
        return and_(x >= WEST, x < EAST, y <= NORTH, y > SOUTH)

    def spot(self, x: ColumnElement[float], y: ColumnElement[float]) -> ColumnElement[Any]:
        """A Web-Mercator place as a point in the units of the encoded tile, y downwards."""
        unit = self.size / EXTENT
        return func.ST_Point(func.floor((x - WEST) / unit), func.floor((NORTH - y) / unit))

    def shape(self, column: Any) -> ColumnElement[Any]:
        """A stored Web-Mercator line or area in tile units, clipped, to half a pixel of a 256-px tile."""
        half_pixel = self.size / 512
        simple = func.ST_Simplify(column, half_pixel, True)
        return func.ST_AsMVTGeom(simple, self.envelope(), EXTENT, EXTENT // 32, True)


@dataclass(frozen=True)
class Tile:
    """A tile of the XYZ scheme."""

    z: int
    x: int
    y: int

    @property
    def zoom(self) -> Zoom:
        """Its zoom level."""
        return Zoom(self.z)

    @property
    def place(self) -> dict[str, float]:
        """The parameters that every statement of its zoom level takes.

        Each edge is worked out from its number alone: neighbours have their common edge to the last bit.
        """
        size = self.zoom.size
        return {
            "west": self.x * size - EQUATOR / 2,
            "east": (self.x + 1) * size - EQUATOR / 2,
            "north": EQUATOR / 2 - self.y * size,
            "south": EQUATOR / 2 - (self.y + 1) * size,
        }


@dataclass(frozen=True)
class Ranked:
    """A property whose worst value a cluster shows; `worst_first` orders its words."""

    name: str
    worst_first: tuple[str, ...]


def told(layer: Layer, viewer: Viewer, **columns: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """The columns, under their names, that the privacy rule lets this viewer have."""
    return [column.label(name) for name, column in columns.items() if shows(layer, name, viewer)]


def layer(name: str, rows: Select[Any]) -> Select[tuple[bytes]]:
    """Rows with `id` and `geom` (tile units), the other columns being properties, as one encoded layer.

    Values that are NULL are left out; no rows give no bytes.
    """
    found = rows.subquery()
    return select(func.ST_AsMVT(found.table_valued(), name, EXTENT, "geom", "id"))


def points(name: str, rows: Select[Any], zoom: Zoom, ranked: Ranked | None = None) -> Select[tuple[bytes]]:
    """Rows (id, x, y in EPSG:3857, properties) as a layer: alone when near, in cells of 32 px when far.

    `rows` need only be those whose box touches the tile. A cell of one is the row itself. Others have no id
    but `n`, `worst` and, under each word of `ranked`, how many rows have it.
    """
    # A touching box is told by the index, in float32; the edge itself only by the numbers. OFFSET keeps the
    # planner from guessing how few rows the numbers will leave, and joining them one by one.
    near = rows.offset(0).subquery()
    found = select(near).where(zoom.holds(near.c.x, near.c.y)).subquery()
    kept = [key for key in found.c if key.key not in {"x", "y"}]
    if zoom.z >= CLUSTERED_BELOW:
        return layer(name, select(*kept, zoom.spot(found.c.x, found.c.y).label("geom")))
    return layer(name, _cells(found, [column.key for column in kept], zoom, ranked))


def _cells(rows: FromClause, kept: list[str], zoom: Zoom, ranked: Ranked | None) -> Select[Any]:
    side = zoom.size / CELLS
    inside = _inside(rows, ranked)
    cell = (
        select(
            func.count().label("n"),
            func.avg(rows.c.x).label("x"),
            func.avg(rows.c.y).label("y"),
            *(func.min(rows.c[key]).label(key) for key in kept),
            *inside,
        )
        .group_by(func.floor((rows.c.x - WEST) / side), func.floor((NORTH - rows.c.y) / side))
        .subquery()
    )
    return select(
        *(case((cell.c.n == 1, cell.c[key])).label(key) for key in kept),
        case((cell.c.n > 1, cell.c.n)).label("n"),
        *(case((cell.c.n > 1, cell.c[each.name])).label(each.name) for each in inside),
        zoom.spot(cell.c.x, cell.c.y).label("geom"),
    )


def _inside(rows: FromClause, ranked: Ranked | None) -> list[Label[Any]]:
    """Aggregates of a cell: the worst word, and how often each word occurs."""
    if ranked is None or ranked.name not in rows.c:
        return []
    word = rows.c[ranked.name]
    places = {str(value): place for place, value in enumerate(ranked.worst_first)}
    worst = case({place: value for value, place in places.items()}, value=func.min(case(places, value=word)))
    return [
        worst.label("worst"),
        *(func.nullif(func.count().filter(word == value), 0).label(value) for value in places),
    ]
