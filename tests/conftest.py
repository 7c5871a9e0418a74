"""A migrated PostGIS for the suite, and a session whose work is rolled back after each test."""

import os
import secrets
from collections.abc import Iterator
from datetime import date

import pytest
from argon2 import PasswordHasher
from geoalchemy2.shape import from_shape
from shapely.geometry import MultiPolygon, box
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from geodata.database import make_engine, normalise
from geodata.models import Commune
from services import accounts, schema

AN_HUNG_BOX = box(106.547, 20.725, 106.638, 20.775)

# A real password costs a tenth of a second by design, and the suite signs in a thousand times.
accounts._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def _server_url() -> str:
    url = os.environ.get("TEST_DATABASE_URL")
    if not url:
        pytest.exit("TEST_DATABASE_URL is not set; run bin/test.", returncode=3)
    return normalise(url)


@pytest.fixture(scope="session")
def new_database() -> Iterator["DatabaseMaker"]:
    """A maker of databases on the test server; all are dropped at the end."""
    maker = DatabaseMaker(_server_url())
    yield maker
    maker.drop_all()


class DatabaseMaker:
    """Makes databases with random names, empty or as a copy of a template."""

    def __init__(self, server: str) -> None:
        self.server = make_url(server)
        self.made: list[str] = []
        self.template = ""

    def __call__(self, template: str | None = None) -> str:
        name = f"test_{secrets.token_hex(6)}"
        copy = f' TEMPLATE "{template}"' if template else ""
        self._run(f'CREATE DATABASE "{name}"{copy}')
        self.made.append(name)
        return self.server.set(database=name).render_as_string(hide_password=False)

    def migrated(self) -> str:
        """A database at the newest migration: a copy of one that nobody is connected to."""
        if not self.template:
            engine = make_engine(self())
            schema.upgrade(engine)
            engine.dispose()
            self.template = self.made[-1]
        return self(self.template)

    def drop_all(self) -> None:
        for name in reversed(self.made):
            self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        engine = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@pytest.fixture(scope="session")
def database_url(new_database: DatabaseMaker) -> str:
    """The migrated database that all tests of a process share; each takes its work back."""
    return new_database.migrated()


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    """The engine of the migrated database."""
    made = make_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def sessions(engine: Engine) -> Iterator[sessionmaker[Session]]:
    """A session factory on one connection: commits become savepoints, all is rolled back at the end."""
    with engine.connect() as connection:
        outer = connection.begin()
        yield sessionmaker(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        outer.rollback()


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """A session whose work is rolled back after the test."""
    with sessions() as opened:
        yield opened


@pytest.fixture
def an_hung(session: Session) -> Commune:
    """Xã An Hưng, with a box for a border."""
    commune = Commune(
        code="11674",
        name="Xã An Hưng",
        province_code="31",
        valid_from=date(2025, 7, 1),
        border=from_shape(MultiPolygon([AN_HUNG_BOX]), srid=4326),
        version=1,
    )
    session.add(commune)
    session.flush()
    return commune


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: they are slow, and Playwright keeps an event loop running from then on."""
    items.sort(key=lambda item: "browser" in item.path.parts)
