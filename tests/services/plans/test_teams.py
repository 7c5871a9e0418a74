"""Teams and terms of visits: kept when they can be, each wrong field told with its own code."""

from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import Authority, InspectionContent, Role, VehicleKind
from geodata.errors import Conflict, FieldErrors, Forbidden, NotFound
from geodata.models import AuditEntry, Commune, SiteVisitTerms
from services.plans import capacity, teams, terms
from tests import cast, plan_cast
from tests.people import viewer

POLICE = Role.COMMUNE_POLICE


def wanted(**more: Any) -> dict[str, Any]:
    """A team as a form sends it."""
    return {
        "name": "Tổ môi trường",
        "code": "TO-1",
        "authority": Authority.ECONOMIC_DIVISION,
        "contents": [InspectionContent.FIRE_SAFETY, InspectionContent.ENVIRONMENT],
        "people": 3,
        "members": "Tổ trưởng, hai cán bộ",
        "vehicle": VehicleKind.MOTORBIKE,
        "speed_kmh": None,
        "work_from": time(7, 30),
        "pause_from": time(11, 30),
        "pause_to": time(13, 30),
        "work_to": time(17),
        "place": (106.59, 20.75),
        "active": True,
    } | more


def wrong(session: Session, home: Commune, **more: Any) -> dict[str, str]:
    with pytest.raises(FieldErrors) as refused:
        teams.add(session, viewer(POLICE, home), wanted(**more))
    return refused.value.fields


def test_a_team_is_kept_as_it_was_typed_with_the_speed_of_its_vehicle(
    session: Session, an_hung: Commune
) -> None:
    made = teams.add(session, viewer(POLICE, an_hung), wanted(name="  Tổ   môi trường ", vehicle="bicycle"))
    assert made.speed_kmh == 12
    assert made.contents == ["environment", "fire_safety"]
    assert teams.values(made)["place"] == (106.59, 20.75)
    assert capacity.day_seconds(made) == 7.5 * 3600
    assert [team.id for team in teams.listed(session, viewer(Role.HEALTH_STATION, an_hung))] == [made.id]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"name": " "}, {"name": "form.needed"}),
        ({"code": "", "contents": []}, {"code": "form.needed", "contents": "form.needed"}),
        ({"people": 0}, {"people": "team.people"}),
        ({"people": 51}, {"people": "team.people"}),
        ({"speed_kmh": 300.0}, {"speed_kmh": "team.speed"}),
        ({"speed_kmh": float("nan")}, {"speed_kmh": "team.speed"}),
        ({"work_to": time(7)}, {"work_to": "team.hours"}),
        ({"work_from": None}, {"work_from": "form.needed"}),
        ({"pause_to": None}, {"pause_to": "team.pause_half"}),
        ({"pause_from": None}, {"pause_from": "team.pause_half"}),
        ({"pause_to": time(18)}, {"pause_to": "team.pause"}),
        ({"place": None}, {"place": "team.start"}),
        ({"place": (0.0, 0.0)}, {"place": "place.not_in_vietnam"}),
        ({"place": (106.0, 20.0)}, {"place": "team.start_far"}),
        ({"members": "x" * 501}, {"members": "team.too_long"}),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    session: Session, an_hung: Commune, sent: dict[str, Any], told: dict[str, str]
) -> None:
    assert wrong(session, an_hung, **sent) == told


def test_a_team_may_work_without_a_pause(session: Session, an_hung: Commune) -> None:
    made = teams.add(session, viewer(POLICE, an_hung), wanted(pause_from=None, pause_to=None))
    assert capacity.day_seconds(made) == 9.5 * 3600


def test_a_code_is_taken_once_and_a_team_keeps_its_own(session: Session, an_hung: Commune) -> None:
    who = viewer(POLICE, an_hung)
    made = teams.add(session, who, wanted())
    assert wrong(session, an_hung) == {"code": "team.code_taken"}
    changed = teams.change(session, who, made.id, wanted(people=4), version=made.version)
    assert changed.people == 4
    with pytest.raises(Conflict):
        teams.change(session, who, made.id, wanted(people=5), version=1)


