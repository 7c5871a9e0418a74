"""Hazardous-waste transport in the browser: who is let in, forms, warnings in words, hostile text."""

import json
import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from shapely.geometry import Point
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import Role, SiteKind
from geodata.models import Commune, School, TransportCheck, WasteCarrier, WasteRoute, WasteVehicle
from services.clock import today
from tests import cast
from tests.everything import plant
from tests.services.transport.ground import carrier, field, route, stored
from tests.webmap.conftest import SignIn
from tests.webmap.form_reader import fields

TODAY = today()
WRITERS = {Role.COMMUNE_POLICE, Role.ECONOMIC_DIVISION}
READERS = WRITERS | {Role.HEALTH_STATION, Role.CHAIRPERSON}
WAY = "20.75, 106.58\n20.75, 106.60"


def text(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def sent(browser: FlaskClient, address: str, **more: Any) -> Any:
    """The answer to a form as it stands, with these fields typed; the first that has a key or a version."""
    page = text(browser, address)
    every = [form for number in range(page.count("<form")) if (form := fields(page, number))]
    form = next(one for one in every if "key" in one or "seen" in one)
    return browser.post(address, data=form | more)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
def test_only_their_roles_are_let_in(sign_in: SignIn, session: Session, an_hung: Commune, role: Role) -> None:
    planted = plant(session, an_hung)
    session.commit()
    browser = sign_in(role, village=planted.rows["village"] if role is Role.VILLAGE_BOARD else None)
    ids = {
        name: planted.id(name)
        for name in ("waste_carrier", "waste_route", "waste_vehicle", "transport_check")
    }
    reads = [
        "/transport",
        "/transport/rules",
        "/transport/checks",
        f"/transport/checks/{ids['transport_check']}",
        f"/transport/carriers/{ids['waste_carrier']}",
        f"/transport/routes/{ids['waste_route']}",
    ]
    writes = [
        "/transport/rules/school_m",
        "/transport/checks/new",
        "/transport/carriers/new",
        "/transport/routes/new",
        f"/transport/carriers/{ids['waste_carrier']}/edit",
        f"/transport/carriers/{ids['waste_carrier']}/vehicles/new",
        f"/transport/vehicles/{ids['waste_vehicle']}/edit",
        f"/transport/routes/{ids['waste_route']}/edit",
    ]
    for addresses, allowed in ((reads, role in READERS), (writes, role in WRITERS)):
        for address in addresses:
            assert browser.get(address).status_code == (200 if allowed else 403), address
    if role not in WRITERS:
        assert {browser.post(address).status_code for address in writes} == {403}
    stranger = sign_in(Role.COMMUNE_POLICE, commune=cast.commune(session))
    for address in (*reads[3:], *writes[4:]):
        assert stranger.get(address).status_code == 404, address


def test_an_empty_overview_says_what_will_stand_there(sign_in: SignIn) -> None:
    page = text(sign_in(Role.COMMUNE_POLICE), "/transport")
    for told in ("Chưa có tuyến nào", "Chưa có đơn vị vận chuyển nào", "Chưa có lần kiểm tra nào"):
        assert told in page


def test_a_carrier_and_its_vehicles_are_written(sign_in: SignIn, session: Session) -> None:
    browser = sign_in(Role.ECONOMIC_DIVISION)
    soon = (TODAY + timedelta(days=30)).isoformat()
    answer = sent(browser, "/transport/carriers/new", name="Công ty X", permit_to=soon, waste_codes="180102")
    assert answer.status_code == 303
    page = text(browser, answer.location)
    assert "Giấy phép sắp hết hạn" in page
    assert "18 01 02" in page
    for plate in ("15c 123.45", "15C12345"):
        assert sent(browser, f"{answer.location}/vehicles/new", plate=plate).status_code == 303
    vehicle = session.scalars(select(WasteVehicle)).one()
    assert "15C-12345" in text(browser, answer.location)
    refused = sent(browser, f"/transport/vehicles/{vehicle.id}/edit", plate="xe tải", capacity_t="-1")
    assert refused.status_code == 400
    assert "Xin ghi như 15C-123.45" in refused.get_data(as_text=True)
    assert sent(browser, f"/transport/vehicles/{vehicle.id}/edit", active="no").status_code == 303
    assert "Thôi dùng" in text(browser, answer.location)


def test_a_carrier_sent_twice_is_one_and_a_stale_edit_is_told(sign_in: SignIn, session: Session) -> None:
    browser, other = sign_in(Role.ECONOMIC_DIVISION), sign_in(Role.COMMUNE_POLICE)
    form = fields(text(browser, "/transport/carriers/new")) | {"name": "Công ty X"}
    first, second = (browser.post("/transport/carriers/new", data=form) for _press in range(2))
    assert first.location == second.location
    assert session.scalar(select(func.count()).select_from(WasteCarrier)) == 1
    seen = fields(text(other, f"{first.location}/edit"))
    assert sent(browser, f"{first.location}/edit", name="Công ty Y").status_code == 303
    answer = other.post(f"{first.location}/edit", data=seen | {"phone": "0900"})
    assert answer.status_code == 409
    assert "Công ty Y" in answer.get_data(as_text=True)


def test_a_route_is_drawn_typed_or_sent_as_a_file(
    sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    owner = carrier(session, an_hung)
    session.commit()
    browser = sign_in(Role.COMMUNE_POLICE)
    typed = {"name": "Tuyến A", "carrier_id": str(owner.id)}
    answer = sent(browser, "/transport/routes/new", places=WAY, hours="Mo-Fr 06:00-07:00", **typed)
    assert answer.status_code == 303
    assert "2,1 km" in text(browser, answer.location)
    edit = f"{answer.location}/edit"
    assert fields(text(browser, edit))["places"] == ["20.750000, 106.580000\n20.750000, 106.600000"]
    gpx = b'<gpx><rte><rtept lat="20.74" lon="106.58"/><rtept lat="20.74" lon="106.59"/></rte></gpx>'
    assert sent(browser, edit, file=(BytesIO(gpx), "a.gpx")).status_code == 303
    assert fields(text(browser, edit))["places"] == ["20.740000, 106.580000\n20.740000, 106.590000"]
    for wrong, words in (
        ({"file": (BytesIO(b"x"), "a.gpx")}, "không phải GeoJSON"),
        ({"places": "20.9, 106.58\n20.9, 106.6"}, "không đi qua xã"),
        ({"places": "x"}, "Mỗi dòng ghi"),
        ({"carrier_id": "999"}, "Xin chọn một mục"),
        ({"hours": "<b>"}, "Chưa hiểu giờ này"),
        ({"kg_month": "NaN"}, "Xin điền một con số"),
    ):
        refused = sent(browser, edit, **wrong)
        assert refused.status_code == 400, wrong
        assert words in refused.get_data(as_text=True), wrong


def test_a_route_sent_twice_is_one(sign_in: SignIn, session: Session, an_hung: Commune) -> None:
    owner = carrier(session, an_hung)
    session.commit()
    browser = sign_in(Role.COMMUNE_POLICE)
    form = fields(text(browser, "/transport/routes/new"))
    form |= {"name": "A", "carrier_id": str(owner.id), "places": WAY}  # type: ignore[dict-item]
    first, second = (browser.post("/transport/routes/new", data=form) for _press in range(2))
    assert first.location == second.location
    assert session.scalar(select(func.count()).select_from(WasteRoute)) == 1


def test_what_is_to_be_watched_stands_in_words_and_on_the_map(
    sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    owner = carrier(session, an_hung, permit_to=TODAY - timedelta(days=1))
    made = route(session, an_hung, owner, hours="Mo-Su 06:00-08:00")
    at = stored(session, Point(500, 60))
    session.add(
        School(
            commune_id=an_hung.id,
            code="TH",
            name="Trường A",
            kind=SiteKind.PRIMARY_SCHOOL,
            geom=at,
            version=1,
        )
    )
    cast.zone(session, an_hung, "Vùng trũng", level=4, area=field(session, 200, -10, 450, 10))
    session.commit()
    browser = sign_in(Role.CHAIRPERSON)
    page = text(browser, f"/transport/routes/{made.id}")
    for told in (
        "3 cảnh báo",
        "Trường A: cách tuyến 60 m, đoạn gần dài 160 m",
        "Vùng trũng (Ngập úng), cấp 4: đoạn dài 250 m",
        "06:30–07:30: thứ hai",
        "Giấy phép đã hết hạn",
    ):
        assert told in page, told
    [drawn] = re.findall(r'data-routes-map="([^"]+)"', page)
    looks = [one["properties"]["look"] for one in json.loads(unescape(drawn))["features"]["features"]]
    assert looks == ["route", "flood", "near", "school"]
    overview = text(browser, "/transport")
    assert "3 cảnh báo" in overview
    assert "Qua vùng ngập cấp 4" in overview
    assert "Qua vùng ngập" not in text(browser, f"/transport/routes/{made.id}?on=2020-01-01")
    assert browser.get(f"/transport/routes/{made.id}?on=x").status_code == 400


def test_a_check_on_the_road_is_kept_once_and_a_violation_may_follow(
    sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    owner = carrier(session, an_hung)
    session.add(WasteVehicle(commune_id=an_hung.id, carrier_id=owner.id, plate="15C-12345", version=1))
    session.commit()
    browser = sign_in(Role.COMMUNE_POLICE)
    form = fields(text(browser, "/transport/checks/new"), 1)
    typed = {"plate": "15c 123.45", "result": "violation", "answer-permit": "no", "note": "Không giấy phép"}
    first, second = (browser.post("/transport/checks/new", data=form | typed) for _press in range(2))
    assert first.status_code == 303, first.get_data(as_text=True)
    assert first.location == second.location
    made = session.scalars(select(TransportCheck)).one()
    assert (made.carrier_id, made.plate) == (owner.id, "15C-12345")
    page = text(browser, first.location)
    assert "Không giấy phép" in page
    follow = f"/penalties/new?check={made.id}"
    assert follow in page
    wrote = fields(text(browser, follow))
    assert (wrote["text"], wrote["found_on"]) == (["Không giấy phép"], [TODAY.isoformat()])
    answer = browser.post(follow, data=wrote | {"article": "Đ1"})
    assert "Đơn vị A" in text(browser, answer.location)
    assert "15C-12345" in text(browser, f"/transport/checks?carrier={owner.id}")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"plate": "xe tải", "result": "reminded"}, "Chưa đọc được biển số này"),
        ({"result": "reminded"}, "Xin ghi biển số, hoặc chọn đơn vị"),
        ({"plate": "15C-12345", "result": ""}, "Xin chọn một mục"),
        ({"plate": "15C-12345", "result": "in_order", "answer-gps": "no"}, "không thể là “Đúng quy định”"),
        ({"plate": "15C-12345", "result": "in_order", "at": "2099-01-01T00:00"}, "Thời điểm này chưa tới"),
        ({"plate": "15C-12345", "result": "in_order", "latitude": "20.7"}, "cả vĩ độ lẫn kinh độ"),
        (
            {"plate": "15C-12345", "result": "in_order", "latitude": "1", "longitude": "1"},
            "cách xã quá 20 km",
        ),
        (
            {"plate": "15C-12345", "result": "in_order", "latitude": "nan", "longitude": "1"},
            "Xin điền một con số",
        ),
        ({"plate": "15C-12345", "result": "in_order", "key": "x"}, "Trang đã mở quá lâu"),
        ({"plate": "15C-12345", "result": "in_order", "answer-permit": "?"}, "Xin chọn một mục"),
    ],
)
def test_a_check_that_cannot_be_comes_back_with_words(
    sign_in: SignIn, session: Session, typed: dict[str, str], words: str
) -> None:
    browser = sign_in(Role.COMMUNE_POLICE)
    form = fields(text(browser, "/transport/checks/new"), 1)
    answer = browser.post("/transport/checks/new", data=form | typed)
    assert answer.status_code == 400
    assert words in answer.get_data(as_text=True)
    assert session.scalar(select(func.count()).select_from(TransportCheck)) == 0


