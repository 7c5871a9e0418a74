"""A database of its own with very many points, for one run, on the server of TEST_DATABASE_URL."""

import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url

from geodata.database import make_engine, normalise
from services import schema

OUTLINE = (
    "106.621 20.773,106.620 20.770,106.623 20.769,106.625 20.765,106.634 20.762,106.635 20.758,"
    "106.632 20.756,106.637 20.754,106.638 20.752,106.635 20.749,106.631 20.750,106.621 20.747,"
    "106.620 20.750,106.617 20.749,106.618 20.745,106.616 20.744,106.618 20.742,106.615 20.742,"
    "106.614 20.739,106.615 20.737,106.607 20.732,106.605 20.734,106.603 20.732,106.605 20.730,"
    "106.601 20.725,106.565 20.750,106.548 20.759,106.548 20.763,106.551 20.769,106.556 20.768,"
    "106.565 20.761,106.568 20.762,106.570 20.768,106.577 20.763,106.578 20.760,106.580 20.760,"
    "106.581 20.763,106.593 20.754,106.595 20.756,106.596 20.754,106.599 20.753,106.606 20.756,"
    "106.609 20.765,106.614 20.769,106.613 20.771,106.615 20.774,106.621 20.773"
)
"""The simplified outline of xã An Hưng, longitude and latitude."""
WEST, SOUTH, EAST, NORTH = 106.548, 20.725, 106.638, 20.774

COMMUNE = """
INSERT INTO commune (code, name, province_code, valid_from, border)
SELECT '11674', 'Xã An Hưng', '31', '2025-07-01',
       ST_Multi(ST_GeomFromText('POLYGON((' || :outline || '))', 4326))
RETURNING id
"""
POINTS = """
WITH spot AS (SELECT (ST_Dump(ST_GeneratePoints(border, :n, 11674))).geom FROM commune WHERE id = :commune),
made AS (
  INSERT INTO site (commune_id, type, kind, code, name, registered_on, geom)
  SELECT :commune, :type, (CAST(:kinds AS varchar[]))[1 + i % cardinality(CAST(:kinds AS varchar[]))],
         :prefix || i, 'Điểm ' || i, '2020-01-01', geom
  FROM (SELECT geom, row_number() OVER () AS i FROM spot) AS numbered
  RETURNING id, type
)
INSERT INTO {detail} (site_id) SELECT id FROM made
"""
GROUPS = """
UPDATE collection_point SET accepted_groups = (
  ARRAY['recyclable','food_waste','other_household','bulky']::varchar[])[1 + site_id % 4 : 1 + site_id % 4]
"""
INCIDENTS = """
INSERT INTO incident (commune_id, code, idempotency_key, category, state, visibility, published, occurred_at,
                      created_at, geom, public_geom)
SELECT :commune, 'PA-' || i, 'bench-' || i, (ARRAY['odour','noise','waste_burning','solid_waste'])[1 + i % 4],
       (ARRAY['new','in_progress','closed'])[1 + i % 3], 'masked', i % 2 = 0,
       now() - make_interval(days => 10 + i % :days), now() - make_interval(days => 9 + i % :days),
       geom, ST_Translate(geom, 0.001, 0.0005)
FROM (SELECT geom, (row_number() OVER ())::int AS i FROM
      (SELECT (ST_Dump(ST_GeneratePoints(border, :n, 4711))).geom FROM commune WHERE id = :commune) AS s) AS t
"""
EVENTS = """
INSERT INTO incident_event (incident_id, kind, to_state, at)
SELECT id, 'created', state, created_at FROM incident WHERE commune_id = :commune
"""
AUDITED = ("site", "collection_point", "incident", "incident_event")


def server_url() -> str:
    """The server to measure on; ends the run with a sentence where none is named."""
    url = os.environ.get("TEST_DATABASE_URL")
    if not url:
        sys.exit("TEST_DATABASE_URL is not set: export TEST_DATABASE_URL=$(bin/testdb start)")
    return normalise(url)


@contextmanager
def database() -> Iterator[str]:
    """The address of a fresh database at the newest migration, dropped at the end."""
    server = make_url(server_url())
    name = f"bench_{secrets.token_hex(4)}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    url = server.set(database=name).render_as_string(hide_password=False)
    try:
        engine = make_engine(url)
        schema.upgrade(engine)
        engine.dispose()
        yield url
    finally:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        admin.dispose()


def plant(engine: Engine, *, points: int, incidents: int = 0, days: int = 700, outline: str = OUTLINE) -> int:
    """Fill an empty database with one commune and so many rows inside its border; returns the commune's id.

    The audit log is off meanwhile: it is not what is measured. Reports are of the last
    `days` days. `outline`: longitude and latitude, closed.
    """
    with engine.begin() as connection, unaudited(connection, AUDITED):
        commune = int(connection.scalar(text(COMMUNE), {"outline": outline}) or 0)
        sites(connection, commune, "collection_point", points, ("collection_point", "transfer_station"))
        connection.execute(text(GROUPS))
        if incidents:
            connection.execute(text(INCIDENTS), {"commune": commune, "n": incidents, "days": days})
            connection.execute(text(EVENTS), {"commune": commune})
    settle(engine)
    return commune


@contextmanager
def unaudited(connection: Connection, tables: Sequence[str]) -> Iterator[None]:
    """Change tables without a word in the audit log; all constraints hold at the end."""
    for table in tables:
        connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER audit"))
    yield
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table in tables:
        connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER audit"))


def settle(engine: Engine) -> None:
    """What a server does by itself after a while: statistics, and dead rows gone."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def sites(connection: Connection, commune: int, kind: str, n: int, kinds: Sequence[str]) -> None:
    """So many sites of a type inside the border, of these kinds in turn."""
    connection.execute(
        text(POINTS.format(detail=kind)),
        {"commune": commune, "n": n, "type": kind, "kinds": list(kinds), "prefix": f"{kind}-"},
    )
