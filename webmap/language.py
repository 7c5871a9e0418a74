"""Which language this reader gets: Vietnamese first, English on public pages when asked for."""

from typing import Final

from flask import Flask, Response, request
from flask_babel import Babel

LANGUAGES: Final = ("vi", "en")


def init_app(app: Flask) -> None:
    """Install Babel; `?lang=en` chooses, a cookie remembers."""
    app.config.update(BABEL_DEFAULT_LOCALE="vi", BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh")
    Babel(app, locale_selector=chosen)
    app.after_request(_remember)
    app.jinja_env.globals.update(language=chosen)


def chosen() -> str:
    """The language of this request."""
    wanted = request.args.get("lang") or request.cookies.get("lang") or "vi"
    return wanted if wanted in LANGUAGES else "vi"


def _remember(response: Response) -> Response:
    wanted = request.args.get("lang")
    if wanted in LANGUAGES and wanted != request.cookies.get("lang", "vi"):
        response.set_cookie("lang", wanted, max_age=31536000, samesite="Lax", httponly=True)
    return response
