"""What to check first: the list, one site's category explained and replayed, scores set by hand."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.errors import FieldErrors
from services import coverage, places
from services.dates import iso_day
from services.risk import by_hand, explaining, listing, renewal
from webmap.auth import may, requires, viewer
from webmap.charts import category_steps
from webmap.db import session
from webmap.forms.risk import HandForm
from webmap.map_page import now, sent_words
from webmap.risk_words import band_words, figure_words, origin_words, value_words

bp = Blueprint("risk", __name__)

FILTERS = ("kind", "village", "category", "authority")
WORDS = {
    "figure_words": figure_words,
    "origin_words": origin_words,
    "value_words": value_words,
    "band_words": band_words,
}


@bp.get("/risk")
@requires("risk:read")
def listed() -> str:
    """Inspected sites by priority, with filters and pages."""
    sent, today = sent_words(*FILTERS), now().date()
    page = min(request.args.get("page", 1, type=int), 1_000_000)
    return render_template(
        "risk/index.html",
        found=listing.listed(session(), viewer(), listing.wanted(**sent), today, page),
        unrated=listing.unrated(session(), viewer(), today),
        sent=sent,
        kept={name: value for name, value in sent.items() if value},
        villages=places.villages(session(), viewer()),
        kinds=coverage.inspected_kinds(),
        job=renewal.under_way(session(), viewer().commune_id),
        renewed=request.args.get("renewed", type=int),
    )


@bp.post("/risk/renewal")
@requires("risk:edit")
def renew() -> Response:
    """Rate every site now, or queue it where there are many."""
    changed = renewal.ask(session(), viewer())
    session().commit()
    return redirect(url_for("risk.listed", renewed=changed), 303)


@bp.get("/risk/sites/<int:site_id>")
@requires("risk:read")
def show(site_id: int) -> str:
    """The category of a site step by step, as it was shown on `?on=`."""
    return _page(site_id, HandForm(formdata=None))


@bp.post("/risk/sites/<int:site_id>/values")
@requires("risk:edit")
def set_value(site_id: int) -> Response | tuple[str, int]:
    """Set a score by hand."""
    form = HandForm()
    try:
        if not form.validate():
            return _page(site_id, form), 400
        by_hand.put(
            session(),
            viewer(),
            site_id,
            criterion=form.criterion.data,
            value=form.points(),
            reason=form.reason.data,
        )
    except FieldErrors as refusal:
        session().rollback()
        form.refuse(refusal)
        return _page(site_id, form), 400
    session().commit()
    return redirect(url_for("risk.show", site_id=site_id, saved=1), 303)


@bp.post("/risk/sites/<int:site_id>/values/<int:value_id>/end")
@requires("risk:edit")
def end_value(site_id: int, value_id: int) -> Response:
    """Let the computed score count again."""
    by_hand.end(session(), viewer(), site_id, value_id)
    session().commit()
    return redirect(url_for("risk.show", site_id=site_id, saved=1), 303)


def _page(site_id: int, form: HandForm) -> str:
    today = now().date()
    on = min(iso_day(request.args.get("on", "")) or today, today)
    told = explaining.explain(session(), viewer(), site_id, on)
    return render_template(
        "risk/site.html",
        told=told,
        today=today,
        chart=category_steps(told.history, _from(told.first, today), today),
        form=form if may("risk:edit") else None,
        saved=bool(request.args.get("saved")),
        **WORDS,
    )


def _from(first: date | None, today: date) -> date:
    """Where the chart begins: two years back, or where the ratings begin."""
    back = today.replace(year=today.year - 2, day=min(today.day, 28))
    return max(first, back) if first else back
