"""Teams, sites and plans that keep every rule: what the tests of plans share."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from geodata.enums import Authority, InspectionContent, Role, VehicleKind
from geodata.features import Viewer
from geodata.models import Account, Commune, Facility, InspectionPlan, InspectionTeam, PlanVisit
from services import calendar, clock
from services.plans import approving, editions
from services.plans.checks import Decision
from services.plans.settings import Settings, as_json
from services.plans.teams import DAY
from tests import cast

_numbers = itertools.count(1)
SLOTS: Final = (time(8, 15), time(10), time(13, 45))
DECISION: Final = "12/QĐ-UBND"


@dataclass(frozen=True)
class Desk:
    """Who works on plans: a planner, a second one, the chairperson, the police."""

    planner: Viewer
    other: Viewer
    chairperson: Viewer
    police: Viewer


def person(session: Session, home: Commune, role: Role) -> Viewer:
    """Somebody of that role with an account."""
    number = next(_numbers)
    account = Account(
        commune_id=home.id,
        username=f"plan-{role.value}-{number}",
        display_name=f"Cán bộ số {number}",
        role=role,
        password_hash="no password fits",
        active=True,
        session_version=1,
    )
    session.add(account)
    session.flush()
    return Viewer(home.id, role, None, account.id)


def desk(session: Session, home: Commune) -> Desk:
    """The people of a commune who plan and approve."""
    roles = (Role.ECONOMIC_DIVISION, Role.ECONOMIC_DIVISION, Role.CHAIRPERSON, Role.COMMUNE_POLICE)
    return Desk(*(person(session, home, role) for role in roles))


def team(session: Session, home: Commune, name: str = "Tổ môi trường", **more: Any) -> InspectionTeam:
    """A team of the economic division that looks at the environment, on motorbikes, with a pause."""
    told: dict[str, Any] = {
        "code": f"TO-{next(_numbers)}",
        "authority": Authority.ECONOMIC_DIVISION,
        "contents": ["environment"],
        "people": 3,
        "members": "Ông Đặng Văn Bí Mật",
        "vehicle": VehicleKind.MOTORBIKE,
        "speed_kmh": 25.0,
        "work_from": DAY[0],
        "pause_from": DAY[1],
        "pause_to": DAY[2],
        "work_to": DAY[3],
        "start": cast.place(106.59, 20.75),
        "version": 1,
    }
    made = InspectionTeam(commune_id=home.id, name=name, **(told | more))
    session.add(made)
    session.flush()
    return made


def site(session: Session, home: Commune, name: str = "Xưởng mẫu", **more: Any) -> Facility:
    """An enterprise near the team's start, led by the economic division, with no check so far."""
    number = next(_numbers)
    more.setdefault("authority", Authority.ECONOMIC_DIVISION)
    more.setdefault("geom", cast.place(106.59 + 0.0004 * (number % 20), 20.751))
    return cast.facility(session, home, name, **more)


def monday(weeks: int = 1) -> date:
    """A Monday some weeks ahead."""
    today = clock.today()
    return today + timedelta(days=7 * weeks - today.weekday())


def days(session: Session, home: Commune, weeks: int = 1) -> list[date]:
    """The days of the first week from then on that has five of them that work."""
    known = calendar.of(session, home.id)
    while True:
        week = [monday(weeks) + timedelta(days=number) for number in range(5)]
        if all(map(known.works, week)):
            return week
        weeks += 1


def plan(
    session: Session,
    home: Commune,
    who: Viewer,
    teams: Sequence[InspectionTeam],
    period: Sequence[date],
    **more: Any,
) -> InspectionPlan:
    """A draft of these teams and days, without visits."""
    asked = Settings(tuple(one.id for one in teams), (InspectionContent.ENVIRONMENT,))
    made = InspectionPlan(
        commune_id=home.id,
        code=more.pop("code", f"KH-{period[0].year}-{next(_numbers):02}"),
        title=more.pop("title", "Kế hoạch tuần"),
        period_from=period[0],
        period_to=period[-1],
        settings=as_json(asked),
        created_by_id=who.account_id,
        version=1,
        **more,
    )
    session.add(made)
    session.flush()
    return made


def visit(
    session: Session, of: InspectionPlan, by: InspectionTeam, where: Facility, day: date, **more: Any
) -> PlanVisit:
    """A visit of 75 minutes in the slot of its position."""
    position = more.pop("position", 1)
    begins = SLOTS[position - 1]
    told: dict[str, Any] = {
        "contents": ["environment"],
        "arrive_at": begins,
        "leave_at": time(begins.hour + 1, begins.minute + 15),
        "travel_s": 300,
        "travel_m": 1200,
        "category": 4,
        "priority": 4.25,
        "reason": {"why": "priority", "u": 1.2, "h": 0.4, "due_on": "2026-10-01"},
    }
    made = PlanVisit(
        commune_id=of.commune_id,
        plan_id=of.id,
        site_id=where.id,
        team_id=by.id,
        day=day,
        position=position,
        **(told | more),
    )
    session.add(made)
    session.flush()
    return made


def filled(
    session: Session,
    home: Commune,
    who: Viewer,
    by: InspectionTeam,
    sites: Sequence[Facility],
    weeks: int = 1,
) -> InspectionPlan:
    """A draft with one visit a day, at each of these sites in turn."""
    week = days(session, home, weeks)
    made = plan(session, home, who, [by], week)
    for day, where in zip(week, sites, strict=False):
        visit(session, made, by, where, day)
    return made


def approved(session: Session, people: Desk, made: InspectionPlan, number: str = DECISION) -> InspectionPlan:
    """The same, submitted and approved."""
    editions.submit(session, people.planner, made.id, version=made.version)
    decision = Decision(number, clock.today())
    return approving.approve(session, people.chairperson, made.id, decision, version=made.version)
