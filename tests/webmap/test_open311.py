"""GeoReport v2 as programs read it: services, lists and single reports, and who is in none of them."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from geodata.enums import EventKind, IncidentCategory, IncidentNature, IncidentState, Visibility
from geodata.models import Commune, IncidentEvent
from services.incidents import open311 as service
from tests import cast
from tests.webmap.open311_sent import NOW, V2, ids, published

FIELDS = [
    "service_request_id",
    "status",
    "status_notes",
    "service_name",
    "service_code",
    "description",
    "agency_responsible",
    "service_notice",
    "requested_datetime",
    "updated_datetime",
    "expected_datetime",
    "address",
    "address_id",
    "zipcode",
    "lat",
    "long",
    "media_url",
]


@pytest.mark.parametrize("address", ["/open311/discovery", f"{V2}/discovery"])
def test_discovery_names_this_very_place_and_its_formats(client: FlaskClient, address: str) -> None:
    told = client.get(f"{address}.json").get_json()
    assert told["endpoints"][0]["url"] == "http://localhost/open311/v2"
    assert told["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert told["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    root = ElementTree.fromstring(client.get(f"{address}.xml").data)
    assert [one.text for one in root.findall("endpoints/endpoint/formats/format")] == [
        "text/xml",
        "application/json",
    ]
    assert root.findtext("endpoints/endpoint/type") == "production"


def test_every_category_is_a_service_with_a_name_a_group_and_attributes(client: FlaskClient) -> None:
    told = client.get(f"{V2}/services.json").get_json()
    assert [one["service_code"] for one in told] == [category.value for category in IncidentCategory]
    assert {one["type"] for one in told} == {"realtime"}
    assert all(one["metadata"] is True and one["group"] and one["service_name"] for one in told)
    fire = next(one for one in told if one["service_code"] == "fire_explosion")
    assert "114" in fire["description"]
    root = ElementTree.fromstring(client.get(f"{V2}/services.xml").data)
    assert root.tag == "services"
    assert len(root.findall("service")) == len(told)
    assert root.findtext("service/metadata") == "true"


def test_a_service_tells_what_may_be_told_of_it(client: FlaskClient) -> None:
    told = client.get(f"{V2}/services/straw_burning.json").get_json()
    assert told["service_code"] == "straw_burning"
    assert {one["code"]: one["datatype"] for one in told["attributes"]} == {
        "nature": "singlevaluelist",
        "occurred_at": "datetime",
    }
    assert [one["key"] for one in told["attributes"][0]["values"]] == [n.value for n in IncidentNature]
    root = ElementTree.fromstring(client.get(f"{V2}/services/straw_burning.xml").data)
    assert [one.text for one in root.findall("attributes/attribute/values/value/key")] == [
        "sudden",
        "recurrent",
    ]


def test_words_come_in_the_language_the_program_asks_for(client: FlaskClient) -> None:
    names = {
        language: client.get(f"{V2}/services.json", headers={"Accept-Language": language}).get_json()[0]
        for language in ("vi", "en-GB,en;q=0.8", "fr")
    }
    assert names["vi"]["service_name"] == names["fr"]["service_name"] == "Đốt rơm rạ"
    assert names["en-GB,en;q=0.8"]["service_name"] == "Straw burning"
    refused = client.get(f"{V2}/services/none.json", headers={"Accept-Language": "en"}).get_json()
    assert refused == [{"code": 404, "description": "There is no such service_code."}]


def test_a_report_has_all_fields_of_the_specification_and_the_displaced_place(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    village = cast.village(session, an_hung)
    made = published(
        session, an_hung, public_note="Đã dọn.", village_id=village.id, landmark="Sau chợ", due_at=NOW
    )
    (told,) = client.get(f"{V2}/requests/{made.id}.json").get_json()
    assert list(told) == FIELDS
    assert told["service_request_id"] == str(made.id)
    assert (told["lat"], told["long"]) == (20.752, 106.592)
    assert told["status_notes"] == "Đã dọn."
    assert told["service_code"] == "straw_burning"
    assert told["requested_datetime"].endswith("+07:00")
    assert datetime.fromisoformat(told["requested_datetime"]) == made.created_at.replace(microsecond=0)
    for kept_back in ("description", "address", "address_id", "zipcode", "expected_datetime", "media_url"):
        assert told[kept_back] is None, kept_back
    root = ElementTree.fromstring(client.get(f"{V2}/request/{made.id}.xml").data)
    assert [element.tag for element in root.find("request") or ()] == FIELDS
    assert root.findtext("request/long") == "106.592"


@pytest.mark.parametrize("state", IncidentState)
def test_a_report_is_closed_when_nobody_works_on_it_any_more(state: IncidentState) -> None:
    ended = {"resolved", "rejected", "duplicate", "closed", "anonymised"}
    assert service.status_of(state) == ("closed" if state.value in ended else "open")


def test_the_list_is_filtered_as_the_specification_has_it(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    straw = published(session, an_hung)
    litter = published(
        session,
        an_hung,
        category=IncidentCategory.LITTERING,
        state=IncidentState.RESOLVED,
        created_at=NOW - timedelta(days=2),
    )
    old = published(session, an_hung, created_at=NOW - timedelta(days=200))
    both = [str(straw.id), str(litter.id)]
    day = (NOW - timedelta(days=200, hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    asked = {
        "": both,
        "service_code=littering": both[1:],
        "service_code=littering,straw_burning": both,
        "service_code=littering&service_code=straw_burning": both,
        "status=open": both[:1],
        "status=CLOSED": both[1:],
        "status=open,closed": both,
        f"service_request_id={old.id},{litter.id},999999": [both[1], str(old.id)],
        f"service_request_id={old.id}&status=closed&service_code=littering": [str(old.id)],
        f"start_date={day}": [str(old.id)],
        f"end_date={day}": [],
        "page=2": [],
        "page_size=1": both[:1],
        "page_size=1&page=2": both[1:],
        "page_size=1&page=3": [],
        "colour=green&jurisdiction_id=&status=": both,
        f"updated_after={(NOW - timedelta(days=300)).strftime('%Y-%m-%d')}": [*both, str(old.id)],
        f"updated_before={day}": [],
    }
    for query, expected in asked.items():
        answer = client.get(f"{V2}/requests.json?{query}")
        assert answer.status_code == 200, query
        assert ids(answer) == expected, query


def test_moments_are_read_as_programs_send_them(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    made = published(session, an_hung, created_at=datetime(2026, 3, 1, 20, tzinfo=UTC))
    for start, found in (
        ("2026-03-02T03:00:00+07:00", True),
        ("2026-03-02T03:00:00%2B07:00", True),
        ("2026-03-02T03:00:01%2B07:00", False),
        ("2026-03-01T20:00:00Z", True),
        ("2026-03-02", True),
        ("2026-03-03", False),
        ("2026-03-02T03:00:00", True),
    ):
        answer = client.get(f"{V2}/requests.json?start_date={start}")
        assert ids(answer) == ([str(made.id)] if found else []), start


def test_what_was_updated_follows_what_the_public_sees_and_no_inner_step(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    made = published(session, an_hung, created_at=NOW - timedelta(days=5))
    for kind, days in ((EventKind.ANSWERED, 3), (EventKind.NOTED, 2), (EventKind.ASSIGNED, 1)):
        state = IncidentState.NEW
        at = NOW - timedelta(days=days)
        session.add(IncidentEvent(incident_id=made.id, kind=kind, from_state=state, to_state=state, at=at))
    session.commit()
    (told,) = client.get(f"{V2}/requests.json").get_json()
    assert datetime.fromisoformat(told["updated_datetime"]) == (NOW - timedelta(days=3)).replace(
        microsecond=0
    )


WRONG = [
    ("start_date=yesterday", "start_date"),
    ("end_date=2026-13-45", "end_date"),
    ("end_date=2026-02-30T00:00:00Z", "end_date"),
    ("updated_after=0001-01-01T00:00:00%2B99:99", "updated_after"),
    ("start_date=2026-01-01&end_date=2026-06-01", "end_date"),
    ("start_date=2026-06-01&end_date=2026-01-01", "end_date"),
    ("status=sleeping", "status"),
    ("page=0", "page"),
    ("page=two", "page"),
    ("page=99999999999999999999", "page"),
    ("page_size=1001", "page_size"),
    ("page_size=-1", "page_size"),
    ("service_request_id=1,x", "service_request_id"),
    ("service_request_id=" + "1," * 1001, "service_request_id"),
]
"""(what is asked, the parameter that is wrong in it)."""


def test_what_cannot_be_asked_is_named_by_its_parameter(client: FlaskClient) -> None:
    for query, named in WRONG:
        answer = client.get(f"{V2}/requests.json?{query}")
        assert answer.status_code == 400, query
        (told,) = answer.get_json()
        assert told["code"] == 400
        assert told["description"].startswith(f"{named}: "), query


@pytest.mark.parametrize("start", ["0001-01-01", "9999-12-31", "9999-12-31T23:59:59-14:00"])
def test_the_ends_of_the_calendar_are_asked_in_vain(client: FlaskClient, start: str) -> None:
    for name in ("start_date", "end_date", "updated_after"):
        answer = client.get(f"{V2}/requests.json?{name}={start}")
        assert (answer.status_code, answer.get_json()) == (200, [])


# --- who may not be known of


def test_police_reports_leave_no_trace_in_lists_pages_or_counts(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    shown = [published(session, an_hung, created_at=NOW - timedelta(hours=hours)) for hours in (2, 4, 6)]
    before = [client.get(f"{V2}/requests.json?page_size=2&page={page}").data for page in (1, 2, 3)]
    for hours in (1, 3, 5):
        at = NOW - timedelta(hours=hours)
        police = published(session, an_hung, created_at=at, visibility=Visibility.POLICE)
        inner = published(session, an_hung, created_at=at, visibility=Visibility.INTERNAL)
        waiting = published(session, an_hung, created_at=at, published=False)
        for one in (police, inner, waiting):
            assert client.get(f"{V2}/requests/{one.id}.json").status_code == 404
    next_door = cast.commune(session)
    published(session, next_door)
    after = [client.get(f"{V2}/requests.json?page_size=2&page={page}").data for page in (1, 2, 3)]
    assert after == before
    assert ids(client.get(f"{V2}/requests.json")) == [str(one.id) for one in shown]
