"""What the pages of a plan share: the chosen day of a team with its map, and the answer of a step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.errors import Conflict, DomainError, FieldErrors
from services import communes, imports
from services.plans import board, handout, progress
from services.plans.board import Board
from services.plans.handout import Day
from webmap.auth import viewer
from webmap.db import session
from webmap.errors import status_of
from webmap.forms.plan import StepForm
from webmap.labels import choices
from webmap.maps.commune_map import BaseMap, MapParts
from webmap.maps.plan_map import plan_map
from webmap.messages import message
from webmap.views.plans import words

Answer = Response | str | tuple[str, int]


@dataclass(frozen=True)
class DayMap:
    """The map of a team's day, as the template places it."""

    parts: MapParts
    archive: bool


def day_map(found: Day) -> DayMap:
    """The map of one team's day, on the commune's own layers."""
    settings = current_app.config["SETTINGS"]
    base = BaseMap(settings.tile_url, settings.tile_attribution, settings.archive_address)
    stops = [handout.place_of(stop) for stop in found.stops]
    extent = communes.extent(session(), viewer().commune_id)
    parts = plan_map(extent, base, found.start, stops, found.legs, found.roads)
    return DayMap(parts, bool(base.pmtiles))


def board_page(plan_id: int, form: StepForm | None = None, refusal: str = "") -> str:
    """The page of a plan: what is asked, how far it is, its board, the chosen day and visit."""
    found = board.of(session(), viewer(), plan_id)
    chosen = _chosen(found)
    step = form or StepForm(formdata=None)
    step.version.data = str(found.plan.version)
    day = handout.day(session(), viewer(), plan_id, *chosen) if chosen else None
    return render_template(
        "plans/show.html",
        board=found,
        plan=found.plan,
        chosen=chosen,
        day=day,
        page=day_map(day) if day else None,
        visit=_visit(found),
        form=step,
        refusal=refusal,
        working=progress.under_way(found.plan.progress),
        waits=not imports.worker_is_there(session()),
        content_words=dict(choices("content")),
        left_out=board.left_out(session(), viewer(), plan_id, **_left_out()),
        sent=_left_out(),
        kept={name: value for name, value in _left_out().items() if name != "page" and value},
        words=words,
        drag_words=words.drag_words(),
    )


def stepped(plan_id: int, act: Callable[[StepForm], Any]) -> Answer:
    """Do a step of a plan; a refusal comes back on the plan's page with all that was typed."""
    form = StepForm()
    if not form.validate():
        return board_page(plan_id, form), 400
    try:
        following = act(form)
    except (FieldErrors, Conflict) as refusal:
        session().rollback()
        if isinstance(refusal, FieldErrors):
            form.refuse(refusal)
            return board_page(plan_id, form), 400
        if wants_json():
            raise
        return board_page(plan_id, form, words_of(refusal)), status_of(refusal)
    session().commit()
    return redirect(following or url_for("plans_desk.show", plan_id=plan_id), 303)


def words_of(refusal: DomainError) -> str:
    """A refusal in words; what stands behind it in words as well."""
    params = dict(refusal.params)
    if "why" in params:
        params["why"] = message(str(params["why"]))
    return message(refusal.code, **params)


def wants_json() -> bool:
    """Whether a script of ours asks, which shows the refusal itself."""
    return request.accept_mimetypes.best == "application/json"


def _chosen(found: Board) -> tuple[int, date] | None:
    """(team, day) of the address, or the first with visits."""
    order = sorted(found.team_days, key=lambda key: (key[1], key[0]))
    filled = [key for key in order if found.team_days[key].visits]
    asked = (request.args.get("team", ""), request.args.get("day", ""))
    wanted = [key for key in filled if (str(key[0]), key[1].isoformat()) == asked]
    return next(iter([*wanted, *filled]), None)


def _visit(found: Board) -> Mapping[str, Any] | None:
    asked = request.args.get("visit", "")
    return next((visit for visit in found.visits if str(visit["id"]) == asked), None)


def _left_out() -> dict[str, Any]:
    return {
        "reason": request.args.get("reason", "").strip(),
        "search": request.args.get("search", "").strip(),
        "page": max(1, min(request.args.get("page", 1, type=int), 100_000)),
    }
