"""Sign-in and rights at the door: a view says @public or @requires(action), or it stays shut."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Request, abort, current_app, g, redirect, request, session, url_for
from flask import Response as FlaskResponse
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from geodata.features import Viewer
from services import access, accounts, places
from webmap.db import name_actor
from webmap.db import session as db_session
from webmap.stateless import stateless

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC_MARK = "_webmap_public"
ACTION_MARK = "_webmap_action"
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class User(UserMixin):  # type: ignore[misc]
    """The signed-in account as Flask-Login wants it: id and session version in one text."""

    def __init__(self, account: Any) -> None:
        self.account = account
        self.id = f"{account.id}.{account.session_version}"


class CookieSession(SecureCookieSessionInterface):
    """Session cookies are Secure everywhere but on this very machine, where no TLS stands before us."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure or request.host.rsplit(":", 1)[0] not in _LOOPBACK

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return self.session_class() if stateless() else super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: FlaskResponse) -> None:
        if not stateless():
            super().save_session(app, session, response)


def public(view: View) -> View:
    """Mark a view as open to all."""
    setattr(view, PUBLIC_MARK, True)
    return view


def requires(action: str) -> Callable[[View], View]:
    """Mark a view as open to roles that may do `action`; others are sent to sign in, or refused."""

    def mark(view: View) -> View:
        setattr(view, ACTION_MARK, action)
        return view

    return mark


def signed_in_only(view: View) -> View:
    """Mark a view as open to any account."""
    return requires("account:self")(view)


def init_app(app: Flask) -> None:
    """Install sign-in and the guard before every view."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load)
    app.session_interface = CookieSession()
    app.before_request(_guard)


def viewer() -> Viewer:
    """Who looks at this request: the account's viewer, or the public of the served commune."""
    if "viewer" not in g:
        if current_user.is_authenticated:
            g.viewer = accounts.viewer_of(current_user.account)
        else:
            g.viewer = Viewer(places.served_commune(db_session(), current_app.config["COMMUNE_CODE"]).id)
    seen: Viewer = g.viewer
    return seen


def may(action: str) -> bool:
    """For templates: whether the one who looks may do `action`."""
    return current_user.is_authenticated and access.may(viewer(), action)


def sign_in(account: Any) -> None:
    """Start a signed-in session; an older one's content is dropped first."""
    session.clear()
    login_user(User(account))
    g.pop("viewer", None)


def sign_out() -> None:
    """End the session."""
    logout_user()
    session.clear()
    g.pop("viewer", None)


def _load(user_id: str) -> User | None:
    account_id, _, version = user_id.partition(".")
    if not (account_id.isdecimal() and version.isdecimal()):
        return None
    account = accounts.signed_in(db_session(), int(account_id), int(version))
    return User(account) if account else None


def _guard() -> Response | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint == "static" or getattr(view, PUBLIC_MARK, False):
        if view is not None and request.endpoint != "static" and current_user.is_authenticated:
            name_actor(current_user.account.id, current_user.account.username)
        return None
    action = getattr(view, ACTION_MARK, None)
    if action is None:
        abort(403)
    if not current_user.is_authenticated:
        if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
            return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
        abort(401)
    name_actor(current_user.account.id, current_user.account.username)
    if action != "account:self":
        access.require(viewer(), action)
    return None
