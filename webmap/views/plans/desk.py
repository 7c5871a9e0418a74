"""The desk of plans: their list, a new one, what is asked for, the board, how far the solver is."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.enums import InspectionContent
from geodata.features import Viewer
from services import clock, records
from services.inspections.holding import works_on
from services.plans import board, drafts, holding, pairs, settings, teams
from services.plans.asked import Draft
from services.plans.settings import Settings
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.forms.editing import edit as edit_form
from webmap.forms.plan import PlanForm, as_draft, from_settings, plan_form
from webmap.forms.record import Clash, RecordForm
from webmap.views.plans.page import Answer, board_page

bp = Blueprint("plans_desk", __name__)


@bp.get("/plans/desk")
@requires("plan:read")
def listed() -> str:
    """All plans of the commune with their states."""
    return render_template("plans/desk.html", plans=board.listed(session(), viewer()))


@bp.route("/plans/new", methods=["GET", "POST"])
@requires("inspection:plan")
def new() -> Answer:
    """One more plan: sent twice, it is one."""

    def save(_version: int, values: dict[str, Any]) -> str:
        made = drafts.create(session(), viewer(), _draft(values, request.form.get("key", "")))
        return url_for("plans_desk.show", plan_id=made.id)

    return edit_form(_form(), lambda: (0, _start(viewer())), save, lambda form, _c: _page(form, []))


@bp.route("/plans/<int:plan_id>/edit", methods=["GET", "POST"])
@requires("inspection:plan")
def edit(plan_id: int) -> Answer:
    """Ask a draft for something else."""
    plan = holding.seen(session(), viewer(), plan_id)

    def read() -> tuple[int, dict[str, Any]]:
        fresh = holding.seen(session(), viewer(), plan_id)
        wanted = settings.from_json(fresh.settings)
        told = from_settings(wanted, pairs.written(session(), viewer(), wanted.pairs))
        names = ("title", "period_from", "period_to", "legal_basis")
        return fresh.version, told | {name: getattr(fresh, name) for name in names}

    def save(version: int, values: dict[str, Any]) -> str:
        drafts.change(session(), viewer(), plan_id, _draft(values, ""), version=version)
        return url_for("plans_desk.show", plan_id=plan_id)

    def page(form: RecordForm, clashes: list[Clash]) -> str:
        editor = records.last_change(session(), "inspection_plan", plan_id) if clashes else None
        return _page(form, clashes, plan, editor)

    return edit_form(_form(), read, save, page)


@bp.get("/plans/<int:plan_id>")
@requires("plan:read")
def show(plan_id: int) -> str:
    """The board of a plan."""
    return board_page(plan_id)


@bp.get("/plans/<int:plan_id>/progress")
@requires("plan:read")
def progress(plan_id: int) -> Response:
    """How far the solver is, for the page's own script (static/js/progress.js)."""
    plan = holding.seen(session(), viewer(), plan_id)
    answer = jsonify(state=plan.progress.get("stage", ""), progress=plan.progress.get("percent", 0))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _form() -> type[PlanForm]:
    known = teams.listed(session(), viewer(), active_only=True)
    return plan_form([team for team in known if works_on(viewer(), team.authority)])


def _draft(values: dict[str, Any], key: str) -> Draft:
    return as_draft(values, pairs.read(session(), viewer(), values["pairs"]), key)


def _start(who: Viewer) -> dict[str, Any]:
    """A new plan as it is likeliest: next week, every team, all that they check."""
    monday = clock.today() + timedelta(days=7 - clock.today().weekday())
    own = [team for team in teams.listed(session(), who, active_only=True) if works_on(who, team.authority)]
    contents = tuple(one for one in InspectionContent if any(one in team.contents for team in own))
    wanted = Settings(tuple(team.id for team in own), contents)
    return from_settings(wanted, "") | {
        "title": "",
        "period_from": monday,
        "period_to": monday + timedelta(days=4),
        "legal_basis": "",
    }


def _page(form: RecordForm, clashes: list[Clash], plan: Any = None, editor: Any = None) -> str:
    return render_template(
        "plans/edit.html",
        form=form,
        clashes=clashes,
        editor=editor,
        plan=plan,
        has_teams=bool(form["teams"].choices),
    )
