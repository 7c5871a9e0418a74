"""The citizen's form, the receipt, and the desk, as a browser without JavaScript uses them."""

import re
import unicodedata
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from geodata.enums import IncidentCategory, Role, Visibility
from geodata.models import AuditEntry, Commune, Incident, IncidentReporter
from services.clock import ZONE
from services.incidents import intake
from tests import cast
from tests.webmap.conftest import SignIn
from tests.webmap.form_reader import fields


def send(client: FlaskClient, **more: str) -> TestResponse:
    """Send a report of burning straw at a landmark."""
    sent = {"key": str(uuid4()), "category": "straw_burning", "landmark": "sau chợ"}
    return client.post("/incidents/new", data=sent | more)


def only(session: Session) -> Incident:
    """The one report that is kept."""
    return session.scalars(select(Incident).execution_options(populate_existing=True)).one()


def local(**ago: float) -> str:
    """A moment before now, as the browser's clock field writes it."""
    return (datetime.now(ZONE) - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M")


# --- the form


def test_the_emergency_numbers_stand_before_the_form(client: FlaskClient) -> None:
    page = client.get("/incidents/new").get_data(as_text=True)
    main = page.split("<main")[1]
    assert main.index('href="tel:114"') < main.index("<form")
    assert main.index('href="tel:112"') < main.index("<form")
    assert "khiếu nại" in main
    assert "tố cáo" in main


def test_every_category_can_be_chosen_without_a_script(client: FlaskClient) -> None:
    page = client.get("/incidents/new").get_data(as_text=True)
    radios = set(re.findall(r'name="category"[^>]* type="radio" value="(\w+)"', page))
    assert radios == {category.value for category in IncidentCategory}


def test_the_form_as_it_comes_is_sent_and_leads_to_the_receipt(client: FlaskClient, session: Session) -> None:
    sent = fields(client.get("/incidents/new").get_data(as_text=True), form=_form_number(client))
    answer = client.post("/incidents/new", data=sent | {"category": ["noise"], "landmark": ["cạnh cống"]})
    assert answer.status_code == 303
    kept = only(session)
    assert answer.location == f"/incidents/r/{kept.code}"
    assert (kept.category, kept.landmark, kept.geom) == (IncidentCategory.NOISE, "cạnh cống", None)
    assert abs(kept.occurred_at - datetime.now(ZONE)) < timedelta(minutes=2)


def _form_number(client: FlaskClient) -> int:
    """Which form of the page is the report's: those before it are the frame's."""
    page = client.get("/incidents/new").get_data(as_text=True)
    return page.split('action="/incidents/new"')[0].count("<form") - 1


def test_nothing_that_was_typed_is_lost_when_something_is_wrong(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    village = cast.village(session, an_hung)
    session.commit()
    answer = send(
        client,
        category="",
        description="Khói <b>mù</b> mịt",
        village_id=str(village.id),
        name="Bà Hoa",
        phone="0912345678",
        occurred_at="2999-01-01T10:00",
        latitude="20.75",
        longitude="106.59",
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    for kept in (
        "Khói &lt;b&gt;mù&lt;/b&gt; mịt",
        "sau chợ",
        'value="Bà Hoa"',
        "0912345678",
        'value="20.75"',
    ):
        assert kept in page, kept
    assert f'<option selected value="{village.id}"' in page
    assert 'role="alert"' in page
    assert session.scalar(select(func.count(Incident.id))) == 0


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"category": "war"}, "trong danh sách"),
        ({"landmark": ""}, "Xin cho biết ở đâu"),
        ({"landmark": " \u200b\n ".replace("\u200b", "")}, "Xin cho biết ở đâu"),
        ({"latitude": "20.75"}, "cả vĩ độ lẫn kinh độ"),
        ({"latitude": "NaN", "longitude": "106.59"}, "con số"),
        ({"latitude": "abc", "longitude": "106.59"}, "con số"),
        ({"latitude": "1e400", "longitude": "106.59"}, "con số"),
        ({"latitude": "48.2", "longitude": "16.4"}, "không nằm ở Việt Nam"),
        ({"village_id": "999999"}, "trong danh sách"),
        ({"village_id": "x"}, "trong danh sách"),
        ({"nature": "x"}, "trong danh sách"),
        ({"occurred_at": "hôm qua"}, "ngày có thật"),
        ({"occurred_at": "2025-02-30T10:00"}, "ngày có thật"),
        ({"occurred_at": "0001-01-01T10:00"}, "ngày có thật"),
        ({"occurred_at": "2999-01-01T10:00"}, "chưa tới"),
        ({"occurred_at": "2001-01-01T10:00"}, "quá một năm"),
        ({"description": "a" * 5001}, "5000"),
        ({"landmark": "a" * 301}, "300"),
        ({"key": "1"}, "tải lại trang"),
        ({"key": "' OR 1=1"}, "tải lại trang"),
    ],
)
def test_a_wrong_field_is_told_in_words(
    client: FlaskClient, session: Session, sent: dict[str, str], told: str
) -> None:
    answer = send(client, **sent)
    assert answer.status_code == 400
    assert told in answer.get_data(as_text=True)
    assert session.scalar(select(func.count(Incident.id))) == 0