def test_a_rule_is_set_with_its_source(sign_in: SignIn) -> None:
    browser = sign_in(Role.ECONOMIC_DIVISION)
    page = text(browser, "/transport/rules")
    assert "100 m" in page and "Mức nội bộ" in page and "mặc định" in page
    assert sent(browser, "/transport/rules/school_m", value="150,5", source="Nội quy xã").status_code == 303
    page = text(browser, "/transport/rules")
    assert "150,5 m" in page and "Nội quy xã" in page and "do xã đặt" in page
    for value in ("nan", "-1", "xa"):
        refused = sent(browser, "/transport/rules/school_m", value=value)
        assert refused.status_code == 400
        assert "trong khoảng cho phép" in refused.get_data(as_text=True)
    assert browser.get("/transport/rules/weather").status_code == 404


def test_hostile_text_stays_text(sign_in: SignIn, session: Session, an_hung: Commune) -> None:
    attack = "<script>alert(1)</script>'\""
    planted = plant(session, an_hung, attack)
    session.commit()
    browser = sign_in(Role.COMMUNE_POLICE)
    for address in (
        "/transport",
        "/transport/checks",
        "/transport/checks/new",
        f"/transport/carriers/{planted.id('waste_carrier')}",
        f"/transport/routes/{planted.id('waste_route')}",
        f"/transport/routes/{planted.id('waste_route')}/edit",
        f"/transport/checks/{planted.id('transport_check')}",
        "/transport/rules",
    ):
        assert "<script>alert(1)" not in text(browser, address), address
