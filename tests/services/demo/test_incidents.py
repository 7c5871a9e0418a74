"""The demonstration's two years of reports."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, IncidentState, Role, SiteKind, Visibility
from geodata.models import Account, Incident, IncidentReporter, Site, Village
from services.clock import ZONE, midnight
from services.incidents.intake import as_code
from tests.services.demo.conftest import TODAY

MOVES = """
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
"""The moves the trade allows (domain §1)."""


@pytest.fixture
def incidents(session: Session) -> list[Incident]:
    return list(session.scalars(select(Incident)))


def months(incidents: list[Incident], category: IncidentCategory) -> set[int]:
    return {i.created_at.astimezone(ZONE).month for i in incidents if i.category is category}


def test_about_four_hundred_of_every_category(incidents: list[Incident]) -> None:
    assert 380 <= len(incidents) <= 430
    assert {incident.category for incident in incidents} == {*IncidentCategory}
    assert {incident.source for incident in incidents} == {"demo"}


def test_they_reach_from_two_years_ago_to_today(incidents: list[Incident]) -> None:
    days = sorted(incident.created_at for incident in incidents)
    assert midnight(TODAY - timedelta(days=731)) <= days[0] < midnight(TODAY - timedelta(days=690))
    assert midnight(TODAY - timedelta(days=4)) < days[-1] < midnight(TODAY)
    assert all(incident.occurred_at < incident.created_at for incident in incidents)


def test_seasons_are_those_of_the_fields_and_the_rain(incidents: list[Incident]) -> None:
    assert months(incidents, IncidentCategory.STRAW_BURNING) <= {5, 6, 7, 9, 10, 11}
    straw = Counter(i.created_at.month for i in incidents if i.category is IncidentCategory.STRAW_BURNING)
    water = Counter(i.created_at.month for i in incidents if i.category is IncidentCategory.WATERLOGGING)
    assert sum(straw[month] for month in (5, 6, 9, 10)) > 0.8 * straw.total()
    assert sum(water[month] for month in (7, 8, 9)) > 0.75 * water.total()


def test_the_state_is_where_the_last_step_led(incidents: list[Incident]) -> None:
    allowed = {line.split("→")[0]: line.split("→")[1].split("|") for line in MOVES.split()}
    for incident in incidents:
        first, *steps = incident.events
        assert (first.from_state, first.to_state, first.at) == (None, IncidentState.NEW, incident.created_at)
        state = IncidentState.NEW
        for step in steps:
            assert step.from_state is state and step.to_state in allowed[state]
            state = step.to_state
        assert state is incident.state
        times = [event.at for event in incident.events]
        assert times == sorted(times) and times[-1] < midnight(TODAY)


def test_a_second_person_resolves(incidents: list[Incident]) -> None:
    for incident in incidents:
        asked = None
        for event in incident.events:
            if event.to_state is IncidentState.DONE_REQUESTED:
                asked = event.account_id
            if event.to_state is IncidentState.RESOLVED:
                assert asked and event.account_id and asked != event.account_id


def test_old_ones_are_closed_and_young_ones_at_work(incidents: list[Incident]) -> None:
    states = Counter(incident.state for incident in incidents)
    young = {i.state for i in incidents if i.created_at > midnight(TODAY - timedelta(days=30))}
    assert states[IncidentState.CLOSED] > 0.5 * len(incidents)
    assert len(states) >= 10
    assert {IncidentState.NEW, IncidentState.VERIFYING, IncidentState.IN_PROGRESS} <= young


def test_nothing_is_shown_that_is_for_officers_or_police(incidents: list[Incident]) -> None:
    shown = Counter(incident.visibility for incident in incidents if incident.published)
    assert {*shown} == {Visibility.PUBLIC, Visibility.MASKED}
    assert {incident.visibility for incident in incidents} == {*Visibility}
    hidden = {IncidentState.NEW, IncidentState.REJECTED, IncidentState.DUPLICATE, IncidentState.ANONYMISED}
    assert not hidden & {incident.state for incident in incidents if incident.published}
    assert 0.4 < shown.total() / len(incidents) < 0.8


