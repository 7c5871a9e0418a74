"""The exception to the one-a-year rule: clear signs, evidence, a reason, two people."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from geodata.enums import Authority, IncidentState, InspectionTrigger, Role, Visibility
from geodata.errors import Conflict, FieldErrors, Forbidden
from geodata.models import CapOverride, Commune, Facility, Incident, IncidentInspection, Inspection
from services import clock
from services.inspections import moves, overrides
from services.inspections.making import propose
from services.inspections.moves import Move
from services.inspections.overrides import Exceptional
from tests import cast
from tests.services.desk_cast import in_state, officer
from tests.services.inspections.check_cast import S, check, proposal

T = InspectionTrigger


@pytest.fixture
def site(session: Session, an_hung: Commune) -> Facility:
    """A workshop."""
    return cast.facility(session, an_hung)


def signs(session: Session, site: Facility, **more: Any) -> Incident:
    """A report about the site that somebody verifies."""
    given: dict[str, Any] = {"site_id": site.id, "state": IncidentState.VERIFYING, "created_at": soon_at(-20)}
    home = session.get_one(Commune, site.commune_id)
    return cast.report(session, home, **given | more)


def soon_at(days: int) -> datetime:
    """A moment some days from now."""
    return datetime.now(UTC) + timedelta(days=days)


def exceptional(session: Session, home: Commune, site: Facility, *evidence: int, **more: Any) -> Inspection:
    """A second check of the year, proposed with an exception."""
    check(session, site, S.DONE)
    clerk = officer(session, home, Role.ECONOMIC_DIVISION)
    given: dict[str, Any] = {
        "trigger": T.TIP,
        "planned_on": clock.today(),
        "override": Exceptional("Khói đen nhiều ngày liền", evidence),
    }
    return propose(session, clerk, proposal(site, **given | more))


def test_a_second_check_of_the_year_is_refused_with_the_article_and_the_day(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    first = check(session, site, S.DONE)
    with pytest.raises(Conflict) as refusal:
        clerk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
        propose(session, clerk, proposal(site, planned_on=clock.today()))
    assert refusal.value.code == "inspection.capped"
    assert refusal.value.params["day"] == first.inspected_on
    assert "198/2025" in str(refusal.value.params["article"])


def test_an_exception_waits_for_the_chairperson_and_then_lets_the_check_go_on(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    evidence = signs(session, site)
    made = exceptional(session, an_hung, site, evidence.id)
    chair = officer(session, an_hung, Role.CHAIRPERSON)
    with pytest.raises(Conflict) as waits:
        moves.move(session, chair, made.id, Move(S.APPROVED), version=made.version)
    assert waits.value.code == "inspection.override_waits"
    overrides.approve(session, chair, made.id, version=made.version)
    overrides.approve(session, chair, made.id, version=made.version)
    moves.move(session, chair, made.id, Move(S.APPROVED), version=made.version)
    assert made.state is S.APPROVED
    shown = overrides.of(session, chair, made.id)
    assert shown is not None
    assert shown.approved_by.startswith("chairperson")
    assert shown.proposed_by.startswith("economic_division")
    assert (shown.hidden, [one["id"] for one in shown.evidence]) == (0, [evidence.id])
    assert shown.refusals[0]["code"] == "cap.same_act"
    assert session.get(IncidentInspection, (evidence.id, made.id)) is not None


def test_who_asked_for_an_exception_does_not_allow_it(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    made = exceptional(session, an_hung, site, signs(session, site).id)
    chair = officer(session, an_hung, Role.CHAIRPERSON)
    asked = session.get_one(CapOverride, made.id)
    asked.proposed_by_id = chair.account_id or 0
    session.flush()
    with pytest.raises(Conflict) as refusal:
        overrides.approve(session, chair, made.id, version=made.version)
    assert refusal.value.code == "inspection.four_eyes"
    with pytest.raises(Forbidden):
        clerk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
        overrides.approve(session, clerk, made.id, version=made.version)


@pytest.mark.parametrize("state", list(IncidentState))
def test_only_a_report_that_somebody_verifies_is_evidence(
    session: Session, an_hung: Commune, site: Facility, state: IncidentState
) -> None:
    one = in_state(session, an_hung, state, site_id=site.id, created_at=soon_at(-20))
    if state in overrides.VERIFIED:
        assert exceptional(session, an_hung, site, one.id).state is S.PROPOSED
    else:
        with pytest.raises(FieldErrors) as refusal:
            exceptional(session, an_hung, site, one.id)
        assert refusal.value.fields == {"evidence": "inspection.needs_evidence"}


def test_evidence_is_of_this_site_not_old_and_known_to_who_names_it(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    clerk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    near = signs(session, site, site_id=None, geom=cast.place(106.592, 20.75))
    signs(session, site, site_id=None, geom=cast.place(106.60, 20.75))
    signs(session, site, created_at=soon_at(-400))
    signs(session, site, visibility=Visibility.POLICE, published=False)
    assert [one["id"] for one in overrides.offered(session, clerk, site.id)] == [near.id]
    for evidence in ((), (near.id, 10**9)):
        with pytest.raises(FieldErrors):
            exceptional(session, an_hung, site, *evidence)


def test_an_exception_needs_a_reason_and_is_no_plan(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    evidence = signs(session, site).id
    with pytest.raises(FieldErrors) as reasonless:
        exceptional(session, an_hung, site, evidence, override=Exceptional(" ", (evidence,)))
    assert reasonless.value.fields == {"reason": "inspection.needs_signs"}
    with pytest.raises(FieldErrors) as planned:
        exceptional(session, an_hung, cast.facility(session, an_hung), evidence, trigger=T.PLAN)
    assert planned.value.fields["trigger"] == "inspection.exception_not_planned"


def test_evidence_that_turned_out_to_be_nothing_allows_nothing(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    evidence = signs(session, site)
    made = exceptional(session, an_hung, site, evidence.id)
    session.execute(
        text("UPDATE incident SET visibility = 'police', published = false WHERE id = :id"),
        {"id": evidence.id},
    )
    chair = officer(session, an_hung, Role.CHAIRPERSON)
    shown = overrides.of(session, chair, made.id)
    assert shown is not None
    assert (shown.evidence, shown.hidden) == ([], 1)
    with pytest.raises(Conflict) as refusal:
        overrides.approve(session, chair, made.id, version=made.version)
    assert refusal.value.code == "inspection.evidence_gone"


def test_an_exception_that_nobody_needs_is_not_kept(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    clerk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    wanted = proposal(site, trigger=T.TIP, override=Exceptional("Khói", (signs(session, site).id,)))
    made = propose(session, clerk, wanted)
    assert session.get(CapOverride, made.id) is None
    with pytest.raises(Conflict) as refusal:
        chair = officer(session, an_hung, Role.CHAIRPERSON)
        overrides.approve(session, chair, made.id, version=made.version)
    assert refusal.value.code == "inspection.no_exception"


def test_a_check_that_another_body_forestalled_does_not_go_to_the_field(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    one = check(session, site, S.APPROVED)
    check(session, site, S.DONE, body="Sở", authority=Authority.CITY)
    with pytest.raises(Conflict) as refusal:
        clerk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
        moves.move(session, clerk, one.id, Move(S.IN_FIELD), version=one.version)
    assert refusal.value.code == "inspection.capped"
    assert refusal.value.params["state"] == "approved"
