"""What is planted in a report and is for officers comes out of no door for programs."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from geodata.enums import EventKind, IncidentState, Role
from geodata.models import Commune, Incident, IncidentEvent
from services import api_keys
from services.incidents.publishing import Answer, publish
from tests import cast
from tests.everything import SECRETS
from tests.people import viewer
from tests.webmap.open311_sent import V2

LON, LAT = 106.5987654, 20.7412345
SECRETS_OF_THE_REPORT = (
    "Nguyễn Thị Hồng Vân",
    "0912345678",
    "0912 345 678",
    "van@example.org",
    "Nhà bà Năm Thùy",
    "Lò đốt sau nhà bà Năm",
    "Ghi chú trong nhà",
    "Thôn Bí Mật",
)
NEAR = 0.0003
"""Degrees, about 30 m: no number of any answer may come so near to the planted place."""


@pytest.fixture
def planted(client: FlaskClient, session: Session, an_hung: Commune) -> Incident:
    """A report that an app filed with all it could tell, worked on and published."""
    village = cast.village(session, an_hung, "Thôn Bí Mật", area=cast.ground(106.59, 20.73, 106.61, 20.75))
    key = api_keys.create(session, an_hung.id, "Ứng dụng")
    session.commit()
    sent = {
        "api_key": key,
        "service_code": "waste_burning",
        "lat": str(LAT),
        "long": str(LON),
        "address_string": "Nhà bà Năm Thùy",
        "description": "Lò đốt sau nhà bà Năm",
        "last_name": "Nguyễn Thị",
        "first_name": "Hồng Vân",
        "phone": "0912 345 678",
        "email": "van@example.org",
    }
    (told,) = client.post(f"{V2}/requests.json", data=sent).get_json()
    made = session.get_one(Incident, int(told["service_request_id"]))
    assert made.village_id == village.id
    state = IncidentState.NEW
    session.add(
        IncidentEvent(
            incident_id=made.id,
            kind=EventKind.NOTED,
            from_state=state,
            to_state=state,
            internal_note="Ghi chú trong nhà",
        )
    )
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    publish(session, boss, made.id, Answer(True, "Đã dập lửa."), version=made.version, secrets=SECRETS)
    session.commit()
    return made


def addresses(made: Incident) -> list[str]:
    """Every address of ours that answers a program, in every format."""
    since = (datetime.now(UTC) - timedelta(days=9)).strftime("%Y-%m-%d")
    plain = [
        "/open311/discovery",
        *(f"{V2}/{part}" for part in ("discovery", "services", "requests")),
        f"{V2}/services/{made.category.value}",
        f"{V2}/requests/{made.id}",
        f"{V2}/request/{made.id}",
        f"{V2}/tokens/{made.code}",
    ]
    asked = [
        f"{V2}/requests.{kind}?{query}"
        for kind in ("json", "xml")
        for query in (f"service_request_id={made.id}", f"updated_after={since}", "status=open")
    ]
    feeds = [f"/incidents/feed.{kind}" for kind in ("atom", "geojson")]
    return [f"{one}.{kind}" for one in plain for kind in ("json", "xml")] + asked + feeds


def test_the_report_is_there_and_nothing_that_is_for_officers(client: FlaskClient, planted: Incident) -> None:
    shown = 0
    for address in addresses(planted):
        answer = client.get(address)
        assert answer.status_code == 200, address
        text = answer.get_data(as_text=True)
        shown += "Đã dập lửa." in text
        for secret in SECRETS_OF_THE_REPORT:
            assert secret not in text, f"{secret} in {address}"
        assert not near(text), address
        assert planted.idempotency_key not in text
        assert planted.code not in text or "/tokens/" in address
    assert shown >= 10


def near(text: str) -> list[str]:
    """The numbers of a text that tell the planted place."""
    numbers = re.findall(r"\d{1,3}\.\d{2,}", text)
    lats = [number for number in numbers if abs(float(number) - LAT) < NEAR]
    lons = [number for number in numbers if abs(float(number) - LON) < NEAR]
    return [*lats, *lons] if lats and lons else []


def test_the_check_of_places_finds_a_place_that_is_told() -> None:
    assert near(f'{{"lat": {LAT}, "long": {LON}}}')
    assert near(f"{LAT:.4f} {LON:.4f}")
    assert not near("20.7426 106.5987")


def test_what_was_taken_down_is_gone_from_everywhere(
    client: FlaskClient, session: Session, planted: Incident
) -> None:
    planted.published = False
    session.commit()
    for address in addresses(planted):
        answer = client.get(address)
        alone = f"/{planted.id}." in address
        assert answer.status_code == (404 if alone else 200), address
        assert "Đã dập lửa." not in answer.get_data(as_text=True)
