"""Too often in too short a time: tries are counted in the database, for all our processes together."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select
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


def count(session: Session, *keys: str) -> None:
    """Count one try under each key, and forget those that are past."""
    past = delete(SignInFailure).where(SignInFailure.at < datetime.now(UTC) - KEPT)
    session.execute(past, execution_options={"synchronize_session": False})
    session.add_all(SignInFailure(key=key) for key in keys)


def forget(session: Session, key: str) -> None:
    """Start the count of `key` anew."""
    session.execute(delete(SignInFailure).where(SignInFailure.key == key))
