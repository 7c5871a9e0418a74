"""What could be visited in a plan, as a problem for the solver, and what could not, each with its reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

import numpy as np
from sqlalchemy.orm import Session

from geodata.enums import Authority, InspectionContent, LeftOutReason, LegalForm, SiteState
from geodata.features import Json
from geodata.models import InspectionTeam, PlanWish
from geodata.planning.axis import Ranges, Workday
from geodata.planning.hours import opened
from geodata.planning.problem import Job, Problem, Team
from services import clock
from services.inspections import caps
from services.inspections.cap import not_before
from services.planning import contents, facts
from services.planning.facts import Facts
from services.planning.visiting import DEFAULT_MINUTES, Pressing

DUE_FROM: Final = 0.8
"""A site is due from this share of its interval on, so that a plan may come a little early."""
HEARD_FROM: Final = 1.0
"""…or where as much was reported around it: one fresh report at the gate."""
NOT_AT_WORK: Final = frozenset({SiteState.CLOSED, SiteState.PLANNED})

Contents = frozenset[InspectionContent]


@dataclass(frozen=True)
class LeftOut:
    """Why a site is not in a plan, and the figures that say so."""

    reason: LeftOutReason
    data: Json


@dataclass(frozen=True)
class Candidates:
    """The problem of a plan, its left-out sites, and what a team would look at there in a given year.

    `teams` are the plan's, in the order of the problem's.
    """

    problem: Problem
    left_out: Mapping[int, LeftOut]
    contents: Mapping[tuple[int, int, int], Contents]
    teams: Sequence[InspectionTeam]


@dataclass(frozen=True)
class Source:
    """What candidates are made of: facts, days, what sites weigh, and the legal forms the yearly cap protects
    (none where the commune wrote that it binds no content of the plan). `due_only`: leave out who is not due.
    """

    facts: Facts
    days: tuple[date, ...]
    pressing: Mapping[int, Pressing]
    forms: frozenset[LegalForm]
    due_only: bool = True


def of(source: Source) -> Candidates:
    """The problem of a plan, and why each site that is not in it is not."""
    known = source.facts
    teams = [team for team in known.teams if team.id in known.asked.team_ids and team.active]
    jobs: list[Job] = []
    left_out: dict[int, LeftOut] = {}
    looked_at: dict[tuple[int, int, int], Contents] = {}
    for site in known.sites:
        made = _weighed(source, teams, site, looked_at)
        if isinstance(made, LeftOut):
            left_out[site.id] = made
        else:
            jobs += made
    minutes = np.array([np.ceil(known.ways.seconds(team.speed_kmh) / 60) for team in teams], dtype=np.int64)
    size = len(known.places)
    problem = Problem(
        teams=tuple(_team(known, team, number) for number, team in enumerate(teams)),
        days=source.days,
        jobs=tuple(jobs),
        minutes=minutes.reshape(len(teams), size, size),
        metres=np.rint(known.ways.metres).astype(np.int64),
    )
    return Candidates(problem, left_out, looked_at, teams)


def protected(session: Session, known: Facts) -> frozenset[LegalForm]:
    """The legal forms of which each enterprise is visited once; none where the rule binds no content."""
    rules = caps.of(session, known.plan.commune_id)
    return (
        caps.bound_forms() if any(rules[content].binds for content in known.asked.contents) else frozenset()
    )


def planned_days(known: Facts) -> tuple[date, ...]:
    """The working days of the period that are still to come, today among them."""
    return tuple(day for day in known.days if day >= clock.today())


def workday(team: InspectionTeam) -> Workday:
    """A team's hours in minutes since midnight; no pause, one span."""
    if team.pause_from is None or team.pause_to is None:
        return Workday(((_minute(team.work_from), _minute(team.work_to)),))
    spans = ((team.work_from, team.pause_from), (team.pause_to, team.work_to))
    return Workday(tuple((_minute(start), _minute(end)) for start, end in spans if start < end))


def _minute(clock_time: time) -> int:
    return clock_time.hour * 60 + clock_time.minute


def _team(known: Facts, team: InspectionTeam, number: int) -> Team:
    hours = workday(team)
    limit = int((1 - known.asked.kept_share) * hours.minutes + 1e-6)
    return Team(team.id, hours, known.places["team", team.id], number, limit)


def _weighed(
    source: Source,
    teams: Sequence[InspectionTeam],
    site: Any,
    looked_at: dict[tuple[int, int, int], Contents],
) -> list[Job] | LeftOut:
    """The jobs of a site (two and more where it is visited by several teams), or why it has none."""
    known = source.facts
    paired = next((pair.team_ids for pair in known.asked.pairs if pair.site_id == site.id), ())
    pins = [wish for wish in facts.pinned(known.wishes) if wish.site_id == site.id]
    out = _shut_out(known, site)
    if out:
        return out
    may = {
        number: contents.of(site, team, known.asked.contents, joint=team.id in paired)
        for number, team in enumerate(teams)
        if not paired or team.id in paired
    }
    may = {number: words for number, words in may.items() if words}
    if not may:
        return LeftOut(LeftOutReason.OTHER_AUTHORITY, {"authority": Authority(site.authority).value})
    if paired and len(may) < len(paired):
        return LeftOut(LeftOutReason.PAIR_IMPOSSIBLE, {"teams": list(paired)})
    days = _days(source, site, may)
    if isinstance(days, LeftOut):
        return days
    pressing = source.pressing.get(site.id)
    if source.due_only and not pins and not paired and not _due(pressing):
        return LeftOut(LeftOutReason.NOT_DUE, _told_due(pressing))
    looked_at.update(_by_year(known, site, may))
    return list(_jobs(source, site, may, days, pins, bool(paired), teams))


