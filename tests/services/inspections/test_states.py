"""The states of a check: every pair of states, who may make the move, and what it needs."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geodata.enums import Authority, InspectionForm, InspectionState, Role
from geodata.errors import Conflict, FieldErrors, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import Commune, Facility, Finding, Inspection, InspectionEvent, Village
from services import clock
from services.inspections import holding, moves
from services.inspections.concluding import Conclusion
from services.inspections.moves import Move
from services.inspections.states import NEXT, OFFICERS_MAY, open_to
from tests import cast
from tests.people import OFFICERS
from tests.services.desk_cast import officer
from tests.services.inspections.check_cast import S, check, version

LAW = """
proposed→approved|cancelled
approved→announced|in_field|cancelled
announced→in_field|cancelled|no_access
in_field→minutes_signed|no_access|cancelled
minutes_signed→concluded
concluded→follow_up|done
follow_up→done
no_access→approved|cancelled
"""
"""The lead's table, word for word."""


def told() -> dict[str, list[str]]:
    """State → the states that may follow."""
    lines = [line.split("→") for line in LAW.split()]
    return {one: following.split("|") for one, following in lines}


def wanted(to: InspectionState, **more: Any) -> Move:
    """A move with all that any state needs."""
    given: dict[str, Any] = {
        "reason": "Cơ sở tạm ngừng",
        "decision_number": "12/QĐ-UBND",
        "decision_date": clock.today(),
        "conclusion": Conclusion("Chấp hành tốt.", "Cơ sở chấp hành quy định."),
    }
    return Move(to, **given | more)


@pytest.fixture
def site(session: Session, an_hung: Commune) -> Facility:
    """A workshop."""
    return cast.facility(session, an_hung)


def mover(session: Session, home: Commune, to: InspectionState) -> Viewer:
    """Somebody whose move it is."""
    chair = to in (S.APPROVED, S.CONCLUDED)
    return officer(session, home, Role.CHAIRPERSON if chair else Role.ECONOMIC_DIVISION)


def test_the_table_is_the_one_that_was_agreed() -> None:
    assert {state: [to.value for to in NEXT[state]] for state in InspectionState} == {
        state: told().get(state, []) for state in InspectionState
    }


@pytest.mark.parametrize("state", list(InspectionState))
def test_every_pair_of_states(session: Session, an_hung: Commune, state: InspectionState) -> None:
    for to in InspectionState:
        _pair(session, an_hung, state, to)


def _pair(session: Session, an_hung: Commune, state: InspectionState, to: InspectionState) -> None:
    one = check(session, cast.facility(session, an_hung), state)
    if S.FOLLOW_UP in (to, state):
        fixed = clock.today() if to is S.DONE else None
        session.add(Finding(inspection_id=one.id, severity=2, fixed_on=fixed))
    who = mover(session, an_hung, to)
    allowed = to.value in told().get(state, [])
    if to is S.PROPOSED:
        with pytest.raises(Forbidden):
            moves.move(session, who, one.id, wanted(to), version=one.version)
    elif allowed:
        moves.move(session, who, one.id, wanted(to), version=one.version)
        session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        assert one.state is to
        last = session.get(InspectionEvent, max(event.id for event in _events(session, one)))
        assert last is not None
        assert (last.from_state, last.to_state, last.account_id) == (state, to, who.account_id)
    else:
        with pytest.raises(Conflict) as refusal:
            moves.move(session, who, one.id, wanted(to), version=one.version)
        assert refusal.value.code == "inspection.move_refused"
        assert refusal.value.params["allowed"] == told().get(state, [])
        assert one.state is state


def _events(session: Session, one: Inspection) -> list[InspectionEvent]:
    session.refresh(one, ["events"])
    return one.events


@pytest.mark.parametrize("role", OFFICERS)
def test_a_move_is_made_by_who_may(session: Session, an_hung: Commune, role: Role) -> None:
    village = cast.village(session, an_hung)
    for to in OFFICERS_MAY:
        _made_by(session, an_hung, village, role, to)


