"""The other forms of a report's page: pressed twice, forged by every role; texts, files, links."""

import re
from io import BytesIO
from typing import Any, Final
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import EventKind, IncidentState, Moderation, Role, Visibility
from geodata.models import Commune, Incident, IncidentEvent, ReplyTemplate, Village
from tests import cast
from tests.webmap.conftest import SignIn
from tests.webmap.desk_forms import form, new_report, now, page, send
from tests.webmap.walk import everybody

S, R = IncidentState, Role
READERS: Final = {
    R.COMMUNE_POLICE,
    R.ECONOMIC_DIVISION,
    R.CHAIRPERSON,
    R.PUBLIC_SERVICE_CENTRE,
    R.VILLAGE_BOARD,
}
TRIAGE: Final = {R.COMMUNE_POLICE, R.ECONOMIC_DIVISION}
WORK: Final = TRIAGE | {R.PUBLIC_SERVICE_CENTRE, R.VILLAGE_BOARD}
ACTS: Final[dict[str, tuple[set[Role], dict[str, str]]]] = {
    "move": (WORK, {"to": "verifying"}),
    "assign": (TRIAGE, {"unit": "commune_police"}),
    "note": (WORK, {"internal_note": "Gọi lại"}),
    "answer": (WORK, {"public_note": "Xã đang xem."}),
    "visibility": (TRIAGE, {"visibility": "internal"}),
    "moderation": (TRIAGE, {"moderation": "suspected"}),
    "urgency": (TRIAGE, {"urgent": "yes"}),
    "split": (TRIAGE, {"category": "noise", "description": "Tiếng ồn"}),
    "publish": (TRIAGE, {"published": "yes", "public_note": ""}),
}
"""What is sent → who may send it (of those who read the report), and with what."""


@pytest.fixture
def one(session: Session, an_hung: Commune) -> Incident:
    """A new report, not published."""
    return new_report(session, an_hung)


@pytest.fixture
def lead(sign_in: SignIn) -> FlaskClient:
    """The lead division."""
    return sign_in(R.ECONOMIC_DIVISION)


# --- the other forms


def test_each_form_does_its_work(lead: FlaskClient, session: Session, one: Incident) -> None:
    for what, (_roles, sent) in ACTS.items():
        answer = send(lead, one, what, **sent)
        assert answer.status_code == 303, (what, answer.get_data(as_text=True)[:2000])
    kept = now(session, one)
    assert (kept.visibility, kept.moderation) == (Visibility.MASKED, Moderation.SUSPECTED)
    assert kept.assigned_role is R.COMMUNE_POLICE
    part = session.scalars(select(Incident).where(Incident.split_from_id == one.id)).one()
    assert part.description == "Tiếng ồn"
    kinds = set(session.scalars(select(IncidentEvent.kind).where(IncidentEvent.incident_id == one.id)))
    assert kinds == {
        EventKind.CREATED,
        EventKind.MOVED,
        EventKind.NOTED,
        EventKind.ANSWERED,
        EventKind.VISIBILITY_SET,
        EventKind.MODERATED,
        EventKind.URGENCY_SET,
        EventKind.SPLIT,
        EventKind.PUBLISHED,
    }


@pytest.mark.parametrize("what", [*ACTS, "files"])
def test_a_form_without_an_answer_has_no_text_at_hand_put_into_it(
    lead: FlaskClient, session: Session, one: Incident, what: str
) -> None:
    answer = send(lead, one, what, insert="yes", template="1", **ACTS.get(what, (TRIAGE, {}))[1])
    assert answer.status_code in (200, 303, 400), what


def test_a_report_is_put_before_the_others_and_back_by_one_button(
    lead: FlaskClient, session: Session, one: Incident
) -> None:
    for urgent in (True, False):
        assert send(lead, one, "urgency").status_code == 303
        assert now(session, one).urgent is urgent
    assert "Bỏ mức khẩn" in page(lead, one)


def test_a_forgotten_report_takes_nothing_more(lead: FlaskClient, session: Session, an_hung: Commune) -> None:
    gone = cast.report(session, an_hung, state=S.ANONYMISED, published=False)
    session.commit()
    text = page(lead, gone)
    assert 'name="internal_note"' not in text
    assert "đã hết hạn lưu" in text
    wanted = {"version": now(session, gone).version}
    for what, (_roles, sent) in ACTS.items():
        if what != "publish":
            answer = lead.post(f"/incidents/{gone.id}/{what}", data=wanted | sent)
            assert answer.status_code in (400, 409), what
    assert now(session, gone).version == wanted["version"]


