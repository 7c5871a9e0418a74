"""Settings of the desk: what is promised for each category, and which days work."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geodata.enums import IncidentCategory
from geodata.errors import BadInput, Conflict, FieldErrors
from services import calendar
from services.dates import iso_day
from services.incidents import levels
from webmap.auth import requires, viewer
from webmap.db import session
from webmap.forms.levels import LevelRow, OwnDayForm, as_levels, as_rows, seen_levels, sent_rows
from webmap.messages import message

bp = Blueprint("levels", __name__)

Page = Response | str | tuple[str, int]


@bp.route("/settings/service-levels", methods=["GET", "POST"])
@requires("incident:settings")
def service_levels() -> Page:
    """Working hours to take in and to answer a report, and days to keep it, category by category."""
    if request.method == "GET":
        return _levels_page(as_rows(_levels()))
    rows = sent_rows(request.form)
    try:
        levels.set_levels(session(), viewer(), as_levels(rows), seen_levels(rows))
    except FieldErrors as refusal:
        return _levels_page(rows, wrong=refusal.fields), 400
    except Conflict:
        now = as_rows(_levels())
        rows = {one: replace(row, seen=now[one].seen) for one, row in rows.items()}
        return _levels_page(rows, clash=True), 409
    session().commit()
    return redirect(url_for("levels.service_levels", saved=1), 303)


@bp.route("/settings/calendar", methods=["GET", "POST"])
@requires("incident:settings")
def working_calendar() -> Page:
    """The holidays of a year, and the days the commune wrote down."""
    form = OwnDayForm()
    if request.method == "GET":
        return _calendar_page(form)
    wanted = form.wanted()
    if wanted is None:
        return _calendar_page(form), 400
    try:
        calendar.write_down(session(), viewer(), wanted)
    except FieldErrors as refusal:
        for name, code in refusal.fields.items():
            form[name].errors = [message(code)]
        return _calendar_page(form), 400
    session().commit()
    return redirect(url_for("levels.working_calendar", year=wanted.day.year, saved=1), 303)


@bp.post("/settings/calendar/remove")
@requires("incident:settings")
def remove_day() -> Response:
    """Take a day back that the commune wrote down."""
    day = iso_day(request.form.get("day", ""))
    if day is None:
        raise BadInput("http.400")
    calendar.take_back(session(), viewer(), day)
    session().commit()
    return redirect(url_for("levels.working_calendar", year=day.year, removed=1), 303)


def _levels() -> Mapping[IncidentCategory, levels.Level]:
    return levels.of(session(), viewer().commune_id)


def _levels_page(
    rows: Mapping[IncidentCategory, LevelRow],
    wrong: Mapping[str, str] | None = None,
    clash: bool = False,
) -> str:
    return render_template(
        "settings/service_levels.html",
        rows=rows,
        now=_levels(),
        wrong={name: message(code) for name, code in (wrong or {}).items()},
        clash=clash,
        saved=bool(request.args.get("saved")),
    )


def _calendar_page(form: OwnDayForm) -> str:
    typed = form.day.data
    if typed is not None and typed.year in calendar.reach():
        year = typed.year
    else:
        year = calendar.shown_year(request.args.get("year", ""))
    return render_template(
        "settings/calendar.html",
        form=form,
        year=year,
        reach=calendar.reach(),
        law=calendar.of_law([year]).in_order(),
        own=calendar.own_days(session(), viewer(), year),
        source=calendar.SOURCE,
        told=request.args.get("saved") or request.args.get("removed"),
    )
