"""States and moves: every pair against the table, what each move needs, who may make it, and the database."""

import itertools
from contextlib import nullcontext
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geodata.enums import EventKind, IncidentState, RejectReason, Role, Visibility
from geodata.errors import Conflict, DomainError, FieldErrors, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import Commune, Incident, IncidentEvent, IncidentInspection
from services.incidents import moves, states
from services.incidents.moves import Move
from services.incidents.states import NEXT, OFFICERS_MAY
from tests import cast
from tests.people import OFFICERS
from tests.services.desk_cast import SECRETS, in_state, officer, picture

S = IncidentState
PAIRS = list(itertools.product([None, *S], S))
BY_OTHERS = {S.NEW, S.REOPEN_REQUESTED, S.CLOSED, S.ANONYMISED}
DOMAIN = """
new→verifying|assigned|rejected|duplicate|referred
verifying→need_info|assigned|rejected|duplicate|referred|in_progress
need_info→verifying|rejected
assigned→in_progress|verifying|referred|inspection_planned|duplicate
in_progress→inspection_planned|done_requested|referred|need_info|assigned
inspection_planned→in_progress|done_requested|assigned
referred→in_progress|done_requested|rejected
done_requested→resolved|in_progress
resolved→reopen_requested|closed
reopen_requested→reopened|resolved
reopened→assigned|in_progress|inspection_planned|referred
rejected→reopen_requested|anonymised
closed→anonymised
duplicate→anonymised
"""
"""domain.md §1, word for word."""


def go(session: Session, viewer: Viewer, incident: Incident, to: IncidentState, **more: Any) -> Incident:
    """The viewer moves a report as it stands now."""
    version = more.pop("version", incident.version)
    return moves.move(session, viewer, incident.id, Move(to, **more), version=version, secrets=SECRETS)


@pytest.fixture
def desk(session: Session, an_hung: Commune) -> Viewer:
    """The lead division."""
    return officer(session, an_hung, Role.ECONOMIC_DIVISION)


# --- the table


def test_the_table_is_the_domain_s() -> None:
    told = dict(line.split("→") for line in DOMAIN.split())
    wanted: dict[Any, set[str]] = {S(state): set(to.split("|")) for state, to in told.items()}
    assert {state: set(to) for state, to in NEXT.items()} == wanted | {None: {S.NEW}, S.ANONYMISED: set()}
    assert set(NEXT) == {None, *S}


@pytest.mark.parametrize(("state", "to"), [pair for pair in PAIRS if pair[1] not in NEXT[pair[0]]])
def test_every_other_pair_is_refused_with_the_list_of_what_is_allowed(
    state: IncidentState | None, to: IncidentState
) -> None:
    nowhere = Session()
    with pytest.raises(Conflict) as refused:
        moves.step(nowhere, Incident(state=state), to, account_id=None)
    assert refused.value.code == "incident.move_refused"
    assert refused.value.params == {"state": state or "", "allowed": [str(one) for one in NEXT[state]]}
    assert not nowhere.new


def test_every_pair_of_the_table_is_a_step_with_its_event(session: Session, an_hung: Commune) -> None:
    for state, to in [(state, to) for state, to in PAIRS if state and to in NEXT[state]]:
        one = in_state(session, an_hung, state)
        one.reject_reason, one.parent_id = RejectReason.UNFOUNDED, cast.report(session, an_hung).id
        one.referred_to, one.referred_number = "Sở", "01"
        event = moves.step(session, one, to, account_id=None, internal="vì sao")
        assert (one.state, event.from_state, event.to_state, event.kind) == (to, state, to, EventKind.MOVED)
        assert event.internal_note == "vì sao"
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_a_report_begins_as_new(session: Session) -> None:
    moves.refuse_unknown(None, S.NEW)
    assert states.allowed(None) == (S.NEW,)


# --- who may