def test_a_refused_move_always_tells_a_program_what_is_allowed(
    lead: FlaskClient, session: Session, an_hung: Commune
) -> None:
    one = cast.report(session, an_hung, state=S.DONE_REQUESTED, published=False)
    session.commit()
    json = {"Accept": "application/json"}
    for version, to in ((0, "resolved"), (now(session, one).version, "closed")):
        refused = lead.post(f"/incidents/{one.id}/move", data={"to": to, "version": version}, headers=json)
        assert refused.status_code == 409
        assert refused.get_json()["allowed"] == ["resolved", "in_progress"]


def test_a_second_press_of_any_form_is_harmless(lead: FlaskClient, session: Session, one: Incident) -> None:
    for what, (_roles, sent) in ACTS.items():
        if what == "publish":
            continue
        filled = form(lead, one, what) | sent
        answers = [lead.post(f"/incidents/{one.id}/{what}", data=filled).status_code for _press in range(2)]
        assert answers == [303, 303], what
    count = select(func.count(Incident.id)).where(Incident.split_from_id == one.id)
    assert session.scalar(count) == 1


def test_forged_forms_of_every_role_are_refused(
    app: Flask, session: Session, an_hung: Commune, one: Incident
) -> None:
    village = session.get_one(Village, one.village_id)
    elsewhere = cast.report(session, an_hung, village_id=cast.village(session, an_hung, "Cốc Lộc").id)
    next_door = cast.report(session, cast.commune(session))
    secret = cast.report(session, an_hung, visibility=Visibility.POLICE, village_id=village.id)
    session.commit()
    for role, browser in everybody(app, session, village).items():
        for what, (roles, sent) in ACTS.items():
            data = sent | {"version": "0", "key": str(uuid4())}
            stopped = 401 if role is R.PUBLIC else 404 if role in _let_in(what) else 403
            hidden = [next_door]
            if role is not R.COMMUNE_POLICE and what in ("move", "visibility"):
                hidden.append(secret)
            if role is R.VILLAGE_BOARD:
                hidden.append(elsewhere)
            for report in hidden:
                status = browser.post(f"/incidents/{report.id}/{what}", data=data).status_code
                assert status == stopped, (role, what)
            if role not in roles:
                status = browser.post(f"/incidents/{one.id}/{what}", data=data).status_code
                # Who may read it and tries a move is told that it is none of theirs, or that the page is old.
                assert status in (401, 403, 404, *([409] if what == "move" else [])), (role, what)
    assert now(session, one).version == 1
    assert now(session, elsewhere).state is S.NEW


def _let_in(what: str) -> set[Role]:
    """Who comes as far as the report itself: the view's own right."""
    return {"move": READERS, "note": WORK, "answer": WORK}.get(what, TRIAGE)


def test_given_to_the_police_the_report_is_gone_from_the_desk(
    lead: FlaskClient, session: Session, one: Incident
) -> None:
    answer = send(lead, one, "visibility", visibility="police")
    assert (answer.status_code, answer.location) == (303, "/incidents")
    assert lead.get(f"/incidents/{one.id}").status_code == 404
    assert now(session, one).visibility is Visibility.POLICE


def test_a_text_at_hand_is_put_in_without_a_script(
    lead: FlaskClient, session: Session, one: Incident
) -> None:
    text = "Đã nhận {code}: {category}, trước {due}."
    template = ReplyTemplate(commune_id=one.commune_id, title="Đã nhận", text=text)
    session.add(template)
    session.commit()
    for what in ("answer", "move"):
        answer = send(lead, one, what, public_note="Chào bà con.", template=str(template.id), insert="yes")
        assert answer.status_code == 200
        shown = answer.get_data(as_text=True)
        assert f"Chào bà con.\nĐã nhận số {one.id}: đốt rơm rạ, trước" in shown
    assert now(session, one).public_note == ""
    assert one.code not in re.findall(r'data-text="([^"]+)"', page(lead, one))[0]


def jpeg() -> BytesIO:
    """A small picture."""
    kept = BytesIO()
    Image.new("RGB", (64, 48), (120, 140, 90)).save(kept, "JPEG")
    kept.seek(0)
    return kept


