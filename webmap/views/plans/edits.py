"""Visits of a draft moved, pinned, dropped and brought back, by button or by hand."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from flask import Blueprint, request, url_for

from geodata.errors import BadInput
from services.dates import iso_day
from services.planning import edits
from services.sent import record_id
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.forms.plan import StepForm
from webmap.views.plans.page import Answer, stepped

bp = Blueprint("plan_edits", __name__)


@bp.post("/plans/<int:plan_id>/visits")
@requires("inspection:plan")
def change(plan_id: int) -> Answer:
    """Change one visit, as the field `act` says; the reader comes back to where it was."""
    act = _ACTS.get(request.form.get("act", ""))
    if act is None:
        raise BadInput("form.choice")

    def run(form: StepForm) -> str:
        act(plan_id, form.seen_version)
        return url_for("plans_desk.show", plan_id=plan_id, _anchor="board", **_where())

    return stepped(plan_id, run)


def _move(plan_id: int, version: int) -> None:
    edits.move_visit(
        session(),
        viewer(),
        plan_id,
        _sent("visit_id"),
        team_id=_sent("team_id"),
        day=_day(),
        position=min(_sent("position"), 999),
        version=version,
    )


def _pin(plan_id: int, version: int) -> None:
    """To the team and day where the visit stands; a site that is not in the plan yet, anywhere."""
    to: dict[str, Any] = {"team_id": _sent("team_id"), "day": _day()} if request.form.get("team_id") else {}
    edits.pin(session(), viewer(), plan_id, _sent("site_id"), version=version, **to)


def _unpin(plan_id: int, version: int) -> None:
    edits.unpin(session(), viewer(), plan_id, _sent("site_id"), version=version)


def _drop(plan_id: int, version: int) -> None:
    edits.drop(session(), viewer(), plan_id, _sent("site_id"), version=version)


def _restore(plan_id: int, version: int) -> None:
    edits.restore(session(), viewer(), plan_id, _sent("site_id"), version=version)


_ACTS: Final[dict[str, Callable[[int, int], None]]] = {
    "move": _move,
    "pin": _pin,
    "unpin": _unpin,
    "drop": _drop,
    "restore": _restore,
}
"""What the field `act` may say → what is done."""


def _sent(name: str) -> int:
    number = record_id(request.form.get(name, "").strip())
    if number is None:
        raise BadInput("form.choice")
    return number


def _day() -> date:
    day = iso_day(request.form.get("day", ""))
    if day is None:
        raise BadInput("form.choice")
    return day


def _where() -> dict[str, Any]:
    """The team's day that was being changed, to be shown again."""
    sent = {name: request.form.get(name, "") for name in ("team_id", "day")}
    return {"team": sent["team_id"], "day": sent["day"]} if all(sent.values()) else {}
