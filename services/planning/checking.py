"""A plan held against every rule at once, from its rows; the solver has no say in it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import WishKind
from geodata.models import InspectionPlan, InspectionTeam, PlanVisit
from geodata.planning import check
from geodata.planning.check import Breach
from services.planning import candidates, contents, facts, visiting
from services.planning.facts import Facts

__all__ = ["Breach", "breaches"]


def breaches(session: Session, plan: InspectionPlan) -> list[Breach]:
    """Every rule that the visits of a plan break now, in the order they are driven; none for a good plan."""
    visits = session.scalars(
        select(PlanVisit)
        .where(PlanVisit.plan_id == plan.id)
        .order_by(PlanVisit.day, PlanVisit.team_id, PlanVisit.position, PlanVisit.id)
    ).all()
    wishes = facts.wishes(session, plan)
    known = facts.gather(session, plan, {*(one.site_id for one in visits), *(one.site_id for one in wishes)})
    return check.breaches(_facts(session, known, visits), [_stop(visit) for visit in visits])


def _facts(session: Session, known: Facts, visits: Sequence[PlanVisit]) -> check.Facts:
    hours = visiting.minutes(session, known.plan)
    together = {pair.site_id: frozenset(pair.team_ids) for pair in known.asked.pairs}
    paired = {visit.site_id for visit in visits if visit.pair}
    forms = candidates.protected(session, known)
    return check.Facts(
        first=known.plan.period_from,
        last=known.plan.period_to,
        working=frozenset(known.days),
        crews={team.id: _crew(known, team) for team in known.teams},
        spots={
            site.id: _spot(known, site, hours.get(site.id, visiting.DEFAULT_MINUTES), forms)
            for site in known.sites
        },
        metres=known.ways.metres,
        kept=known.asked.kept_share,
        wishes=[
            check.Wish(wish.site_id, wish.kind is WishKind.PINNED, wish.team_id, wish.day)
            for wish in known.wishes
        ],
        together={site: teams for site, teams in together.items() if site in paired},
    )


def _crew(known: Facts, team: InspectionTeam) -> check.Crew:
    pause = ((team.work_from, team.pause_from), (team.pause_to, team.work_to))
    whole = ((team.work_from, team.work_to),)
    return check.Crew(
        id=team.id,
        chosen=team.id in known.asked.team_ids and team.active,
        spans=tuple(span for span in pause if span[0] < span[1]) if team.pause_from else whole,  # type: ignore[operator, misc]
        place=known.places["team", team.id],
        speed_kmh=team.speed_kmh,
    )


def _spot(known: Facts, site: Any, minutes: int, forms: frozenset[Any]) -> check.Spot:
    joint = {team for pair in known.asked.pairs if pair.site_id == site.id for team in pair.team_ids}
    return check.Spot(
        id=site.id,
        place=known.places.get(("site", site.id)),
        minutes=minutes,
        opening_hours=site.opening_hours,
        not_before=site.not_before,
        not_after=site.not_after,
        closed=site.state in candidates.NOT_AT_WORK,
        closed_on=site.closed_on,
        elsewhere=site.id in known.elsewhere,
        bearer=site.enterprise if site.legal_form in forms else "",
        may={
            team.id: frozenset(
                content.value
                for content in contents.of(site, team, known.asked.contents, joint=team.id in joint)
            )
            for team in known.teams
        },
        refused={
            year: frozenset(content.value for content in told[site.id])
            for year, told in known.refused.items()
            if site.id in told
        },
    )


def _stop(visit: PlanVisit) -> check.Stop:
    return check.Stop(
        visit.id,
        visit.site_id,
        visit.team_id,
        visit.day,
        visit.position,
        visit.arrive_at,
        visit.leave_at,
        frozenset(visit.contents),
    )
