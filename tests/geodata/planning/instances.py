"""Small random instances, told once for the solver and once more, in other words, for the checker."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from random import Random
from typing import Any

import numpy as np

from geodata.planning import check
from geodata.planning.axis import Workday
from geodata.planning.hours import opened
from geodata.planning.problem import Job, Problem, Routes, Shift, Team
from geodata.planning.timing import times

MONDAY = date(2026, 11, 2)
HOURS = (
    "",
    "",
    "",
    "Mo-Fr 08:00-17:00",
    "Mo-Fr 07:30-11:30",
    "Mo,We 14:00-17:00; Th off",
    "Tu-Fr 08:00-10:30,14:00-16:30",
    "24/7",
)
CONTENTS = ("environment", "fire_safety")


@dataclass(frozen=True)
class Crew:
    """A team in plain words."""

    spans: tuple[tuple[time, time], ...]
    speed_kmh: float
    contents: frozenset[str]


@dataclass(frozen=True)
class Place:
    """A site in plain words."""

    hours: str
    minutes: int
    prize: float
    contents: frozenset[str]
    not_before: date | None = None
    refused: bool = False
    bearer: str = ""
    pinned: bool = False
    pin_day: date | None = None
    together: bool = False


@dataclass(frozen=True)
class Instance:
    """Teams, days and sites, with the metres between starts (first) and sites."""

    crews: tuple[Crew, ...]
    places: tuple[Place, ...]
    days: tuple[date, ...]
    metres: Any
    kept: float
    extra: Mapping[str, Any] = field(default_factory=dict)


WITH_PAUSE = ((time(7, 30), time(11, 30)), (time(13, 30), time(17)))
WITHOUT = ((time(8), time(14)),)


def instance(seed: int, *, sites: int = 14, pins: int = 0, pairs: int = 0) -> Instance:
    """An instance of two teams and a few days; the same for the same seed."""
    dice = Random(seed)
    days = tuple(MONDAY + timedelta(days=number) for number in range(dice.randint(1, 4)))
    crews = tuple(
        Crew(
            dice.choice([WITH_PAUSE, WITH_PAUSE, WITHOUT]),
            dice.choice([8.0, 25.0, 40.0]),
            frozenset(dice.choice([CONTENTS, CONTENTS[:1], CONTENTS[1:]])),
        )
        for _ in range(2)
    )
    places = [_place(dice, days) for _ in range(sites)]
    for number in range(pins):
        day = dice.choice([None, *days])
        places[number] = Place("", 45, 3.0, frozenset(CONTENTS), pinned=True, pin_day=day)
    for number in range(pins, pins + pairs):
        places[number] = Place(dice.choice(HOURS[:5]), 60, 5.0, frozenset(CONTENTS), together=True)
    spots = np.array([[dice.uniform(0, 6000), dice.uniform(0, 6000)] for _ in range(sites + 2)])
    metres = 1.4 * np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    return Instance(crews, tuple(places), days, metres, dice.choice([0.0, 0.2, 0.4]))


def _place(dice: Random, days: tuple[date, ...]) -> Place:
    return Place(
        hours=dice.choice(HOURS),
        minutes=dice.choice([45, 60, 90, 120, 185, 240]),
        prize=round(dice.uniform(0.2, 15), 2),
        contents=frozenset(dice.choice([CONTENTS, CONTENTS[:1], CONTENTS[1:]])),
        not_before=dice.choice([None, None, None, days[-1]]),
        refused=dice.random() < 0.1,
        bearer=dice.choice(["", "", "", "0201"]),
    )


def problem(told: Instance) -> Problem:
    """The instance for the solver."""
    teams = tuple(_team(told, number) for number in range(len(told.crews)))
    minutes = [np.ceil(told.metres / (crew.speed_kmh / 3.6) / 60) for crew in told.crews]
    return Problem(
        teams=teams,
        days=told.days,
        jobs=tuple(job for number in range(len(told.places)) for job in _jobs(told, number)),
        minutes=np.array(minutes, dtype=np.int64),
        metres=np.rint(told.metres).astype(np.int64),
    )


def _team(told: Instance, number: int) -> Team:
    spans = told.crews[number].spans
    workday = Workday(tuple((60 * a.hour + a.minute, 60 * b.hour + b.minute) for a, b in spans))
    return Team(100 + number, workday, number, number, int((1 - told.kept) * workday.minutes + 1e-6))


def _jobs(told: Instance, number: int) -> list[Job]:
    place = told.places[number]
    open_ = {
        index: spans
        for index, day in enumerate(told.days)
        if not place.refused
        and (place.not_before is None or day >= place.not_before)
        and place.pin_day in (None, day)
        and (spans := opened(place.hours, day))
    }
    may = [index for index, crew in enumerate(told.crews) if crew.contents & place.contents]
    shared: dict[str, Any] = {
        "site": number,
        "place": len(told.crews) + number,
        "prize": place.prize,
        "service": place.minutes,
        "open": open_,
        "bearer": place.bearer,
    }
    if place.together:
        return [Job(**shared, teams=frozenset({index}), pair=f"site {number}") for index in may]
    return [Job(**shared, teams=frozenset(may), required=place.pinned)]


def facts(told: Instance) -> check.Facts:
    """The instance for the checker."""
    return check.Facts(
        first=told.days[0],
        last=told.days[-1],
        working=frozenset(told.days),
        crews={
            100 + number: check.Crew(100 + number, True, crew.spans, number, crew.speed_kmh)
            for number, crew in enumerate(told.crews)
        },
        spots={number: _spot(told, number) for number in range(len(told.places))},
        metres=told.metres,
        kept=told.kept,
        wishes=[
            check.Wish(number, True, None, place.pin_day)
            for number, place in enumerate(told.places)
            if place.pinned
        ],
        together={
            number: frozenset({100, 101}) for number, place in enumerate(told.places) if place.together
        },
    )


def _spot(told: Instance, number: int) -> check.Spot:
    place = told.places[number]
    return check.Spot(
        id=number,
        place=len(told.crews) + number,
        minutes=place.minutes,
        opening_hours=place.hours,
        not_before=place.not_before,
        bearer=place.bearer,
        may={100 + index: crew.contents & place.contents for index, crew in enumerate(told.crews)},
        refused={2026: frozenset(CONTENTS)} if place.refused else {},
    )


def stops(told: Instance, solved: Problem, routes: Routes) -> list[check.Stop]:
    """A plan as it would be written down."""
    return [stop for shift, route in sorted(routes.items()) for stop in _stops_of(told, solved, shift, route)]


def _stops_of(told: Instance, solved: Problem, shift: Shift, route: tuple[int, ...]) -> list[check.Stop]:
    timed = times(solved, shift, route)
    assert timed is not None
    hours = solved.teams[shift[0]].workday
    found = []
    for number, (job, begin) in enumerate(zip(route, timed.begin, strict=True)):
        visit = solved.jobs[job]
        found.append(
            check.Stop(
                id=1000 * shift[0] + 100 * shift[1] + number,
                site=visit.site,
                team=100 + shift[0],
                day=solved.days[shift[1]],
                position=number + 1,
                arrive=clock(hours.begins(begin)),
                leave=clock(hours.ends(begin + visit.service)),
                contents=told.crews[shift[0]].contents & told.places[visit.site].contents,
            )
        )
    return found


def clock(minute: int) -> time:
    """Minutes since midnight as a time."""
    return time(minute // 60, minute % 60)
