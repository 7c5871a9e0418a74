"""Pins that cannot be: each is refused by the name of its site and the rule that stands against it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from geodata.errors import Conflict
from geodata.models import PlanWish
from geodata.planning.hours import opened
from services.planning import facts
from services.planning.candidates import Candidates, forbidden, in_terms
from services.planning.facts import Facts


def refuse(known: Facts, made: Candidates, only: int | None = None) -> None:
    """Raise Conflict("plan.pin.…", site, …) for the first pin that a rule forbids by itself.

    "plan.pin." and a reason for which sites are left out, or: `twice` (two pins want it elsewhere), `team`,
    `day_off`, `long` (it does not fit in a day). `only` asks about the pins of one site.
    """
    names = {site.id: site.name for site in known.sites}
    by_site: dict[int, list[PlanWish]] = {}
    for wish in facts.pinned(known.wishes):
        if only in (None, wish.site_id):
            by_site.setdefault(wish.site_id, []).append(wish)
    for site_id, wishes in by_site.items():
        told = _against(known, made, site_id, wishes)
        if told:
            raise Conflict(f"plan.pin.{told}", site=names.get(site_id, str(site_id)))


def no_room(known: Facts, made: Candidates, jobs: Iterable[int]) -> Conflict:
    """The refusal of pins that do not fit together, by the names of their sites."""
    names = {site.id: site.name for site in known.sites}
    lost = {made.problem.jobs[job].site for job in jobs}
    return Conflict("plan.pin.room", site="; ".join(sorted(names[site] for site in lost)))


def _against(known: Facts, made: Candidates, site_id: int, wishes: Sequence[PlanWish]) -> str:
    """The rule against a site's pins, or ""."""
    out = made.left_out.get(site_id)
    if out:
        return out.reason.value
    site = next(site for site in known.sites if site.id == site_id)
    paired = any(pair.site_id == site_id for pair in known.asked.pairs)
    days = {wish.day for wish in wishes if wish.day is not None}
    teams = {wish.team_id for wish in wishes if wish.team_id is not None}
    if len(days) > 1 or (len(teams) > 1 and not paired):
        return "twice"
    told = next((told for day in days if (told := _day_against(known, made, site, day))), "")
    if told:
        return told
    jobs = [number for number, job in enumerate(made.problem.jobs) if job.site == site_id]
    may = {made.teams[team].id for job in jobs for team in made.problem.jobs[job].teams}
    if not may or not teams <= may:
        return "team"
    return "" if all(made.problem.possible(job) for job in jobs) else "long"


def _day_against(known: Facts, made: Candidates, site: Any, day: date) -> str:
    if day not in made.problem.days:
        return "day_off"
    if not in_terms(site, day):
        return "not_before"
    if not set(known.asked.contents) - forbidden(known, site.id, day.year):
        return "yearly_cap"
    return "" if opened(site.opening_hours, day) else "not_open"
