"""Signing in and out."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from services import accounts
from webmap import auth
from webmap.auth import public, signed_in_only
from webmap.db import session
from webmap.forms.sign_in import SignInForm
from webmap.messages import message

bp = Blueprint("accounts", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Response | str | tuple[str, int]:
    """The sign-in page; a right password leads on to where the reader wanted to go."""
    form = SignInForm(next=request.args.get("next", ""))
    if current_user.is_authenticated and request.method == "GET":
        return redirect(_own_page(form.next.data))
    if not form.validate_on_submit():
        return render_template("sign_in.html", form=form), 400 if form.errors else 200
    account = accounts.sign_in(
        session(),
        username=form.username.data.strip().lower(),
        password=form.password.data,
        address=request.remote_addr or "",
    )
    session().commit()
    if account is None:
        return render_template("sign_in.html", form=form, refusal=message("account.wrong")), 401
    auth.sign_in(account)
    return redirect(_own_page(form.next.data))


@bp.post("/sign-out")
@signed_in_only
def sign_out() -> Response:
    """End the session."""
    auth.sign_out()
    return redirect("/")


def _own_page(wanted: str | None) -> str:
    """Only a path of ours may be the next page."""
    parts = urlsplit(wanted or "")
    own = not parts.scheme and not parts.netloc and (wanted or "").startswith("/")
    safe = own and not (wanted or "").startswith(("//", "/\\"))
    return str(wanted) if safe else url_for("accounts.start")


@bp.get("/start")
@signed_in_only
def start() -> Response:
    """The first page after signing in: coverage for those who may see it, else the public home."""
    return redirect("/maps/coverage" if auth.may("map:coverage") else "/")
