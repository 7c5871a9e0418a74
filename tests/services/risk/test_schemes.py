"""Schemes: proposed by one, approved by another, frozen, in force from their day."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geodata.enums import IMPACTS, PERFORMANCE, Role
from geodata.errors import BadInput, Conflict, FieldErrors, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import Commune, Facility, RiskRating, RiskScheme
from services import clock
from services.risk import ratings, schemes
from services.risk.in_force import default, in_force
from services.risk.schemes import Draft, bands_of, compact, whole_rules
from tests import cast
from tests.people import viewer
from tests.services.risk.conftest import account, scheme

TODAY = clock.today()
DRAFT = Draft(
    code="2027-1",
    valid_from=TODAY,
    terms={"waste": 1},
    reasons={"waste": "Năm chất thải rắn"},
    weights={one.value: 1.0 for one in PERFORMANCE},
    n_min=2,
    alpha=0.5,
    bands=bands_of(default()["rules"]),
    note="",
)


def changed(**more: Any) -> Draft:
    """The draft with other bands at the top."""
    told = json.loads(DRAFT.bands) | more
    return replace(DRAFT, bands=json.dumps(told))


def test_a_proposal_waits_and_rules_nothing(
    session: Session, an_hung: Commune, workshop: Facility, proposer: Viewer
) -> None:
    made = schemes.propose(session, proposer, DRAFT)
    assert (made.proposed_by_id, made.approved_at) == (proposer.account_id, None)
    assert made.terms == {"waste": 1}
    assert made.rules["reasons"] == {"waste": "Năm chất thải rắn"}
    assert in_force(session, an_hung.id, TODAY).code == default()["code"]


def test_the_whole_of_our_own_proposal_comes_back_from_the_form() -> None:
    rules = default()["rules"]
    again = whole_rules(replace(DRAFT, reasons={}))
    assert again == rules


def test_the_bands_are_text_that_can_be_read_and_edited() -> None:
    text = bands_of(default()["rules"])
    assert json.loads(text)["impact"] == default()["rules"]["impact"]
    assert len(text.splitlines()) < 250
    assert '"at_least": [[0.1, 1], [5, 2], [20, 3], [100, 4], [500, 5]]' in text
    assert text.index('"impact"') < text.index('"performance"') < text.index('"reach"')
    assert compact([]) == "[]" and compact({}) == "{}"


def test_approval_by_another_puts_it_in_force_and_rates_every_site(
    session: Session, an_hung: Commune, workshop: Facility, proposer: Viewer, chairperson: Viewer
) -> None:
    ratings.refresh(session, an_hung.id)
    made = schemes.propose(session, proposer, DRAFT)
    schemes.approve(session, chairperson, made.id, made.version)
    assert (made.approved_by_id, made.approved_at is not None) == (chairperson.account_id, True)
    assert in_force(session, an_hung.id, TODAY) is made
    [row] = session.scalars(select(RiskRating).execution_options(populate_existing=True))
    assert row.scheme_id == made.id and row.terms[2] == 1


def test_a_scheme_for_later_rules_from_its_day(
    session: Session, an_hung: Commune, workshop: Facility, proposer: Viewer, chairperson: Viewer
) -> None:
    later = TODAY + timedelta(days=40)
    made = schemes.propose(session, proposer, replace(DRAFT, valid_from=later))
    schemes.approve(session, chairperson, made.id, made.version)
    assert ratings.of(session, an_hung.id, TODAY) == {}, "nothing is rated by it before"
    assert in_force(session, an_hung.id, later - timedelta(days=1)).code == default()["code"]
    assert in_force(session, an_hung.id, later) is made


def test_a_scheme_approved_late_did_not_rule_before(
    session: Session, an_hung: Commune, proposer: Viewer, chairperson: Viewer
) -> None:
    """It was in force from its approval on, whatever its first day says: the days before are as they were."""
    people: dict[str, Any] = {
        "proposed_by": proposer.account_id or 0,
        "approved_by": chairperson.account_id or 0,
    }
    signed = datetime(2026, 2, 5, 3, tzinfo=UTC)
    made = scheme(session, an_hung, "2026-1", date(2026, 1, 1), **people, approved_at=signed)
    assert in_force(session, an_hung.id, date(2026, 2, 4)).code == default()["code"]
    assert in_force(session, an_hung.id, date(2026, 2, 5)) is made


def test_the_latest_of_several_rules(
    session: Session, an_hung: Commune, proposer: Viewer, chairperson: Viewer
) -> None:
    people: dict[str, Any] = {
        "proposed_by": proposer.account_id or 0,
        "approved_by": chairperson.account_id or 0,
    }
    scheme(session, an_hung, "2026-1", date(2026, 1, 1), **people)
    second = scheme(
        session, an_hung, "2026-2", date(2026, 1, 1), **people, approved_at=datetime(2026, 3, 1, tzinfo=UTC)
    )
    scheme(session, cast.commune(session), "2026-3", date(2026, 5, 1), **people)
    assert in_force(session, an_hung.id, date(2026, 6, 1)) is second
    assert in_force(session, an_hung.id, date(2026, 2, 1)).code == "2026-1"


def test_nobody_approves_what_they_proposed(session: Session, an_hung: Commune) -> None:
    person = account(session, an_hung, Role.CHAIRPERSON, "ca_hai")
    made = RiskScheme(
        commune_id=an_hung.id,
        code="2027-1",
        valid_from=TODAY,
        rules=default()["rules"],
        proposed_by_id=person.id,
        version=1,
    )
    session.add(made)
    session.flush()
    both = Viewer(an_hung.id, Role.CHAIRPERSON, None, person.id)
    with pytest.raises(Forbidden, match=r"risk\.second_person"):
        schemes.approve(session, both, made.id, made.version)
    with pytest.raises(Forbidden, match=r"risk\.second_person"):
        schemes.approve(session, viewer(Role.CHAIRPERSON, an_hung), made.id, made.version)


def test_the_database_holds_the_four_eyes_too(session: Session, an_hung: Commune) -> None:
    person = account(session, an_hung, Role.CHAIRPERSON, "ca_hai")
    made = RiskScheme(
        commune_id=an_hung.id, code="x", valid_from=TODAY, rules={}, proposed_by_id=person.id, version=1
    )
    session.add(made)
    session.flush()
    made.approved_by_id, made.approved_at = person.id, datetime.now(UTC)
    with pytest.raises(IntegrityError, match="four_eyes"):
        session.flush()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ECONOMIC_DIVISION])
def test_only_the_economic_division_proposes(session: Session, an_hung: Commune, role: Role) -> None:
    with pytest.raises(Forbidden):
        schemes.propose(session, viewer(role, an_hung), DRAFT)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CHAIRPERSON])
def test_only_the_chairperson_approves(
    session: Session, an_hung: Commune, proposer: Viewer, role: Role
) -> None:
    made = schemes.propose(session, proposer, DRAFT)
    with pytest.raises(Forbidden):
        schemes.approve(session, viewer(role, an_hung), made.id, made.version)


def test_an_approved_scheme_is_frozen(
    session: Session, an_hung: Commune, proposer: Viewer, chairperson: Viewer
) -> None:
    made = schemes.propose(session, proposer, DRAFT)
    schemes.approve(session, chairperson, made.id, made.version)
    with pytest.raises(Conflict, match=r"risk\.approved_already"):
        schemes.approve(session, chairperson, made.id, made.version)
    with pytest.raises(Conflict, match=r"risk\.approved_already"):
        schemes.withdraw(session, proposer, made.id, made.version)
    for statement in (
        update(RiskScheme).where(RiskScheme.id == made.id).values(note="khác"),
        delete(RiskScheme).where(RiskScheme.id == made.id),
    ):
        with pytest.raises(IntegrityError, match="is approved"), session.begin_nested():
            session.execute(statement)


def test_only_a_demo_scheme_of_a_demo_commune_may_go(
    session: Session, an_hung: Commune, proposer: Viewer, chairperson: Viewer
) -> None:
    people: dict[str, Any] = {
        "proposed_by": proposer.account_id or 0,
        "approved_by": chairperson.account_id or 0,
    }
    made = scheme(session, an_hung, "2026-1", date(2026, 1, 1), **people)
    gone = delete(RiskScheme).where(RiskScheme.id == made.id)
    an_hung.is_demo = True
    session.flush()
    with pytest.raises(IntegrityError, match="is approved"), session.begin_nested():
        session.execute(gone)
    demo = RiskScheme(
        commune_id=an_hung.id,
        code="2026-2",
        valid_from=date(2026, 1, 1),
        rules={},
        source="demo",
        approved_by_id=chairperson.account_id,
        approved_at=datetime.now(UTC),
        version=1,
    )
    session.add(demo)
    session.flush()
    session.execute(delete(RiskScheme).where(RiskScheme.id == demo.id))
    assert session.scalars(select(RiskScheme.code)).all() == ["2026-1"]


def test_a_scheme_that_changed_meanwhile_is_not_approved_unseen(
    session: Session, an_hung: Commune, proposer: Viewer, chairperson: Viewer
) -> None:
    made = schemes.propose(session, proposer, DRAFT)
    made.note = "sửa sau"
    session.flush()
    with pytest.raises(Conflict, match=r"record\.changed"):
        schemes.approve(session, chairperson, made.id, made.version - 1)


def test_our_own_proposal_can_be_approved_as_it_is(
    session: Session, an_hung: Commune, workshop: Facility, chairperson: Viewer
) -> None:
    ratings.refresh(session, an_hung.id)
    own = in_force(session, an_hung.id, TODAY)
    schemes.approve(session, chairperson, own.id, own.version)
    assert in_force(session, an_hung.id, TODAY) is own


def test_a_proposal_is_taken_back(session: Session, an_hung: Commune, proposer: Viewer) -> None:
    made = schemes.propose(session, proposer, DRAFT)
    schemes.withdraw(session, proposer, made.id, made.version)
    assert session.scalars(select(RiskScheme)).all() == []


def test_our_own_proposal_is_nobody_s_to_take_back(
    session: Session, an_hung: Commune, workshop: Facility, proposer: Viewer
) -> None:
    ratings.refresh(session, an_hung.id)
    own = in_force(session, an_hung.id, TODAY)
    with pytest.raises(Conflict):
        schemes.withdraw(session, proposer, own.id, own.version)


def test_another_commune_s_scheme_does_not_exist(
    session: Session, an_hung: Commune, proposer: Viewer
) -> None:
    other = cast.commune(session)
    made = RiskScheme(commune_id=other.id, code="x", valid_from=TODAY, rules={}, version=1)
    session.add(made)
    session.flush()
    with pytest.raises(NotFound):
        schemes.one(session, proposer, made.id)
    assert [one.scheme.code for one in schemes.listed(session, proposer)] == [default()["code"]]


@pytest.mark.parametrize(
    ("draft", "field", "code"),
    [
        (replace(DRAFT, code=""), "code", "risk.code_form"),
        (replace(DRAFT, code="hai chữ"), "code", "risk.code_form"),
        (replace(DRAFT, code=default()["code"]), "code", "risk.code_taken"),
        (replace(DRAFT, valid_from=None), "valid_from", "form.needed"),
        (replace(DRAFT, reasons={}), "reason_waste", "risk.term_reason"),
        (replace(DRAFT, reasons={"waste": "  "}), "reason_waste", "risk.term_reason"),
    ],
)
def test_fields_that_cannot_be_used_are_named(
    session: Session, proposer: Viewer, draft: Draft, field: str, code: str
) -> None:
    with pytest.raises(FieldErrors) as refusal:
        schemes.propose(session, proposer, draft)
    assert refusal.value.fields == {field: code}
    assert session.scalars(select(RiskScheme)).all() == []


def test_a_code_is_taken_once(session: Session, proposer: Viewer) -> None:
    schemes.propose(session, proposer, DRAFT)
    with pytest.raises(FieldErrors) as refusal:
        schemes.propose(session, proposer, DRAFT)
    assert refusal.value.fields == {"code": "risk.code_taken"}


@pytest.mark.parametrize(
    ("draft", "code", "told"),
    [
        (replace(DRAFT, bands="{"), "risk.rules_json", {"line": 1, "column": 2}),
        (replace(DRAFT, bands='{\n "a": 1,\n}'), "risk.rules_json", {"line": 3}),
        (replace(DRAFT, bands="[" * 5000), "risk.rules_json", {}),
        (replace(DRAFT, bands="[]"), "risk.rule_form", {"path": "{}"}),
        (replace(DRAFT, bands=" " * 50_001), "risk.rules_long", {}),
        (changed(weights={}), "risk.rule_unknown", {"path": "weights"}),
        (changed(n_min=3), "risk.rule_unknown", {"path": "n_min"}),
        (changed(priority={"alpha": 1}), "risk.rule_unknown", {"path": "priority.alpha"}),
        (changed(priority=None), "risk.rule_form", {"path": "priority"}),
        (changed(impact={}), "risk.rule_missing", {"path": "impact.wastewater"}),
        (replace(DRAFT, n_min=9), "risk.rule_range", {"path": "n_min"}),
        (replace(DRAFT, alpha=None), "risk.rule_range", {"path": "priority.alpha"}),
        (replace(DRAFT, weights={}), "risk.rule_missing", {"path": "weights.findings"}),
        (replace(DRAFT, terms={"waste": 2}), "risk.rule_range", {"path": "terms.waste"}),
    ],
)
def test_rules_that_cannot_be_used_are_refused_by_their_place(
    session: Session, proposer: Viewer, draft: Draft, code: str, told: dict[str, Any]
) -> None:
    with pytest.raises(BadInput) as refusal:
        schemes.propose(session, proposer, draft)
    assert refusal.value.code == code
    assert told.items() <= refusal.value.params.items()
    assert session.scalars(select(RiskScheme)).all() == []


def test_a_scheme_with_rules_that_cannot_be_read_is_not_approved(
    session: Session, an_hung: Commune, chairperson: Viewer
) -> None:
    made = RiskScheme(commune_id=an_hung.id, code="x", valid_from=TODAY, rules={}, version=1)
    session.add(made)
    session.flush()
    with pytest.raises(BadInput):
        schemes.approve(session, chairperson, made.id, made.version)


def test_the_list_names_people_and_what_rules_now(
    session: Session, an_hung: Commune, proposer: Viewer, chairperson: Viewer
) -> None:
    made = schemes.propose(session, proposer, DRAFT)
    schemes.approve(session, chairperson, made.id, made.version)
    [one] = schemes.listed(session, proposer)
    assert (one.proposed_by, one.approved_by, one.rules_now) == ("Cán bộ kinh_te", "Cán bộ lanh_dao", True)
    assert not one.is_default
    assert schemes.free_code(session, proposer, 2027) == "2027-2"
    assert schemes.free_code(session, proposer, 2030) == "2030-1"


@pytest.mark.parametrize(
    "role", [Role.PUBLIC, Role.SCHOOL, Role.MASS_ORGANISATION, Role.PUBLIC_SERVICE_CENTRE]
)
def test_who_does_not_work_with_checks_reads_no_scheme(
    session: Session, an_hung: Commune, role: Role
) -> None:
    with pytest.raises(Forbidden):
        schemes.listed(session, viewer(role, an_hung))


def test_every_impact_has_a_place_in_the_terms() -> None:
    assert [one.value for one in IMPACTS] == list(default()["rules"]["impact"])
