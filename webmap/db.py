"""The database session of this request, opened at first use and closed at its end."""

from flask import Flask, current_app, g
from sqlalchemy.orm import Session, sessionmaker

from geodata.database import act_as, make_engine, make_sessions
from services.incidents.notices import MAIL


def init_app(app: Flask, database_url: str, sessions: sessionmaker[Session] | None = None) -> None:
    """Give the app its session factory (tests hand in their own)."""
    made = sessions or make_sessions(make_engine(database_url))
    # What the services queue depends on it: no letter where there is nobody to carry it.
    made.configure(info={MAIL: bool(app.config["SETTINGS"].smtp_url)})
    app.extensions["sessions"] = made
    app.teardown_appcontext(_close)


def session() -> Session:
    """The session of this request, acting as whoever is signed in."""
    if "session" not in g:
        g.session = current_app.extensions["sessions"]()
        if "actor" in g:
            act_as(g.session, *g.actor)
    opened: Session = g.session
    return opened


def name_actor(account_id: int | None, actor: str) -> None:
    """Say who acts in this request, for the audit log."""
    g.actor = (account_id, actor)
    if "session" in g:
        act_as(g.session, account_id, actor)


def _close(_error: BaseException | None) -> None:
    opened = g.pop("session", None)
    if opened is not None:
        opened.close()