@pytest.mark.parametrize("role", OFFICERS)
def test_a_role_makes_its_own_moves_and_no_others(session: Session, an_hung: Commune, role: Role) -> None:
    kim_linh = cast.village(session, an_hung)
    who = officer(session, an_hung, role, kim_linh)
    at_desk = role not in (Role.HEALTH_STATION, Role.SCHOOL, Role.MASS_ORGANISATION, Role.ADMIN)
    for state, to in [(state, to) for state, to in PAIRS if state and to in NEXT[state]]:
        one = in_state(session, an_hung, state, village_id=kim_linh.id)
        may = at_desk and to in states.open_to(who, state)
        assert may == (at_desk and to in OFFICERS_MAY and _works(role, to)), (role, state, to)
        with pytest.raises(NotFound if not at_desk else DomainError) if not may else nullcontext():
            moved = go(session, who, one, to, **_filled(session, an_hung, one, to))
            assert moved.state is to
        assert one.state is (to if may else state)


def _works(role: Role, to: IncidentState) -> bool:
    triage = {Role.ECONOMIC_DIVISION, Role.COMMUNE_POLICE}
    work = triage | {Role.PUBLIC_SERVICE_CENTRE, Role.VILLAGE_BOARD}
    return (
        role
        in {
            "incident:triage": triage,
            "incident:work": work,
            "incident:resolve": triage | {Role.CHAIRPERSON},
        }[OFFICERS_MAY[to]]
    )


def _filled(session: Session, home: Commune, one: Incident, to: IncidentState) -> dict[str, Any]:
    """What a move to `to` needs."""
    if to is S.RESOLVED:
        picture(session, one)
    if to is S.INSPECTION_PLANNED:
        check = cast.visit(session, cast.facility(session, home), date(2026, 10, 2))
        session.add(IncidentInspection(incident_id=one.id, inspection_id=check.id))
    needed: dict[IncidentState, dict[str, Any]] = {
        S.REJECTED: {"reason": RejectReason.UNFOUNDED},
        S.REFERRED: {"agency": "Sở", "number": "01"},
        S.DUPLICATE: {"parent_id": cast.report(session, home, village_id=one.village_id).id},
        S.ASSIGNED: {"role": Role.ECONOMIC_DIVISION},
    }
    return needed.get(to, {})


def test_moves_of_reporter_and_system_are_shut_to_officers(
    session: Session, an_hung: Commune, desk: Viewer
) -> None:
    for state, to in [(state, to) for state, to in PAIRS if state and to in NEXT[state] and to in BY_OTHERS]:
        one = in_state(session, an_hung, state)
        assert to not in states.open_to(desk, state)
        with pytest.raises(Forbidden):
            go(session, desk, one, to)
    assert BY_OTHERS.isdisjoint(OFFICERS_MAY)


def test_a_board_moves_reports_of_its_own_village_only(session: Session, an_hung: Commune) -> None:
    own, other = cast.village(session, an_hung), cast.village(session, an_hung, "Cốc Lộc")
    board = officer(session, an_hung, Role.VILLAGE_BOARD, own)
    assert go(session, board, in_state(session, an_hung, S.NEW, village_id=own.id), S.VERIFYING)
    for foreign in (other.id, None):
        with pytest.raises(NotFound):
            go(session, board, in_state(session, an_hung, S.NEW, village_id=foreign), S.VERIFYING)


def test_a_police_report_is_there_for_the_police_only(session: Session, an_hung: Commune) -> None:
    one = in_state(session, an_hung, S.NEW, visibility=Visibility.POLICE)
    for role in (Role.ECONOMIC_DIVISION, Role.CHAIRPERSON, Role.PUBLIC_SERVICE_CENTRE):
        with pytest.raises(NotFound):
            go(session, officer(session, an_hung, role), one, S.VERIFYING)
    assert go(session, officer(session, an_hung, Role.COMMUNE_POLICE), one, S.VERIFYING).state is S.VERIFYING


# --- what a move needs


