"""The clocks of a report: when it must be taken in and answered, paused while the reporter is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy.orm import Session

from geodata.enums import IncidentState
from geodata.models import Incident
from services import calendar
from services.incidents import levels
from services.incidents.states import ENDED
from services.working_time import DAY_MINUTES, Calendar, add, between

LONGEST_PAUSE: Final = 5 * DAY_MINUTES
"""Working minutes that the clock of a report stands still, all its pauses together."""
_S = IncidentState
_NOTHING_DUE: Final = ENDED | {_S.REOPEN_REQUESTED}


class Due(StrEnum):
    """What is due next."""

    TAKE_IN = "take_in"
    ANSWER = "answer"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Standing:
    """What is due, when (None: nothing is), and the working minutes left, below zero when it is over.

    `over` also says so where no working minute has passed since. A `paused` clock keeps its minutes and moves
    its moment; one that was paused for longer than it may runs again.
    """

    due: Due
    at: datetime | None = None
    minutes: int = 0
    over: bool = False
    paused: bool = False


def start(session: Session, incident: Incident) -> None:
    """Set what is due when for a report that has just come, before it is written; it has its `created_at`."""
    level = levels.of(session, incident.commune_id)[incident.category]
    days = calendar.of(session, incident.commune_id)
    incident.urgent = level.urgent
    incident.take_in_due_at = add(days, incident.created_at, level.take_in_minutes)
    _answer_by(incident, days, incident.created_at, level.answer_minutes)


def moved(session: Session, incident: Incident, to: IncidentState, at: datetime) -> None:
    """Keep the clocks of a report that moves to `to` at `at`; called before its state changes."""
    if incident.state is _S.NEW:
        incident.taken_in_at = incident.taken_in_at or at
    if incident.state is _S.NEED_INFO and incident.paused_at and incident.due_at:
        days = calendar.of(session, incident.commune_id)
        incident.due_at = _after_pause(days, incident.due_at, incident.due_limit_at, incident.paused_at, at)
    incident.paused_at = at if to is _S.NEED_INFO else None
    if to is not _S.REOPEN_REQUESTED:
        incident.ended_at = (incident.ended_at or at) if to in ENDED else None
    if to is _S.RESOLVED:
        asked_again = incident.state is _S.REOPEN_REQUESTED
        incident.resolved_at = (incident.resolved_at if asked_again else None) or at
    elif to is _S.REOPENED:
        incident.resolved_at = None
        level = levels.of(session, incident.commune_id)[incident.category]
        _answer_by(incident, calendar.of(session, incident.commune_id), at, level.answer_minutes)


def standing(row: Mapping[Any, Any], now: datetime, days: Calendar) -> Standing:
    """Where a report stands against its promises.

    `row` has state, take_in_due_at, due_at, paused_at and due_limit_at, as datetimes or as ISO 8601 text;
    what is not in it counts as not set.
    """
    state = IncidentState(row["state"])
    due = Due.TAKE_IN if state is _S.NEW else Due.NOTHING if state in _NOTHING_DUE else Due.ANSWER
    by = _moment(row, "take_in_due_at" if due is Due.TAKE_IN else "due_at")
    if due is Due.NOTHING or by is None:
        return Standing(Due.NOTHING)
    paused = _moment(row, "paused_at")
    limit = _moment(row, "due_limit_at")
    late_before = paused is not None and by < paused
    if paused is not None:
        by = _after_pause(days, by, limit, paused, now)
    minutes = between(days, now, by)
    return Standing(due, by, minutes, late_before or now > by, paused is not None and by != limit)


def _answer_by(incident: Incident, days: Calendar, since: datetime, minutes: int) -> None:
    incident.due_at = add(days, since, minutes)
    incident.due_limit_at = add(days, incident.due_at, LONGEST_PAUSE)


def _after_pause(
    days: Calendar, due: datetime, limit: datetime | None, paused: datetime, now: datetime
) -> datetime:
    """What was due, moved by the working time of a pause, as far as pauses may move it."""
    moved_to = add(days, due, min(max(between(days, paused, now), 0), LONGEST_PAUSE))
    return moved_to if limit is None else min(moved_to, limit)


def _moment(row: Mapping[Any, Any], field: str) -> datetime | None:
    value = row.get(field)
    return datetime.fromisoformat(value) if isinstance(value, str) else value
