"""Answers "not changed" for public tiles before Flask wakes up, from versions at most a second old."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any, Final

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from geodata.errors import DomainError
from geodata.features import Reach, Viewer, reach
from services import places, tiles
from services.clock import ZONE

Environ = dict[str, Any]
WSGI = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

MAX_AGE: Final = 1.0
"""Seconds that versions are kept: a reader without an account sees a change so much later at most."""
PUBLIC_HEADERS: Final = (
    ("Cache-Control", "public, max-age=60"),
    ("Vary", "Accept-Encoding, Cookie"),
)
_LANGUAGE_ONLY: Final = frozenset({"", "lang=vi", "lang=en"})


@dataclass(frozen=True)
class Standing:
    """What the tag of a tile rests on beside its address: who looks, the versions, the day."""

    viewer: Viewer
    versions: tiles.Versions
    today: date


def today() -> date:
    """The day in the commune's time zone."""
    return datetime.now(ZONE).date()


class PublicStanding:
    """The standing of everybody without an account, read again when it is older than `max_age` seconds.

    Versions are read before a tile is: a tile may be newer than its tag, never older.
    """

    def __init__(self, sessions: sessionmaker[Session], commune_code: str) -> None:
        self.max_age = MAX_AGE
        self._sessions, self._commune_code = sessions, commune_code
        self._lock = Lock()
        self._known: tuple[float, Standing] | None = None

    def now(self) -> Standing:
        """The standing; raises Unavailable or SQLAlchemyError where it cannot be read."""
        with self._lock:
            moment = time.monotonic()
            if self._known is None or moment - self._known[0] >= self.max_age:
                self._known = (moment, self._read())
            return self._known[1]

    def _read(self) -> Standing:
        with self._sessions() as session:
            commune = places.served_commune(session, self._commune_code)
            return Standing(Viewer(commune.id), tiles.versions(session, commune.id), today())


class Revalidation:
    """WSGI middleware: a public tile asked for again under its right tag costs no Flask and no database."""

    def __init__(self, app: WSGI, standing: PublicStanding) -> None:
        self._app, self._standing = app, standing

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked and environ["PATH_INFO"].startswith("/tiles/"):
            tag = self._tag(environ)
            if tag and tag in asked:
                start_response("304 NOT MODIFIED", [("ETag", tag), *PUBLIC_HEADERS])
                return []
        return self._app(environ, start_response)

    def _tag(self, environ: Environ) -> str | None:
        """The tag of the tile as the public sees it; None for anything that Flask has to look at."""
        if environ.get("HTTP_COOKIE", "") not in _LANGUAGE_ONLY or environ["REQUEST_METHOD"] != "GET":
            return None
        layer = tiles.LAYERS.get(environ["PATH_INFO"].split("/")[2])
        try:
            known = self._standing.now()
        except (DomainError, SQLAlchemyError):
            return None
        if layer is None or reach(layer.rule, known.viewer) is Reach.NONE:
            return None
        return tiles.validator(layer, known.viewer, known.versions, known.today, address(environ))


def address(environ: Environ) -> str:
    """Path and query of a request as they came: part of a tile's tag."""
    return f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"


def init_app(app: Flask) -> None:
    """Put the middleware before the app; `app.extensions["public_standing"]` is what it knows."""
    standing = PublicStanding(app.extensions["sessions"], app.config["COMMUNE_CODE"])
    app.extensions["public_standing"] = standing
    app.wsgi_app = Revalidation(app.wsgi_app, standing)  # type: ignore[method-assign]