def test_only_who_has_the_settings_changes_them_and_nobody_outside_reads_them(
    session: Session, an_hung: Commune
) -> None:
    made = plan_cast.team(session, an_hung)
    for role in Role:
        who = viewer(role, an_hung)
        if role not in (Role.ECONOMIC_DIVISION, POLICE):
            with pytest.raises(Forbidden):
                teams.add(session, who, wanted())
        if role not in (Role.ECONOMIC_DIVISION, POLICE, Role.HEALTH_STATION, Role.CHAIRPERSON):
            with pytest.raises(Forbidden):
                teams.listed(session, who)
    with pytest.raises(NotFound):
        teams.one(session, viewer(POLICE, cast.commune(session)), made.id)


def test_the_log_keeps_a_team_without_its_members(session: Session, an_hung: Commune) -> None:
    plan_cast.team(session, an_hung)
    kept = session.scalars(select(AuditEntry).where(AuditEntry.table_name == "inspection_team")).all()
    assert kept
    assert not any("Bí Mật" in str(entry.now_is) for entry in kept)


def test_terms_are_written_read_and_changed(session: Session, an_hung: Commune) -> None:
    who, site = viewer(Role.ECONOMIC_DIVISION, an_hung), plan_cast.site(session, an_hung)
    version, empty = terms.of(session, who, site.id)
    assert (version, empty["opening_hours"], empty["not_before"]) == (0, "", None)
    sent = {"opening_hours": " Mo-Fr 07:30-17:00 ", "not_before": date(2027, 1, 5), "not_after": None}
    terms.write(session, who, site.id, sent, version=0)
    version, kept = terms.of(session, who, site.id)
    assert (kept["opening_hours"], kept["not_before"]) == ("Mo-Fr 07:30-17:00", date(2027, 1, 5))
    terms.write(session, who, site.id, sent | {"note": "Nghỉ sửa lò"}, version=version)
    assert session.get_one(SiteVisitTerms, site.id).note == "Nghỉ sửa lò"


def test_two_writers_of_terms_do_not_overwrite_each_other(session: Session, an_hung: Commune) -> None:
    who, site = viewer(Role.ECONOMIC_DIVISION, an_hung), plan_cast.site(session, an_hung)
    terms.write(session, who, site.id, {"opening_hours": "Mo-Fr 08:00-17:00"}, version=0)
    for stale in (0, 7):
        with pytest.raises(Conflict):
            terms.write(session, who, site.id, {"opening_hours": "Sa 08:00-12:00"}, version=stale)
    with pytest.raises(Conflict):
        other = plan_cast.site(session, an_hung)
        terms.write(session, who, other.id, {"opening_hours": "Sa 08:00-12:00"}, version=3)


def test_wrong_terms_are_told_beside_their_field(session: Session, an_hung: Commune) -> None:
    who, site = viewer(Role.ECONOMIC_DIVISION, an_hung), plan_cast.site(session, an_hung)
    sent = {"opening_hours": "mở cả ngày", "not_before": date(2027, 2, 1), "not_after": date(2027, 1, 1)}
    with pytest.raises(FieldErrors) as refused:
        terms.write(session, who, site.id, sent, version=0)
    assert refused.value.fields == {"opening_hours": "terms.hours", "not_after": "terms.order"}


def test_a_collection_point_and_a_site_of_others_have_no_terms(session: Session, an_hung: Commune) -> None:
    who, point = viewer(Role.ECONOMIC_DIVISION, an_hung), cast.point(session, an_hung)
    abroad = plan_cast.site(session, cast.commune(session))
    for site_id in (point.id, abroad.id, 0):
        with pytest.raises(NotFound):
            terms.of(session, who, site_id)
    with pytest.raises(Forbidden):
        terms.of(session, viewer(Role.CHAIRPERSON, an_hung), plan_cast.site(session, an_hung).id)