def test_a_form_that_is_empty_is_no_error_of_ours(client: FlaskClient) -> None:
    assert client.post("/incidents/new", data={}).status_code == 400


@pytest.mark.parametrize("typed", [local(hours=3), "", local(days=300)], ids=["today", "open", "long ago"])
def test_a_moment_is_the_commune_s_own(client: FlaskClient, session: Session, typed: str) -> None:
    assert send(client, occurred_at=typed).status_code == 303
    if typed:
        assert only(session).occurred_at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M") == typed


def test_letters_typed_in_pieces_are_kept_whole(client: FlaskClient, session: Session) -> None:
    whole = "Đường Kim Lĩnh, cạnh cống thứ hai"
    sent = unicodedata.normalize("NFD", whole)
    send(client, landmark=sent, description=f"{sent}\r\n\x07dòng hai\x00", name=sent)
    kept = only(session)
    assert kept.landmark == whole
    assert kept.description == f"{whole}\ndòng hai"


def test_a_double_press_keeps_one_report(client: FlaskClient, session: Session) -> None:
    key = str(uuid4())
    first, second = send(client, key=key), send(client, key=key, landmark="chỗ khác")
    assert first.location == second.location
    assert only(session).landmark == "sau chợ"


def test_a_bot_is_asked_again_and_a_person_can_answer(client: FlaskClient, session: Session) -> None:
    answer = send(client, website="https://spam.example", description="viết lại được")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "viết lại được" in page
    assert "spam.example" not in page
    assert session.scalar(select(func.count(Incident.id))) == 0


def test_too_many_reports_from_one_address_wait_and_lose_nothing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "PER_HOUR", 1)
    assert send(client).status_code == 303
    answer = send(client, description="vẫn còn đây")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 429
    assert "60 phút" in page
    assert "vẫn còn đây" in page


def test_a_collection_point_is_taken_over_from_the_address(
    client: FlaskClient, session: Session, an_hung: Commune
) -> None:
    spot = cast.point(session, an_hung)
    session.commit()
    page = client.get(f"/incidents/new?place={spot.id}").get_data(as_text=True)
    assert spot.name in page
    assert 'data-start="20.75,106.59"' in page
    assert send(client, landmark="", place=str(spot.id)).status_code == 303
    assert only(session).site_id == spot.id


@pytest.mark.parametrize("place", ["0", "999999", "x", "-1", "9" * 30, "1;DROP"])
def test_a_place_that_is_none_leaves_the_form_as_it_is(client: FlaskClient, place: str) -> None:
    answer = client.get("/incidents/new", query_string={"place": place})
    assert answer.status_code == 200
    assert "Điểm tập kết:" not in answer.get_data(as_text=True)


def test_a_facility_is_not_named_by_the_form(client: FlaskClient, session: Session, an_hung: Commune) -> None:
    shop = cast.facility(session, an_hung, "Xưởng không công khai")
    session.commit()
    assert "Xưởng không công khai" not in client.get(f"/incidents/new?place={shop.id}").get_data(as_text=True)


