"""What a planner asks for, and what of it cannot be: words, period, shares, teams, pairs."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import INSPECTED, SiteState
from geodata.errors import FieldErrors
from geodata.features import Viewer
from geodata.models import InspectionTeam, Site
from services import clock
from services.inspections.holding import works_on
from services.plans.settings import Settings
from services.text import clean

LONGEST_DAYS: Final = 366
LONGEST_TITLE: Final = 200
LONGEST_BASIS: Final = 500
"""As much as each check of a plan can say of it."""
MOST_SEED: Final = 999_999


@dataclass(frozen=True)
class Draft:
    """What a planner asks for. `key` names the form it was typed in: sent twice, it makes one plan."""

    title: str
    period_from: date
    period_to: date
    settings: Settings
    legal_basis: str = ""
    key: str = ""


def check(session: Session, viewer: Viewer, wanted: Draft) -> None:
    """Refuse with FieldErrors what cannot be planned: each field with the code of what is wrong."""
    wrong = _check_words(wanted) | _check_period(wanted) | _check_figures(wanted.settings)
    own = InspectionTeam.commune_id == viewer.commune_id
    found = session.execute(
        select(InspectionTeam.id, InspectionTeam.authority).where(own, InspectionTeam.active)
    )
    active = {row.id: row.authority for row in found}
    if not wanted.settings.team_ids:
        wrong["teams"] = "plan.teams"
    elif not active.keys() >= set(wanted.settings.team_ids):
        wrong["teams"] = "plan.teams_gone"
    elif not all(works_on(viewer, active[team_id]) for team_id in wanted.settings.team_ids):
        wrong["teams"] = "plan.teams_other"
    if not _pairs_fit(session, viewer, wanted.settings):
        wrong["pairs"] = "plan.pairs_teams"
    if wrong:
        raise FieldErrors(wrong)


def _check_words(wanted: Draft) -> dict[str, str]:
    wrong = {} if clean(wanted.title) else {"title": "form.needed"}
    if len(clean(wanted.title)) > LONGEST_TITLE:
        wrong["title"] = "team.too_long"
    if len(clean(wanted.legal_basis)) > LONGEST_BASIS:
        wrong["legal_basis"] = "team.too_long"
    return wrong


def _check_period(wanted: Draft) -> dict[str, str]:
    if wanted.period_to < wanted.period_from:
        return {"period_to": "plan.period_order"}
    if (wanted.period_to - wanted.period_from).days >= LONGEST_DAYS:
        return {"period_to": "plan.period_long"}
    return {"period_to": "plan.period_past"} if wanted.period_to < clock.today() else {}


def _check_figures(settings: Settings) -> dict[str, str]:
    wrong = {
        name: "plan.share" for name in ("kept_share", "random_share") if not 0 <= getattr(settings, name) <= 1
    }
    if not 0 <= settings.seed <= MOST_SEED:
        wrong["seed"] = "plan.seed"
    return wrong if settings.contents else wrong | {"contents": "form.needed"}


def _pairs_fit(session: Session, viewer: Viewer, settings: Settings) -> bool:
    """Each pair's teams are in the plan, and its site is one that is inspected and not closed."""
    chosen = set(settings.team_ids)
    if not all(chosen.issuperset(pair.team_ids) for pair in settings.pairs):
        return False
    wanted = {pair.site_id for pair in settings.pairs}
    found = session.scalar(
        select(func.count(Site.id)).where(
            Site.id.in_(wanted),
            Site.commune_id == viewer.commune_id,
            Site.type.in_(tuple(INSPECTED)),
            Site.state != SiteState.CLOSED,
        )
    )
    return found == len(wanted)
