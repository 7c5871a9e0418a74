"""Which language this reader gets: Vietnamese first, English on public pages when asked for."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import Flask, Response, has_request_context, request
from flask_babel import Babel

from services.clock import ZONE
from webmap.stateless import stateless

LANGUAGES: Final = ("vi", "en")


def init_app(app: Flask) -> None:
    """Install Babel; `?lang=en` chooses, a cookie remembers."""
    app.config.update(BABEL_DEFAULT_LOCALE="vi", BABEL_DEFAULT_TIMEZONE=ZONE.key)
    Babel(app, locale_selector=chosen)
    app.after_request(_remember)
    app.jinja_env.globals.update(language=chosen, other_language=other)


def chosen() -> str:
    """The language of this request; Vietnamese for commands and jobs. A program says it in a header."""
    if not has_request_context():
        return "vi"
    kept = request.accept_languages.best_match(LANGUAGES) if stateless() else request.cookies.get("lang")
    wanted = request.args.get("lang") or kept or "vi"
    return wanted if wanted in LANGUAGES else "vi"


@dataclass(frozen=True)
class Other:
    """The language not shown now: its code, its own name, and this page in it."""

    code: str
    words: str
    address: str


def other() -> Other:
    """The other language of this page."""
    code, words = ("vi", "Tiếng Việt") if chosen() == "en" else ("en", "English")
    kept = request.args.to_dict() | {"lang": code}
    return Other(code, words, f"{request.path}?{urlencode(kept)}")


def _remember(response: Response) -> Response:
    wanted = request.args.get("lang")
    if wanted in LANGUAGES and wanted != request.cookies.get("lang", "vi") and not stateless():
        response.set_cookie("lang", wanted, max_age=31536000, samesite="Lax", httponly=True)
    return response