def _made_by(session: Session, an_hung: Commune, village: Village, role: Role, to: InspectionState) -> None:
    site = cast.facility(session, an_hung, village_id=village.id)
    state = next(one for one in InspectionState if to in NEXT[one])
    authority = Authority.HEALTH_STATION if role is Role.HEALTH_STATION else Authority.COMMUNE_POLICE
    one = check(session, site, state, authority=authority)
    session.add(Finding(inspection_id=one.id, severity=1, fixed_on=clock.today() if to is S.DONE else None))
    may_see = role in holding.WORKS_FOR or role in (Role.ADMIN, Role.VILLAGE_BOARD)
    who = officer(session, an_hung, role, village)
    open_moves = open_to(who, state)
    if to in open_moves and role in holding.WORKS_FOR and to is not S.FOLLOW_UP:
        moves.move(session, who, one.id, wanted(to), version=one.version)
        assert one.state is to
    elif to not in open_moves:
        with pytest.raises(Forbidden if may_see else NotFound):
            moves.move(session, who, one.id, wanted(to), version=one.version)


@pytest.mark.parametrize(
    ("role", "authority"),
    [
        (Role.COMMUNE_POLICE, Authority.HEALTH_STATION),
        (Role.COMMUNE_POLICE, Authority.ECONOMIC_DIVISION),
        (Role.HEALTH_STATION, Authority.COMMUNE_POLICE),
    ],
)
def test_a_unit_keeps_its_hands_off_the_checks_of_another(
    session: Session, an_hung: Commune, site: Facility, role: Role, authority: Authority
) -> None:
    one = check(session, site, S.APPROVED, authority=authority)
    with pytest.raises(Forbidden) as refusal:
        moves.move(session, officer(session, an_hung, role), one.id, wanted(S.IN_FIELD), version=1)
    assert refusal.value.code == "inspection.other_unit"


def test_who_proposed_a_check_does_not_approve_it(session: Session, an_hung: Commune, site: Facility) -> None:
    chair = officer(session, an_hung, Role.CHAIRPERSON)
    one = check(session, site, S.PROPOSED, by=chair)
    with pytest.raises(Conflict) as refusal:
        moves.move(session, chair, one.id, wanted(S.APPROVED), version=one.version)
    assert refusal.value.code == "inspection.four_eyes"
    assert refusal.value.params["state"] == "proposed"


