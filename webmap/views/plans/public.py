"""Published plans, for everybody: what was decided, and which sites are checked in which month."""

from flask import Blueprint, render_template

from services.plans import public as published
from webmap.auth import public, viewer
from webmap.db import session

bp = Blueprint("plans", __name__)


@bp.get("/plans")
@public
def listed() -> str:
    """The published plans."""
    return render_template("plans/public_list.html", plans=published.listed(session(), viewer()))


@bp.get("/plans/<plan_code>")
@public
def show(plan_code: str) -> str:
    """One published plan: the same page for every reader."""
    plan = published.one(session(), viewer(), plan_code)
    return render_template("plans/public.html", plan=plan, fields=plan.fields)