def test_pictures_from_afterwards_are_added_shown_and_hidden(
    lead: FlaskClient, client: FlaskClient, session: Session, one: Incident
) -> None:
    one.published = True
    session.commit()
    sent = {"purpose": "after", "title": "Sau khi dọn", "files": (jpeg(), "sau.jpg")}
    answer = send(lead, one, "files", **sent)
    assert answer.status_code == 303
    session.refresh(one, ["files"])
    [file] = one.files
    assert f"/incidents/files/{file.id}?size=thumb" in page(lead, one)
    assert f"/incidents/files/{file.id}" not in page(client, one)
    lead.post(f"/incidents/files/{file.id}/public", data={"public": "yes"})
    shown = page(client, one)
    assert f"/incidents/files/{file.id}" in shown
    assert "Sau khi dọn" not in shown
    lead.post(f"/incidents/files/{file.id}/public", data={"public": "no"})
    assert f"/incidents/files/{file.id}" not in page(client, one)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"purpose": "after"}, "Xin điền ô này."),
        ({"purpose": "report", "files": (BytesIO(b"x"), "x.jpg")}, "trong danh sách"),
        (
            {"purpose": "after", "title": "Nhà bà Hoa", "files": (jpeg(), "x.jpg")},
            "có tên hoặc số điện thoại",
        ),
    ],
)
def test_a_file_that_may_not_stand_there_is_refused(
    lead: FlaskClient, session: Session, one: Incident, sent: dict[str, Any], told: str
) -> None:
    answer = send(lead, one, "files", **sent)
    assert answer.status_code == 400
    assert told in answer.get_data(as_text=True)
    session.refresh(one, ["files"])
    assert one.files == []


def test_a_site_is_found_linked_and_let_go(
    lead: FlaskClient, session: Session, an_hung: Commune, one: Incident
) -> None:
    shop = cast.facility(session, an_hung, "Xưởng mộc Bình Minh")
    session.commit()
    found = lead.get(f"/incidents/{one.id}?find=binh+minh").get_data(as_text=True)
    assert f'value="site:{shop.id}"' in found
    address = f"/incidents/{one.id}/link"
    sent = {"target": f"site:{shop.id}", "version": str(one.version)}
    assert lead.post(address, data=sent).location == f"/incidents/{one.id}#links"
    assert now(session, one).site_id == shop.id
    assert "Gắn với" in page(lead, one)
    lead.post(address, data=sent | {"linked": "no", "version": str(now(session, one).version)})
    assert now(session, one).site_id is None
    for target in ("", "site", "site:x", "village:1", "site:-1", f"site:{'9' * 30}"):
        assert lead.post(address, data={"target": target}).status_code == 400, target
    assert "Không tìm thấy" in lead.get(f"/incidents/{one.id}?find=khong+co").get_data(as_text=True)


# --- settings


def test_the_lead_division_keeps_the_texts_at_hand(
    lead: FlaskClient, session: Session, an_hung: Commune
) -> None:
    sent = {"title": "Đã nhận", "text": "Xã đã nhận <b>{code}</b>.", "category": "noise", "state": ""}
    for _press in range(2):
        assert lead.post("/settings/replies", data=sent).status_code == 303
    [kept] = session.scalars(select(ReplyTemplate)).all()
    assert (kept.title, kept.category, kept.state) == ("Đã nhận", "noise", None)
    listed = lead.get("/settings/replies").get_data(as_text=True)
    assert "&lt;b&gt;{code}&lt;/b&gt;" in listed
    taken = lead.post("/settings/replies", data=sent | {"text": "khác"})
    assert taken.status_code == 400
    assert "mang tên này" in taken.get_data(as_text=True)
    address = f"/settings/replies/{kept.id}"
    assert 'value="Đã nhận"' in lead.get(address).get_data(as_text=True)
    assert lead.post(address, data=sent | {"title": ""}).status_code == 400
    assert lead.post(address, data=sent | {"title": "Tên mới"}).status_code == 303
    assert lead.post(f"{address}/remove").status_code == 303
    assert session.scalars(select(ReplyTemplate)).all() == []


def test_the_texts_at_hand_are_shut_to_all_others(app: Flask, session: Session, an_hung: Commune) -> None:
    template = ReplyTemplate(commune_id=an_hung.id, title="Đã nhận", text="x")
    session.add(template)
    session.commit()
    for role, browser in everybody(app, session, cast.village(session, an_hung)).items():
        if role is R.ECONOMIC_DIVISION:
            continue
        wanted = 401 if role is R.PUBLIC else 403
        for address in ("/settings/replies", f"/settings/replies/{template.id}"):
            assert browser.get(address).status_code == wanted, role
            assert browser.post(address, data={"title": "a", "text": "b"}).status_code == wanted, role
        assert browser.post(f"/settings/replies/{template.id}/remove").status_code == wanted, role
