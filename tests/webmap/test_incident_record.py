"""The officers' page of one report: its forms as a browser without JavaScript sends them, forged ones too."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import IncidentState, Role
from geodata.models import Commune, Incident, IncidentEvent, Village
from tests import cast
from tests.services.desk_cast import in_state, picture
from tests.webmap.conftest import SignIn
from tests.webmap.desk_forms import form, new_report, now, page, send
from tests.webmap.form_reader import fields

S, R = IncidentState, Role


@pytest.fixture
def one(session: Session, an_hung: Commune) -> Incident:
    """A new report, not published."""
    return new_report(session, an_hung)


@pytest.fixture
def lead(sign_in: SignIn) -> FlaskClient:
    """The lead division."""
    return sign_in(R.ECONOMIC_DIVISION)


# --- what stands there


def test_the_desk_sees_the_exact_place_the_shown_one_and_what_is_due(
    lead: FlaskClient, one: Incident
) -> None:
    text = page(lead, one)
    for told in ("20.75123", "20.75200", one.code, "Kim Lĩnh", "Khói rơm", "data-spots", "Mới tiếp nhận"):
        assert told in text, told


def test_only_the_moves_that_are_open_to_the_viewer_are_offered(
    sign_in: SignIn, session: Session, an_hung: Commune, one: Incident
) -> None:
    def offered(browser: FlaskClient) -> set[str]:
        return set(re.findall(r'name="to"[^>]* type="radio" value="(\w+)"', page(browser, one)))

    village = session.get_one(Village, one.village_id)
    assert offered(sign_in(R.ECONOMIC_DIVISION)) == {
        "verifying",
        "assigned",
        "rejected",
        "duplicate",
        "referred",
    }
    assert offered(sign_in(R.VILLAGE_BOARD, village=village)) == {"verifying"}
    assert offered(sign_in(R.CHAIRPERSON)) == set()


def test_ids_and_labels_of_the_page_belong_together(lead: FlaskClient, one: Incident) -> None:
    text = page(lead, one)
    ids: list[str] = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids)), sorted({found for found in ids if ids.count(found) > 1})
    assert set(re.findall(r'<label[^>]* for="([^"]+)"', text)) <= set(ids)


def test_the_public_sees_the_public_card_and_no_form(
    client: FlaskClient, session: Session, one: Incident
) -> None:
    one.published = True
    session.commit()
    text = page(client, one)
    main = text.split("<main")[1]
    assert "<form" not in main
    assert "Khói rơm" not in main
    assert one.code not in main
    assert "20.75123" not in main


# --- moves


def test_a_move_is_made_with_its_notes_and_a_second_press_is_harmless(
    lead: FlaskClient, session: Session, one: Incident
) -> None:
    sent = form(lead, one, "move") | {
        "to": "verifying",
        "internal_note": "Cử người",
        "public_note": "Đang xem.",
    }
    for _press in range(2):
        answer = lead.post(f"/incidents/{one.id}/move", data=sent)
        assert (answer.status_code, answer.location) == (303, f"/incidents/{one.id}")
    kept = now(session, one)
    assert (kept.state, kept.public_note) == (S.VERIFYING, "Đang xem.")
    count = select(func.count(IncidentEvent.id)).where(IncidentEvent.incident_id == one.id)
    assert session.scalar(count) == 2
    assert "Cử người" in page(lead, one)


@pytest.mark.parametrize(
    ("sent", "told", "kept"),
    [
        ({}, "Xin chọn bước tiếp theo.", ""),
        ({"to": "war"}, "Xin chọn bước tiếp theo.", ""),
        ({"to": "rejected"}, "Xin chọn lý do không xử lý.", ""),
        ({"to": "referred", "agency": "Sở Y tế"}, "Xin điền ô này.", 'value="Sở Y tế"'),
        ({"to": "assigned"}, "Xin chọn đơn vị phụ trách.", ""),
        ({"to": "assigned", "unit": "school"}, "trong danh sách", ""),
        ({"to": "duplicate", "parent": "zzzz-zzzz-zzzz"}, "Không có phản ánh nào", 'value="zzzz-zzzz-zzzz"'),
        (
            {"to": "verifying", "public_note": "Cảm ơn bà Nguyễn Thị Hoa"},
            "có tên hoặc số điện thoại",
            "bà Nguyễn",
        ),
        ({"to": "verifying", "internal_note": "a" * 5001}, "5000", "aaaa"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(
    lead: FlaskClient, session: Session, one: Incident, sent: dict[str, str], told: str, kept: str
) -> None:
    answer = send(lead, one, "move", **{"internal_note": "Đã gọi <b>hai</b> lần"} | sent)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert told in text
    assert kept in text
    assert 'role="alert"' in text
    assert "Đã gọi &lt;b&gt;hai&lt;/b&gt; lần" in text or "internal_note" in sent
    assert now(session, one).state is S.NEW


def test_a_move_that_the_table_does_not_know_is_409_and_names_what_is_allowed(
    lead: FlaskClient, session: Session, one: Incident
) -> None:
    answer = send(lead, one, "move", to="resolved", internal_note="Viết rồi")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    for word in ("Mới tiếp nhận", "Đang xác minh", "Đã phân công", "Không có cơ sở", "Trùng lặp", "Viết rồi"):
        assert word in text, word
    sent = form(lead, one, "move") | {"to": "closed"}
    answer = lead.post(f"/incidents/{one.id}/move", data=sent, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert answer.get_json()["allowed"] == ["verifying", "assigned", "rejected", "duplicate", "referred"]
    assert now(session, one).state is S.NEW


def test_two_officers_at_one_report_lose_nothing(
    lead: FlaskClient, sign_in: SignIn, session: Session, one: Incident
) -> None:
    police = sign_in(R.COMMUNE_POLICE)
    seen = form(police, one, "move")
    assert send(lead, one, "move", to="verifying").status_code == 303
    answer = police.post(
        f"/incidents/{one.id}/move",
        data=seen | {"to": "rejected", "reason": "unfounded", "internal_note": "Không thấy gì"},
    )
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "vừa được người khác xử lý" in text
    assert "Không thấy gì" in text
    assert now(session, one).state is S.VERIFYING
    number = text.split('id="act-move"')[0].count("<form")
    again = police.post(f"/incidents/{one.id}/move", data=fields(text, form=number))
    assert again.status_code == 303
    assert now(session, one).state is S.REJECTED


def test_a_suggested_original_is_one_press(lead: FlaskClient, session: Session, an_hung: Commune) -> None:
    first, second = cast.report(session, an_hung), cast.report(session, an_hung)
    session.commit()
    text = page(lead, second)
    assert "Trùng với phản ánh này" in text
    number = text.split('id="alike"')[0].count("<form")
    answer = lead.post(f"/incidents/{second.id}/move", data=fields(text, form=number))
    assert answer.status_code == 303
    kept = now(session, second)
    assert (kept.state, kept.parent_id) == (S.DUPLICATE, first.id)
    assert f'href="/incidents/{second.id}"' in page(lead, first)


def test_who_says_it_is_done_does_not_confirm_it(
    lead: FlaskClient, sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    one = in_state(session, an_hung, S.IN_PROGRESS)
    picture(session, one)
    session.commit()
    send(lead, one, "move", to="done_requested")
    assert "cần một người khác xác nhận" in page(lead, one)
    assert 'value="resolved"' not in page(lead, one)
    answer = lead.post(f"/incidents/{one.id}/move", data=form(lead, one, "move") | {"to": "resolved"})
    assert answer.status_code == 409
    assert send(sign_in(R.CHAIRPERSON), one, "move", to="resolved").status_code == 303
    assert now(session, one).state is S.RESOLVED
