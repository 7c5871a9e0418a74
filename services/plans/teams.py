"""The teams that drive out: kept by the commune, chosen for a plan, never thrown away once they were used."""

from collections.abc import Mapping, Sequence
from datetime import time
from math import isfinite
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import VehicleKind
from geodata.errors import FieldErrors, NotFound
from geodata.features import Viewer
from geodata.models import InspectionTeam
from geodata.queries.ground import coordinates, metres_outside, point
from services import access, records
from services.text import clean, folded

ACTION: Final = "inspection:settings"
SPEED_KMH: Final[dict[VehicleKind, float]] = {
    VehicleKind.MOTORBIKE: 25.0,
    VehicleKind.CAR: 30.0,
    VehicleKind.BICYCLE: 12.0,
    VehicleKind.WALKING: 4.5,
}
"""Speed on the commune's roads where the officer gives none, km/h."""
DAY: Final = (time(7, 30), time(11, 30), time(13, 30), time(17))
"""A working day as offices keep it: from, pause from and to, until."""
LONGEST: Final = {"code": 40, "name": 200, "members": 500}
FURTHEST_M: Final = 20_000.0
"""A team may start outside the commune (the police of the city), but not further off, in metres."""
_PLAIN: Final = ("code", "name", "authority", "people", "members", "vehicle", "active")
_HOURS: Final = ("work_from", "pause_from", "pause_to", "work_to")


def listed(session: Session, viewer: Viewer, *, active_only: bool = False) -> Sequence[InspectionTeam]:
    """The commune's teams by name, those at work first. Raises Forbidden."""
    access.require(viewer, "plan:read")
    own = select(InspectionTeam).where(InspectionTeam.commune_id == viewer.commune_id)
    if active_only:
        own = own.where(InspectionTeam.active)
    return sorted(session.scalars(own), key=lambda team: (not team.active, folded(team.name), team.id))


def one(session: Session, viewer: Viewer, team_id: int) -> InspectionTeam:
    """A team of the viewer's commune. Raises Forbidden, NotFound."""
    access.require(viewer, "plan:read")
    own = InspectionTeam.commune_id == viewer.commune_id
    found = session.scalar(select(InspectionTeam).where(InspectionTeam.id == team_id, own))
    if found is None:
        raise NotFound("record.unknown")
    return found


def values(team: InspectionTeam) -> dict[str, Any]:
    """What an edit form starts from; `place` is (lon, lat) in EPSG:4326 degrees."""
    kept = {name: getattr(team, name) for name in (*_PLAIN, *_HOURS, "speed_kmh")}
    return kept | {"contents": list(team.contents), "place": coordinates(team.start)}


def add(session: Session, viewer: Viewer, wanted: Mapping[str, Any]) -> InspectionTeam:
    """A new team. Raises Forbidden, or FieldErrors naming what cannot be used."""
    access.require(viewer, ACTION)
    records.lock_settings(session, viewer.commune_id)
    team = InspectionTeam(commune_id=viewer.commune_id, version=1)
    _write(session, viewer, team, wanted)
    session.add(team)
    session.flush()
    return team


def change(
    session: Session, viewer: Viewer, team_id: int, wanted: Mapping[str, Any], *, version: int
) -> InspectionTeam:
    """Write a team anew. Raises Forbidden, NotFound, FieldErrors, Conflict for a stale `version`."""
    access.require(viewer, ACTION)
    team = one(session, viewer, team_id)
    records.lock_settings(session, viewer.commune_id)
    records.lock(session, team, version)
    _write(session, viewer, team, wanted)
    session.flush()
    return team


def _write(session: Session, viewer: Viewer, team: InspectionTeam, wanted: Mapping[str, Any]) -> None:
    sent = dict(wanted) | {name: clean(str(wanted.get(name) or "")) for name in LONGEST}
    wrong = _words(sent) | _hours(sent) | _start(session, viewer, sent.get("place"))
    if "code" not in wrong and _taken(session, viewer, sent["code"], team.id):
        wrong["code"] = "team.code_taken"
    if wrong:
        raise FieldErrors(wrong)
    for name in (*_PLAIN, *_HOURS):
        setattr(team, name, sent[name])
    team.speed_kmh = sent.get("speed_kmh") or SPEED_KMH[sent["vehicle"]]
    team.contents = sorted(str(content) for content in sent["contents"])
    team.start = point(*sent["place"])  # type: ignore[assignment]


def _words(sent: Mapping[str, Any]) -> dict[str, str]:
    wrong = {name: "team.too_long" for name, most in LONGEST.items() if len(sent[name]) > most}
    wrong |= {
        name: "form.needed"
        for name in ("code", "name", "authority", "vehicle", "contents")
        if not sent.get(name)
    }
    if not 1 <= (sent.get("people") or 0) <= 50:
        wrong["people"] = "team.people"
    speed = sent.get("speed_kmh")
    if speed is not None and not (isfinite(speed) and 1 <= speed <= 120):
        wrong["speed_kmh"] = "team.speed"
    return wrong


def _hours(sent: Mapping[str, Any]) -> dict[str, str]:
    wrong = {name: "form.needed" for name in ("work_from", "work_to") if sent.get(name) is None}
    if wrong:
        return wrong
    begins, ends = sent["work_from"], sent["work_to"]
    if begins >= ends:
        return {"work_to": "team.hours"}
    pause: tuple[time | None, time | None] = (sent.get("pause_from"), sent.get("pause_to"))
    if (pause[0] is None) != (pause[1] is None):
        return {"pause_from" if pause[0] is None else "pause_to": "team.pause_half"}
    if pause[0] and pause[1] and not (begins <= pause[0] < pause[1] <= ends):
        return {"pause_to": "team.pause"}
    return {}


def _start(session: Session, viewer: Viewer, place: tuple[float, float] | None) -> dict[str, str]:
    if place is None:
        return {"place": "team.start"}
    if not (102 <= place[0] <= 118 and 7 <= place[1] <= 24):
        return {"place": "place.not_in_vietnam"}
    away = metres_outside(session, viewer.commune_id, *place)
    return {"place": "team.start_far"} if away is not None and away > FURTHEST_M else {}


def _taken(session: Session, viewer: Viewer, code: str, team_id: int | None) -> bool:
    own = (InspectionTeam.commune_id == viewer.commune_id, InspectionTeam.code == code)
    return session.scalar(select(InspectionTeam.id).where(*own)) not in (None, team_id)
