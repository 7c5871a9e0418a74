"""What is known for a plan: its teams, days and sites, the law's refusals, wishes, and the ways between."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import InspectionContent, PlanState, WishKind
from geodata.models import InspectionPlan, InspectionTeam, PlanVisit, PlanWish
from geodata.planning import roads
from geodata.planning.roads import Ways
from geodata.queries import planning as rows
from geodata.queries.plan_ways import roads as road_lines
from services.inspections import cap
from services.inspections.cap import Refusal
from services.plans import capacity, settings
from services.plans.settings import Settings

LIVE = (PlanState.SUBMITTED, PlanState.APPROVED, PlanState.PUBLISHED)
"""States of another plan in which its visits count as planned elsewhere."""

Refused = Mapping[int, Mapping[int, Mapping[InspectionContent, Refusal]]]
"""Year → site → content → what forbids it."""


@dataclass(frozen=True)
class Facts:
    """What is known for a plan. `places`: ("team" or "site", id) → its number in `ways`."""

    plan: InspectionPlan
    asked: Settings
    days: tuple[date, ...]
    teams: Sequence[InspectionTeam]
    sites: Sequence[Any]
    wishes: Sequence[PlanWish]
    refused: Refused
    elsewhere: Mapping[int, str]
    places: Mapping[tuple[str, int], int]
    ways: Ways


def gather(session: Session, plan: InspectionPlan, site_ids: Collection[int] | None = None) -> Facts:
    """The facts of a plan, about all inspected sites of its commune or those of `site_ids` only."""
    asked = settings.from_json(plan.settings)
    sites = rows.sites(session, plan.commune_id, site_ids)
    teams = _teams(session, plan, asked)
    days = capacity.working_days(session, plan.commune_id, plan.period_from, plan.period_to)
    places, ways = _ways(session, plan, teams, sites)
    return Facts(
        plan=plan,
        asked=asked,
        days=days,
        teams=teams,
        sites=sites,
        wishes=wishes(session, plan),
        refused=_refused(session, plan, asked, [site.id for site in sites]),
        elsewhere=_elsewhere(session, plan),
        places=places,
        ways=ways,
    )


def wishes(session: Session, plan: InspectionPlan) -> Sequence[PlanWish]:
    """What officers asked for single sites, in the order they did."""
    return session.scalars(select(PlanWish).where(PlanWish.plan_id == plan.id).order_by(PlanWish.id)).all()


def pinned(found: Sequence[PlanWish]) -> list[PlanWish]:
    """The wishes that pin."""
    return [wish for wish in found if wish.kind is WishKind.PINNED]


def dropped(found: Sequence[PlanWish]) -> frozenset[int]:
    """The sites that officers took out."""
    return frozenset(wish.site_id for wish in found if wish.kind is WishKind.DROPPED)


def _teams(session: Session, plan: InspectionPlan, asked: Settings) -> list[InspectionTeam]:
    """The plan's teams and those that visits of it name all the same, by id."""
    named = select(PlanVisit.team_id).where(PlanVisit.plan_id == plan.id)
    wanted = InspectionTeam.id.in_(asked.team_ids) | InspectionTeam.id.in_(named)
    own = InspectionTeam.commune_id == plan.commune_id
    return list(session.scalars(select(InspectionTeam).where(own, wanted).order_by(InspectionTeam.id)))


def _ways(
    session: Session, plan: InspectionPlan, teams: Sequence[InspectionTeam], sites: Sequence[Any]
) -> tuple[dict[tuple[str, int], int], Ways]:
    starts = rows.team_starts(session, [team.id for team in teams])
    spots: dict[tuple[str, int], tuple[float, float]] = {("team", team.id): starts[team.id] for team in teams}
    spots |= {("site", site.id): (site.x, site.y) for site in sites if site.x is not None}
    lines = roads.network(road_lines(session, plan.commune_id))
    table = np.array(list(spots.values()), dtype=np.float64).reshape(-1, 2)
    return {key: number for number, key in enumerate(spots)}, roads.ways(lines, table)


def _refused(
    session: Session, plan: InspectionPlan, asked: Settings, site_ids: Collection[int]
) -> dict[int, dict[int, dict[InspectionContent, Refusal]]]:
    """What the one-a-year rule forbids, content by content, in each year of the period.

    The checks that earlier editions of this very plan made do not speak against it.
    """
    own = (
        select(PlanVisit.inspection_id)
        .join(InspectionPlan, InspectionPlan.id == PlanVisit.plan_id)
        .where(InspectionPlan.commune_id == plan.commune_id, InspectionPlan.code == plan.code)
        .where(PlanVisit.inspection_id.is_not(None))
    )
    excluding = [number for number in session.scalars(own) if number is not None]
    found: dict[int, dict[int, dict[InspectionContent, Refusal]]] = {}
    for year in range(plan.period_from.year, plan.period_to.year + 1):
        of_year = found.setdefault(year, {})
        for content in asked.contents:
            told = cap.refusals(session, plan.commune_id, site_ids, year, [content], excluding=excluding)
            for site_id, refusals in told.items():
                of_year.setdefault(site_id, {})[content] = refusals[0]
    return found


def _elsewhere(session: Session, plan: InspectionPlan) -> dict[int, str]:
    """Site → the code of another plan, waiting for approval or approved, that is to visit it in this period
    or later."""
    rows_ = session.execute(
        select(PlanVisit.site_id, InspectionPlan.code)
        .join(InspectionPlan, InspectionPlan.id == PlanVisit.plan_id)
        .where(
            InspectionPlan.commune_id == plan.commune_id,
            InspectionPlan.code != plan.code,
            InspectionPlan.state.in_(LIVE),
            PlanVisit.day >= plan.period_from,
        )
        .order_by(PlanVisit.site_id, InspectionPlan.code.desc())
    )
    return {row.site_id: row.code for row in rows_}