@pytest.mark.parametrize(
    ("state", "to", "sent", "field", "code"),
    [
        (S.NEW, S.REJECTED, {}, "reason", "incident.needs_reason"),
        (S.NEW, S.DUPLICATE, {}, "parent_id", "incident.needs_parent"),
        (S.NEW, S.DUPLICATE, {"parent_id": 10**15}, "parent_id", "incident.needs_parent"),
        (S.NEW, S.REFERRED, {"agency": "Sở"}, "number", "form.needed"),
        (S.NEW, S.REFERRED, {"number": "01"}, "agency", "form.needed"),
        (S.NEW, S.REFERRED, {"agency": " \n", "number": "01"}, "agency", "form.needed"),
        (S.NEW, S.REFERRED, {"agency": "a" * 301, "number": "01"}, "agency", "incident.too_long"),
        (S.NEW, S.REFERRED, {"agency": "Sở", "number": "1" * 101}, "number", "incident.too_long"),
        (S.NEW, S.ASSIGNED, {}, "role", "incident.needs_unit"),
        (S.NEW, S.ASSIGNED, {"role": Role.HEALTH_STATION}, "role", "incident.needs_unit"),
        (S.NEW, S.ASSIGNED, {"role": Role.VILLAGE_BOARD}, "role", "incident.no_village"),
        (
            S.NEW,
            S.ASSIGNED,
            {"role": Role.COMMUNE_POLICE, "assignee_id": 10**15},
            "assignee_id",
            "form.choice",
        ),
        (S.NEW, S.VERIFYING, {"internal_note": "a" * 5001}, "internal_note", "incident.too_long"),
        (S.NEW, S.VERIFYING, {"public_note": "a" * 1001}, "public_note", "incident.note_too_long"),
    ],
)
def test_what_a_move_needs_is_asked_for(
    session: Session,
    an_hung: Commune,
    desk: Viewer,
    state: IncidentState,
    to: IncidentState,
    sent: dict[str, Any],
    field: str,
    code: str,
) -> None:
    one = in_state(session, an_hung, state)
    with pytest.raises(FieldErrors) as refused:
        go(session, desk, one, to, **sent)
    assert refused.value.fields == {field: code}
    assert one.state is state


def test_what_a_move_was_given_stands_with_the_report_and_in_its_event(
    session: Session, an_hung: Commune, desk: Viewer
) -> None:
    police = officer(session, an_hung, Role.COMMUNE_POLICE)
    refused = go(session, desk, in_state(session, an_hung, S.NEW), S.REJECTED, reason=RejectReason.SPAM)
    assert (refused.reject_reason, last(session, refused).data) == (RejectReason.SPAM, {"reason": "spam"})
    sent = {"agency": " Sở Y tế ", "number": "12/CV", "public_note": "Đã chuyển."}
    referred = go(session, desk, in_state(session, an_hung, S.NEW), S.REFERRED, **sent)
    assert (referred.referred_to, referred.referred_number) == ("Sở Y tế", "12/CV")
    assert (referred.public_note, last(session, referred).public_note) == ("Đã chuyển.", "Đã chuyển.")
    assert referred.answered_at is not None
    hands = {"role": Role.COMMUNE_POLICE, "assignee_id": police.account_id}
    assigned = go(session, desk, in_state(session, an_hung, S.NEW), S.ASSIGNED, **hands)
    assert (assigned.assigned_role, assigned.assignee_id) == (Role.COMMUNE_POLICE, police.account_id)
    assert last(session, assigned).data == {"role": "commune_police", "account": police.account_id}


def last(session: Session, incident: Incident) -> IncidentEvent:
    """The newest event of a report."""
    own = select(IncidentEvent).where(IncidentEvent.incident_id == incident.id)
    return session.scalars(own.order_by(IncidentEvent.id.desc())).first() or pytest.fail("no event")


def test_nobody_is_put_in_charge_who_cannot_be(session: Session, an_hung: Commune, desk: Viewer) -> None:
    own, other = cast.village(session, an_hung), cast.village(session, an_hung, "Cốc Lộc")
    one = in_state(session, an_hung, S.NEW, village_id=own.id)
    strangers = {
        "next door": (Role.COMMUNE_POLICE, officer(session, cast.commune(session), Role.COMMUNE_POLICE)),
        "other unit": (Role.COMMUNE_POLICE, officer(session, an_hung, Role.PUBLIC_SERVICE_CENTRE)),
        "other village": (Role.VILLAGE_BOARD, officer(session, an_hung, Role.VILLAGE_BOARD, other)),
    }
    for told, (role, person) in strangers.items():
        with pytest.raises(FieldErrors) as refused:
            go(session, desk, one, S.ASSIGNED, role=role, assignee_id=person.account_id)
        assert refused.value.fields == {"assignee_id": "form.choice"}, told
    secret = in_state(session, an_hung, S.NEW, visibility=Visibility.POLICE, village_id=own.id)
    with pytest.raises(FieldErrors) as refused:
        moves.assign_to(session, desk, secret, Role.ECONOMIC_DIVISION, None)
    assert refused.value.fields == {"role": "incident.police_only"}


