"""The demonstration's teams and plans: last month's, which everybody reads, this week's, and a draft."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from geodata.enums import Authority, InspectionContent, PlanState, Role, SiteState, VehicleKind
from geodata.features import Viewer
from geodata.models import Inspection, InspectionPlan, InspectionTeam, PlanVisit, SiteVisitTerms
from geodata.planning.insertion import by_priority, fill
from geodata.planning.problem import Found
from geodata.queries import planning as planning_rows
from geodata.queries.ground import point
from services import calendar
from services.demo.tables import rows
from services.planning import candidates, facts, visiting, writing
from services.plans import approving, editions
from services.plans.checks import Decision
from services.plans.settings import Settings, as_json
from services.plans.teams import DAY, SPEED_KMH

LEGAL_BASIS: Final = "Kế hoạch kiểm tra năm của xã (minh họa)"
MEMBERS: Final = "Tổ trưởng và các thành viên theo quyết định (minh họa)"
HOURS: Final = (
    "Mo-Fr 07:30-17:00",
    "Mo-Sa 08:00-17:30",
    "Mo-Fr 07:00-11:30,13:00-17:30",
    "Tu-Su 08:00-20:00",
)
MOST: Final = 40
"""Sites that a plan of the demonstration looks at, those that press most."""
_SLOTS: Final = (time(8, 15), time(10), time(13, 45), time(15, 20))
_MINUTES: Final = 75


def add_plans(session: Session, commune_id: int, accounts: Mapping[str, int], today: date) -> None:
    """Teams, terms and plans; sites, checks, ratings and accounts must have been flushed.

    Plans are filled visit by visit, the most pressing first, without the solver: the same day, the same plan.
    """
    # The rows are new, and PostgreSQL has not counted them yet: it would walk every pair of sites.
    session.execute(text("ANALYZE site, facility, medical_facility, inspection"))
    planner = Viewer(commune_id, Role.ECONOMIC_DIVISION, None, accounts.get("economic_division"))
    chairperson = Viewer(commune_id, Role.CHAIRPERSON, None, accounts.get("chairperson"))
    teams = _teams(session, commune_id)
    _terms(session, commune_id, today)
    _last_month(session, planner, chairperson, teams, today)
    this_week, next_week = _weeks(session, commune_id, today)
    plan = _filled(session, planner, teams, this_week)
    if _has_visits(session, plan) and chairperson.account_id is not None:
        editions.submit(session, planner, plan.id, version=plan.version)
        decision = Decision("MẪU-11/QĐ-UBND", today)
        approving.approve(session, chairperson, plan.id, decision, version=plan.version)
    _filled(session, planner, teams, next_week)
    session.flush()


def _teams(session: Session, commune_id: int) -> list[InspectionTeam]:
    made = [
        InspectionTeam(
            commune_id=commune_id,
            code=row["code"],
            name=row["name"],
            authority=Authority(row["authority"]),
            contents=row["contents"].split(),
            people=int(row["people"]),
            members=MEMBERS,
            vehicle=VehicleKind(row["vehicle"]),
            speed_kmh=SPEED_KMH[VehicleKind(row["vehicle"])],
            work_from=DAY[0],
            pause_from=DAY[1],
            pause_to=DAY[2],
            work_to=DAY[3],
            start=point(float(row["lon"]), float(row["lat"])),
        )
        for row in rows("teams")
    ]
    session.add_all(made)
    session.flush()
    return made


def _terms(session: Session, commune_id: int, today: date) -> None:
    """Every eighth site says when it is open; one of them asks for a later day."""
    sites = [one for one in planning_rows.sites(session, commune_id) if one.state is SiteState.OPERATING]
    for number, site in enumerate(sites[::8]):
        later = today + timedelta(days=40) if number == 3 else None
        note = "Đang sửa nhà xưởng (minh họa)" if later else ""
        hours = HOURS[number % len(HOURS)]
        session.add(SiteVisitTerms(site_id=site.id, opening_hours=hours, not_before=later, note=note))
    session.flush()


def _last_month(
    session: Session, planner: Viewer, chairperson: Viewer, teams: Sequence[InspectionTeam], today: date
) -> None:
    """The month before this one: what was checked then is what had been planned."""
    last = today.replace(day=1) - timedelta(days=1)
    plan = _draft(session, planner, teams, (last.replace(day=1), last))
    plan.title = f"Kế hoạch kiểm tra tháng {last:%m/%Y} (minh họa)"
    by_authority = {team.authority: team for team in teams}
    made = select(Inspection).where(
        Inspection.commune_id == planner.commune_id,
        Inspection.inspected_on.between(plan.period_from, plan.period_to),
        Inspection.authority.in_(tuple(by_authority)),
        Inspection.planned,
    )
    checks = session.scalars(made.order_by(Inspection.inspected_on, Inspection.authority, Inspection.code))
    for (day, authority), of_day in groupby(checks, key=lambda one: (one.inspected_on, one.authority)):
        for number, (check, begins) in enumerate(zip(of_day, _SLOTS, strict=False), 1):
            session.add(_visit(plan, by_authority[authority], check, day or last, number, begins))
    session.flush()
    plan.decision_number, plan.decision_date = "MẪU-10/QĐ-UBND", plan.period_from - timedelta(days=5)
    plan.approved_by_id = chairperson.account_id
    plan.approved_at = datetime.combine(plan.decision_date, DAY[0], UTC) if chairperson.account_id else None
    if chairperson.account_id is not None:
        plan.state, plan.published_on = PlanState.PUBLISHED, plan.period_from - timedelta(days=3)
    session.flush()


def _visit(
    plan: InspectionPlan, team: InspectionTeam, check: Inspection, day: date, number: int, begins: time
) -> PlanVisit:
    ends = (datetime.combine(day, begins) + timedelta(minutes=_MINUTES)).time()
    return PlanVisit(
        commune_id=plan.commune_id,
        plan_id=plan.id,
        site_id=check.site_id,
        team_id=team.id,
        contents=list(check.contents),
        day=day,
        position=number,
        arrive_at=begins,
        leave_at=ends,
        travel_s=600,
        travel_m=2500,
        inspection_id=check.id,
    )


def _weeks(session: Session, commune_id: int, today: date) -> tuple[list[date], list[date]]:
    """The working days of the first week from today on that has three of them left, and of the one after."""
    known = calendar.of(session, commune_id)
    monday = today - timedelta(days=today.weekday())
    found: list[list[date]] = []
    while len(found) < 2:
        week = [monday + timedelta(days=number) for number in range(5)]
        days = [day for day in week if day >= today and known.works(day)]
        if len(days) >= 3:
            found.append(days)
        monday += timedelta(days=7)
    return found[0], found[1]


def _filled(
    session: Session, planner: Viewer, teams: Sequence[InspectionTeam], days: Sequence[date]
) -> InspectionPlan:
    plan = _draft(session, planner, teams, (days[0], days[-1]))
    plan.title = f"Kế hoạch kiểm tra từ {days[0]:%d/%m} đến {days[-1]:%d/%m/%Y} (minh họa)"
    known, weights = facts.gather(session, plan), visiting.of(session, plan)
    made = candidates.of(candidates.Source(known, tuple(days), weights, candidates.protected(session, known)))
    routes = fill(made.problem, by_priority(made.problem)[:MOST])
    writing.write(session, known, made, Found(made.problem, routes, 0, "", 0.0), weights, frozenset())
    session.flush()
    return plan


def _draft(
    session: Session, planner: Viewer, teams: Sequence[InspectionTeam], period: tuple[date, date]
) -> InspectionPlan:
    head = f"KH-{period[0].year}-"
    own = InspectionPlan.commune_id == planner.commune_id, InspectionPlan.code.startswith(head)
    number = int(session.scalar(select(func.count(InspectionPlan.id)).where(*own)) or 0) + 1
    asked = Settings(tuple(team.id for team in teams), tuple(InspectionContent))
    plan = InspectionPlan(
        commune_id=planner.commune_id,
        code=f"{head}{number:02}",
        title="",
        period_from=period[0],
        period_to=period[1],
        legal_basis=LEGAL_BASIS,
        settings=as_json(asked),
        created_by_id=planner.account_id,
        version=1,
    )
    session.add(plan)
    session.flush()
    return plan


def _has_visits(session: Session, plan: InspectionPlan) -> bool:
    return session.scalar(select(PlanVisit.id).where(PlanVisit.plan_id == plan.id).limit(1)) is not None
