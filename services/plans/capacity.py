"""How much time the teams of a plan have: their hours on the days that work, less what is kept free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.models import InspectionPlan, InspectionTeam
from services import calendar
from services.plans import settings


@dataclass(frozen=True)
class Capacity:
    """The days that work, and the seconds all teams together may be planned for on them."""

    days: tuple[date, ...]
    seconds: int


def of(session: Session, plan: InspectionPlan) -> Capacity:
    """The capacity of a plan: a week of holidays, or all time kept free, gives none."""
    days = working_days(session, plan.commune_id, plan.period_from, plan.period_to)
    asked = settings.from_json(plan.settings)
    teams = session.scalars(
        select(InspectionTeam).where(
            InspectionTeam.commune_id == plan.commune_id, InspectionTeam.id.in_(asked.team_ids)
        )
    ).all()
    return Capacity(days, round(len(days) * sum(map(day_seconds, teams)) * (1 - asked.kept_share)))


def working_days(session: Session, commune_id: int, first: date, last: date) -> tuple[date, ...]:
    """The days from `first` to `last`, both included, that work by the commune's calendar."""
    known = calendar.of(session, commune_id)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(day for day in days if known.works(day))


def day_seconds(team: InspectionTeam) -> int:
    """A team's seconds of work on one day, without its pause."""
    pause = _long(team.pause_from, team.pause_to) if team.pause_from and team.pause_to else 0
    return _long(team.work_from, team.work_to) - pause


def _long(start: time, end: time) -> int:
    return 3600 * (end.hour - start.hour) + 60 * (end.minute - start.minute) + end.second - start.second


def days_of(plan_days: Sequence[date], visited: Sequence[date]) -> list[date]:
    """The days a board shows: those that work, and any on which a visit stands all the same."""
    return sorted({*plan_days, *visited})