def _shut_out(known: Facts, site: Any) -> LeftOut | None:
    if site.state in NOT_AT_WORK:
        closed = site.closed_on.isoformat() if site.closed_on else None
        return LeftOut(LeftOutReason.CLOSED, {"state": SiteState(site.state).value, "closed_on": closed})
    if site.id in facts.dropped(known.wishes):
        return LeftOut(LeftOutReason.DROPPED, {})
    if ("site", site.id) not in known.places:
        return LeftOut(LeftOutReason.NOT_PLACED, {})
    if site.id in known.elsewhere:
        return LeftOut(LeftOutReason.PLANNED_ELSEWHERE, {"plan": known.elsewhere[site.id]})
    return None


def _days(source: Source, site: Any, may: Mapping[int, Contents]) -> dict[int, Ranges] | LeftOut:
    """Day number → when the site is open and somebody may come, or the first rule that leaves no day."""
    known, days = source.facts, dict(enumerate(source.days))
    some = frozenset[InspectionContent]().union(*may.values())
    free = {n: day for n, day in days.items() if some - forbidden(known, site.id, day.year)}
    if days and not free:
        return LeftOut(LeftOutReason.YEARLY_CAP, _told_cap(known, site.id, some))
    free = {n: day for n, day in free.items() if in_terms(site, day)}
    if not free:
        return LeftOut(LeftOutReason.NOT_BEFORE, _told_terms(site))
    hours = {number: opened(site.opening_hours, day) for number, day in free.items()}
    hours = {number: spans for number, spans in hours.items() if spans}
    return hours or LeftOut(LeftOutReason.NOT_OPEN, {"opening_hours": site.opening_hours})


def forbidden(known: Facts, site_id: int, year: int) -> Contents:
    """The contents that the one-a-year rule forbids at a site in a year."""
    return frozenset(known.refused.get(year, {}).get(site_id, {}))


def in_terms(site: Any, day: date) -> bool:
    """Whether the site is there on that day, and the terms of visits let somebody come."""
    return bool(
        (site.not_before is None or site.not_before <= day)
        and (site.not_after is None or day <= site.not_after)
        and (site.closed_on is None or day < site.closed_on)
        and site.registered_on <= day
    )


def _due(pressing: Pressing | None) -> bool:
    return pressing is not None and (pressing.u >= DUE_FROM or pressing.h >= HEARD_FROM)


def _told_due(pressing: Pressing | None) -> Json:
    if pressing is None:
        return {"unrated": True}
    return {"u": pressing.u, "h": pressing.h, "due_on": pressing.due_on.isoformat()}


def _told_terms(site: Any) -> Json:
    told = {name: getattr(site, name) for name in ("not_before", "not_after", "closed_on", "registered_on")}
    return {name: day.isoformat() for name, day in told.items() if day}


def _told_cap(known: Facts, site_id: int, asked: Contents) -> Json:
    year = known.plan.period_from.year
    told = next(
        refusal
        for of_year in known.refused.values()
        for content, refusal in sorted(of_year.get(site_id, {}).items())
        if content in asked
    )
    free = not_before([told], year)
    return {
        "code": told.code,
        "article": told.article,
        "day": told.day.isoformat(),
        "body": told.body,
        "authority": Authority(told.authority).value,
        "made": told.made,
        "not_before": free.isoformat() if free else None,
    }


def _by_year(
    known: Facts, site: Any, may: Mapping[int, Contents]
) -> Iterator[tuple[tuple[int, int, int], Contents]]:
    """(site, team's number, year) → contents."""
    for year in known.refused:
        for number, words in may.items():
            yield (site.id, number, year), words - forbidden(known, site.id, year)


def _jobs(
    source: Source,
    site: Any,
    may: Mapping[int, Contents],
    days: Mapping[int, Ranges],
    pins: Sequence[PlanWish],
    paired: bool,
    teams: Sequence[InspectionTeam],
) -> Iterator[Job]:
    known, pressing = source.facts, source.pressing.get(site.id)
    asked_teams = {wish.team_id for wish in pins if wish.team_id is not None}
    asked_days = {wish.day for wish in pins if wish.day is not None}
    dates = source.days
    shared = {
        "site": site.id,
        "place": known.places["site", site.id],
        "prize": pressing.priority if pressing else 0.0,
        "service": pressing.minutes if pressing else DEFAULT_MINUTES,
        "bearer": site.enterprise if site.legal_form in source.forms else "",
    }
    held = {n: spans for n, spans in days.items() if not asked_days or {dates[n]} == asked_days}
    free = {
        number: {n: spans for n, spans in held.items() if _left(known, site, words, dates[n])}
        for number, words in may.items()
    }
    if paired:
        for number, opens in sorted(free.items()):
            yield Job(**shared, open=opens, teams=frozenset({number}), pair=f"site {site.id}")
        return
    # Over the turn of a year a team may have something to look at on some of the days only.
    numbers = frozenset(
        n for n, opens in free.items() if opens and (not asked_teams or {teams[n].id} == asked_teams)
    )
    opens = {n: spans for n, spans in held.items() if all(n in free[number] for number in numbers)}
    yield Job(**shared, open=opens, teams=numbers, required=bool(pins))


def _left(known: Facts, site: Any, words: Contents, day: date) -> bool:
    return bool(words - forbidden(known, site.id, day.year))
