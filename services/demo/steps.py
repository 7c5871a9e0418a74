"""The steps of a demonstration's report: one of the usual ways through the states, as far as time has run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from geodata.enums import EventKind, IncidentState, RejectReason, Role, Visibility
from geodata.models import Incident, IncidentEvent
from services.clock import ZONE
from services.demo.tables import document, weighted
from services.incidents import clocks

BY_SYSTEM = {IncidentState.CLOSED, IncidentState.ANONYMISED, IncidentState.REOPEN_REQUESTED}
"""Steps that no officer takes: the system, or the one who reported."""
BY_WORKERS = {IncidentState.IN_PROGRESS, IncidentState.DONE_REQUESTED}
"""Steps of the one who does the work."""


@dataclass(frozen=True)
class Actors:
    """Account name → id, and village id → code."""

    accounts: Mapping[str, int]
    villages: Mapping[int, str]

    def id_for(self, state: IncidentState, worker: str, desk: str) -> int | None:
        """Whose step it is: a second person resolves what the worker says is done."""
        if state in BY_SYSTEM:
            return None
        return self.accounts.get(worker if state in BY_WORKERS else desk)


def steps(
    actors: Actors,
    visibility: Visibility,
    village_id: int | None,
    created: datetime,
    now: datetime,
    random: Random,
) -> Iterator[IncidentEvent]:
    """The events of one report up to `now`, oldest first; the first is its arrival."""
    police = visibility is Visibility.POLICE
    ways = [way for way in document("paths")["paths"] if bool(way.get("police")) is police]
    worker, desk = _people(actors, police, village_id, random)
    at, state = created, IncidentState.NEW
    yield _event(None, state, at, None)
    for name, hours in weighted(random, ways)["steps"]:
        following = IncidentState(name)
        at = _moment(at, hours * random.uniform(0.5, 1.4), following)
        if at >= now or _waits(now - created, random):
            return
        yield _event(state, following, at, actors.id_for(following, worker, desk))
        state = following


def live(session: Session, made: Incident, rest: Sequence[IncidentEvent], same: Incident) -> None:
    """Lead a report that is flushed through its steps. `same` is the first of its kind: what duplicates have
    for a parent; the first itself is nobody's duplicate and goes no further for a reason of its own."""
    for event in rest:
        if event.to_state is IncidentState.DUPLICATE and same is made:
            event.to_state = IncidentState.REJECTED
            event.public_note = document("paths")["public_notes"]["rejected"]
            event.internal_note = document("paths")["internal_notes"]["rejected"]
        clocks.moved(session, made, event.to_state, event.at)
        for name, value in _needed(event.to_state, made, same).items():
            setattr(made, name, value)
        if event.public_note:
            made.answered_at = made.answered_at or event.at
        made.state = event.to_state
        made.events.append(event)
    if made.state is IncidentState.ANONYMISED:
        _forget(made)


def _forget(made: Incident) -> None:
    """What retention leaves of a report."""
    made.description = made.landmark = made.public_note = ""
    made.geom = made.public_geom
    for event in made.events:
        event.internal_note = event.public_note = ""


def _needed(state: IncidentState, made: Incident, same: Incident) -> dict[str, Any]:
    """What a report of that state has beside it."""
    if state is IncidentState.DUPLICATE:
        return {"parent_id": same.id}
    told: dict[IncidentState, dict[str, Any]] = {
        IncidentState.REJECTED: {"reject_reason": RejectReason.UNFOUNDED},
        IncidentState.REFERRED: {
            "referred_to": "Sở Nông nghiệp và Môi trường (minh họa)",
            "referred_number": "Công văn mẫu số 01",
        },
        IncidentState.ASSIGNED: {
            "assigned_role": Role.COMMUNE_POLICE
            if made.visibility is Visibility.POLICE
            else Role.PUBLIC_SERVICE_CENTRE
        },
    }
    return told.get(state, {})


def _waits(age: timedelta, random: Random) -> bool:
    """Whether a young report still waits for its next step."""
    return age.days <= 24 and random.random() < 0.3


def _event(
    state: IncidentState | None, following: IncidentState, at: datetime, account_id: int | None
) -> IncidentEvent:
    notes: dict[str, Any] = document("paths")
    return IncidentEvent(
        kind=EventKind.MOVED if state else EventKind.CREATED,
        from_state=state,
        to_state=following,
        account_id=account_id,
        at=at,
        internal_note=notes["internal_notes"].get(following, ""),
        public_note=notes["public_notes"].get(following, ""),
    )


def _people(actors: Actors, police: bool, village_id: int | None, random: Random) -> tuple[str, str]:
    """Who works and who is at the desk; a village board only in its own village."""
    if police:
        return "commune_police", "commune_police"
    own = village_id is not None and actors.villages[village_id] == "TTH"
    workers = ["public_service_centre", "commune_police", *(["village_board"] * 3 if own else [])]
    return random.choice(workers), "economic_division"


def _moment(after: datetime, hours: float, state: IncidentState) -> datetime:
    """Some hours later, moved into office hours where an officer acts."""
    local = (after + timedelta(hours=hours)).astimezone(ZONE)
    if state in BY_SYSTEM:
        return local
    if local.hour >= 17:
        local = (local + timedelta(days=1)).replace(hour=8)
    elif local.hour < 8:
        local = local.replace(hour=8)
    return local + timedelta(days=max(0, 7 - local.weekday()) if local.weekday() > 4 else 0)
