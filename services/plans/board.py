"""A plan as officers work with it: days and teams, the visits in order, why each is in, what breaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import LeftOutReason, PlanState
from geodata.features import Json, Layer, Viewer, visible
from geodata.models import Account, InspectionPlan, InspectionTeam, Site
from geodata.queries import plan_visits as rows
from services import access
from services.planning import checking
from services.planning.checking import Breach
from services.plans import capacity, holding, settings, states
from services.plans.capacity import Capacity
from services.plans.settings import Settings
from services.sent import one_of

PAGE = 20


@dataclass(frozen=True)
class TeamDay:
    """What one team does on one day: visits as rows of the privacy rule, with `id` and `breaches`."""

    team: InspectionTeam
    day: date
    visits: list[Json]


@dataclass(frozen=True)
class Board:
    """A plan laid out. `breaches` are those of no single visit; `names` of the sites that breaches name."""

    plan: InspectionPlan
    asked: Settings
    capacity: Capacity
    teams: list[InspectionTeam]
    days: list[date]
    team_days: dict[tuple[int, date], TeamDay]
    breaches: list[Breach]
    broken: int
    names: dict[int, str]
    left_out: dict[LeftOutReason, int]
    creator: str
    moves: list[PlanState]
    may_edit: bool

    @property
    def visits(self) -> list[Json]:
        """All visits, day by day."""
        return [visit for key in sorted(self.team_days, key=_by_day) for visit in self.team_days[key].visits]


@dataclass(frozen=True)
class LeftOutPage:
    """A page of the sites that are not in a plan."""

    sites: list[Json]
    total: int
    page: int
    pages: int


def listed(session: Session, viewer: Viewer) -> list[Json]:
    """The plans of the commune, the latest period first, the newest edition before the older ones."""
    access.require(viewer, "plan:read")
    found = session.scalars(
        select(InspectionPlan)
        .where(InspectionPlan.commune_id == viewer.commune_id)
        .order_by(InspectionPlan.period_from.desc(), InspectionPlan.code, InspectionPlan.edition.desc())
    ).all()
    counts = rows.visit_counts(session, [plan.id for plan in found])
    return [
        {"id": plan.id, "visits": counts.get(plan.id, 0)} | visible(Layer.INSPECTION_PLAN, vars(plan), viewer)
        for plan in found
    ]


def of(session: Session, viewer: Viewer, plan_id: int) -> Board:
    """The board of a plan. Raises Forbidden, NotFound."""
    plan = holding.seen(session, viewer, plan_id)
    asked, time = settings.from_json(plan.settings), capacity.of(session, plan)
    visits = [_told(row, viewer) for row in rows.visits(session, plan.id)]
    broken = checking.breaches(session, plan) if plan.state in _CHECKED else []
    _put(visits, broken)
    days = capacity.days_of(time.days, [visit["on"] for visit in visits])
    teams = _teams(session, plan, asked, visits)
    return Board(
        plan=plan,
        asked=asked,
        capacity=time,
        teams=teams,
        days=days,
        team_days=_team_days(teams, days, visits),
        breaches=[one for one in broken if one.visit_id is None],
        broken=len(broken),
        names=_site_names(session, broken),
        left_out=dict(rows.left_out_counts(session, plan.id)),
        creator=_name(session, plan.created_by_id),
        moves=states.open_to(viewer, plan.state),
        may_edit=plan.state is PlanState.DRAFT and access.may(viewer, "inspection:plan"),
    )


def left_out(
    session: Session, viewer: Viewer, plan_id: int, *, reason: str = "", search: str = "", page: int = 1
) -> LeftOutPage:
    """A page of the sites that are not in a plan, filtered. Raises as `of`, BadInput for a wrong reason."""
    plan = holding.seen(session, viewer, plan_id)
    chosen = LeftOutReason(one_of(reason, {*LeftOutReason})) if reason else None
    page = max(page, 1)
    found, total = rows.left_out(
        session, plan.id, reason=chosen, search=search[:100], offset=(page - 1) * PAGE, limit=PAGE
    )
    return LeftOutPage([dict(row) for row in found], total, page, max(1, -(-total // PAGE)))


_CHECKED = frozenset({PlanState.DRAFT, PlanState.SUBMITTED})
"""States in which a plan is held against every rule; what was approved has its checks by now."""


def _told(row: Mapping[Any, Any], viewer: Viewer) -> Json:
    told = visible(Layer.PLAN_VISIT, row, viewer) | {"id": row["id"], "on": row["day"], "breaches": []}
    kept = ("team_id", "site_code", "address", "arrive_at", "leave_at", "geometry")
    return told | {name: row[name] for name in kept}


def _put(visits: Sequence[Json], broken: Sequence[Breach]) -> None:
    """Each breach beside its visit."""
    by_id = {visit["id"]: visit for visit in visits}
    for one in broken:
        if one.visit_id in by_id:
            by_id[one.visit_id]["breaches"].append(one)


def _teams(
    session: Session, plan: InspectionPlan, asked: Settings, visits: Sequence[Json]
) -> list[InspectionTeam]:
    wanted = {*asked.team_ids, *(visit["team_id"] for visit in visits)}
    own = (InspectionTeam.commune_id == plan.commune_id, InspectionTeam.id.in_(wanted))
    return list(session.scalars(select(InspectionTeam).where(*own).order_by(InspectionTeam.code)))


def _team_days(
    teams: Sequence[InspectionTeam], days: Sequence[date], visits: Sequence[Json]
) -> dict[tuple[int, date], TeamDay]:
    made = {(team.id, day): TeamDay(team, day, []) for day in days for team in teams}
    for visit in visits:
        made[(visit["team_id"], visit["on"])].visits.append(visit)
    return made


def _by_day(key: tuple[int, date]) -> tuple[date, int]:
    return key[1], key[0]


def _site_names(session: Session, broken: Sequence[Breach]) -> dict[int, str]:
    named = {one.site_id for one in broken} | {one.data.get("other_site") for one in broken}
    found = session.execute(select(Site.id, Site.name).where(Site.id.in_(named - {None})))
    return {row.id: row.name for row in found}


def _name(session: Session, account_id: int | None) -> str:
    return session.scalar(select(Account.display_name).where(Account.id == account_id)) or ""
