"""The one-a-year guard over the record: years, bodies, enterprises with several sites, the switch."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from geodata.enums import (
    Authority,
    InspectionAct,
    InspectionContent,
    InspectionForm,
    InspectionState,
    LegalForm,
    Role,
    SiteKind,
)
from geodata.errors import Conflict, FieldErrors, Forbidden
from geodata.models import Commune, Facility, MedicalFacility, School
from services.inspections import cap, caps, others
from services.inspections.cap_rule import Rule
from services.inspections.others import Other
from tests import cast
from tests.people import viewer
from tests.services.desk_cast import officer
from tests.services.inspections.check_cast import S, check

C, A = InspectionContent, InspectionAct
ENVIRONMENT = [C.ENVIRONMENT]


@pytest.fixture
def site(session: Session, an_hung: Commune) -> Facility:
    """A workshop without a tax code."""
    return cast.facility(session, an_hung)


def refused(
    session: Session, site: Any, year: int = 2026, contents: Any = ENVIRONMENT, **more: Any
) -> list[str]:
    """The codes of what speaks against a check of one site."""
    told = cap.refusals(session, site.commune_id, [site.id], year, contents, **more)
    return [one.code for one in told.get(site.id, [])]


def test_a_site_that_nobody_checked_may_be_checked(session: Session, site: Facility) -> None:
    assert cap.refusals(session, site.commune_id, [site.id], 2026, ENVIRONMENT, A.INSPECTION) == {}


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (date(2026, 1, 1), {2026}),
        (date(2026, 12, 31), {2026}),
        (date(2025, 12, 31), {2025}),
        (date(2027, 1, 1), {2027}),
    ],
)
def test_the_year_is_the_calendar_s(session: Session, site: Facility, day: date, years: set[int]) -> None:
    check(session, site, S.DONE, inspected_on=day, planned_on=None)
    assert {year for year in range(2024, 2029) if refused(session, site, year)} == years


@pytest.mark.parametrize("state", list(InspectionState))
def test_a_check_counts_unless_it_was_called_off_or_stopped_at_the_gate(
    session: Session, site: Facility, state: InspectionState
) -> None:
    check(session, site, state, planned_on=date(2026, 5, 4), inspected_on=date(2026, 5, 4))
    assert bool(refused(session, site)) is (state not in (S.CANCELLED, S.NO_ACCESS))


def test_a_planned_check_counts_in_the_year_it_is_planned_for(session: Session, site: Facility) -> None:
    check(session, site, S.APPROVED, planned_on=date(2027, 1, 4), decision_date=date(2026, 12, 20))
    assert (refused(session, site, 2026), refused(session, site, 2027)) == ([], ["cap.same_act"])


def test_the_day_it_took_place_counts_before_the_day_it_was_planned_for(
    session: Session, site: Facility
) -> None:
    check(session, site, S.DONE, planned_on=date(2026, 12, 29), inspected_on=date(2027, 1, 5))
    assert (refused(session, site, 2026), refused(session, site, 2027)) == ([], ["cap.same_act"])


def test_any_body_s_check_counts(session: Session, an_hung: Commune, site: Facility) -> None:
    clerk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    for act, contents, expected in (
        (A.STATE_INSPECTION, (C.FIRE_SAFETY,), []),
        (A.STATE_INSPECTION, (C.ENVIRONMENT,), ["cap.same_content"]),
        (A.INSPECTION, (C.FIRE_SAFETY,), ["cap.same_content", "cap.same_act"]),
    ):
        told = Other(site.id, f"Sở {act} {contents}", act, date(2026, 3, 2 + len(expected)), contents)
        others.register(session, clerk, told)
        assert refused(session, site) == expected
    [first, *_rest] = cap.refusals(session, an_hung.id, [site.id], 2026, ENVIRONMENT)[site.id]
    assert first.body.startswith("Sở state_inspection")
    assert first.authority is Authority.CITY


@pytest.mark.parametrize("authority", list(Authority)[:3])
def test_checks_of_our_own_units_count_for_each_other(
    session: Session, site: Facility, authority: Authority
) -> None:
    check(session, site, S.DONE, authority=authority, contents=["fire_safety"], inspected_on=date(2026, 2, 2))
    assert refused(session, site) == ["cap.same_act"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("0201234567", "0201234567", True),
        ("0201234567", "0201234567-001", True),
        ("0201234567-002", "0201234567-001", True),
        ("0201234567", " 0201 234 567", True),
        ("0201234567", "0201234568", False),
        ("", "", False),
        ("031085001234", "031085001235", False),
    ],
)
def test_the_sites_of_one_enterprise_are_one(
    session: Session, an_hung: Commune, one: str, other: str, same: bool
) -> None:
    first = cast.facility(session, an_hung, tax_code=one)
    second = cast.facility(session, an_hung, tax_code=other)
    check(session, first, S.DONE, inspected_on=date(2026, 2, 2))
    assert bool(refused(session, second)) is same
    assert refused(session, first) == ["cap.same_act"]


def test_an_enterprise_next_door_with_the_same_code_is_not_ours_to_count(
    session: Session, an_hung: Commune
) -> None:
    foreign = cast.facility(session, cast.commune(session), tax_code="0201234567")
    check(session, foreign, S.DONE, inspected_on=date(2026, 2, 2))
    assert refused(session, cast.facility(session, an_hung, tax_code="0201234567")) == []


@pytest.mark.parametrize("form", list(LegalForm))
def test_the_rule_protects_the_legal_forms_of_its_table(
    session: Session, an_hung: Commune, form: LegalForm
) -> None:
    site = cast.facility(session, an_hung, legal_form=form)
    check(session, site, S.DONE, inspected_on=date(2026, 2, 2))
    assert bool(refused(session, site)) is (form in caps.bound_forms())
    assert bool(refused(session, site)) is (form is not LegalForm.PUBLIC_BODY)


def test_clinics_are_protected_and_schools_have_no_legal_form(session: Session, an_hung: Commune) -> None:
    shared: dict[str, Any] = {"commune_id": an_hung.id, "registered_on": date(2024, 1, 1), "version": 1}
    clinic = MedicalFacility(**shared, code="Y1", name="Phòng khám", kind=SiteKind.CLINIC)
    school = School(**shared, code="S1", name="Trường", kind=SiteKind.PRIMARY_SCHOOL)
    session.add_all([clinic, school])
    session.flush()
    for one in (clinic, school):
        check(session, one, S.DONE, inspected_on=date(2026, 2, 2))  # type: ignore[arg-type]
    assert refused(session, clinic, contents=[C.MEDICAL_WASTE]) == ["cap.same_act"]
    assert refused(session, school) == []


def test_a_hundred_sites_are_asked_about_in_one_statement(
    session: Session, an_hung: Commune, count_statements: Callable[[], list[str]]
) -> None:
    sites = [cast.facility(session, an_hung, tax_code=f"02{i:08}") for i in range(30)]
    for one in sites[::2]:
        check(session, one, S.DONE, inspected_on=date(2026, 2, 2))
    caps.of(session, an_hung.id)
    session.flush()
    said = count_statements()
    told = cap.refusals(session, an_hung.id, [one.id for one in sites], 2026, ENVIRONMENT)
    assert set(told) == {one.id for one in sites[::2]}
    assert len(said) == 1


@pytest.fixture
def count_statements(session: Session) -> Callable[[], list[str]]:
    """count_statements() gives a list that grows with every statement from then on."""

    def start() -> list[str]:
        said: list[str] = []
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *told: said.append(told[2]))
        return said

    return start


# --- one visit of two bodies, and the check itself


def test_a_check_does_not_count_against_itself(session: Session, site: Facility) -> None:
    one = check(session, site, S.APPROVED, planned_on=date(2026, 5, 4))
    assert cap.against(session, one) == []
    other = check(session, site, S.PROPOSED, planned_on=date(2026, 6, 4))
    assert [told.inspection_id for told in cap.against(session, one)] == [other.id]
    assert cap.against(session, one, on=date(2027, 1, 2)) == []


def test_one_visit_of_two_bodies_is_one_check_for_both_and_two_for_a_third(
    session: Session, site: Facility
) -> None:
    first = check(session, site, S.APPROVED, planned_on=date(2026, 5, 4))
    told = {"joint_with": first.id}
    second = check(session, site, S.PROPOSED, planned_on=date(2026, 5, 4), data=told)
    assert cap.against(session, first) == cap.against(session, second) == []
    assert cap.partners(session, first) == [second.id]
    assert len(refused(session, site)) == 2


# --- the switch


def test_the_switch_warns_instead_of_refusing_and_says_who_confirmed_it(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    check(session, site, S.DONE, inspected_on=date(2026, 2, 2))
    clerk = viewer(Role.ECONOMIC_DIVISION, an_hung)
    seen = caps.of(session, an_hung.id)[C.ENVIRONMENT]
    off = Rule(False, True, "Công văn 12", "Không áp dụng", "Sở Tư pháp", "Phòng Kinh tế, 01/10/2026")
    assert caps.set_rule(session, clerk, C.ENVIRONMENT, off, seen=seen)
    assert refused(session, site) == []
    [warning] = cap.verdicts(session, an_hung.id, [site.id], 2026, ENVIRONMENT)[site.id]
    assert (warning.binds, warning.article, warning.text) == (False, "Công văn 12", "Không áp dụng")
    assert caps.own(session, an_hung.id) == {C.ENVIRONMENT}
    assert not caps.set_rule(session, clerk, C.ENVIRONMENT, off, seen=off)


def test_the_rule_is_not_switched_off_without_a_name_nor_on_an_old_page(
    session: Session, an_hung: Commune
) -> None:
    clerk = viewer(Role.COMMUNE_POLICE, an_hung)
    seen = caps.of(session, an_hung.id)[C.FIRE_SAFETY]
    with pytest.raises(FieldErrors) as nameless:
        caps.set_rule(session, clerk, C.FIRE_SAFETY, Rule(False, True, "Đ1", "x"), seen=seen)
    assert nameless.value.fields == {"confirmed_by": "form.needed"}
    with pytest.raises(FieldErrors) as empty:
        caps.set_rule(session, clerk, C.FIRE_SAFETY, Rule(True, True, " ", "x" * 5001), seen=seen)
    assert empty.value.fields == {"article": "form.needed", "text": "inspection.too_long"}
    caps.set_rule(session, clerk, C.FIRE_SAFETY, Rule(True, False, "Đ2", "y"), seen=seen)
    with pytest.raises(Conflict):
        caps.set_rule(session, clerk, C.FIRE_SAFETY, Rule(True, True, "Đ3", "z"), seen=seen)


@pytest.mark.parametrize("role", [Role.HEALTH_STATION, Role.CHAIRPERSON, Role.VILLAGE_BOARD, Role.ADMIN])
def test_the_switch_is_not_for_everybody(session: Session, an_hung: Commune, role: Role) -> None:
    seen = caps.of(session, an_hung.id)[C.FIRE_SAFETY]
    with pytest.raises(Forbidden):
        caps.set_rule(session, viewer(role, an_hung), C.FIRE_SAFETY, seen, seen=seen)


def test_a_remote_check_counts_until_the_commune_says_otherwise(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    check(session, site, S.DONE, inspected_on=date(2026, 2, 2), form=InspectionForm.REMOTE)
    assert refused(session, site) == ["cap.same_act"]
    clerk = viewer(Role.ECONOMIC_DIVISION, an_hung)
    seen = caps.of(session, an_hung.id)[C.ENVIRONMENT]
    caps.set_rule(session, clerk, C.ENVIRONMENT, Rule(True, False, "Đ4", "x"), seen=seen)
    assert refused(session, site) == []


def test_every_row_of_the_data_names_its_source() -> None:
    assert set(caps.defaults()) == set(C)
    assert all(rule.binds and rule.article and rule.text and rule.source for rule in caps.defaults().values())
