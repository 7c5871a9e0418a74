"""One deed for many reports: each is done or refused by itself, nothing is lost, nothing is done twice."""

from typing import Any, Final

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from geodata.enums import (
    EventKind,
    IncidentState,
    Moderation,
    RejectReason,
    Role,
    Visibility,
)
from geodata.errors import BadInput, DomainError, FieldErrors, Forbidden
from geodata.features import Viewer
from geodata.models import Commune, Incident, IncidentEvent
from services.incidents import assignment, bulk, urgency
from services.incidents.bulk import MOST, Deed, Order, Outcome, Pick, Result
from tests import cast
from tests.everything import SECRETS
from tests.people import viewer
from tests.services.desks import person

S = IncidentState
TO_POLICE: Final = Order(Deed.ASSIGN, Role.COMMUNE_POLICE)


@pytest.fixture
def boss(session: Session, an_hung: Commune) -> Viewer:
    """Somebody of the economic division."""
    account = person(session, an_hung, Role.ECONOMIC_DIVISION)
    return Viewer(an_hung.id, Role.ECONOMIC_DIVISION, account_id=account.id)


def report(session: Session, home: Commune, state: IncidentState = S.NEW, **more: Any) -> Incident:
    """A report in that state, not published."""
    return cast.report(session, home, state=state, **{"published": False} | more)


def seen(*reports: Incident) -> list[Pick]:
    """The reports as they stand now, ticked."""
    return [Pick(one.id, one.version) for one in reports]


def run(session: Session, who: Viewer, wanted: Order, picks: list[Pick]) -> list[Outcome]:
    """Do it; the constraints that wait for the end of the transaction are asked at once."""
    outcomes = bulk.run(session, who, wanted, picks, secrets=SECRETS)
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    return outcomes


def results(outcomes: list[Outcome]) -> list[Result]:
    """What became of each."""
    return [one.result for one in outcomes]


def kinds(session: Session, one: Incident) -> list[EventKind]:
    """The timeline of a report after it came."""
    found = select(IncidentEvent.kind).where(IncidentEvent.incident_id == one.id).order_by(IncidentEvent.id)
    return list(session.scalars(found))[1:]


# --- the deeds


def test_all_that_was_ticked_is_given_to_the_unit(session: Session, an_hung: Commune, boss: Viewer) -> None:
    new, working = report(session, an_hung), report(session, an_hung, S.IN_PROGRESS)
    assert results(run(session, boss, TO_POLICE, seen(new, working))) == [Result.DONE, Result.DONE]
    assert [one.assigned_role for one in (new, working)] == [Role.COMMUNE_POLICE] * 2
    # Who works already goes on working, in other hands.
    assert (new.state, working.state) == (S.ASSIGNED, S.IN_PROGRESS)
    assert kinds(session, new) == [EventKind.MOVED]
    assert kinds(session, working) == [EventKind.ASSIGNED]


def test_one_person_of_a_unit_is_given_the_work(session: Session, an_hung: Commune, boss: Viewer) -> None:
    someone = person(session, an_hung, Role.COMMUNE_POLICE)
    one = report(session, an_hung)
    given = Order(Deed.ASSIGN, Role.COMMUNE_POLICE, someone.id)
    assert results(run(session, boss, given, seen(one))) == [Result.DONE]
    assert (one.assigned_role, one.assignee_id) == (Role.COMMUNE_POLICE, someone.id)


def test_spam_is_rejected_as_spam_and_taken_down(session: Session, an_hung: Commune, boss: Viewer) -> None:
    one = report(session, an_hung, moderation=Moderation.SUSPECTED, published=True)
    assert results(run(session, boss, Order(Deed.SPAM), seen(one))) == [Result.DONE]
    assert (one.moderation, one.state, one.reject_reason) == (
        Moderation.SPAM,
        S.REJECTED,
        RejectReason.SPAM,
    )
    assert not one.published


def test_what_is_urgent_is_told_and_keeps_its_terms(session: Session, an_hung: Commune, boss: Viewer) -> None:
    one = report(session, an_hung)
    terms = (one.take_in_due_at, one.due_at)
    assert results(run(session, boss, Order(Deed.URGENT), seen(one))) == [Result.DONE]
    assert one.urgent
    assert (one.take_in_due_at, one.due_at) == terms
    assert kinds(session, one) == [EventKind.URGENCY_SET]
    urgency.set_urgent(session, boss, one.id, False, version=one.version)
    assert not one.urgent
    told = session.scalars(
        select(IncidentEvent.data)
        .where(IncidentEvent.kind == EventKind.URGENCY_SET)
        .order_by(IncidentEvent.id)
    )
    assert [data["urgent"] for data in told] == [True, False]


def test_publishing_keeps_the_answer_that_stands(session: Session, an_hung: Commune, boss: Viewer) -> None:
    one = report(session, an_hung, public_note="Đã nhắc nhở.")
    assert results(run(session, boss, Order(Deed.PUBLISH), seen(one))) == [Result.DONE]
    assert (one.published, one.public_note) == (True, "Đã nhắc nhở.")


# --- what is refused is refused alone


