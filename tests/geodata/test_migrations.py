"""The story of the schema: up, down, up again, no drift; the Vietnamese grids to the centimetre."""

import logging
from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from geodata.database import make_engine
from geodata.models import Base
from services.schema import alembic_config, upgrade
from services.status import newest_migration
from tests.conftest import DatabaseMaker

POINT = "ST_SetSRID(ST_MakePoint(106.52, 20.78), 4326)"
GRIDS = {9210: (579971.696, 2298789.846), 9209: (606001.817, 2298933.819), 5897: (658066.995, 2299342.743)}
"""The point in VN-2000 / TM-3 105°45′ and 105°30′ (towgs84 of QĐ 05/2007 with PROJ's rotation signs), and in
EPSG:5897, measured with PROJ 9.5.1 and EPSG v11.022. Metres, right to 1 cm."""
SQUARE = "ST_Transform(ST_MakeEnvelope(579471.696, 2298289.846, 580471.696, 2299289.846, 9210), 4326)"
"""A kilometre square around the point."""


@pytest.fixture
def fresh(new_database: DatabaseMaker) -> Iterator[Engine]:
    """An empty database."""
    engine = make_engine(new_database())
    yield engine
    engine.dispose()
    # Alembic's configuration may have turned loggers off for the tests after this one.
    logging.disable(logging.NOTSET)


def go(engine: Engine, what: str, revision: str = "") -> None:
    """Run an Alembic command on the database of `engine`."""
    config = alembic_config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        if what == "check":
            command.check(config)
        else:
            getattr(command, what)(config, revision)
        connection.commit()


def test_up_and_down_and_up_again_without_drift(fresh: Engine) -> None:
    upgrade(fresh)
    go(fresh, "check")
    go(fresh, "downgrade", "base")
    with fresh.connect() as connection:
        left = set(inspect(connection).get_table_names()) - {"spatial_ref_sys", "alembic_version"}
        functions = connection.scalars(
            text(
                "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
                "LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e' "
                "WHERE n.nspname = 'public' AND d.objid IS NULL"
            )
        ).all()
    assert left == set()
    assert functions == []
    upgrade(fresh)
    go(fresh, "check")
    upgrade(fresh)
    with fresh.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == newest_migration()


def test_the_migrations_are_one_line_of_readable_numbers() -> None:
    from alembic.script import ScriptDirectory

    revisions = list(ScriptDirectory.from_config(alembic_config()).walk_revisions())[::-1]
    assert [one.revision for one in revisions] == [f"{n:04}" for n in range(1, len(revisions) + 1)]
    assert all(one.doc and one.module.__file__ for one in revisions)


@pytest.mark.parametrize("srid", sorted(GRIDS))
def test_a_point_falls_where_the_grid_says(session: Session, srid: int) -> None:
    x, y = session.execute(
        text(f"SELECT ST_X(p), ST_Y(p) FROM (SELECT ST_Transform({POINT}, {srid}) AS p) AS moved")
    ).one()
    assert (x, y) == pytest.approx(GRIDS[srid], abs=0.01)


@pytest.mark.parametrize("srid", [9209, 9210])
def test_a_point_comes_back_to_a_millimetre(session: Session, srid: int) -> None:
    lon, lat = session.execute(
        text(
            "SELECT ST_X(p), ST_Y(p) FROM "
            f"(SELECT ST_Transform(ST_Transform({POINT}, {srid}), 4326) AS p) AS back"
        )
    ).one()
    assert (lon, lat) == pytest.approx((106.52, 20.78), abs=1e-8)


@pytest.mark.parametrize("srid", [9209, 9210])
def test_the_grids_carry_their_authority_and_the_datum_shift(session: Session, srid: int) -> None:
    """Without the shift VN-2000 comes out 224 m off; a file written without the authority, as WGS 84."""
    row = session.execute(
        text("SELECT auth_name, auth_srid, srtext, proj4text FROM spatial_ref_sys WHERE srid = :srid"),
        {"srid": srid},
    ).one()
    assert (row.auth_name, row.auth_srid) == ("EPSG", srid)
    assert "+towgs84=-191.90441429,-39.30318279,-111.45032835," in row.proj4text
    assert f'AUTHORITY["EPSG","{srid}"]' in row.srtext


def test_areas_are_measured_in_the_local_grid_and_never_in_mercator(session: Session) -> None:
    local, mercator, ellipsoid = session.execute(
        text(
            f"SELECT ST_Area(ST_Transform({SQUARE}, 9210)), ST_Area(ST_Transform({SQUARE}, 3857)), "
            f"ST_Area({SQUARE}::geography)"
        )
    ).one()
    assert local == pytest.approx(1_000_000, abs=1)
    assert ellipsoid == pytest.approx(1_000_049.3, rel=1e-4)
    assert mercator > 1_140_000


def test_every_table_of_the_models_is_there_and_none_is_without_a_model(session: Session) -> None:
    tables = set(inspect(session.connection()).get_table_names())
    own = {name for name in tables if not name.startswith("procrastinate")}
    assert own - {"spatial_ref_sys", "alembic_version"} == set(Base.metadata.tables)


def test_every_geometry_has_a_spatial_index(session: Session) -> None:
    bare = session.scalars(
        text(
            "SELECT f_table_name || '.' || f_geometry_column FROM geometry_columns g WHERE NOT EXISTS ("
            "  SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam"
            "  JOIN pg_attribute t ON t.attrelid = i.indrelid AND t.attnum = ANY(i.indkey)"
            "  WHERE a.amname = 'gist' AND i.indrelid = g.f_table_name::regclass"
            "  AND t.attname = g.f_geometry_column)"
        )
    ).all()
    assert bare == []
