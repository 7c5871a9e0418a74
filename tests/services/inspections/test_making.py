"""A check is proposed: what it needs, who may, its number, two at once, twice the same, the exception."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from geodata.enums import (
    Authority,
    FireGroup,
    InspectionContent,
    InspectionEventKind,
    InspectionTrigger,
    Role,
    SiteState,
    Visibility,
)
from geodata.errors import Conflict, FieldErrors, Forbidden, NotFound
from geodata.models import Commune, Facility, IncidentInspection, Inspection
from services import clock
from services.inspections import cap, terms
from services.inspections.making import propose
from tests import cast
from tests.services.desk_cast import officer
from tests.services.inspections.check_cast import S, check, proposal, soon

C, T = InspectionContent, InspectionTrigger


@pytest.fixture
def site(session: Session, an_hung: Commune) -> Facility:
    """A workshop."""
    return cast.facility(session, an_hung)


def test_a_proposal_becomes_a_check_with_its_number_and_its_event(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    clerk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    made = propose(session, clerk, proposal(site, team="Tổ môi trường", legal_basis="Kế hoạch 01/KH-UBND"))
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    assert made.code == f"KT-{clock.today().year}-001"
    assert (made.state, made.planned, made.planned_on) == (S.PROPOSED, True, soon())
    [first] = made.events
    assert (first.kind, first.from_state, first.account_id) == (
        InspectionEventKind.CREATED,
        None,
        clerk.account_id,
    )


def test_numbers_go_on_from_the_highest_of_the_year_and_leave_no_gap(
    session: Session, an_hung: Commune
) -> None:
    clerk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    year = clock.today().year
    check(session, cast.facility(session, an_hung), S.DONE, code=f"KT-{year}-041")
    check(session, cast.facility(session, an_hung), S.DONE, code=f"KT-{year - 1}-377")
    check(session, cast.facility(session, an_hung), S.DONE, code=f"KT-{year}-cũ")
    codes = []
    for number in range(3):
        made = propose(session, clerk, proposal(cast.facility(session, an_hung)))
        codes.append(made.code)
        with pytest.raises(FieldErrors):
            propose(session, clerk, proposal(cast.facility(session, an_hung), contents=()))
        assert codes[-1] == f"KT-{year}-{42 + number:03}"


def test_twice_the_same_form_is_one_check(session: Session, an_hung: Commune, site: Facility) -> None:
    clerk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    wanted = proposal(site)
    assert propose(session, clerk, wanted).id == propose(session, clerk, wanted).id
    assert len(session.scalars(select(Inspection)).all()) == 1
    with pytest.raises(Conflict):
        propose(session, clerk, proposal(site))


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"contents": ()}, "contents", "inspection.needs_content"),
        ({"planned_on": soon(-1)}, "planned_on", "inspection.day_passed"),
        ({"planned_on": soon(1500)}, "planned_on", "inspection.too_far"),
        ({"team": "x" * 501}, "team", "inspection.too_long"),
        ({"legal_basis": "x" * 501}, "legal_basis", "inspection.too_long"),
        (
            {"contents": (C.MEDICAL_WASTE,), "authority": Authority.COMMUNE_POLICE},
            "authority",
            "inspection.other_authority",
        ),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    session: Session, an_hung: Commune, site: Facility, more: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(FieldErrors) as refusal:
        propose(session, officer(session, an_hung, Role.ECONOMIC_DIVISION), proposal(site, **more))
    assert refusal.value.fields[field] == code


def test_a_closed_site_and_a_site_that_is_none_are_not_checked(session: Session, an_hung: Commune) -> None:
    clerk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    closed = cast.facility(session, an_hung, state=SiteState.CLOSED, closed_on=clock.today())
    with pytest.raises(FieldErrors) as refusal:
        propose(session, clerk, proposal(closed))
    assert refusal.value.fields == {"site_id": "inspection.site_closed"}
    for unknown in (cast.point(session, an_hung), cast.facility(session, cast.commune(session))):
        with pytest.raises(NotFound):
            propose(session, clerk, proposal(unknown))  # type: ignore[arg-type]


@pytest.mark.parametrize("group", list(FireGroup))
def test_appendix_ii_is_the_police_s_and_the_rest_the_commune_s(
    session: Session, an_hung: Commune, group: FireGroup
) -> None:
    """NĐ 105/2025 Đ42."""
    site = cast.facility(session, an_hung, fire_group=group)
    clerk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    wanted = proposal(site, contents=(C.FIRE_SAFETY,), authority=Authority.ECONOMIC_DIVISION)
    if group is FireGroup.APPENDIX_II:
        with pytest.raises(FieldErrors) as refusal:
            propose(session, clerk, wanted)
        assert refusal.value.fields == {"authority": "inspection.fire_authority"}
    else:
        assert propose(session, clerk, wanted).authority is Authority.ECONOMIC_DIVISION
    assert Authority.COMMUNE_POLICE in terms.authorities(C.FIRE_SAFETY, group)
    assert "105/2025" in terms.articles()["fire_safety"]


@pytest.mark.parametrize("trigger", list(T))
def test_the_police_check_the_environment_for_three_reasons_only(
    session: Session, an_hung: Commune, site: Facility, trigger: InspectionTrigger
) -> None:
    """NĐ 105/2015 Đ7."""
    police = officer(session, an_hung, Role.COMMUNE_POLICE)
    wanted = proposal(site, authority=Authority.COMMUNE_POLICE, trigger=trigger)
    if trigger in (T.DIRECT_DETECTION, T.TIP, T.COMPLAINT):
        assert propose(session, police, wanted).planned is False
    else:
        with pytest.raises(FieldErrors) as refusal:
            propose(session, police, wanted)
        assert refusal.value.fields == {"trigger": "inspection.police_trigger"}
    fire = proposal(
        cast.facility(session, an_hung),
        contents=(C.FIRE_SAFETY,),
        authority=Authority.COMMUNE_POLICE,
        trigger=trigger,
    )
    assert propose(session, police, fire).trigger is trigger


@pytest.mark.parametrize("role", [Role.CHAIRPERSON, Role.VILLAGE_BOARD, Role.ADMIN, Role.SCHOOL])
def test_who_does_not_plan_checks_proposes_none(
    session: Session, an_hung: Commune, site: Facility, role: Role
) -> None:
    with pytest.raises(Forbidden):
        propose(session, officer(session, an_hung, role, cast.village(session, an_hung)), proposal(site))


def test_a_unit_proposes_its_own_checks_and_the_economic_division_all(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    with pytest.raises(Forbidden):
        propose(session, officer(session, an_hung, Role.HEALTH_STATION), proposal(site))
    clerk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    wanted = proposal(site, contents=(C.FIRE_SAFETY,), authority=Authority.COMMUNE_POLICE)
    assert propose(session, clerk, wanted).authority is Authority.COMMUNE_POLICE


def test_a_report_that_gave_rise_to_it_is_linked(session: Session, an_hung: Commune, site: Facility) -> None:
    clerk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    report = cast.report(session, an_hung)
    made = propose(session, clerk, proposal(site, incident_id=report.id))
    assert session.get(IncidentInspection, (report.id, made.id)) is not None
    secret = cast.report(session, an_hung, visibility=Visibility.POLICE, published=False)
    with pytest.raises(NotFound):
        propose(session, clerk, proposal(cast.facility(session, an_hung), incident_id=secret.id))


def test_two_bodies_make_one_visit_of_one_day(session: Session, an_hung: Commune, site: Facility) -> None:
    clerk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    first = propose(session, clerk, proposal(site))
    shared: dict[str, Any] = {"contents": (C.FIRE_SAFETY,), "authority": Authority.COMMUNE_POLICE}
    with pytest.raises(Conflict):
        propose(session, clerk, proposal(site, **shared))
    with pytest.raises(FieldErrors) as other_day:
        propose(session, clerk, proposal(site, **shared, joint_with=first.id, planned_on=soon(9)))
    assert other_day.value.fields == {"joint_with": "inspection.not_joint"}
    second = propose(session, clerk, proposal(site, **shared, joint_with=first.id))
    assert cap.against(session, first) == cap.against(session, second) == []
