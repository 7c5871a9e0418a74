"""Tries are counted for all processes together, refused beyond a number, and forgotten after a day."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from geodata.database import make_engine, make_sessions
from geodata.errors import TooMany
from geodata.models import SignInFailure
from services import schema, throttle
from tests.conftest import DatabaseMaker

HOUR = timedelta(hours=1)


def take(session: Session, key: str = "a", most: int = 2) -> None:
    """One try."""
    throttle.take(session, key, most=most, window=HOUR, code="incident.too_many")


def counted(session: Session) -> list[str]:
    """The keys of all tries that are remembered."""
    return sorted(session.scalars(select(SignInFailure.key)))


def ago(session: Session, key: str, past: timedelta) -> None:
    """A try some time ago."""
    session.add(SignInFailure(key=key, at=datetime.now(UTC) - past))
    session.flush()


def test_so_many_are_taken_and_the_next_is_refused_and_not_counted(session: Session) -> None:
    take(session)
    take(session)
    for _again in range(2):
        with pytest.raises(TooMany) as refused:
            take(session)
        assert (refused.value.code, refused.value.params) == ("incident.too_many", {"minutes": 60})
    take(session, "b")
    assert counted(session) == ["a", "a", "b"]


def test_what_was_counted_one_by_one_is_seen_and_the_other_way_round(session: Session) -> None:
    throttle.count(session, "a")
    take(session)
    with pytest.raises(TooMany):
        throttle.refuse_beyond(session, "a", most=2, window=HOUR, code="incident.too_many")
    with pytest.raises(TooMany):
        take(session)
    throttle.forget(session, "a")
    take(session)
    assert counted(session) == ["a"]


def test_tries_before_the_window_do_not_count_and_go_after_a_day(session: Session) -> None:
    ago(session, "a", timedelta(hours=2))
    ago(session, "a", timedelta(hours=25))
    take(session, most=1)
    assert counted(session) == ["a", "a"]
    ago(session, "b", timedelta(days=30))
    throttle.count(session, "c")
    assert counted(session) == ["a", "a", "c"]


def test_nobody_waits_while_another_forgets_what_is_past(new_database: DatabaseMaker) -> None:
    engine = make_engine(new_database())
    schema.upgrade(engine)
    sessions = make_sessions(engine)
    with sessions.begin() as session:
        ago(session, "old", timedelta(days=2))
    with sessions.begin() as first, sessions.begin() as second:
        take(first)
        second.execute(text("SET LOCAL lock_timeout = '1s'"))
        take(second)
        throttle.count(second, "b")
    with sessions() as session:
        assert counted(session) == ["a", "a", "b"]
    engine.dispose()
