"""Checks on the road and rules written; who may read and write all of transport, in which commune."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import Role, TransportResult, TransportRuleName
from geodata.errors import Conflict, FieldErrors, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import Commune, TransportCheck
from services.clock import today
from services.transport import carriers, checks, routes, rules
from services.transport.checks import Check
from services.transport.routes import Drawn
from tests import cast
from tests.people import viewer
from tests.services.transport.ground import carrier, route

TODAY = today()
NOW = datetime.now(UTC)
WAY = "20.75, 106.58\n20.75, 106.60"
WRITERS = {Role.COMMUNE_POLICE, Role.ECONOMIC_DIVISION}
READERS = WRITERS | {Role.HEALTH_STATION, Role.CHAIRPERSON}


@pytest.fixture
def police(an_hung: Commune) -> Viewer:
    """Công an xã of An Hưng."""
    return viewer(Role.COMMUNE_POLICE, an_hung)


def refusal(act: Callable[[], Any]) -> dict[str, str]:
    """The fields a refusal names."""
    with pytest.raises(FieldErrors) as caught:
        act()
    return caught.value.fields


def sent(owner_id: int, **more: Any) -> dict[str, Any]:
    return {"name": "Tuyến A", "carrier_id": owner_id, "valid_from": TODAY} | more


# --- checks on the road


def check(**more: Any) -> Check:
    given: dict[str, Any] = {
        "key": str(uuid4()),
        "at": NOW,
        "result": TransportResult.IN_ORDER,
        "plate": "15c 123.45",
        "answers": {"permit": "yes"},
    }
    return Check(**given | more)


def test_a_check_is_kept_once_and_finds_its_vehicle(
    session: Session, police: Viewer, an_hung: Commune
) -> None:
    owner = carrier(session, an_hung)
    vehicle = carriers.add_vehicle(session, police, owner.id, {"plate": "15C-12345"})
    told = check(where=(106.59, 20.75), place="Trước chợ")
    first = checks.record(session, police, told)
    assert checks.record(session, police, told) is first
    assert session.scalar(select(func.count()).select_from(TransportCheck)) == 1
    assert (first.carrier_id, first.vehicle_id, first.plate) == (owner.id, vehicle.id, "15C-12345")
    [seen] = checks.listed(session, police, carrier_id=owner.id).checks
    assert seen["properties"]["carrier"] == "Đơn vị A"
    assert seen["geometry"]["coordinates"] == [106.59, 20.75]
    assert checks.listed(session, police, route_id=1).checks == []
    assert checks.one(session, police, first.id) == seen


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"key": "x"}, "key", "form.expired"),
        ({"plate": "abc"}, "plate", "transport.plate"),
        ({"plate": ""}, "plate", "transport.who"),
        ({"at": NOW + timedelta(hours=1)}, "at", "transport.future"),
        ({"at": NOW - timedelta(days=400)}, "at", "transport.too_old"),
        ({"result": None}, "result", "form.needed"),
        ({"answers": {"permit": "no"}}, "result", "transport.not_in_order"),
        ({"answers": {"x": "yes"}}, "answers", "form.choice"),
        ({"answers": {"permit": "maybe"}}, "answers", "form.choice"),
        ({"where": (106.0, 20.0)}, "where", "transport.far_away"),
        ({"where": (float("nan"), 20.0)}, "where", "transport.far_away"),
        ({"note": "x" * 5001}, "note", "transport.long"),
        ({"carrier_id": 999_999}, "carrier_id", "form.choice"),
        ({"route_id": 999_999}, "route_id", "form.choice"),
        ({"inspection_id": 999_999}, "inspection_id", "form.choice"),
    ],
)
def test_a_check_that_cannot_be(
    session: Session, police: Viewer, wrong: dict[str, Any], field: str, code: str
) -> None:
    assert refusal(lambda: checks.record(session, police, check(**wrong)))[field] == code


def test_a_vehicle_of_another_carrier_than_the_one_chosen_is_refused(
    session: Session, police: Viewer, an_hung: Commune
) -> None:
    carriers.add_vehicle(session, police, carrier(session, an_hung).id, {"plate": "15C-12345"})
    other = carrier(session, an_hung, name="B")
    made = refusal(lambda: checks.record(session, police, check(carrier_id=other.id)))
    assert made == {"plate": "transport.other_carrier"}
    carriers.add_vehicle(session, police, other.id, {"plate": "15C-12345"})
    assert checks.record(session, police, check(carrier_id=other.id)).carrier_id == other.id


def test_a_key_used_next_door_is_not_ours(session: Session, police: Viewer) -> None:
    told = check()
    other = viewer(Role.COMMUNE_POLICE, cast.commune(session))
    checks.record(session, other, told)
    with pytest.raises(FieldErrors):
        checks.record(session, police, told)
    assert checks.listed(session, police).checks == []


def test_checks_of_sites_about_transport_can_be_linked(
    session: Session, police: Viewer, an_hung: Commune
) -> None:
    site = cast.facility(session, an_hung, "Xưởng mạ")
    about = cast.visit(session, site, TODAY, contents=["hazardous_waste_transport"])
    cast.visit(session, site, TODAY, contents=["environment"])
    assert [row_id for row_id, _words in checks.inspections(session, police)] == [about.id]
    made = checks.record(session, police, check(inspection_id=about.id))
    assert checks.one(session, police, made.id)["properties"]["inspection"] == about.code


# --- rules and roles


def test_a_rule_is_the_commune_s_own_once_it_is_set(
    session: Session, police: Viewer, an_hung: Commune
) -> None:
    name = TransportRuleName.SCHOOL_M
    rules.change(session, police, name, {"value": "150", "source": "Nội bộ"}, version=0)
    assert rules.figure(rules.in_force(session, an_hung.id), name) == 150
    assert rules.in_force(session, an_hung.id)[name].version == 1
    for version in (0, 7):
        with pytest.raises(Conflict):
            rules.change(session, police, name, {"value": "1", "source": "x"}, version=version)
    assert rules.in_force(session, cast.commune(session).id)[name].value == "100"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"value": "nan"}, "value"),
        ({"source": ""}, "source"),
        ({"seen_on": TODAY + timedelta(days=1)}, "seen_on"),
        ({"article": "x" * 201}, "article"),
    ],
)
def test_a_rule_that_cannot_be(session: Session, police: Viewer, wrong: dict[str, Any], field: str) -> None:
    told = {"value": "150", "source": "Nội bộ"} | wrong
    assert field in refusal(
        lambda: rules.change(session, police, TransportRuleName.SCHOOL_M, told, version=0)
    )


@pytest.mark.parametrize("role", list(Role))
def test_who_may_read_and_write(session: Session, an_hung: Commune, role: Role) -> None:
    somebody = viewer(role, an_hung)
    owner = carrier(session, an_hung)
    reads: list[Callable[[], Any]] = [
        lambda: carriers.listed(session, somebody),
        lambda: routes.listed(session, somebody),
        lambda: checks.listed(session, somebody),
        lambda: routes.senders(session, somebody),
    ]
    writes: list[Callable[[], Any]] = [
        lambda: carriers.create(session, somebody, {"name": "X"}, key=str(uuid4())),
        lambda: carriers.draft(session, somebody, owner.id),
        lambda: routes.create(session, somebody, sent(owner.id), Drawn(places=WAY), key=str(uuid4())),
        lambda: checks.record(session, somebody, check()),
        lambda: checks.inspections(session, somebody),
        lambda: rules.change(
            session, somebody, TransportRuleName.HOME_M, {"value": "5", "source": "x"}, version=0
        ),
    ]
    for acts, allowed in ((reads, role in READERS), (writes, role in WRITERS)):
        for act in acts:
            if allowed:
                act()
            else:
                with pytest.raises(Forbidden):
                    act()


def test_phones_reach_only_who_may_call(session: Session, an_hung: Commune) -> None:
    carrier(session, an_hung, phone="0912345678")
    for role in READERS:
        [told] = carriers.listed(session, viewer(role, an_hung))
        assert ("phone" in told) is (role is not Role.HEALTH_STATION)


def test_rows_next_door_are_unknown(session: Session, police: Viewer) -> None:
    other = cast.commune(session)
    there = viewer(Role.COMMUNE_POLICE, other)
    owner = carrier(session, other)
    vehicle = carriers.add_vehicle(session, there, owner.id, {"plate": "15C-12345"})
    made = checks.record(session, there, check())
    line = route(session, other, owner)
    unknown: list[Callable[[], Any]] = [
        lambda: carriers.record(session, police, owner.id),
        lambda: carriers.add_vehicle(session, police, owner.id, {"plate": "15C-12345"}),
        lambda: carriers.vehicle_draft(session, police, vehicle.id),
        lambda: checks.one(session, police, made.id),
        lambda: routes.draft(session, police, line.id),
    ]
    for act in unknown:
        with pytest.raises(NotFound):
            act()
    assert checks.record(session, police, check()).carrier_id is None
