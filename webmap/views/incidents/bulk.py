"""One deed for the reports that were ticked in the inbox, and the page that tells what became of each."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from geodata.errors import DomainError, FieldErrors
from services.incidents import bulk, inbox
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.errors import words_of
from webmap.labels import label
from webmap.messages import message
from webmap.sealing import secrets

bp = Blueprint("bulk", __name__)


@bp.post("/incidents/bulk")
@requires("incident:triage")
def run() -> str:
    """Do it, and tell of each report whether it was done; sent again, nothing is done twice."""
    wanted = bulk.order(request.form.get("deed", ""), request.form.get("who", ""))
    picks = bulk.picked(request.form.getlist("pick"))
    outcomes = bulk.run(session(), viewer(), wanted, picks, secrets=secrets())
    session().commit()
    back = {name: request.form.get(f"kept-{name}", "") for name in ("tab", *inbox.FILTERS)}
    return render_template(
        "incidents/bulk.html",
        heading=_heading(wanted),
        outcomes=[(one, _words(one.refusal)) for one in outcomes],
        count={result: sum(one.result is result for one in outcomes) for result in bulk.Result},
        back={name: value for name, value in back.items() if value},
    )


def _heading(wanted: bulk.Order) -> str:
    return str(
        {
            bulk.Deed.ASSIGN: _("Giao việc: %(unit)s", unit=label("role", wanted.role) or "–"),
            bulk.Deed.URGENT: _("Đặt là khẩn"),
            bulk.Deed.PUBLISH: _("Đăng công khai"),
            bulk.Deed.SPAM: _("Là tin rác"),
        }[wanted.deed]
    )


def _words(refusal: DomainError | None) -> str:
    """Why a report was left as it was; an empty text where it was not."""
    if refusal is None:
        return ""
    if isinstance(refusal, FieldErrors):
        return " ".join(message(code) for code in refusal.fields.values())
    return words_of(refusal)
