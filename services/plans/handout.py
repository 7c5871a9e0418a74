"""What teams take along of an approved plan: a calendar, a day's way for the phone, a day's sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import PlanState
from geodata.errors import Conflict, NotFound
from geodata.features import Json, Layer, Viewer, collection
from geodata.models import Commune, InspectionPlan, InspectionTeam
from geodata.queries import plan_visits as rows
from geodata.queries.ground import coordinates
from services import clock
from services.plans import gpx, holding, ics, ways
from services.plans.states import IN_FORCE

Place = tuple[float, float]
Words = Mapping[str, str]
"""Identifier of a content → its words, in the reader's language."""


@dataclass(frozen=True)
class Day:
    """One team's day: its stops as rows under the privacy rule's names, and the way between them.

    `start` and `legs` are (lon, lat) in EPSG:4326 degrees; `roads` tells of each leg whether it follows them.
    """

    plan: InspectionPlan
    team: InspectionTeam
    day: date
    stops: list[Json]
    start: Place
    legs: list[list[Place]]
    roads: list[bool]

    @property
    def by_road(self) -> bool:
        """Whether the whole way is known."""
        return all(self.roads)


def day(session: Session, viewer: Viewer, plan_id: int, team_id: int, on: date) -> Day:
    """What a team does on a day, of any plan that officers may read.

    Raises Forbidden; NotFound where that team visits nothing then.
    """
    plan = holding.seen(session, viewer, plan_id)
    team = _team(session, plan, team_id)
    stops = [dict(row) for row in rows.visits(session, plan.id, team_id=team_id, day=on)]
    if not stops:
        raise NotFound("record.unknown")
    start = coordinates(team.start) or (0.0, 0.0)
    around = [start, *(place for stop in stops if (place := place_of(stop))), start]
    way = ways.of(session, plan.commune_id, around)
    return Day(plan, team, on, stops, start, way.legs, way.roads)


def day_in_force(session: Session, viewer: Viewer, plan_id: int, team_id: int, on: date) -> Day:
    """The same of a plan by which teams drive. Raises Conflict("plan.not_approved") for any other."""
    return _in_force(day(session, viewer, plan_id, team_id, on))


def as_geojson(found: Day, viewer: Viewer) -> Json:
    """Stops (points, in order) and the way (one line) as a FeatureCollection; officers only."""
    made = collection(Layer.PLAN_VISIT, found.stops, viewer)
    line = [place for leg in found.legs for place in leg]
    if len(line) > 1:
        way = {
            "type": "Feature",
            "id": "way",
            "geometry": {"type": "LineString", "coordinates": [list(place) for place in line]},
            "properties": {"team": found.team.name, "day": found.day.isoformat(), "by_road": found.by_road},
        }
        made["features"].append(way)
    return made


def as_gpx(found: Day, words: Words) -> bytes:
    """The day for a phone or a navigation device."""
    stops = [
        gpx.Stop(place, f"{stop['position']}. {stop['site_name']}", _told(stop, words))
        for stop in found.stops
        if (place := place_of(stop))
    ]
    name = f"{found.plan.code} {found.team.name} {found.day:%d/%m/%Y}"
    return gpx.document(name, stops, found.legs, _stamp(found.plan))


def as_calendar(
    session: Session, viewer: Viewer, plan_id: int, team_id: int, words: Words, title: str
) -> str:
    """All visits of a team in a plan in force, for its calendar; what an earlier edition held and this one
    does not stands as cancelled. `title` goes before each site's name. Raises as `day_in_force`."""
    plan = holding.seen(session, viewer, plan_id)
    if plan.state not in IN_FORCE:
        raise Conflict("plan.not_approved")
    team = _team(session, plan, team_id)
    now = [dict(row) for row in rows.visits(session, plan.id, team_id=team_id)]
    gone = _gone(session, plan, team_id, {stop["site_id"] for stop in now})
    home = session.get_one(Commune, plan.commune_id)
    events = [
        ics.Event(
            uid=f"{home.code}-{plan.code}-{team.id}-{stop['site_id']}@ban-do-moi-truong",
            sequence=plan.edition,
            day=stop["day"],
            begins=stop["arrive_at"],
            ends=stop["leave_at"],
            title=f"{title}: {stop['site_name']}",
            where=", ".join(filter(None, (stop["address"], stop["village"]))),
            told=_told(stop, words),
            place=place_of(stop),
            cancelled=cancelled,
        )
        for cancelled, stops in ((False, now), (True, gone))
        for stop in stops
    ]
    return ics.calendar(f"{plan.title} – {team.name}", events, _stamp(plan))


def place_of(stop: Mapping[str, Any]) -> Place | None:
    """(lon, lat) of a stop, None where its site has no place any more."""
    shape = stop["geometry"]
    return (shape["coordinates"][0], shape["coordinates"][1]) if shape else None


def _told(stop: Mapping[str, Any], words: Words) -> str:
    contents = ", ".join(words.get(content, content) for content in stop["contents"])
    return "\n".join(filter(None, (contents, f"{_clock(stop['arrive_at'])}–{_clock(stop['leave_at'])}")))


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"


def _gone(session: Session, plan: InspectionPlan, team_id: int, still: set[int]) -> list[Json]:
    """Visits of the edition before that this one does not hold any more."""
    before = session.scalar(
        select(InspectionPlan)
        .where(
            InspectionPlan.commune_id == plan.commune_id,
            InspectionPlan.code == plan.code,
            InspectionPlan.edition < plan.edition,
            InspectionPlan.state == PlanState.SUPERSEDED,
        )
        .order_by(InspectionPlan.edition.desc())
        .limit(1)
    )
    if before is None:
        return []
    kept = rows.visits(session, before.id, team_id=team_id)
    return [dict(row) for row in kept if row["site_id"] not in still]


def _in_force(found: Day) -> Day:
    if found.plan.state not in IN_FORCE:
        raise Conflict("plan.not_approved")
    return found


def _team(session: Session, plan: InspectionPlan, team_id: int) -> InspectionTeam:
    own = (InspectionTeam.commune_id == plan.commune_id, InspectionTeam.id == team_id)
    team = session.scalar(select(InspectionTeam).where(*own))
    if team is None:
        raise NotFound("record.unknown")
    return team


def _stamp(plan: InspectionPlan) -> datetime:
    """When this was decided: the same file for the same edition, whenever it is fetched."""
    return plan.approved_at or datetime.now(clock.ZONE)
