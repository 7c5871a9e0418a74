"""One deed for many reports: each is done or refused by itself, and what became of each is told."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from geodata.enums import Moderation, Role
from geodata.errors import BadInput, DomainError
from geodata.features import Viewer
from geodata.models import Incident
from services import access
from services.incidents import assignment, moderation, publishing, urgency
from services.incidents.holding import hold
from services.incidents.moves import WORKERS
from services.incidents.publishing import Answer
from services.sealing import Secrets
from services.sent import one_of, record_id

MOST: Final = 100


class Deed(StrEnum):
    """What can be done to many reports at once."""

    ASSIGN = "assign"
    URGENT = "urgent"
    PUBLISH = "publish"
    SPAM = "spam"


class Result(StrEnum):
    """What became of one of them; `ALREADY`: it was so before, and nothing changed."""

    DONE = "done"
    ALREADY = "already"
    REFUSED = "refused"


@dataclass(frozen=True)
class Pick:
    """A report, and the version of it that the officer saw."""

    id: int
    version: int


@dataclass(frozen=True)
class Order:
    """A deed; `role` and `assignee_id` tell who is to have the reports."""

    deed: Deed
    role: Role | None = None
    assignee_id: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a report; `code` is empty for one that this officer may not know of."""

    id: int
    code: str
    result: Result
    refusal: DomainError | None = None


def order(deed: str, who: str) -> Order:
    """A deed and "role:account" (either may be empty) from what was sent. Raises BadInput."""
    wanted = one_of(deed, {*Deed})
    if not wanted:
        raise BadInput("filter.unknown", value="")
    role, _, account = who.partition(":")
    return Order(Deed(wanted), Role(role) if one_of(role, WORKERS) else None, record_id(account))


def picked(sent: Iterable[str]) -> list[Pick]:
    """What was ticked, "id:version" each. Raises BadInput for none, more than MOST, or another form."""
    picks = {pick.id: pick for pick in map(_pick, sent)}
    if not picks:
        raise BadInput("inbox.none_picked")
    if len(picks) > MOST:
        raise BadInput("inbox.most", most=MOST)
    return list(picks.values())


def run(
    session: Session, viewer: Viewer, wanted: Order, picks: Sequence[Pick], *, secrets: Secrets
) -> list[Outcome]:
    """Do the deed to each report, in the order they were picked; one that is refused is left as it was.

    Raises Forbidden for who may not sort reports.
    """
    access.require(viewer, "incident:triage")
    # Two officers with the same reports take them in the same order, and so wait for each other only once.
    done = {pick.id: _one(session, viewer, wanted, pick, secrets) for pick in sorted(picks, key=_by_id)}
    return [done[pick.id] for pick in picks]


def _one(session: Session, viewer: Viewer, wanted: Order, pick: Pick, secrets: Secrets) -> Outcome:
    code = ""
    try:
        with session.begin_nested():
            incident = hold(session, viewer, pick.id, "incident:triage")
            code, before = incident.code, incident.version
            _DEEDS[wanted.deed](session, viewer, incident, wanted, pick, secrets)
            session.flush()
            changed = incident.version != before
    except DomainError as refusal:
        return Outcome(pick.id, code, Result.REFUSED, refusal)
    return Outcome(pick.id, code, Result.DONE if changed else Result.ALREADY)


def _assign(
    session: Session, viewer: Viewer, incident: Incident, wanted: Order, pick: Pick, _secrets: Secrets
) -> None:
    assignment.assign(session, viewer, incident.id, wanted.role, wanted.assignee_id, version=pick.version)


def _urgent(
    session: Session, viewer: Viewer, incident: Incident, _wanted: Order, pick: Pick, _secrets: Secrets
) -> None:
    urgency.set_urgent(session, viewer, incident.id, True, version=pick.version)


def _publish(
    session: Session, viewer: Viewer, incident: Incident, _wanted: Order, pick: Pick, secrets: Secrets
) -> None:
    if not incident.published:
        said = Answer(True, incident.public_note)
        publishing.publish(session, viewer, incident.id, said, version=pick.version, secrets=secrets)


def _spam(
    session: Session, viewer: Viewer, incident: Incident, _wanted: Order, pick: Pick, _secrets: Secrets
) -> None:
    moderation.moderate(session, viewer, incident.id, Moderation.SPAM, version=pick.version)


_DEEDS: Final[Mapping[Deed, Callable[[Session, Viewer, Incident, Order, Pick, Secrets], None]]] = {
    Deed.ASSIGN: _assign,
    Deed.URGENT: _urgent,
    Deed.PUBLISH: _publish,
    Deed.SPAM: _spam,
}


def _pick(text: str) -> Pick:
    known, _, version = text.partition(":")
    found = Pick(record_id(known) or 0, record_id(version) or 0)
    if not (found.id and found.version):
        raise BadInput("filter.unknown", value=text[:40])
    return found


def _by_id(pick: Pick) -> int:
    return pick.id
