"""The back-test: whether our order of checks would have met the serious findings sooner."""

from flask import Blueprint, render_template

from services import backtest, clock
from webmap.auth import requires, viewer
from webmap.db import session

bp = Blueprint("backtest", __name__)

WIDEST = 100.0
"""Half the width of the picture, in its own units."""


@bp.get("/backtest")
@requires("plan:read")
def show() -> str:
    """Our order against what was done, oldest first and a thousand random orders, on our own record."""
    study = backtest.study(session(), viewer(), clock.today())
    told = [study.ours, study.oldest, *study.chance]
    most = max([1.0, *(abs(days) for days in told)])
    return render_template(
        "inspections/backtest.html",
        study=study,
        scale=lambda days: round(days / most * WIDEST, 1),
        fewest=(backtest.FEWEST_VISITS, backtest.FEWEST_SERIOUS),
        draws=backtest.DRAWS,
        alpha=backtest.IN_USE,
    )
