"""Steps of a plan: handed to the solver, stopped, submitted, sent back, approved, published, withdrawn."""

from typing import Any

from flask import Blueprint, request, url_for

from geodata.errors import BadInput, FieldErrors
from services.plans import approving, drafts, editions
from services.plans.checks import Decision
from services.plans.progress import Wish
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.forms.plan import StepForm
from webmap.views.plans.page import Answer, stepped

bp = Blueprint("plan_acts", __name__)


@bp.post("/plans/<int:plan_id>/start")
@requires("inspection:plan")
def start(plan_id: int) -> Answer:
    """Hand a draft to the solver; pressed twice it is started once."""

    def act(form: StepForm) -> None:
        drafts.start(session(), viewer(), plan_id, version=form.seen_version)

    return stepped(plan_id, act)


@bp.post("/plans/<int:plan_id>/stop")
@requires("inspection:plan")
def stop(plan_id: int) -> Answer:
    """Stop the solver: with the best plan so far, or leaving things as they were."""
    word = request.form.get("wish", "")
    if word not in (Wish.TAKE, Wish.CANCEL):
        raise BadInput("form.choice")
    return stepped(plan_id, lambda _form: drafts.ask(session(), viewer(), plan_id, Wish(word)))


@bp.post("/plans/<int:plan_id>/submit")
@requires("inspection:plan")
def submit(plan_id: int) -> Answer:
    """Hand a draft to the chairperson."""

    def act(form: StepForm) -> None:
        editions.submit(session(), viewer(), plan_id, version=form.seen_version)

    return stepped(plan_id, act)


@bp.post("/plans/<int:plan_id>/send-back")
@requires("plan:read")
def send_back(plan_id: int) -> Answer:
    """Back to its drafters, with a reason."""

    def act(form: StepForm) -> None:
        editions.send_back(session(), viewer(), plan_id, form.reason.data, version=form.seen_version)

    return stepped(plan_id, act)


@bp.post("/plans/<int:plan_id>/approve")
@requires("inspection:approve")
def approve(plan_id: int) -> Answer:
    """Approve a plan under a decision: its checks are made."""

    def act(form: StepForm) -> None:
        if form.decision_date.data is None:
            raise FieldErrors({"decision_date": "form.needed"})
        decision = Decision(form.decision_number.data, form.decision_date.data)
        approving.approve(session(), viewer(), plan_id, decision, version=form.seen_version)

    return stepped(plan_id, act)


@bp.post("/plans/<int:plan_id>/publish")
@requires("inspection:publish")
def publish(plan_id: int) -> Answer:
    """Let everybody read an approved plan."""

    def act(form: StepForm) -> None:
        editions.publish(session(), viewer(), plan_id, version=form.seen_version)

    return stepped(plan_id, act)


@bp.post("/plans/<int:plan_id>/withdraw")
@requires("plan:read")
def withdraw(plan_id: int) -> Answer:
    """Take a plan back for good, with a reason."""

    def act(form: StepForm) -> None:
        editions.withdraw(session(), viewer(), plan_id, form.reason.data, version=form.seen_version)

    return stepped(plan_id, act)


@bp.post("/plans/<int:plan_id>/new-edition")
@requires("inspection:plan")
def new_edition(plan_id: int) -> Answer:
    """A draft that starts as a copy of a plan in force."""

    def act(_form: StepForm) -> Any:
        made = editions.new_edition(session(), viewer(), plan_id)
        return url_for("plans_desk.show", plan_id=made.id)

    return stepped(plan_id, act)
