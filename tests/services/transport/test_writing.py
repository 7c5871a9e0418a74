"""Carriers, vehicles and routes written: refused, kept once, told to the second editor."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from shapely.geometry import MultiLineString
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import RoadKind, Role
from geodata.errors import Conflict, FieldErrors
from geodata.features import Viewer
from geodata.models import Commune, Road, WasteRoute, WasteVehicle
from services.clock import today
from services.transport import carriers, routes
from services.transport.routes import Drawn
from tests import cast
from tests.people import viewer
from tests.services.transport.ground import carrier, degrees, route

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


# --- carriers and vehicles


def test_a_carrier_is_kept_once_with_its_codes_in_form(session: Session, police: Viewer) -> None:
    key = str(uuid4())
    sent = {"name": "Công ty X", "waste_codes": "180102, 19 06 01", "permit_to": TODAY}
    first = carriers.create(session, police, sent, key=key)
    assert carriers.create(session, police, sent, key=key) is first
    assert first.waste_codes == ["18 01 02", "19 06 01"]
    [told] = carriers.listed(session, police)
    assert (told["permit_status"], told["vehicles"]) == ("expires_soon", 0)
    assert carriers.listed(session, police, TODAY + timedelta(days=1))[0]["permit_status"] == "expired"


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"name": ""}, "name", "form.needed"),
        ({"name": "x" * 201}, "name", "transport.long"),
        ({"waste_codes": "dầu thải"}, "waste_codes", "transport.codes"),
        (
            {"permit_from": TODAY, "permit_to": TODAY - timedelta(days=1)},
            "permit_to",
            "transport.permit_ends",
        ),
    ],
)
def test_a_carrier_that_cannot_be(
    session: Session, police: Viewer, wrong: dict[str, Any], field: str, code: str
) -> None:
    sent = {"name": "Công ty X"} | wrong
    assert refusal(lambda: carriers.create(session, police, sent, key=str(uuid4())))[field] == code


def test_a_stale_edit_of_a_carrier_is_told(session: Session, police: Viewer, an_hung: Commune) -> None:
    row = carrier(session, an_hung)
    version, start = carriers.draft(session, police, row.id)
    carriers.change(session, police, row.id, version=version, values=start | {"name": "Mới"})
    with pytest.raises(Conflict):
        carriers.change(session, police, row.id, version=version, values=start)
    assert row.name == "Mới"


def test_one_plate_stands_once_at_a_carrier(session: Session, police: Viewer, an_hung: Commune) -> None:
    row = carrier(session, an_hung)
    sent = {"plate": "15c 123.45", "capacity_t": 2.5, "active": True}
    first = carriers.add_vehicle(session, police, row.id, sent)
    assert first.plate == "15C-12345"
    assert carriers.add_vehicle(session, police, row.id, sent | {"plate": "15C12345"}) is first
    taken = refusal(lambda: carriers.add_vehicle(session, police, row.id, sent | {"capacity_t": 3.0}))
    assert taken == {"plate": "transport.plate_taken"}
    assert session.scalar(select(func.count()).select_from(WasteVehicle)) == 1
    assert carriers.record(session, police, row.id)["vehicles"][0]["plate"] == "15C-12345"


@pytest.mark.parametrize("tonnes", [0, -1, 101, float("nan"), float("inf")])
def test_a_load_that_no_lorry_carries_is_refused(
    session: Session, police: Viewer, an_hung: Commune, tonnes: float
) -> None:
    row = carrier(session, an_hung)
    sent = {"plate": "15C-12345", "capacity_t": tonnes}
    wrong = refusal(lambda: carriers.add_vehicle(session, police, row.id, sent))
    assert wrong == {"capacity_t": "transport.tonnes"}


def test_a_vehicle_goes_out_of_use_and_a_second_editor_is_told(
    session: Session, police: Viewer, an_hung: Commune
) -> None:
    row = carriers.add_vehicle(session, police, carrier(session, an_hung).id, {"plate": "15C-12345"})
    vehicle, start = carriers.vehicle_draft(session, police, row.id)
    seen = vehicle.version
    carriers.change_vehicle(session, police, row.id, version=seen, values=start | {"active": False})
    assert carriers.listed(session, police)[0]["vehicles"] == 0
    with pytest.raises(Conflict):
        carriers.change_vehicle(session, police, row.id, version=seen, values=start)


# --- routes


def sent(owner_id: int, **more: Any) -> dict[str, Any]:
    return {"name": "Tuyến A", "carrier_id": owner_id, "valid_from": TODAY} | more


def test_a_route_is_kept_once_as_it_was_drawn(session: Session, police: Viewer, an_hung: Commune) -> None:
    owner, key = carrier(session, an_hung), str(uuid4())
    first = routes.create(session, police, sent(owner.id), Drawn(places=WAY), key=key)
    assert routes.create(session, police, sent(owner.id), Drawn(places=WAY), key=key) is first
    assert routes.as_text(first) == "20.750000, 106.580000\n20.750000, 106.600000"
    told = routes.record(session, police, first.id).feature
    assert told["properties"]["length_m"] == pytest.approx(2083, abs=5)
    assert told["geometry"]["type"] == "LineString"


def test_a_file_counts_before_roads_and_places(session: Session, police: Viewer, an_hung: Commune) -> None:
    file = b'{"type": "LineString", "coordinates": [[106.58, 20.74], [106.59, 20.74]]}'
    made = routes.line_of(session, police, Drawn(file, [1], WAY))
    assert made is not None
    assert list(made.coords) == [(106.58, 20.74), (106.59, 20.74)]
    assert routes.line_of(session, police, Drawn()) is None


def test_picked_roads_become_the_route(session: Session, police: Viewer, an_hung: Commune) -> None:
    ids = []
    for number, line in enumerate(([(106.58, 20.75), (106.59, 20.75)], [(106.59, 20.75), (106.60, 20.76)])):
        shape = cast.shape(MultiLineString([line]))
        road = Road(commune_id=an_hung.id, kind=RoadKind.COMMUNE, code=f"X{number}", geom=shape)
        session.add(road)
        session.flush()
        ids.append(road.id)
    assert [name for _id, name in routes.roads(session, police)] == ["X0", "X1"]
    made = routes.line_of(session, police, Drawn(roads=ids))
    assert made is not None
    assert len(made.coords) == 3
    assert refusal(lambda: routes.line_of(session, police, Drawn(roads=[0]))) == {"roads": "line.roads_apart"}


@pytest.mark.parametrize(
    ("places", "code"),
    [
        ("20.75, 106.58", "line.short"),
        ("20.75, 106.58\nchợ", "line.place"),
        ("20.90, 106.58\n20.91, 106.60", "line.outside"),
        ("20.75, 106.58\n20.75, 107.40", "line.too_far"),
        ("106.58, 20.75\n106.60, 20.75", "line.not_in_vietnam"),
    ],
)
def test_a_line_that_does_not_fit_is_refused(
    session: Session, police: Viewer, an_hung: Commune, places: str, code: str
) -> None:
    owner = carrier(session, an_hung)
    drawn = Drawn(places=places)
    made = refusal(lambda: routes.create(session, police, sent(owner.id), drawn, key=str(uuid4())))
    assert made == {"places": code}


def test_a_route_needs_a_line(session: Session, police: Viewer, an_hung: Commune) -> None:
    owner = carrier(session, an_hung)
    made = refusal(lambda: routes.create(session, police, sent(owner.id), Drawn(), key=str(uuid4())))
    assert made == {"places": "line.none"}


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"name": ""}, "name", "form.needed"),
        ({"carrier_id": None}, "carrier_id", "form.needed"),
        ({"carrier_id": 999_999}, "carrier_id", "form.choice"),
        ({"from_site_id": 999_999}, "from_site_id", "form.choice"),
        ({"hours": "sáng sớm"}, "hours", "transport.hours"),
        ({"kg_month": float("nan")}, "kg_month", "form.number"),
        ({"kg_month": -1.0}, "kg_month", "form.negative"),
        ({"valid_from": None}, "valid_from", "form.needed"),
        ({"valid_to": TODAY - timedelta(days=1)}, "valid_to", "transport.ends_early"),
        ({"waste_codes": "x"}, "waste_codes", "transport.codes"),
    ],
)
def test_a_route_that_cannot_be(
    session: Session, police: Viewer, an_hung: Commune, wrong: dict[str, Any], field: str, code: str
) -> None:
    told = sent(carrier(session, an_hung).id) | wrong
    made = refusal(lambda: routes.create(session, police, told, Drawn(places=WAY), key=str(uuid4())))
    assert made[field] == code


def test_a_route_changes_without_moving_unless_it_is_drawn_anew(
    session: Session, police: Viewer, an_hung: Commune
) -> None:
    row = route(
        session, an_hung, carrier(session, an_hung), geom=degrees([(106.58123456789, 20.75), (106.6, 20.75)])
    )
    version, start = routes.draft(session, police, row.id)
    drawn = Drawn(places=start.pop("places"))
    before = session.scalar(select(func.ST_AsText(WasteRoute.geom)))
    routes.change(session, police, row.id, version=version, values=start | {"name": "Khác"}, drawn=drawn)
    assert session.scalar(select(func.ST_AsText(WasteRoute.geom))) == before
    routes.change(session, police, row.id, version=row.version, values=start, drawn=Drawn(places=WAY))
    assert routes.as_text(row).startswith("20.750000, 106.580000")
    with pytest.raises(Conflict):
        routes.change(session, police, row.id, version=version, values=start, drawn=drawn)


def test_an_ended_route_is_listed_last(session: Session, police: Viewer, an_hung: Commune) -> None:
    owner = carrier(session, an_hung)
    route(session, an_hung, owner, name="A cũ", valid_to=TODAY - timedelta(days=1))
    route(session, an_hung, owner, name="B", code="B")
    found = [(one.feature["properties"]["name"], one.ended) for one in routes.listed(session, police)]
    assert found == [("B", False), ("A cũ", True)]


def test_senders_are_sites_with_hazardous_waste(session: Session, police: Viewer, an_hung: Commune) -> None:
    cast.facility(session, an_hung, "Có", hazardous_waste_kg_year=10)
    cast.facility(session, an_hung, "Không", hazardous_waste_kg_year=0)
    cast.facility(session, cast.commune(session), "Ngoài", hazardous_waste_kg_year=10)
    assert [name for _id, name in routes.senders(session, police)] == ["Có"]