def test_who_recorded_a_check_does_not_conclude_it(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    first, second = (officer(session, an_hung, Role.ECONOMIC_DIVISION) for _ in range(2))
    one = check(session, site, S.IN_FIELD)
    moves.move(session, first, one.id, wanted(S.MINUTES_SIGNED), version=one.version)
    assert one.recorded_by_id == first.account_id
    with pytest.raises(Conflict) as refusal:
        moves.move(session, first, one.id, wanted(S.CONCLUDED), version=one.version)
    assert refusal.value.code == "inspection.four_eyes"
    moves.move(session, second, one.id, wanted(S.CONCLUDED), version=one.version)
    assert (one.concluded_by_id, one.concluded_on) == (second.account_id, clock.today())


@pytest.mark.parametrize("to", [S.CANCELLED, S.NO_ACCESS])
def test_a_side_exit_needs_a_reason(
    session: Session, an_hung: Commune, site: Facility, to: InspectionState
) -> None:
    one = check(session, site, S.ANNOUNCED)
    who = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    for reason in ("", "   ", "x" * 501):
        with pytest.raises(FieldErrors) as refusal:
            moves.move(session, who, one.id, wanted(to, reason=reason), version=1)
        assert set(refusal.value.fields) == {"reason"}
    moves.move(session, who, one.id, wanted(to, reason="Không có ai ở cơ sở"), version=1)
    assert one.inspected_on is None


@pytest.mark.parametrize("to", [S.ANNOUNCED, S.IN_FIELD])
def test_nobody_goes_to_a_site_without_a_decision(
    session: Session, an_hung: Commune, site: Facility, to: InspectionState
) -> None:
    one = check(session, site, S.APPROVED, decision_number="", decision_date=None)
    who = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    with pytest.raises(FieldErrors) as refusal:
        moves.move(session, who, one.id, Move(to), version=1)
    assert set(refusal.value.fields) == {"decision_number", "decision_date"}
    with pytest.raises(FieldErrors) as half:
        moves.move(session, who, one.id, Move(to, decision_number="12"), version=1)
    assert set(half.value.fields) == {"decision_date"}
    moves.move(session, who, one.id, wanted(to), version=1)
    assert one.decision_number == "12/QĐ-UBND"


def test_an_approval_takes_a_decision_whole_or_not_at_all(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    one = check(session, site, S.PROPOSED, decision_number="", decision_date=None)
    chair = officer(session, an_hung, Role.CHAIRPERSON)
    with pytest.raises(FieldErrors):
        moves.move(session, chair, one.id, Move(S.APPROVED, decision_number="12"), version=1)
    moves.move(session, chair, one.id, Move(S.APPROVED), version=1)
    assert one.state is S.APPROVED


@pytest.mark.parametrize("to", [S.ANNOUNCED, S.IN_FIELD])
def test_a_day_to_come_is_no_day_of_what_has_happened(
    session: Session, an_hung: Commune, site: Facility, to: InspectionState
) -> None:
    one = check(session, site, S.APPROVED)
    who = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    with pytest.raises(FieldErrors) as refusal:
        late = clock.today() + timedelta(days=1)
        moves.move(session, who, one.id, wanted(to, day=late), version=1)
    assert refusal.value.fields == {"day": "form.future"}


def test_a_check_is_done_only_when_all_is_mended_and_followed_up_only_when_not(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    one = check(session, site, S.CONCLUDED)
    who = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    with pytest.raises(FieldErrors) as nothing:
        moves.move(session, who, one.id, wanted(S.FOLLOW_UP), version=1)
    assert nothing.value.fields == {"to": "inspection.nothing_to_mend"}
    session.add(Finding(inspection_id=one.id, severity=1, deadline=date(2026, 1, 1)))
    session.add(Finding(inspection_id=one.id, severity=0))
    session.flush()
    with pytest.raises(FieldErrors) as open_still:
        moves.move(session, who, one.id, wanted(S.DONE), version=1)
    assert open_still.value.fields == {"to": "inspection.not_mended"}


def test_of_two_officers_at_once_the_second_is_told_and_nothing_is_lost(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    one = check(session, site, S.APPROVED)
    first, second = (officer(session, an_hung, Role.ECONOMIC_DIVISION) for _ in range(2))
    saw = one.version
    moves.move(session, first, one.id, wanted(S.ANNOUNCED, note="Đã gọi điện"), version=saw)
    with pytest.raises(Conflict) as refusal:
        moves.move(session, second, one.id, wanted(S.CANCELLED), version=saw)
    assert refusal.value.code == "record.changed"
    assert refusal.value.params == {"state": "announced", "allowed": ["in_field", "cancelled", "no_access"]}
    assert version(session, one) > saw
    assert one.state is S.ANNOUNCED
    assert holding.moved_already(session, first, one.id, S.ANNOUNCED, "Đã gọi điện")
    assert not holding.moved_already(session, second, one.id, S.ANNOUNCED, "Đã gọi điện")


def test_a_check_of_another_body_is_moved_by_nobody(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    one = check(session, site, S.APPROVED, body="Sở Nông nghiệp và Môi trường", authority=Authority.CITY)
    with pytest.raises(Conflict) as refusal:
        chair = officer(session, an_hung, Role.CHAIRPERSON)
        moves.move(session, chair, one.id, wanted(S.CANCELLED), version=1)
    assert refusal.value.code == "inspection.of_other_body"


def test_a_check_from_afar_needs_an_answer_before_its_minutes(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    one = check(session, site, S.IN_FIELD, form=InspectionForm.REMOTE)
    who = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    with pytest.raises(FieldErrors) as refusal:
        moves.move(session, who, one.id, wanted(S.MINUTES_SIGNED), version=1)
    assert refusal.value.fields == {"to": "inspection.remote_unanswered"}


def test_a_check_of_a_village_that_was_merged_keeps_working(session: Session, an_hung: Commune) -> None:
    merged = cast.village(session, an_hung, "Cốc Lộc", valid_to=date(2026, 6, 30))
    site = cast.facility(session, an_hung, village_id=merged.id)
    one = check(session, site, S.APPROVED)
    who = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    for to in (S.ANNOUNCED, S.IN_FIELD, S.MINUTES_SIGNED):
        moves.move(session, who, one.id, wanted(to), version=one.version)
    moves.move(
        session, mover(session, an_hung, S.CONCLUDED), one.id, wanted(S.CONCLUDED), version=one.version
    )
    assert one.state is S.CONCLUDED


def test_the_database_knows_no_state_without_its_event(session: Session, site: Facility) -> None:
    one = check(session, site, S.APPROVED)
    one.state = S.ANNOUNCED
    session.flush()
    with pytest.raises(IntegrityError, match="its last event tells approved"):
        session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_a_check_next_door_is_none(session: Session, an_hung: Commune) -> None:
    foreign = check(session, cast.facility(session, cast.commune(session)), S.APPROVED)
    with pytest.raises(NotFound):
        who = officer(session, an_hung, Role.ECONOMIC_DIVISION)
        moves.move(session, who, foreign.id, wanted(S.CANCELLED), version=1)
