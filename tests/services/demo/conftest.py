"""The demonstration, loaded once for all of these tests; what each changes is taken back."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from geodata.database import make_engine
from services import clock, demo
from tests.conftest import DatabaseMaker

TODAY = date(2026, 11, 23)
PASSWORD = "mat-khau-minh-hoa"


@pytest.fixture(scope="session")
def demonstration(new_database: DatabaseMaker) -> Iterator[Engine]:
    """A database of its own in which the demonstration stands: these files are not run in a row."""
    engine = make_engine(new_database.migrated())
    with pytest.MonkeyPatch.context() as patch, Session(engine) as session:
        patch.setattr(clock, "today", lambda: TODAY)
        demo.load(session, today=TODAY, password=PASSWORD)
        session.commit()
    yield engine
    engine.dispose()


@pytest.fixture
def session(demonstration: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A session on the demonstration, on its own day; what a test changes is taken back."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    with demonstration.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as opened:
            yield opened
        outer.rollback()
