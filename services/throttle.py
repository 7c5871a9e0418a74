"""Too often in too short a time: tries are counted in the database, for all our processes together."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Delete, delete, func, insert, literal, select
from sqlalchemy.orm import Session

from geodata.errors import TooMany
from geodata.models import SignInFailure

KEPT = timedelta(days=1)
"""How long a count is kept at most: it tells that somebody at an address did something."""


def refuse_beyond(session: Session, key: str, *, most: int, window: timedelta, code: str) -> None:
    """Raise TooMany(code, minutes) when `key` was counted `most` times within `window`."""
    since = datetime.now(UTC) - window
    tries = session.scalar(select(func.count()).where(SignInFailure.key == key, SignInFailure.at >= since))
    if (tries or 0) >= most:
        raise TooMany(code, minutes=int(window.total_seconds() // 60))


def take(session: Session, key: str, *, most: int, window: timedelta, code: str) -> None:
    """Count one try under `key`, in one statement; raise TooMany as `refuse_beyond` does instead."""
    since = datetime.now(UTC) - window
    tries = select(func.count()).where(SignInFailure.key == key, SignInFailure.at >= since).scalar_subquery()
    one = insert(SignInFailure).from_select(["key"], select(literal(key)).where(tries < most))
    if session.scalar(one.returning(SignInFailure.id).add_cte(_forgotten().cte("forgotten"))) is None:
        raise TooMany(code, minutes=int(window.total_seconds() // 60))


def count(session: Session, *keys: str) -> None:
    """Count one try under each key, and forget those that are past."""
    session.execute(_forgotten(), execution_options={"synchronize_session": False})
    session.add_all(SignInFailure(key=key) for key in keys)


def forget(session: Session, key: str) -> None:
    """Start the count of `key` anew."""
    session.execute(delete(SignInFailure).where(SignInFailure.key == key))


def _forgotten() -> Delete:
    """What is past goes; what somebody else is removing is left to them, so that nobody waits here."""
    past = select(SignInFailure.id).where(SignInFailure.at < datetime.now(UTC) - KEPT)
    return delete(SignInFailure).where(SignInFailure.id.in_(past.with_for_update(skip_locked=True)))