def test_only_police_touch_what_only_police_may_know(session: Session, incidents: list[Incident]) -> None:
    police = session.scalars(select(Account.id).where(Account.username == "commune_police")).one()
    for incident in incidents:
        if incident.visibility is Visibility.POLICE:
            assert {event.account_id for event in incident.events} <= {police, None}


def test_a_village_board_acts_in_its_own_village_only(session: Session, incidents: list[Incident]) -> None:
    board = session.scalars(select(Account).where(Account.username == "village_board")).one()
    touched = {i.village_id for i in incidents for event in i.events if event.account_id == board.id}
    assert touched == {board.village_id}
    assert sum(incident.village_id == board.village_id for incident in incidents) > 15


def test_the_public_place_is_80_to_190_metres_off(session: Session) -> None:
    nearest, farthest, placed = session.execute(
        text(
            "SELECT min(ST_Distance(geom::geography, public_geom::geography)),"
            " max(ST_Distance(geom::geography, public_geom::geography)), count(geom) FROM incident"
            " WHERE state <> 'anonymised'"
        )
    ).one()
    assert 80 <= nearest < farthest <= 190
    assert placed > 350


def test_places_are_in_the_commune_and_in_their_village(session: Session) -> None:
    strange = session.scalar(
        text(
            "SELECT count(*) FROM incident i JOIN commune c ON c.id = i.commune_id"
            " LEFT JOIN village v ON v.id = i.village_id WHERE i.geom IS NOT NULL AND i.state <> 'anonymised'"
            " AND NOT (ST_Covers(c.border, i.geom) AND ST_DWithin(v.area::geography, i.geom::geography, 1))"
        )
    )
    assert strange == 0


def test_some_have_no_pin_but_a_village_and_a_landmark(session: Session, incidents: list[Incident]) -> None:
    told = [one for one in incidents if one.geom is None and one.state is not IncidentState.ANONYMISED]
    assert 5 <= len(told) <= 50
    assert all(incident.village_id and incident.landmark for incident in told)
    known = set(session.scalars(select(Village.id).where(Village.valid_to.is_(None))))
    assert {incident.village_id for incident in incidents} <= known


def test_many_are_about_a_site_of_a_fitting_kind(session: Session, incidents: list[Incident]) -> None:
    kinds: dict[int, SiteKind] = {row.id: row.kind for row in session.execute(select(Site.id, Site.kind))}
    about = [(incident.category, kinds[incident.site_id]) for incident in incidents if incident.site_id]
    assert len(about) > 50
    assert {kind for category, kind in about if category is IncidentCategory.LIVESTOCK_WASTE} == {
        SiteKind.LIVESTOCK_FARM
    }


def test_codes_are_of_the_form_reporters_get_and_nobody_is_named(
    session: Session, incidents: list[Incident]
) -> None:
    codes = {incident.code for incident in incidents}
    assert len(codes) == len(incidents)
    assert all(as_code(code.upper().replace("-", " ")) == code and len(code) == 14 for code in codes)
    assert session.scalars(select(IncidentReporter)).all() == []


def test_forgotten_reports_and_those_of_the_police_are_as_the_desk_would_leave_them(session: Session) -> None:
    gone = session.scalars(select(Incident).where(Incident.state == IncidentState.ANONYMISED)).all()
    assert gone
    for one in gone:
        assert (one.geom, one.description, one.public_note, one.landmark) == (one.public_geom, "", "", "")
        assert not any(event.internal_note or event.public_note for event in one.events)
    secret = select(Incident.assigned_role).where(Incident.visibility == Visibility.POLICE)
    assert set(session.scalars(secret)) <= {Role.COMMUNE_POLICE, None}
