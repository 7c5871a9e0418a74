"""What an import reads and writes in bulk: existing records as columns, rows through a staging table."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Enum,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from geodata.crs import STORED
from geodata.layers.reading import Shapes
from geodata.models import Commune, ImportRow, Village

_STAGE: Final = "import_stage"
_SITE_KEY: Final = ("commune_id", "type", "code")


@dataclass(frozen=True)
class Target:
    """The tables a layer is written to. `fixed` are equal in all its rows: the commune, a site's type."""

    main: Table
    detail: Table | None
    names: tuple[str, ...]
    shape: str
    fixed: Mapping[str, Any]

    @property
    def is_site(self) -> bool:
        """Whether its rows are sites, with a village told by their place."""
        return self.detail is not None

    def column(self, name: str) -> Column[Any]:
        """The column of that name, of the main table or of the detail."""
        if name in self.main.c or self.detail is None:
            return self.main.c[name]
        return self.detail.c[name]

    def names_of(self, table: Table) -> list[str]:
        """Those of `names` that `table` holds, the main table first."""
        return [name for name in self.names if self.column(name).table is table]


@dataclass(frozen=True)
class Existing:
    """n stored records: ids, columns by name, shapes (EPSG:4326) and, for areas of sites, points too."""

    ids: list[int]
    values: dict[str, list[Any]]
    shapes: Shapes
    points: Shapes


def existing(session: Session, target: Target, where: Iterable[ColumnElement[bool]] = ()) -> Existing:
    """Every stored record of the target, or those that `where` picks."""
    shape = target.column(target.shape)
    point = target.main.c.geom if target.is_site else shape
    columns = [target.main.c.id, *(target.column(name) for name in target.names)]
    query = select(*columns, func.ST_AsBinary(shape), func.ST_AsBinary(point)).select_from(_joined(target))
    for name, value in target.fixed.items():
        query = query.where(target.main.c[name] == value)
    rows = session.execute(query.where(*where).order_by(target.main.c.id)).all()
    turned = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(len(columns) + 2)]
    ids, *values, shapes, points = turned
    return Existing(ids, dict(zip(target.names, values, strict=True)), _from_wkb(shapes), _from_wkb(points))


def stage(session: Session, target: Target, rows: Iterable[tuple[Any, ...]]) -> None:
    """Stage rows: (number from 0, record id or None, values in order of `names`, EWKB hex or None)."""
    table = _stage(target)
    session.execute(text(f"DROP TABLE IF EXISTS {_STAGE}"))
    session.execute(CreateTable(table))
    _copy(session, _STAGE, [column.name for column in table.c], rows)
    session.execute(text(f"CREATE INDEX ON {_STAGE} (number)"))
    session.execute(text(f"ANALYZE {_STAGE}"))
    if target.is_site:
        _find_villages(session, target, table)


def add(session: Session, target: Target, first: int, last: int) -> None:
    """Insert the staged rows first ≤ number < last that have no record yet."""
    table = _stage(target)
    chosen = (table.c.record_id.is_(None), table.c.number >= first, table.c.number < last)
    values = _values(target, target.main, table) | {name: literal(v) for name, v in target.fixed.items()}
    _insert(session, target.main, values | _shapes(target, target.main, table), table, chosen)
    if target.detail is not None:
        values = {"site_id": target.main.c.id, **_values(target, target.detail, table)}
        key = {**target.fixed, "code": table.c.code}
        joined = table.join(target.main, and_(*(target.main.c[name] == key[name] for name in _SITE_KEY)))
        _insert(session, target.detail, values | _shapes(target, target.detail, table), joined, chosen)


def change(session: Session, target: Target, first: int, last: int) -> None:
    """Write the staged rows first ≤ number < last over the records they name; versions grow by one."""
    table = _stage(target)
    chosen = (table.c.number >= first, table.c.number < last)
    values: dict[str, Any] = {name: table.c[name] for name in target.names_of(target.main)}
    values |= _shapes(target, target.main, table, keep=True)
    if "version" in target.main.c:
        values["version"] = target.main.c.version + 1
    if "updated_at" in target.main.c:
        values["updated_at"] = func.now()
    session.execute(update(target.main).where(target.main.c.id == table.c.record_id, *chosen).values(values))
    if target.detail is not None:
        values = {name: table.c[name] for name in target.names_of(target.detail)}
        values |= _shapes(target, target.detail, table, keep=True)
        if values:
            same = target.detail.c.site_id == table.c.record_id
            session.execute(update(target.detail).where(same, *chosen).values(values))


