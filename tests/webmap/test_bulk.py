"""One deed for many reports, as a browser sends it, and the page that tells what became of each."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.models import Commune, Incident
from tests.webmap.conftest import SignIn
from tests.webmap.form_reader import fields
from tests.webmap.test_inbox import S, page, report


def send(browser: FlaskClient, deed: str, *reports: Incident, **more: str) -> str:
    """Tick, press, and read what became of each."""
    sent = {"deed": deed, "pick": [f"{one.id}:{one.version}" for one in reports], **more}
    answer = browser.post("/incidents/bulk", data=sent)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_many_are_given_away_and_each_is_told(sign_in: SignIn, session: Session, an_hung: Commune) -> None:
    first, over = report(session, an_hung), report(session, an_hung, S.CLOSED)
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    text = send(
        boss, "assign", first, over, who="commune_police:", **{"kept-tab": "new", "kept-search": "khói"}
    )
    assert "Giao việc: Công an xã" in text
    assert ("Đã làm 1 phản ánh" in text, "1 phản ánh chưa làm được" in text) == (True, True)
    assert "Phản ánh đang ở bước “Đã đóng”" in text
    assert "tab=new&amp;search=kh%C3%B3i" in text
    session.refresh(first)
    assert (first.state, first.assigned_role) == (S.ASSIGNED, Role.COMMUNE_POLICE)


def test_a_deed_sent_again_changes_nothing_more(sign_in: SignIn, session: Session, an_hung: Commune) -> None:
    one = report(session, an_hung)
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    sent = {"deed": "urgent", "pick": [f"{one.id}:{one.version}"]}
    assert "Đã làm 1 phản ánh" in boss.post("/incidents/bulk", data=sent).get_data(as_text=True)
    again = boss.post("/incidents/bulk", data=sent).get_data(as_text=True)
    assert ("Đã làm 0 phản ánh" in again, "đã như vậy từ trước" in again) == (True, True)
    session.refresh(one)
    assert (one.urgent, one.version) == (True, 2)


def test_what_somebody_else_changed_meanwhile_is_left(
    sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    one, fine = report(session, an_hung), report(session, an_hung)
    session.commit()
    seen = [f"{one.id}:{one.version}", f"{fine.id}:{fine.version}"]
    send(sign_in(Role.COMMUNE_POLICE), "assign", one, who="commune_police:")
    answer = sign_in(Role.ECONOMIC_DIVISION).post(
        "/incidents/bulk", data={"deed": "assign", "pick": seen, "who": "economic_division:"}
    )
    assert "vừa được người khác sửa" in answer.get_data(as_text=True)
    session.expire_all()
    assert (one.assigned_role, fine.assigned_role) == (Role.COMMUNE_POLICE, Role.ECONOMIC_DIVISION)


def test_the_whole_page_can_be_ticked_without_a_script(
    sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    made = {f"{report(session, an_hung).id}:1" for _ in range(3)}
    session.commit()
    boss = sign_in(Role.ECONOMIC_DIVISION)
    plain = page(boss)
    address = unescape(re.findall(r'id="pick-all" href="([^"]+)"', plain)[0])
    form = plain.split('id="bulk"')[0].count("<form") - 1
    assert "pick" not in fields(plain, form=form)
    assert set(fields(page(boss, address), form=form)["pick"]) == made


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 400),
        ({"deed": "urgent"}, 400),
        ({"deed": "burn", "pick": "1:1"}, 400),
        ({"deed": "urgent", "pick": "x"}, 400),
    ],
)
def test_a_form_of_no_sense_is_refused_with_words(sign_in: SignIn, sent: dict[str, str], status: int) -> None:
    answer = sign_in(Role.ECONOMIC_DIVISION).post("/incidents/bulk", data=sent)
    assert answer.status_code == status
    assert "<h1" in answer.get_data(as_text=True)


def test_deeds_are_for_who_sorts_reports(
    officers: dict[Role, FlaskClient], session: Session, an_hung: Commune
) -> None:
    one = report(session, an_hung)
    session.commit()
    sent = {"deed": "urgent", "pick": f"{one.id}:1"}
    for role in set(Role) - {Role.ECONOMIC_DIVISION, Role.COMMUNE_POLICE}:
        status = officers[role].post("/incidents/bulk", data=sent).status_code
        assert status == (401 if role is Role.PUBLIC else 403), role
    session.refresh(one)
    assert not one.urgent


def test_a_deed_wants_the_token_of_its_page(app: Flask, sign_in: SignIn) -> None:
    boss = sign_in(Role.ECONOMIC_DIVISION)
    app.config["WTF_CSRF_ENABLED"] = True
    assert boss.post("/incidents/bulk", data={"deed": "urgent", "pick": "1:1"}).status_code == 400