def test_the_public_signs_as_the_public_and_an_officer_as_himself(
    client: FlaskClient, sign_in: SignIn, session: Session
) -> None:
    send(client)
    send(sign_in(Role.VILLAGE_BOARD, village=cast.village(session, session.scalars(select(Commune)).one())))
    actors = session.scalars(
        select(AuditEntry.actor)
        .where(AuditEntry.table_name == "incident", AuditEntry.action == "insert")
        .order_by(AuditEntry.id)
    ).all()
    assert actors == ["public", "village_board_1"]


def test_a_form_without_its_token_is_refused(app: Flask, session: Session) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert send(app.test_client()).status_code == 400
    assert session.scalar(select(func.count(Incident.id))) == 0


# --- the receipt


def test_the_receipt_tells_state_and_what_others_see_and_never_the_contact(
    client: FlaskClient, session: Session
) -> None:
    answer = send(client, name="Nguyễn Thị Hoa", phone="0912345678", description="Ngay nhà tôi")
    receipt = client.get(str(answer.location))
    page = receipt.get_data(as_text=True)
    assert only(session).code in page
    assert "Mới tiếp nhận" in page
    assert "chưa ai ngoài cán bộ" in page
    for secret in ("Hoa", "0912345678", "Ngay nhà tôi", "sau chợ"):
        assert secret not in page
    assert receipt.headers["Cache-Control"] == "no-store"
    assert receipt.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in receipt.headers["X-Robots-Tag"]
    assert session.scalar(select(func.count(IncidentReporter.incident_id))) == 1


def test_a_place_outside_the_commune_is_told(client: FlaskClient) -> None:
    answer = send(client, latitude="20.75", longitude="106.9")
    assert "ngoài địa bàn" in client.get(str(answer.location)).get_data(as_text=True)


def test_a_code_typed_by_hand_leads_to_its_receipt(client: FlaskClient, session: Session) -> None:
    send(client)
    typed = only(session).code.upper().replace("-", "  ")
    answer = client.get("/incidents/follow", query_string={"code": typed}, follow_redirects=True)
    assert answer.status_code == 200
    for wrong in ("", "zzzz", "../../etc/passwd", "ă" * 500):
        answer = client.get("/incidents/follow", query_string={"code": wrong}, follow_redirects=True)
        assert answer.status_code == 404, wrong
        assert "mang mã này" in answer.get_data(as_text=True)


# --- the desk


def test_the_desk_publishes_and_takes_down(
    client: FlaskClient, sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    one = cast.report(session, an_hung, published=False)
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    assert client.get(f"/incidents/{one.id}").status_code == 404
    for published, status in (("yes", 200), ("no", 404)):
        sent = fields(boss.get(f"/incidents/{one.id}").get_data(as_text=True))
        sent |= {"public_note": ["Đã nhắc nhở."], "published": [published]}
        assert boss.post(f"/incidents/{one.id}/publish", data=sent).status_code == 303
        answer = client.get(f"/incidents/{one.id}")
        assert answer.status_code == status
        assert ("Đã nhắc nhở." in answer.get_data(as_text=True)) is (status == 200)


def test_an_answer_that_names_the_reporter_stays_on_the_desk(
    client: FlaskClient, sign_in: SignIn, session: Session
) -> None:
    send(client, name="Nguyễn Thị Hoa")
    one, boss = only(session), sign_in(Role.ECONOMIC_DIVISION)
    sent = fields(boss.get(f"/incidents/{one.id}").get_data(as_text=True))
    sent |= {"public_note": ["Cảm ơn bà nguyen thi hoa."], "published": ["yes"]}
    answer = boss.post(f"/incidents/{one.id}/publish", data=sent)
    assert answer.status_code == 400
    assert "tên hoặc số điện thoại" in answer.get_data(as_text=True)
    assert "nguyen thi hoa" in answer.get_data(as_text=True)
    assert not only(session).published


def test_a_police_report_cannot_be_published(sign_in: SignIn, session: Session, an_hung: Commune) -> None:
    one = cast.report(session, an_hung, visibility=Visibility.POLICE, published=False)
    session.commit()
    police = sign_in(Role.COMMUNE_POLICE)
    answer = police.post(f"/incidents/{one.id}/publish", data={"version": "1", "published": "yes"})
    assert answer.status_code == 409
    assert "chỉ Công an xã" in answer.get_data(as_text=True)