def store_rows(session: Session, batch_id: int, rows: Iterable[tuple[Any, ...]]) -> None:
    """Keep a preview's rows (number, outcome, key, name, detail as JSON) of a batch."""
    columns = ["batch_id", "number", "outcome", "key", "name", "detail"]
    table = str(ImportRow.__tablename__)
    _copy(session, table, columns, ((batch_id, *row[:-1], json.dumps(row[-1])) for row in rows))


def lock(session: Session, commune_id: int) -> None:
    """Wait until no other import writes into this commune; held to the end of the transaction."""
    session.execute(select(func.pg_advisory_xact_lock(9210, commune_id)))


def border(session: Session, commune_id: int) -> Any:
    """A commune's border as a shape in EPSG:4326, or None."""
    found = session.scalar(select(func.ST_AsBinary(Commune.border)).where(Commune.id == commune_id))
    return None if found is None else shapely.from_wkb(bytes(found))


def _joined(target: Target) -> Any:
    if target.detail is None:
        return target.main
    return target.main.join(target.detail, target.detail.c.site_id == target.main.c.id)


def _from_wkb(blobs: Sequence[Any]) -> Shapes:
    plain = np.empty(len(blobs), dtype=object)
    plain[:] = [None if blob is None else bytes(blob) for blob in blobs]
    shapes: Shapes = shapely.from_wkb(plain)
    return shapes


def _stage(target: Target) -> Table:
    columns = [Column(name, _plain(target.column(name))) for name in target.names]
    return Table(
        _STAGE,
        MetaData(),
        Column("number", Integer),
        Column("record_id", BigInteger),
        *columns,
        Column("shape", Geometry(srid=STORED, spatial_index=False)),
        prefixes=["TEMPORARY"],
    )


def _plain(column: Column[Any]) -> Any:
    return String() if isinstance(column.type, Enum) else column.type


def _copy(session: Session, table: str, columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    driver = session.connection().connection.driver_connection
    assert driver is not None
    listed = ", ".join(columns)
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _values(target: Target, table: Table, staged: Table) -> dict[str, Any]:
    return {name: _filled(target.column(name), staged.c[name]) for name in target.names_of(table)}


def _filled(column: Column[Any], staged: Column[Any]) -> ColumnElement[Any]:
    """The staged value, or the column's own default where nothing was said."""
    default = None if column.nullable else column.server_default
    if default is None:
        return staged
    said = default.arg  # type: ignore[attr-defined]
    return func.coalesce(staged, cast(literal(said, String), staged.type) if isinstance(said, str) else said)


def _shapes(target: Target, table: Table, staged: Table, *, keep: bool = False) -> dict[str, Any]:
    """What the staged shape fills in `table`. An area of a site gives the site's point as well."""
    filled: dict[str, Any] = {}
    shape, own = staged.c.shape, target.column(target.shape).table is table
    if own and table is target.detail:
        filled = {target.shape: case((func.GeometryType(shape) == "MULTIPOLYGON", shape))}
    elif own:
        filled = {target.shape: shape}
    elif table is target.main:
        filled = {"geom": func.ST_PointOnSurface(shape)}
    return {name: func.coalesce(value, table.c[name]) if keep else value for name, value in filled.items()}


def _insert(session: Session, table: Table, values: Mapping[str, Any], source: Any, chosen: Any) -> None:
    rows = select(*values.values()).select_from(source).where(*chosen)
    session.execute(insert(table).from_select(list(values), rows))


def _find_villages(session: Session, target: Target, staged: Table) -> None:
    """A new site that names no village belongs to the one it stands in."""
    here = select(Village.id).where(
        Village.commune_id == target.fixed["commune_id"],
        Village.valid_to.is_(None),
        func.ST_Covers(Village.area, func.ST_PointOnSurface(staged.c.shape)),
    )
    unsaid = (staged.c.record_id.is_(None), staged.c.village_id.is_(None), staged.c.shape.is_not(None))
    found = here.order_by(Village.id).limit(1).scalar_subquery()
    session.execute(update(staged).where(*unsaid).values(village_id=found))
