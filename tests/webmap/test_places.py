"""The register, the record pages, the cards and the forms, as a browser without JavaScript uses them."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import Role, SiteType
from geodata.models import Commune, Site
from geodata.queries.ground import coordinates
from services import sites
from services.risk import ratings
from tests import cast
from tests.everything import plant
from tests.webmap.conftest import SignIn
from tests.webmap.form_reader import fields


def text(browser: FlaskClient, address: str) -> str:
    """A page that opens."""
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


# --- the register


def test_the_register_lists_searches_and_keeps_the_question(
    sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    cast.facility(session, an_hung, "Xưởng Đường Lê")
    cast.point(session, an_hung, "Điểm Cốc Lộc")
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    page = text(boss, "/places?search=duong+le&type=facility")
    assert "Xưởng Đường Lê" in page
    assert "Điểm Cốc Lộc" not in page
    assert 'value="duong le"' in page
    assert '<option value="facility" selected>' in page
    assert "Không có địa điểm nào" in text(boss, "/places?search=không có đâu")


def test_an_empty_register_says_what_will_stand_there(sign_in: SignIn) -> None:
    assert "Sổ chưa có địa điểm nào" in text(sign_in(Role.ECONOMIC_DIVISION), "/places")


@pytest.mark.parametrize("question", ["type=x", "kind=x", "state=x", "village=x"])
def test_a_filter_that_is_none_is_refused_in_words(sign_in: SignIn, question: str) -> None:
    answer = sign_in(Role.ADMIN).get(f"/places?{question}")
    assert answer.status_code == 400
    assert "Bộ lọc" in answer.get_data(as_text=True)


@pytest.mark.parametrize("page", ["0", "-5", "x", "999999999999999999999"])
def test_a_page_that_is_none_is_no_error(sign_in: SignIn, page: str) -> None:
    assert sign_in(Role.ADMIN).get(f"/places?page={page}").status_code == 200


def test_the_register_turns_its_pages(sign_in: SignIn, session: Session, an_hung: Commune) -> None:
    for number in range(sites.PAGE + 1):
        cast.point(session, an_hung, f"Điểm {number:03}")
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    first = text(boss, "/places?type=collection_point")
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    assert "Điểm 050" in text(boss, following[1].replace("&amp;", "&"))
    assert "Điểm 050" not in first


# --- record and card


def test_a_record_speaks_in_words_and_never_in_identifiers(
    sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    planted = plant(session, an_hung)
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    for site_type in SiteType:
        page = text(boss, f"/places/{planted.id(site_type)}")
        main = page.split("<main")[1].split("</main>")[0]
        said = re.sub(r"<[^>]+>", " ", main)
        assert not re.findall(r"\b[a-z]+_[a-z_]+\b", said), site_type
        assert "None" not in said


def test_a_record_tells_contact_checks_and_standing(
    sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    planted = plant(session, an_hung)
    session.commit()
    page = text(sign_in(Role.COMMUNE_POLICE), f"/places/{planted.id('facility')}")
    for told in ("0912345678", "Bà Hoa", "Trong hạn", "Đã kết luận", "mức độ 2", "vĩ độ 20.75000"):
        assert told in page, told


def test_the_public_record_of_a_point_offers_to_report_it(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    spot = cast.point(session, an_hung, opening_hours="Mo-Su 05:00-20:00", accepted_groups=["recyclable"])
    cast.zone(session, an_hung)
    session.commit()
    for page in (text(client, f"/places/{spot.id}"), text(client, f"/places/{spot.id}/card")):
        assert f'href="/incidents/new?place={spot.id}"' in page
        assert "hằng ngày 05:00–20:00" in page
        assert "Rác tái chế" in page
        assert "vùng ngập" not in page
        assert "/edit" not in page


def test_an_officer_sees_that_a_point_stands_in_a_flood_zone(
    sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    spot = cast.point(session, an_hung)
    cast.zone(session, an_hung)
    session.commit()
    page = text(sign_in(Role.PUBLIC_SERVICE_CENTRE), f"/places/{spot.id}/card")
    assert "Cấp 3" in page


def test_a_card_is_a_small_piece_of_a_page(client: FlaskClient, session: Session, an_hung: Commune) -> None:
    spot = cast.point(session, an_hung)
    session.commit()
    card = text(client, f"/places/{spot.id}/card")
    assert "<html" not in card
    assert len(card) < 2000
    assert f'href="/places/{spot.id}"' in card


# --- forms


def test_a_form_saved_as_it_came_changes_nothing_but_the_version(
    sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    planted = plant(session, an_hung)
    shop = planted.rows["facility"]
    shop.site_area_m2, shop.hazardous_stock_t = 1250.5, 0.25
    planted.rows["industrial_cluster"].connected_share = 0.455
    session.flush()
    ratings.refresh(session, an_hung.id)
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    for site_type in SiteType:
        address = f"/places/{planted.id(site_type)}"
        before = text(boss, address)
        answer = boss.post(f"{address}/edit", data=fields(text(boss, f"{address}/edit")))
        assert answer.status_code == 303, site_type
        assert _facts(text(boss, address)) == _facts(before)


def _facts(page: str) -> list[str]:
    return re.findall(r"<d[td]>(.*?)</d[td]>", page)


def test_a_site_is_added_by_its_form(sign_in: SignIn, session: Session) -> None:
    boss = sign_in(Role.ECONOMIC_DIVISION)
    sent = fields(text(boss, "/places/new?type=collection_point"))
    sent |= {
        "name": ["Điểm chợ An Thái"],
        "latitude": ["20,7512"],
        "longitude": ["106.5923"],
        "accepted_groups": ["recyclable", "food_waste"],
        "containers": ["1.200"],
        "leak_proof": ["no"],
        "collection_times": ["Mo,We,Fr 05:30"],
    }
    answer = boss.post("/places/new?type=collection_point", data=sent)
    assert answer.status_code == 303
    made = session.scalars(select(Site).where(Site.name == "Điểm chợ An Thái")).one()
    assert coordinates(made.geom) == (106.5923, 20.7512)
    page = text(boss, str(answer.location))
    for told in ("Rác tái chế, Rác thực phẩm", "1.200", "thứ hai, thứ tư, thứ sáu 05:30"):
        assert told in page, told


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("name", "   ", "Xin điền ô này"),
        ("name", "a" * 201, "200 chữ cái"),
        ("workers", "mười", "con số"),
        ("workers", "1,5", "con số"),
        ("workers", "-3", "nhỏ hơn 0"),
        ("site_area_m2", "nan", "con số"),
        ("site_area_m2", "1e999", "con số"),
        ("registered_on", "", "Xin điền ô này"),
        ("registered_on", "31/02/2025", "ngày có thật"),
        ("registered_on", "01/01/2999", "chưa tới"),
        ("kind", "clinic", "trong danh sách"),
        ("village_id", "999999", "trong danh sách"),
        ("has_wastewater_treatment", "maybe", "trong danh sách"),
        ("latitude", "", "cả vĩ độ lẫn kinh độ"),
        ("latitude", "91000", "con số"),
        ("longitude", "106.75", "ngoài địa bàn"),
        ("longitude", "20.75", "không nằm ở Việt Nam"),
    ],
)
def test_a_wrong_field_is_told_beside_it_and_the_rest_is_kept(
    sign_in: SignIn, session: Session, an_hung: Commune, field: str, typed: str, told: str
) -> None:
    shop = cast.facility(session, an_hung)
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    sent = fields(text(boss, f"/places/{shop.id}/edit")) | {"address": ["Vẫn còn đây"], field: [typed]}
    answer = boss.post(f"/places/{shop.id}/edit", data=sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert told in page
    assert 'value="Vẫn còn đây"' in page
    assert 'aria-invalid="true"' in page
    session.refresh(shop)
    assert (shop.version, shop.address) == (1, "")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("1.250,5", 1250.5), ("1250,5", 1250.5), ("12.5", 12.5), ("1.250", 1250.0), ("0", 0.0)],
)
def test_figures_are_read_as_they_are_written_here(
    sign_in: SignIn, session: Session, an_hung: Commune, typed: str, kept: float
) -> None:
    shop = cast.facility(session, an_hung)
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    sent = fields(text(boss, f"/places/{shop.id}/edit")) | {"site_area_m2": [typed]}
    assert boss.post(f"/places/{shop.id}/edit", data=sent).status_code == 303
    session.refresh(shop)
    assert shop.site_area_m2 == kept


def test_a_form_holds_no_field_its_editor_may_not_see(
    sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    planted = plant(session, an_hung)
    session.commit()
    board = sign_in(Role.VILLAGE_BOARD, village=planted.rows["village"])
    shown = fields(text(board, f"/places/{planted.id('facility')}/edit"))
    assert not {"phone", "person", "email", "tax_code", "hazardous_stock_t"} & set(shown)
    assert {"name", "workers", "latitude"} <= set(shown)
    forged = shown | {"hazardous_stock_t": ["99"], "phone": ["1"], "commune_id": ["9"], "type": ["school"]}
    assert board.post(f"/places/{planted.id('facility')}/edit", data=forged).status_code == 303
    page = text(sign_in(Role.ECONOMIC_DIVISION), f"/places/{planted.id('facility')}")
    assert "0912345678" in page
    assert "99 tấn" not in page


def test_closing_a_site_can_be_undone(sign_in: SignIn, session: Session, an_hung: Commune) -> None:
    shop = cast.facility(session, an_hung)
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    for state, told in (("closed", "Mở lại"), ("operating", "Đóng hồ sơ")):
        session.refresh(shop)
        boss.post(f"/places/{shop.id}/state", data={"version": str(shop.version), "state": state})
        assert told in text(boss, f"/places/{shop.id}")


def test_a_type_that_is_none_has_no_form(sign_in: SignIn) -> None:
    assert sign_in(Role.ECONOMIC_DIVISION).get("/places/new?type=castle").status_code == 404
    assert sign_in(Role.ECONOMIC_DIVISION).get("/places/new").status_code == 404
    assert sign_in(Role.HEALTH_STATION).get("/places/new?type=facility").status_code == 403


# --- villages


def test_a_village_record_shows_the_names_it_bore(
    client: FlaskClient, sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    village = cast.village(session, an_hung, "Thôn mẫu 1")
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    sent = fields(text(boss, f"/villages/{village.id}/edit"))
    sent |= {"name": ["Tân Thắng"], "renamed_on": ["2026-01-01"], "households": ["320"]}
    assert boss.post(f"/villages/{village.id}/edit", data=sent).status_code == 303
    page = text(client, f"/villages/{village.id}")
    for told in ("Tân Thắng", "Thôn mẫu 1", "từ 01/07/2025 đến 31/12/2025", "320 hộ"):
        assert told in page, told
    assert "/edit" not in page


def test_a_wrong_rename_is_told_in_words(sign_in: SignIn, session: Session, an_hung: Commune) -> None:
    village = cast.village(session, an_hung)
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    sent = fields(text(boss, f"/villages/{village.id}/edit"))
    sent |= {"name": ["Mới"], "renamed_on": ["2999-01-01"]}
    answer = boss.post(f"/villages/{village.id}/edit", data=sent)
    assert answer.status_code == 400
    assert "Ngày đổi tên" in answer.get_data(as_text=True)
