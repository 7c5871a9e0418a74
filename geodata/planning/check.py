"""Every rule of a plan asked anew from plain facts; nothing is shared with the solver, whose faults show."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

LONGEST_WHOLE: Final = timedelta(hours=3)
"""A visit of up to three hours lies on one side of the pause."""

Spans = tuple[tuple[time, time], ...]


@dataclass(frozen=True)
class Crew:
    """A team: whether it is of the plan, its hours of work around the pause, its start's place, its speed."""

    id: int
    chosen: bool
    spans: Spans
    place: int
    speed_kmh: float


@dataclass(frozen=True)
class Spot:
    """A site: `place` None where it has none; `may` team → contents it may look at; `refused` year → contents
    that the one-a-year rule forbids then; sites of one `bearer` count as one enterprise."""

    id: int
    place: int | None
    minutes: int
    opening_hours: str = ""
    not_before: date | None = None
    not_after: date | None = None
    closed: bool = False
    closed_on: date | None = None
    elsewhere: bool = False
    bearer: str = ""
    may: Mapping[int, frozenset[str]] = field(default_factory=dict)
    refused: Mapping[int, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Stop:
    """A visit as it stands in the plan."""

    id: int
    site: int
    team: int
    day: date
    position: int
    arrive: time
    leave: time
    contents: frozenset[str]


@dataclass(frozen=True)
class Wish:
    """What an officer asked: `pinned` to a team or day where given, or not pinned: kept out."""

    site: int
    pinned: bool
    team: int | None = None
    day: date | None = None


@dataclass(frozen=True)
class Facts:
    """Everything the rules ask. `metres` (n, n) between places; `working` the days that work; `kept` the
    share of a day's minutes that stays free; `together` site → the teams that must visit it on one day."""

    first: date
    last: date
    working: frozenset[date]
    crews: Mapping[int, Crew]
    spots: Mapping[int, Spot]
    metres: NDArray[np.float64]
    kept: float
    wishes: Sequence[Wish] = ()
    together: Mapping[int, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Breach:
    """A rule that a plan breaks: `code`, whose visit, site, team and day, and the figures its words need."""

    code: str
    visit_id: int | None = None
    site_id: int | None = None
    team_id: int | None = None
    day: date | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


Told = Iterator[tuple[str, dict[str, Any]]]


def breaches(facts: Facts, stops: Sequence[Stop]) -> list[Breach]:
    """All that a plan breaks, visit by visit, then day by day, then what concerns several days."""
    found = [_of(stop, code, data) for stop in stops for code, data in _of_stop(facts, stop)]
    ordered = sorted(stops, key=lambda stop: (stop.day, stop.team, stop.position, stop.id))
    for (_, team), route in groupby(ordered, key=lambda stop: (stop.day, stop.team)):
        if team in facts.crews:
            found += _of_day(facts, facts.crews[team], list(route))
    return [*found, *_of_plan(facts, stops)]


def _of(stop: Stop, code: str, data: Mapping[str, Any]) -> Breach:
    return Breach(code, stop.id, stop.site, stop.team, stop.day, data)


def _of_stop(facts: Facts, stop: Stop) -> Told:
    spot, crew = facts.spots.get(stop.site), facts.crews.get(stop.team)
    if spot is None or crew is None or not crew.chosen:
        yield ("team" if spot else "site"), {}
        return
    for rule in _RULES:
        yield from rule(facts, crew, spot, stop)


def _day(facts: Facts, crew: Crew, spot: Spot, stop: Stop) -> Told:
    if not facts.first <= stop.day <= facts.last:
        yield "period", {"first": facts.first, "last": facts.last}
    if stop.day not in facts.working:
        yield "day_off", {}


def _there(facts: Facts, crew: Crew, spot: Spot, stop: Stop) -> Told:
    if spot.place is None:
        yield "not_placed", {}
    if spot.closed or (spot.closed_on is not None and spot.closed_on <= stop.day):
        yield "closed", {"closed_on": spot.closed_on}
    if spot.elsewhere:
        yield "planned_elsewhere", {}
    if spot.not_before is not None and stop.day < spot.not_before:
        yield "not_before", {"not_before": spot.not_before}
    if spot.not_after is not None and stop.day > spot.not_after:
        yield "not_after", {"not_after": spot.not_after}


def _allowed(facts: Facts, crew: Crew, spot: Spot, stop: Stop) -> Told:
    foreign = stop.contents - spot.may.get(crew.id, frozenset())
    if foreign or not stop.contents:
        yield "authority", {"contents": sorted(foreign)}
    refused = stop.contents & spot.refused.get(stop.day.year, frozenset())
    if refused:
        yield "yearly_cap", {"contents": sorted(refused)}


def _worked(facts: Facts, crew: Crew, spot: Spot, stop: Stop) -> Told:
    if stop.arrive < crew.spans[0][0] or stop.leave > crew.spans[-1][1] or stop.leave <= stop.arrive:
        yield "hours_of_work", {}
        return
    parts = _parts(crew.spans, stop)
    if any(_in_pause(crew.spans, moment) for moment in (stop.arrive, stop.leave)):
        yield "hours_of_work", {}
    minutes = sum(_minutes(start, end) for start, end in parts)
    if minutes < spot.minutes:
        yield "too_short", {"minutes": minutes, "needed": spot.minutes}
    if len(parts) > 1 and timedelta(minutes=minutes) <= LONGEST_WHOLE:
        yield "cut_by_pause", {}
    if spot.opening_hours and not all(_open(spot.opening_hours, stop.day, *part) for part in parts):
        yield "not_open", {"opening_hours": spot.opening_hours}


_RULES: Final[tuple[Callable[[Facts, Crew, Spot, Stop], Told], ...]] = (_day, _there, _allowed, _worked)


def _of_day(facts: Facts, crew: Crew, route: Sequence[Stop]) -> Iterator[Breach]:
    for before, after in pairwise(route):
        way = _way(facts, crew, _place(facts, before.site), _place(facts, after.site))
        if _between(crew.spans, before.leave, after.arrive) < way or after.arrive < before.leave:
            yield _of(after, "too_soon", {"minutes": round(way, 1)})
    first, last = route[0], route[-1]
    there = _way(facts, crew, crew.place, _place(facts, first.site))
    home = _way(facts, crew, _place(facts, last.site), crew.place)
    start, end = crew.spans[0][0], crew.spans[-1][1]
    if _between(crew.spans, start, first.arrive) < there:
        yield _of(first, "too_early", {"minutes": round(there, 1)})
    if _between(crew.spans, last.leave, end) < home:
        yield _of(last, "late_back", {"minutes": round(home, 1)})
    total = sum(_minutes(*span) for span in crew.spans)
    out = there + _between(crew.spans, first.arrive, last.leave) + home
    if out > (1 - facts.kept) * total + 1e-6:
        data = {"minutes": round(out), "limit": int((1 - facts.kept) * total)}
        yield Breach("kept_share", None, None, crew.id, first.day, data)


def _of_plan(facts: Facts, stops: Sequence[Stop]) -> Iterator[Breach]:
    by_site: dict[int, list[Stop]] = {}
    for stop in stops:
        by_site.setdefault(stop.site, []).append(stop)
    for site, visits in by_site.items():
        if len(visits) > 1 and {stop.team for stop in visits} != facts.together.get(site, set()):
            yield _of(visits[-1], "twice", {})
    yield from _bearers(facts, by_site)
    yield from _together(facts, by_site)
    for wish in facts.wishes:
        yield from _wished(wish, by_site.get(wish.site, []))


def _bearers(facts: Facts, by_site: Mapping[int, Sequence[Stop]]) -> Iterator[Breach]:
    seen: dict[tuple[str, int], int] = {}
    for site, visits in by_site.items():
        bearer = facts.spots[site].bearer if site in facts.spots else ""
        for year in sorted({stop.day.year for stop in visits}):
            if bearer and seen.setdefault((bearer, year), site) != site:
                yield _of(visits[0], "enterprise_twice", {"other_site": seen[bearer, year]})


def _together(facts: Facts, by_site: Mapping[int, Sequence[Stop]]) -> Iterator[Breach]:
    for site, teams in facts.together.items():
        visits = by_site.get(site, [])
        if visits and {stop.team for stop in visits} != teams:
            yield _of(visits[0], "pair_missing", {"teams": sorted(teams)})
        elif len({stop.day for stop in visits}) > 1:
            yield _of(visits[0], "pair_apart", {})


def _wished(wish: Wish, visits: Sequence[Stop]) -> Iterator[Breach]:
    if not wish.pinned:
        yield from (_of(stop, "dropped", {}) for stop in visits)
    elif not visits:
        yield Breach("pin_missing", None, wish.site, wish.team, wish.day)
    elif wish.team is not None and wish.team not in {stop.team for stop in visits}:
        yield _of(visits[0], "pin_team", {"team": wish.team})
    elif wish.day is not None and {stop.day for stop in visits} != {wish.day}:
        yield _of(visits[0], "pin_day", {"day": wish.day})


def _place(facts: Facts, site: int) -> int | None:
    return facts.spots[site].place if site in facts.spots else None


def _way(facts: Facts, crew: Crew, start: int | None, end: int | None) -> float:
    """Minutes on the way; none to or from a site without a place, which is a breach of its own."""
    if start is None or end is None:
        return 0.0
    return float(facts.metres[start, end]) / (crew.speed_kmh * 1000 / 60)


def _minutes(start: time, end: time) -> int:
    return (end.hour - start.hour) * 60 + end.minute - start.minute


def _between(spans: Spans, start: time, end: time) -> int:
    """Minutes of work between two times of the clock."""
    return sum(max(_minutes(max(start, first), min(end, last)), 0) for first, last in spans)


def _parts(spans: Spans, stop: Stop) -> list[tuple[time, time]]:
    """A visit without the pause in it."""
    cut = [(max(stop.arrive, first), min(stop.leave, last)) for first, last in spans]
    return [(start, end) for start, end in cut if start < end]


def _in_pause(spans: Spans, moment: time) -> bool:
    return not any(first <= moment <= last for first, last in spans)


def _open(text: str, day: date, start: time, end: time) -> bool:
    try:
        hours = OpeningHours(text)
    except ParserError:
        return False
    moment, close = datetime.combine(day, start), datetime.combine(day, end)
    while moment < close:
        if not hours.is_open(moment):
            return False
        change = hours.next_change(moment)
        moment = close if change is None else change
    return True