def test_the_end_needs_a_second_person_and_something_to_see(
    session: Session, an_hung: Commune, desk: Viewer
) -> None:
    second = officer(session, an_hung, Role.CHAIRPERSON)
    one = go(session, desk, in_state(session, an_hung, S.IN_PROGRESS), S.DONE_REQUESTED)
    with pytest.raises(Conflict, match="four_eyes") as alone:
        go(session, desk, one, S.RESOLVED)
    assert alone.value.params == {"state": "done_requested", "allowed": ["in_progress"]}
    with pytest.raises(FieldErrors) as refused:
        go(session, second, one, S.RESOLVED)
    assert refused.value.fields == {"to": "incident.needs_evidence"}
    picture(session, one)
    with pytest.raises(Conflict, match="four_eyes"):
        go(session, desk, one, S.RESOLVED)
    with pytest.raises(Conflict, match="four_eyes"):
        go(session, Viewer(an_hung.id, Role.ECONOMIC_DIVISION), one, S.RESOLVED)
    assert go(session, second, one, S.RESOLVED).resolved_at is not None


def test_pictures_of_the_reporter_prove_no_end(session: Session, an_hung: Commune, desk: Viewer) -> None:
    one = in_state(session, an_hung, S.DONE_REQUESTED)
    picture(session, one, purpose="report")
    picture(session, one, purpose="follow_up")
    with pytest.raises(FieldErrors):
        go(session, desk, one, S.RESOLVED)
    picture(session, one, purpose="document", media_type="application/pdf")
    assert go(session, desk, one, S.RESOLVED).state is S.RESOLVED


def test_a_refused_request_to_reopen_needs_neither(session: Session, an_hung: Commune, desk: Viewer) -> None:
    one = in_state(session, an_hung, S.REOPEN_REQUESTED)
    assert go(session, desk, one, S.RESOLVED).state is S.RESOLVED


def test_a_stale_page_moves_nothing(session: Session, an_hung: Commune, desk: Viewer) -> None:
    one = in_state(session, an_hung, S.NEW)
    with pytest.raises(Conflict, match=r"record\.changed"):
        go(session, desk, one, S.VERIFYING, version=one.version + 1)
    seen = one.version
    go(session, desk, one, S.VERIFYING, version=seen)
    with pytest.raises(Conflict, match=r"record\.changed"):
        go(session, desk, one, S.ASSIGNED, version=seen, role=Role.COMMUNE_POLICE)


# --- the database


def test_the_database_refuses_a_state_that_no_event_tells(session: Session, an_hung: Commune) -> None:
    one = in_state(session, an_hung, S.NEW)
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    with pytest.raises(IntegrityError, match="last event tells new"), session.begin_nested():
        session.execute(text("UPDATE incident SET state = 'closed' WHERE id = :id"), {"id": one.id})


def test_the_database_refuses_a_report_that_nothing_began(session: Session, an_hung: Commune) -> None:
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    with pytest.raises(IntegrityError, match="last event tells"), session.begin_nested():
        in_state(session, an_hung, S.NEW, events=[])


@pytest.mark.parametrize("starts", ["NULL", "'verifying'"])
def test_the_database_refuses_an_event_that_does_not_start_where_the_last_ended(
    session: Session, an_hung: Commune, starts: str
) -> None:
    one = in_state(session, an_hung, S.NEW)
    statement = (
        f"INSERT INTO incident_event (incident_id, from_state, to_state) VALUES (:id, {starts}, 'closed')"
    )
    with pytest.raises(IntegrityError, match="the last one ended in new"), session.begin_nested():
        session.execute(text(statement), {"id": one.id})


def test_the_database_refuses_an_event_that_moves_and_is_no_move(session: Session, an_hung: Commune) -> None:
    one = in_state(session, an_hung, S.NEW)
    statement = (
        "INSERT INTO incident_event (incident_id, kind, from_state, to_state) "
        "VALUES (:id, 'noted', 'new', 'closed')"
    )
    with pytest.raises(IntegrityError, match="moves_or_stays"), session.begin_nested():
        session.execute(text(statement), {"id": one.id})
