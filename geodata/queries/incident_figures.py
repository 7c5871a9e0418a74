"""How reports fared against what was promised, counted by month and category in one statement."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, and_, func, or_, select
from sqlalchemy.orm import Session

from geodata.days import ZONE
from geodata.enums import Moderation, RejectReason
from geodata.features import Viewer
from geodata.models import Incident
from geodata.queries.incidents import on_desk, published


def by_month_and_category(
    session: Session, viewer: Viewer, *, desk: bool, since: datetime, now: datetime
) -> Sequence[RowMapping]:
    """Rows (first moment of the month of arrival, category, the counts below) of reports made since `since`.

    With `desk` those the viewer works on; else those that anybody may see, which say nothing of any other.
    Spam counts nowhere. A duplicate counts as received and taken in; its answer is that of its parent.

    - received: reports made.
    - take_in_due, taken_in_on_time: reports taken in or whose moment for it has passed; those of them taken
      in by then.
    - due, on_time: reports that ended or whose moment has passed; those of them that ended by then. A report
      ends when it is resolved or rejected; one that was reopened is counted by its last round.
    - answered: reports of `due` with a public answer.
    - overdue: reports that have not ended and whose moment has passed, pauses taken off.
    """
    month = func.date_trunc("month", func.timezone(ZONE.key, Incident.created_at)).label("month")
    counts = {name: func.count().filter(condition).label(name) for name, condition in _counts(now).items()}
    statement = (
        select(month, Incident.category, func.count().label("received"), *counts.values())
        .where(on_desk(viewer) if desk else published(viewer), Incident.created_at >= since, _no_spam())
        .group_by(month, Incident.category)
        .order_by(month, Incident.category)
    )
    return session.execute(statement).mappings().all()


def _counts(now: datetime) -> dict[str, ColumnElement[bool]]:
    taken_in = and_(Incident.take_in_due_at.is_not(None), or_(Incident.taken_in_at.is_not(None), _by(now)))
    own = and_(Incident.parent_id.is_(None), Incident.due_at.is_not(None))
    ended = and_(own, Incident.ended_at.is_not(None))
    late = and_(own, Incident.ended_at.is_(None), _passed(now))
    return {
        "take_in_due": taken_in,
        "taken_in_on_time": and_(taken_in, Incident.taken_in_at <= Incident.take_in_due_at),
        "due": or_(ended, late),
        "on_time": and_(ended, Incident.ended_at <= Incident.due_at),
        "answered": and_(or_(ended, late), Incident.answered_at.is_not(None)),
        "overdue": late,
    }


def _by(now: datetime) -> ColumnElement[bool]:
    return Incident.take_in_due_at < now


def _passed(now: datetime) -> ColumnElement[bool]:
    """What was due has passed: for a paused report before the pause, or with all its pauses used up."""
    running = and_(Incident.paused_at.is_(None), Incident.due_at < now)
    paused = and_(
        Incident.paused_at.is_not(None),
        or_(Incident.due_at < Incident.paused_at, Incident.due_limit_at < now),
    )
    return or_(running, paused)


def _no_spam() -> ColumnElement[bool]:
    rejected_as_spam = func.coalesce(Incident.reject_reason == RejectReason.SPAM, False)
    return and_(Incident.moderation != Moderation.SPAM, ~rejected_as_spam)
