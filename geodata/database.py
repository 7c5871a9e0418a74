"""The engine and its sessions; each transaction carries who acts, for the audit log."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from geodata.days import ZONE


def normalise(url: str) -> str:
    """A PostgreSQL address in the form psycopg 3 wants, whatever the sender wrote."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def make_engine(url: str, *, pool_size: int = 5) -> Engine:
    """An engine whose sessions read and write in the commune's own time zone."""
    return create_engine(
        normalise(url),
        pool_size=pool_size,
        max_overflow=5,
        pool_pre_ping=True,
        connect_args={"options": f"-c timezone={ZONE.key}", "connect_timeout": 5},
    )


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """A factory of sessions that tell the database who acts."""
    return sessionmaker(engine, expire_on_commit=False)


def act_as(session: Session, account_id: int | None, actor: str) -> None:
    """Name who acts in this session: the audit log takes it from the transaction's own settings."""
    session.info["account_id"] = account_id
    session.info["actor"] = actor
    if session.in_transaction():
        _tell(session.connection(), account_id, actor)


def _tell(connection: Connection, account_id: int | None, actor: str) -> None:
    connection.execute(
        text("SELECT set_config('app.account_id', :id, true), set_config('app.actor', :actor, true)"),
        {"id": "" if account_id is None else str(account_id), "actor": actor},
    )


@event.listens_for(Session, "after_begin")
def _name_the_actor(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    # A savepoint keeps what its transaction was told.
    if "actor" in session.info and not transaction.nested:
        _tell(connection, session.info["account_id"], session.info["actor"])


@contextmanager
def transaction(sessions: sessionmaker[Session], actor: str) -> Iterator[Session]:
    """A session for a command or a job: commits at the end, or leaves nothing."""
    with sessions() as session:
        act_as(session, None, actor)
        yield session
        session.commit()
