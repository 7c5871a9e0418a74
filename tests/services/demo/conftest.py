"""The demonstration, loaded once for all of these tests; each works in a savepoint of its own."""

from collections.abc import Iterator
from datetime import date

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from services import accounts, demo

TODAY = date(2026, 11, 23)
PASSWORD = "mat-khau-minh-hoa"


@pytest.fixture(scope="package")
def loaded(engine: Engine) -> Iterator[Connection]:
    """A connection in whose open transaction the demonstration stands."""
    with pytest.MonkeyPatch.context() as patch, engine.connect() as connection:
        patch.setattr(accounts, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            demo.load(session, today=TODAY, password=PASSWORD)
            session.commit()
        yield connection
        outer.rollback()


@pytest.fixture
def session(loaded: Connection) -> Iterator[Session]:
    """A session on the loaded demonstration; what a test changes is taken back."""
    savepoint = loaded.begin_nested()
    with Session(loaded, join_transaction_mode="create_savepoint") as opened:
        yield opened
    savepoint.rollback()
