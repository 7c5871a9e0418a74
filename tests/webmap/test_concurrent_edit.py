"""Two people at one record: the second is told what the first changed, and loses nothing that was typed."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.models import Commune, Facility, Site
from tests import cast
from tests.webmap.conftest import SignIn
from tests.webmap.form_reader import fields


@pytest.fixture
def shop(session: Session, an_hung: Commune) -> Facility:
    """What both edit."""
    return cast.facility(session, an_hung, workers=10, address="Thôn Kim Lĩnh", site_area_m2=1250.5)


def opened(browser: FlaskClient, site: Site) -> dict[str, Any]:
    """What the edit page holds."""
    return fields(browser.get(f"/places/{site.id}/edit").get_data(as_text=True))


def test_the_second_keeps_what_was_typed_and_gets_what_the_first_wrote(
    sign_in: SignIn, session: Session, shop: Facility
) -> None:
    first, second = sign_in(Role.ECONOMIC_DIVISION), sign_in(Role.COMMUNE_POLICE)
    seen_by_first, seen_by_second = opened(first, shop), opened(second, shop)
    address = f"/places/{shop.id}/edit"
    wrote = {"workers": "25", "address": "Thôn Cốc Lộc"}
    assert first.post(address, data=seen_by_first | wrote).status_code == 303
    answer = second.post(address, data=seen_by_second | {"workers": "12", "name": "Xưởng đã đổi tên"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "economic_division_1" in page
    told = page.split("<caption>")[1].split("</table>")[0]
    assert re.findall(r"<td>(.*?)</td>", told) == [
        "Thôn Kim Lĩnh",
        "Thôn Cốc Lộc",
        "để nguyên: lấy theo người kia",
        "10",
        "25",
        "12",
    ]
    again = fields(page)
    assert [again[name] for name in ("name", "workers", "address")] == [
        ["Xưởng đã đổi tên"],
        ["12"],
        ["Thôn Cốc Lộc"],
    ]
    assert second.post(address, data=again).status_code == 303
    session.refresh(shop)
    assert (shop.name, shop.workers, shop.address) == ("Xưởng đã đổi tên", 12, "Thôn Cốc Lộc")


def test_a_third_change_in_between_is_told_as_well(sign_in: SignIn, shop: Facility) -> None:
    first, second = sign_in(Role.ECONOMIC_DIVISION), sign_in(Role.COMMUNE_POLICE)
    address = f"/places/{shop.id}/edit"
    seen = opened(second, shop)
    first.post(address, data=opened(first, shop) | {"workers": "25"})
    told = fields(second.post(address, data=seen | {"name": "Tên mới"}).get_data(as_text=True))
    first.post(address, data=opened(first, shop) | {"workers": "30"})
    answer = second.post(address, data=told)
    assert answer.status_code == 409
    assert fields(answer.get_data(as_text=True))["workers"] == ["30"]
    assert fields(answer.get_data(as_text=True))["name"] == ["Tên mới"]


def test_a_form_whose_memory_was_tampered_with_still_loses_nothing(
    sign_in: SignIn, session: Session, shop: Facility
) -> None:
    browser = sign_in(Role.ECONOMIC_DIVISION)
    seen = opened(browser, shop)
    for memory in ("", "[]", "{", '{"name": 5}', "null"):
        sent = seen | {"seen": memory, "version": "0", "name": "Tên mới"}
        answer = browser.post(f"/places/{shop.id}/edit", data=sent)
        assert answer.status_code == 409, memory
        assert "Tên mới" in answer.get_data(as_text=True)
    session.refresh(shop)
    assert shop.name == "Xưởng mẫu"


@pytest.mark.parametrize("version", ["", "x", "-1", "99", "9" * 30])
def test_a_version_that_is_none_is_a_stale_one(sign_in: SignIn, shop: Facility, version: str) -> None:
    browser = sign_in(Role.ECONOMIC_DIVISION)
    sent = opened(browser, shop) | {"version": version}
    assert browser.post(f"/places/{shop.id}/edit", data=sent).status_code == 409


def test_a_stale_button_closes_nothing(sign_in: SignIn, session: Session, shop: Facility) -> None:
    browser = sign_in(Role.ECONOMIC_DIVISION)
    shop.workers = 11
    session.commit()
    answer = browser.post(f"/places/{shop.id}/state", data={"version": "1", "state": "closed"})
    assert answer.status_code == 409
    assert "người khác sửa" in answer.get_data(as_text=True)
    session.refresh(shop)
    assert shop.closed_on is None


def test_villages_are_kept_from_each_other_s_changes(
    sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    village = cast.village(session, an_hung, households=100, population=400)
    session.commit()
    first, second = sign_in(Role.ECONOMIC_DIVISION), sign_in(Role.VILLAGE_BOARD, village=village)
    address = f"/villages/{village.id}/edit"
    seen = fields(second.get(address).get_data(as_text=True))
    first.post(address, data=fields(first.get(address).get_data(as_text=True)) | {"households": "120"})
    answer = second.post(address, data=seen | {"population": "450"})
    assert answer.status_code == 409
    again = fields(answer.get_data(as_text=True))
    assert (again["households"], again["population"]) == (["120"], ["450"])
    assert second.post(address, data=again).status_code == 303


def test_two_desks_cannot_overwrite_each_other_s_answer(
    sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    one = cast.report(session, an_hung, published=False)
    session.commit()
    first, second = sign_in(Role.ECONOMIC_DIVISION), sign_in(Role.COMMUNE_POLICE)
    sent = {"version": "1", "seen": '{"public_note": [""]}', "published": "yes"}
    address = f"/incidents/{one.id}/publish"
    assert first.post(address, data=sent | {"public_note": "Đã nhắc nhở."}).status_code == 303
    answer = second.post(address, data=sent | {"public_note": "Đang xác minh."})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Đã nhắc nhở." in page
    assert "Đang xác minh." in page
    session.refresh(one)
    assert one.public_note == "Đã nhắc nhở."