def test_each_report_is_refused_by_itself_and_left_as_it_was(
    session: Session, an_hung: Commune, boss: Viewer
) -> None:
    fine, last = report(session, an_hung), report(session, an_hung)
    over = report(session, an_hung, S.CLOSED)
    changed = report(session, an_hung)
    stale = Pick(changed.id, changed.version)
    assignment.assign(session, boss, changed.id, Role.ECONOMIC_DIVISION, None, version=changed.version)
    hidden = report(session, an_hung, visibility=Visibility.POLICE)
    foreign = report(session, cast.commune(session))
    picks = [*seen(fine, over), stale, *seen(hidden, foreign), Pick(2**60, 1), *seen(last)]
    outcomes = run(session, boss, TO_POLICE, picks)
    assert [one.id for one in outcomes] == [pick.id for pick in picks]
    assert [one.refusal.code if one.refusal else "" for one in outcomes] == [
        "",
        "incident.move_refused",
        "record.changed",
        "record.unknown",
        "record.unknown",
        "record.unknown",
        "",
    ]
    # A report that this officer may not know of has no code either: not even that it is there is told.
    assert [bool(one.code) for one in outcomes] == [True, True, True, False, False, False, True]
    assert (fine.state, last.state) == (S.ASSIGNED, S.ASSIGNED)
    assert (over.state, over.assigned_role, kinds(session, over)) == (S.CLOSED, None, [])
    assert changed.assigned_role is Role.ECONOMIC_DIVISION
    assert (hidden.assigned_role, foreign.assigned_role) == (None, None)


def test_half_a_deed_is_undone(session: Session, an_hung: Commune, boss: Viewer) -> None:
    """Spam in a state that cannot be rejected: the mark had been written before the move was refused."""
    working, fine = report(session, an_hung, S.IN_PROGRESS), report(session, an_hung)
    outcomes = run(session, boss, Order(Deed.SPAM), seen(working, fine))
    assert results(outcomes) == [Result.REFUSED, Result.DONE]
    session.expire_all()
    assert (working.moderation, working.state, working.reject_reason) == (
        Moderation.CLEAR,
        S.IN_PROGRESS,
        None,
    )
    assert kinds(session, working) == []


def test_a_police_matter_goes_to_the_police_only(session: Session, an_hung: Commune) -> None:
    police = viewer(Role.COMMUNE_POLICE, an_hung)
    secret = report(session, an_hung, visibility=Visibility.POLICE)
    outcome = run(session, police, Order(Deed.ASSIGN, Role.ECONOMIC_DIVISION), seen(secret))[0]
    assert isinstance(outcome.refusal, FieldErrors)
    assert outcome.refusal.fields == {"role": "incident.police_only"}
    assert results(run(session, police, Order(Deed.PUBLISH), seen(secret))) == [Result.REFUSED]
    assert not secret.published


def test_a_deed_without_a_unit_is_refused_for_each(session: Session, an_hung: Commune, boss: Viewer) -> None:
    outcome = run(session, boss, Order(Deed.ASSIGN), seen(report(session, an_hung)))[0]
    assert isinstance(outcome.refusal, FieldErrors)
    assert outcome.refusal.fields == {"role": "incident.needs_unit"}


def test_what_is_over_does_not_become_urgent(session: Session, an_hung: Commune, boss: Viewer) -> None:
    outcome = run(session, boss, Order(Deed.URGENT), seen(report(session, an_hung, S.RESOLVED)))[0]
    assert isinstance(outcome.refusal, DomainError)
    assert outcome.refusal.code == "inbox.over"


# --- sent again


@pytest.mark.parametrize(
    "wanted", [TO_POLICE, Order(Deed.SPAM), Order(Deed.URGENT), Order(Deed.PUBLISH)], ids=lambda one: one.deed
)
def test_the_same_form_sent_twice_does_it_once(
    session: Session, an_hung: Commune, boss: Viewer, wanted: Order
) -> None:
    reports = [report(session, an_hung) for _ in range(3)]
    picks = seen(*reports)
    assert results(run(session, boss, wanted, picks)) == [Result.DONE] * 3
    told = [kinds(session, one) for one in reports]
    assert results(run(session, boss, wanted, picks)) == [Result.ALREADY] * 3
    assert [kinds(session, one) for one in reports] == told


def test_a_report_ticked_twice_is_taken_once(session: Session, an_hung: Commune, boss: Viewer) -> None:
    one = report(session, an_hung)
    picks = bulk.picked([f"{one.id}:{one.version}"] * 2)
    assert picks == seen(one)
    assert results(run(session, boss, Order(Deed.URGENT), picks)) == [Result.DONE]


# --- who, and what may be sent


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.ECONOMIC_DIVISION, Role.COMMUNE_POLICE)]
)
def test_only_who_sorts_reports_sorts_many(session: Session, an_hung: Commune, role: Role) -> None:
    thon = cast.village(session, an_hung)
    one = report(session, an_hung, village_id=thon.id)
    with pytest.raises(Forbidden):
        run(session, viewer(role, an_hung, thon), Order(Deed.URGENT), seen(one))
    assert not one.urgent


@pytest.mark.parametrize(
    "sent",
    [
        [],
        ["1"],
        ["1:"],
        [":1"],
        ["a:b"],
        ["1:1:1"],
        ["-1:1"],
        [f"{2**70}:1"],
        [f"{i}:1" for i in range(1, MOST + 2)],
    ],
)
def test_ticks_of_no_sense_are_refused(sent: list[str]) -> None:
    with pytest.raises(BadInput):
        bulk.picked(sent)


def test_a_hundred_at_once_are_taken() -> None:
    assert len(bulk.picked([f"{i}:1" for i in range(1, MOST + 1)])) == MOST


@pytest.mark.parametrize(
    ("deed", "who"), [("", ""), ("burn", ""), ("assign", "public:"), ("assign", "commune_police:x")]
)
def test_deeds_of_no_sense_are_refused(deed: str, who: str) -> None:
    with pytest.raises(BadInput):
        bulk.order(deed, who)


def test_what_was_chosen_is_read(an_hung: Commune) -> None:
    assert bulk.order("assign", "commune_police:7") == Order(Deed.ASSIGN, Role.COMMUNE_POLICE, 7)
    assert bulk.order("assign", "village_board:") == Order(Deed.ASSIGN, Role.VILLAGE_BOARD)
    assert bulk.order("spam", "") == Order(Deed.SPAM)
