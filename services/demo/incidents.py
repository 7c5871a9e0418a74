"""The demonstration's reports as rows: two years with their seasons, each with the steps to its state."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from geodata.demo.places import near, place
from geodata.displacement import displaced
from geodata.enums import IncidentCategory, IncidentNature, IncidentState, Visibility
from geodata.models import Incident, IncidentEvent
from geodata.plane import Shape
from services.clock import midnight
from services.demo.ground import Ground, element
from services.demo.register import Placed, people
from services.demo.steps import Actors, live, steps
from services.demo.tables import SOURCE, document
from services.incidents import clocks

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
HISTORY = 730
"""Days the record goes back."""
KEY = b"the demonstration's displacement"
"""No secret: the exact places are invented as well, and lie open in these tables."""
HIDDEN = {
    IncidentState.NEW,
    IncidentState.NEED_INFO,
    IncidentState.REJECTED,
    IncidentState.DUPLICATE,
    IncidentState.ANONYMISED,
}
"""States in which no report of the demonstration is shown to the public."""


def add_incidents(
    session: Session, ground: Ground, sites: Sequence[Placed], accounts: Mapping[str, int], today: date
) -> None:
    """One row a report with its steps; sites must have been flushed. `accounts`: name → id."""
    random = Random("the demonstration's reports")
    days = sorted(_days(random, today), key=lambda dated: (dated[0], dated[1]))
    actors = Actors(accounts, {village.id: code for code, village in ground.villages.items()})
    made = [
        _incident(ground, sites, actors, category, created, midnight(today), random)
        for created, category in days
    ]
    for report, _ in made:
        clocks.start(session, report)
    session.add_all(report for report, _ in made)
    session.flush()
    first_of_kind: dict[tuple[str, Visibility], Incident] = {}
    for report, rest in made:
        live(session, report, rest, first_of_kind.setdefault((report.category, report.visibility), report))
    session.flush()


def _days(random: Random, today: date) -> Iterator[tuple[datetime, str]]:
    """When each report came, in the months its category knows."""
    calendar = [today - timedelta(days=back) for back in range(1, HISTORY + 1)]
    for category, facts in document("incidents").items():
        weights = [facts["months"][day.month - 1] * _freshness(today - day) for day in calendar]
        for day in random.choices(calendar, weights, k=facts["weight"]):
            minute = random.choice((random.randint(350, 700), random.randint(800, 1290)))
            yield midnight(day) + timedelta(minutes=minute), category


def _freshness(age: timedelta) -> float:
    """The last weeks are fuller, so that every state is seen at work."""
    return 3 if age.days <= 21 else 1


def _incident(
    ground: Ground,
    sites: Sequence[Placed],
    actors: Actors,
    category: str,
    created: datetime,
    now: datetime,
    random: Random,
) -> tuple[Incident, list[IncidentEvent]]:
    """The report as it came, and the steps that follow."""
    facts = document("incidents")[category]
    site, spot, village = _where(ground, sites, facts, random)
    visibility = Visibility(facts["visibility"])
    village_id = ground.village_id(village)
    events = list(steps(actors, visibility, village_id, created, now, random))
    state = events[-1].to_state
    shown = visibility in (Visibility.PUBLIC, Visibility.MASKED) and state not in HIDDEN
    published = shown and random.random() < 0.85
    text = random.choice(facts["texts"]).format(village=_thon(ground, village))
    made = Incident(
        commune_id=ground.commune.id,
        code="-".join("".join(random.choices(LETTERS, k=4)) for _ in range(3)),
        idempotency_key=str(UUID(int=random.getrandbits(128), version=4)),
        category=IncidentCategory(category),
        nature=IncidentNature(facts["nature"]),
        state=IncidentState.NEW,
        visibility=visibility,
        published=published,
        description=text,
        public_note=next((event.public_note for event in reversed(events) if event.public_note), ""),
        landmark=f"Gần nhà văn hóa {_thon(ground, village)}" if spot is None else "",
        village_id=village_id,
        site_id=site.site.id if site else None,
        occurred_at=created - timedelta(minutes=random.randint(5, 900)),
        created_at=created,
        source=SOURCE,
        events=events[:1],
        **_geometry(ground, spot),
    )
    return made, events[1:]


def _thon(ground: Ground, code: str | None) -> str:
    name = ground.villages[code or "TTH"].name
    return name.lower() if name.startswith("Thôn") else f"thôn {name}"


def _where(
    ground: Ground, sites: Sequence[Placed], facts: Mapping[str, Any], random: Random
) -> tuple[Placed | None, Shape | None, str | None]:
    """The site a report is about (or None), its place (None where only the village was told), its village."""
    if random.random() < 0.05:
        return None, None, random.choice(["M10", *ground.land.cores])
    if facts["place"] == "site":
        able = [one for one in sites if one.site.kind in facts["kinds"] and one.place is not None]
        about = random.choice(able)
        spot = near(ground.land, about.place, 70, random) if about.place is not None else None
        [village] = ground.land.village_codes([spot])
        return (about if random.random() < 0.7 else None), spot, village
    spot = place(ground.land, facts["place"], random, [], people(ground))
    [village] = ground.land.village_codes([spot])
    return None, spot, village


def _geometry(ground: Ground, spot: Shape | None) -> dict[str, Any]:
    """The exact place, and the displaced one that the public sees."""
    if spot is None:
        return {"geom": None, "public_geom": None}
    moved = ground.land.at(*displaced(*ground.land.lon_lat(spot), KEY))
    return {"geom": element(ground.land, spot), "public_geom": element(ground.land, moved)}
