"""What is watched on a route: exact distances and lengths on small ground, the day, the hours, the permit."""

from datetime import date

import pytest
from shapely.geometry import LineString, Point
from sqlalchemy.orm import Session

from geodata.enums import Hazard, PermitStatus, Role, SiteKind, SiteState, TransportRuleName
from geodata.errors import Forbidden, NotFound
from geodata.models import Commune, MedicalFacility, ResidentialArea, School, TransportRule
from services.transport import routes
from services.transport.alerts import Alerts
from tests import cast
from tests.people import viewer
from tests.services.transport.ground import carrier, field, route, stored

DAY = date(2026, 11, 23)


def school(session: Session, home: Commune, x: float, y: float, **more: object) -> School:
    made = School(
        commune_id=home.id,
        code=f"TH-{x}-{y}",
        name=f"Trường {x:g}",
        kind=SiteKind.PRIMARY_SCHOOL,
        geom=stored(session, Point(x, y)),
        registered_on=date(2024, 1, 1),
        version=1,
        **more,
    )
    session.add(made)
    session.flush()
    return made


def alerts(session: Session, home: Commune, on: date = DAY) -> Alerts:
    [seen] = routes.listed(session, viewer(Role.COMMUNE_POLICE, home), on)
    one = routes.record(session, viewer(Role.COMMUNE_POLICE, home), seen.id, on)
    assert one == seen
    return seen.alerts


def test_a_school_sixty_metres_off_is_passed_for_a_hundred_and_sixty(
    session: Session, an_hung: Commune
) -> None:
    route(session, an_hung, carrier(session, an_hung))
    school(session, an_hung, 500, 60)
    [found] = alerts(session, an_hung).schools
    assert found["distance_m"] == pytest.approx(60, abs=0.001)
    assert found["length_m"] == pytest.approx(160, abs=0.05)
    assert found["stretch"]["type"] == "LineString"
    assert found["geometry"]["type"] == "Point"


def test_the_limit_is_a_hundred_metres_unless_the_commune_set_another(
    session: Session, an_hung: Commune
) -> None:
    route(session, an_hung, carrier(session, an_hung))
    school(session, an_hung, 300, 99.99)
    school(session, an_hung, 700, -100.01)
    assert [one["name"] for one in alerts(session, an_hung).schools] == ["Trường 300"]
    rule = TransportRule(
        commune_id=an_hung.id, name=TransportRuleName.SCHOOL_M, value="150", source="Nội bộ", version=1
    )
    session.add(rule)
    session.flush()
    assert [one["name"] for one in alerts(session, an_hung).schools] == ["Trường 300", "Trường 700"]


def test_beyond_the_end_of_a_route_distance_counts_from_its_end(session: Session, an_hung: Commune) -> None:
    route(session, an_hung, carrier(session, an_hung))
    school(session, an_hung, 1079.54, 59.98)
    [found] = alerts(session, an_hung).schools
    assert found["distance_m"] == pytest.approx(99.63, abs=0.01)


def test_closed_schools_and_those_of_the_commune_next_door_do_not_count(
    session: Session, an_hung: Commune
) -> None:
    route(session, an_hung, carrier(session, an_hung))
    school(session, an_hung, 500, 0, state=SiteState.CLOSED, closed_on=DAY)
    school(session, cast.commune(session), 400, 0)
    assert alerts(session, an_hung).schools == []


def test_clinics_and_homes_are_told_and_not_counted(session: Session, an_hung: Commune) -> None:
    route(session, an_hung, carrier(session, an_hung))
    session.add(
        MedicalFacility(
            commune_id=an_hung.id,
            code="YT-1",
            name="Phòng khám",
            kind=SiteKind.CLINIC,
            geom=stored(session, Point(500, 80)),
            version=1,
        )
    )
    for number, (west, south, east, north) in enumerate([(100, -50, 250, 50), (600, 1, 700, 50)]):
        area = field(session, west, south, east, north)
        session.add(
            ResidentialArea(commune_id=an_hung.id, code=f"K{number}", name=f"Khu {number}", area=area)
        )
    session.flush()
    found = alerts(session, an_hung)
    assert [one["name"] for one in found.clinics] == ["Phòng khám"]
    assert [(one["name"], round(one["length_m"], 2)) for one in found.homes] == [("Khu 0", 150.0)]
    assert found.count == 0


