"""The page of the one who reported, by the code of the receipt: what became of it, and what they may do."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from geodata.errors import BadInput, Conflict, DomainError, FieldErrors, TooMany, Unavailable
from services.incidents import following, intake, reporter
from webmap import uploads
from webmap.auth import public, viewer
from webmap.db import name_actor, session
from webmap.errors import status_of
from webmap.forms.follow import FollowForm, InfoForm, RateForm, ReopenForm
from webmap.forms.report import pictures
from webmap.maps.symbols import STYLES
from webmap.messages import message
from webmap.qr import svg
from webmap.reporting import door, said_of

bp = Blueprint("follow", __name__)
uploads.limit(bp)

FORMS: Final[Mapping[str, type[FollowForm]]] = {"info": InfoForm, "reopen": ReopenForm, "rate": RateForm}


@bp.get("/incidents/r/<code>")
@public
def receipt(code: str) -> Response:
    """What became of a report, for whoever holds its code; no search engine learns of the page."""
    done = request.args.get("done", "")
    return _page(following.receipt(session(), viewer(), code), done=done if done in FORMS else "")


@bp.post("/incidents/r/<code>")
@public
def act(code: str) -> Answer:
    """The reporter tells more, asks to reopen, or says how it went; a refusal keeps what was typed."""
    wanted = request.form.get("act", "")
    if wanted not in FORMS:
        raise BadInput("form.invalid")
    form = FORMS[wanted]()
    if not form.validate():
        return _page(following.receipt(session(), viewer(), code), 400, form=form)
    if viewer().account_id is None:
        name_actor(None, "public")
    try:
        ACTS[wanted](code, form)
        session().commit()
    except FieldErrors as refusal:
        form.refuse(refusal)
        return _refused(code, form, refusal)
    except (Conflict, TooMany, Unavailable) as refusal:
        return _refused(code, form, refusal, _words(refusal))
    return redirect(url_for("follow.receipt", code=code, done=wanted), 303)


@bp.get("/incidents/r/<code>/save")
@public
def save(code: str) -> Response:
    """Code and link as a small text to keep."""
    found = following.receipt(session(), viewer(), code)
    answer = make_response(render_template("incidents/receipt.txt", code=found.code, link=_link(found.code)))
    answer.mimetype = "text/plain"
    answer.headers["Content-Disposition"] = f'attachment; filename="phan-anh-{found.code}.txt"'
    return _private(answer)


@bp.get("/incidents/follow")
@public
def find() -> Answer:
    """From a code that was typed to its page."""
    return redirect(url_for("follow.receipt", code=intake.as_code(request.args.get("code", "")) or "-"), 303)


def _info(code: str, form: Any) -> None:
    sent = {"key": str(form.key.data), "text": form.text.data, "pictures": pictures(form.photos)}
    reporter.add_information(session(), viewer(), code, door(), **sent)


def _reopen(code: str, form: Any) -> None:
    reporter.ask_reopen(session(), viewer(), code, door(), reason=form.reason.data)


def _rate(code: str, form: Any) -> None:
    stars, text = form.stars.meaning, form.opinion.data
    reporter.rate(session(), viewer(), code, door(), stars=stars, text=text)


ACTS: Final[Mapping[str, Callable[[str, Any], None]]] = {"info": _info, "reopen": _reopen, "rate": _rate}


def _refused(code: str, form: FollowForm, refusal: DomainError, words: str = "") -> Response:
    session().rollback()
    found = following.receipt(session(), viewer(), code)
    return _page(found, status_of(refusal), form=form, refusal=words)


def _words(refusal: DomainError) -> str:
    if "allowed" in refusal.params:
        return message("incident.not_now")
    return message(refusal.code, **refusal.params)


def _page(
    found: following.Receipt,
    status: int = 200,
    *,
    form: FollowForm | None = None,
    refusal: str = "",
    done: str = "",
) -> Response:
    blank = {name: make(formdata=None) for name, make in FORMS.items() if name in found.may}
    sent = {name: form for name, make in FORMS.items() if isinstance(form, make)}
    answer = make_response(
        render_template(
            "incidents/receipt.html",
            found=found,
            forms=blank | sent,
            refusal=refusal,
            done=done,
            link=_link(found.code),
            qr=svg(_link(found.code), message("incident.qr")),
            style=STYLES["base"],
            **said_of(found.state),
        ),
        status,
    )
    return _private(answer)


def _link(code: str) -> str:
    base: str = current_app.config["SETTINGS"].public_url or request.url_root
    return f"{base.rstrip('/')}{url_for('follow.receipt', code=code)}"


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
