"""The layers of a GeoPackage, listed read-only by SQLite before GDAL opens the file.

Only plain tables count. A view, a virtual table or a generated column would run somebody else's SQL while we
read; triggers never run, since nothing is written.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import BadInput

_NEEDED = {"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"}
_LAYERS = """
    SELECT c.table_name, g.geometry_type_name
    FROM gpkg_contents c JOIN gpkg_geometry_columns g USING (table_name)
    WHERE c.data_type = 'features' ORDER BY c.table_name
"""
_STEPS = 50_000_000  # SQLite instructions after which a count is given up: a few seconds


@dataclass(frozen=True)
class GpkgLayer:
    """A feature table: its name, its declared geometry type in capitals, its number of rows."""

    name: str
    geometry: str
    features: int


def layers(path: Path) -> list[GpkgLayer]:
    """The feature tables of the GeoPackage at `path`; BadInput if it is none, broken, or has only views."""
    with _opened(path) as database:
        tables = dict(database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        if not tables.keys() >= _NEEDED or any(_is_virtual(tables[name]) for name in _NEEDED):
            raise BadInput("import.gpkg_broken")
        listed = database.execute(_LAYERS).fetchall()
        plain = [(n, g) for n, g in listed if n in tables and _is_plain(database, n, tables[n])]
        if listed and not plain:
            raise BadInput("import.gpkg_views")
        return [GpkgLayer(name, str(kind).upper(), _count(database, name)) for name, kind in plain]


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            database.set_progress_handler(lambda: 1, _STEPS)
            yield database
        finally:
            database.close()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise BadInput("import.gpkg_broken") from error


def _is_virtual(sql: str | None) -> bool:
    return (sql or "").lstrip().upper().startswith("CREATE VIRTUAL")


def _is_plain(database: sqlite3.Connection, name: str, sql: str | None) -> bool:
    columns = database.execute("SELECT hidden FROM pragma_table_xinfo(?)", (name,))
    return not _is_virtual(sql) and all(hidden == 0 for (hidden,) in columns)


def _count(database: sqlite3.Connection, name: str) -> int:
    quoted = name.replace('"', '""')
    return int(database.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])