def test_a_zone_under_water_is_told_with_level_and_length(session: Session, an_hung: Commune) -> None:
    route(session, an_hung, carrier(session, an_hung))
    cast.zone(session, an_hung, "Trũng", level=2, area=field(session, 200, -10, 450, 10))
    cast.zone(session, an_hung, "Sâu", level=4, area=field(session, 300, -10, 320, 10))
    cast.zone(session, an_hung, "Cháy", hazard=Hazard.FIRE_EXPLOSION, area=field(session, 0, -10, 900, 10))
    cast.zone(session, an_hung, "Xa", area=field(session, 0, 10, 900, 20))
    found = alerts(session, an_hung).floods
    assert [(one["name"], one["level"], round(one["length_m"], 2)) for one in found] == [
        ("Sâu", 4, 20.0),
        ("Trũng", 2, 250.0),
    ]


def test_a_zone_that_is_only_touched_is_none(session: Session, an_hung: Commune) -> None:
    route(session, an_hung, carrier(session, an_hung))
    cast.zone(session, an_hung, area=field(session, 1000, -10, 1100, 10))
    assert alerts(session, an_hung).floods == []


@pytest.mark.parametrize(
    ("day", "valid"),
    [
        (date(2026, 8, 31), False),
        (date(2026, 9, 1), True),
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
    ],
)
def test_zones_count_on_the_days_they_are_valid(
    session: Session, an_hung: Commune, day: date, valid: bool
) -> None:
    route(session, an_hung, carrier(session, an_hung))
    area = field(session, 200, -10, 450, 10)
    cast.zone(session, an_hung, area=area, valid_from=date(2026, 9, 1), valid_to=date(2026, 9, 30))
    assert bool(alerts(session, an_hung, day).floods) is valid


def test_a_way_there_and_back_is_measured_once(session: Session, an_hung: Commune) -> None:
    there_and_back = stored(session, LineString([(0, 0), (1000, 0), (0.0, 0)]))
    route(session, an_hung, carrier(session, an_hung), geom=there_and_back)
    cast.zone(session, an_hung, area=field(session, 200, -10, 450, 10))
    [found] = alerts(session, an_hung).floods
    assert found["length_m"] == pytest.approx(250, abs=0.05)


def test_hours_that_meet_those_of_schools_are_told(session: Session, an_hung: Commune) -> None:
    made = route(session, an_hung, carrier(session, an_hung), hours="Mo 06:00-07:00")
    [(start, end, days)] = alerts(session, an_hung).meets or []
    assert (start.hour, start.minute, end.hour, days) == (6, 30, 7, [0])
    made.hours = "Mo 02:00-04:00"
    session.flush()
    assert alerts(session, an_hung).meets == []
    made.hours = ""
    session.flush()
    assert alerts(session, an_hung).meets is None


def test_a_permit_that_ended_and_codes_it_lacks_are_warnings(session: Session, an_hung: Commune) -> None:
    owner = carrier(session, an_hung, permit_to=date(2026, 11, 22), waste_codes=["18 01 02"])
    route(session, an_hung, owner, waste_codes=["18 01 02", "19 06 01"])
    found = alerts(session, an_hung)
    assert found.permit is PermitStatus.EXPIRED
    assert found.not_permitted == ["19 06 01"]
    assert found.count == 2
    assert alerts(session, an_hung, date(2026, 11, 22)).permit is PermitStatus.EXPIRES_SOON


def test_several_routes_each_get_their_own(session: Session, an_hung: Commune) -> None:
    owner = carrier(session, an_hung)
    route(session, an_hung, owner, name="Gần")
    far = stored(session, LineString([(0, 400), (1000, 400)]))
    route(session, an_hung, owner, name="Xa", code="TVC-XA", geom=far)
    school(session, an_hung, 500, 10)
    found = {
        one.feature["properties"]["name"]: one.alerts.count
        for one in routes.listed(session, viewer(Role.COMMUNE_POLICE, an_hung), DAY)
    }
    assert found == {"Gần": 1, "Xa": 0}


def test_a_route_of_the_commune_next_door_is_unknown(session: Session, an_hung: Commune) -> None:
    other = cast.commune(session)
    made = route(session, other, carrier(session, other))
    with pytest.raises(NotFound):
        routes.record(session, viewer(Role.COMMUNE_POLICE, an_hung), made.id)
    with pytest.raises(Forbidden):
        routes.listed(session, viewer(Role.VILLAGE_BOARD, an_hung))
