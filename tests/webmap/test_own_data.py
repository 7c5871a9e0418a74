"""The pages of a person's own data: told, taken along, stopped, erased; kept and found nowhere else."""

import json
import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import FilePurpose, IncidentState
from geodata.models import AuditEntry, Commune, IdentityReading, Incident, IncidentReporter
from services.incidents import own_data
from tests.services.reports import LAN, after_photo, told_report

S = IncidentState
CODE = "abcd-efgh-jkmn"
PAGES = (f"/incidents/r/{CODE}/data", f"/incidents/r/{CODE}/erasure")


def planted(session: Session, home: Commune, state: IncidentState = S.NEW) -> Incident:
    """A report of Lan under a code."""
    ended = datetime.now(UTC) if state in (S.RESOLVED, S.CLOSED) else None
    report = told_report(session, home, state=state, ended_at=ended, landmark="cạnh giếng nhà ông Tẹo")
    report.code = CODE
    session.commit()
    return report


@pytest.fixture
def report(app: Flask, session: Session, an_hung: Commune) -> Incident:
    """A report that is worked on."""
    return planted(session, an_hung)


def text_of(client: FlaskClient, address: str) -> str:
    """A page that is there."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def fresh(session: Session) -> Incident:
    """The one report as the database has it."""
    return session.scalars(select(Incident).execution_options(populate_existing=True)).one()


# --- told


def test_the_receipt_leads_to_one_s_own_data(client: FlaskClient, report: Incident) -> None:
    assert f'href="/incidents/r/{CODE}/data"' in text_of(client, f"/incidents/r/{CODE}")


def test_the_page_tells_what_is_held_and_shows_none_of_it(
    client: FlaskClient, session: Session, report: Incident
) -> None:
    after_photo(session, report, purpose=FilePurpose.REPORT)
    session.commit()
    page = text_of(client, PAGES[0])
    assert "1 ảnh." in page
    assert "Liên hệ bạn để lại, được mã hóa" in page
    assert "Thôi nhận thư" in page
    for secret in (LAN.name, LAN.phone, LAN.email, "Tẹo"):
        assert secret not in page
    assert session.scalar(select(func.count(IdentityReading.id))) == 0


@pytest.mark.parametrize("address", PAGES)
def test_nothing_of_these_pages_is_kept_or_found(client: FlaskClient, report: Incident, address: str) -> None:
    for answer in (client.get(address), client.post(PAGES[0]), client.get("/incidents/r/x/data")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("address", [*PAGES, f"{PAGES[0]}/stop-mail"])
def test_a_code_that_is_none_says_so(client: FlaskClient, app: Flask, address: str) -> None:
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code in (404, 405)
        if answer.status_code == 404:
            assert "Không có phản ánh nào mang mã này" in answer.get_data(as_text=True)


# --- taken along


def test_everything_is_taken_along_as_a_file(client: FlaskClient, session: Session, report: Incident) -> None:
    answer = client.post(PAGES[0])
    assert answer.mimetype == "application/json"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="phan-anh-{CODE}.json"'
    held = json.loads(answer.get_data(as_text=True))
    assert held["identity"] == {"name": LAN.name, "phone": LAN.phone, "email": LAN.email}
    assert held["report"]["landmark"] == "cạnh giếng nhà ông Tẹo"
    assert held["report"]["place"]["coordinates"] == pytest.approx([106.5912345, 20.7512345], abs=1e-6)
    (line,) = session.scalars(select(IdentityReading))
    assert (line.actor, line.purpose) == ("the reporter", "own data")


def test_a_link_that_is_followed_takes_nothing_along(
    client: FlaskClient, session: Session, report: Incident
) -> None:
    """Previews of chat programs follow links: what is logged and full of names answers to a button alone."""
    for address in PAGES:
        assert LAN.name not in text_of(client, address)
    assert session.scalar(select(func.count(IdentityReading.id))) == 0


def test_too_often_is_told_on_the_page(
    client: FlaskClient, report: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_data, "PER_HOUR", 1)
    assert client.post(PAGES[0]).status_code == 200
    for address in PAGES:
        answer = client.post(address)
        assert answer.status_code == 429
        assert 'role="alert"' in answer.get_data(as_text=True)


# --- no more mail


def test_letters_are_stopped_by_a_button(client: FlaskClient, session: Session, report: Incident) -> None:
    answer = client.post(f"{PAGES[0]}/stop-mail")
    assert answer.status_code == 303
    page = text_of(client, answer.location)
    assert "không có thư nào" in page
    assert "stop-mail" not in page
    assert session.scalars(select(IncidentReporter.mail_language)).one() == ""


# --- erased


def test_what_goes_now_and_what_goes_later_is_told_before(client: FlaskClient, report: Incident) -> None:
    page = text_of(client, PAGES[1])
    assert "Xóa ngay khi xử lý xong" in page
    assert "không lấy lại được" in page
    assert 'method="post"' in page


def test_a_report_that_is_worked_on_loses_its_reporter_alone(
    client: FlaskClient, session: Session, report: Incident
) -> None:
    answer = client.post(PAGES[1])
    assert answer.location == PAGES[0]
    page = text_of(client, PAGES[0])
    assert "Bạn đã yêu cầu xóa" in page
    assert "Không có tên, số điện thoại" in page
    assert f'href="{PAGES[1]}"' not in page
    assert (fresh(session).state, fresh(session).landmark) == (S.NEW, "cạnh giếng nhà ông Tẹo")
    assert session.scalars(select(IncidentReporter)).all() == []
    actors = select(AuditEntry.actor).where(AuditEntry.table_name == "incident_reporter")
    assert session.scalars(actors.order_by(AuditEntry.id)).all()[-1] == "public"
    receipt = text_of(client, f"/incidents/r/{CODE}")
    assert CODE in receipt


@pytest.mark.parametrize("state", [S.RESOLVED, S.CLOSED])
def test_an_ended_report_is_gone_at_once_and_says_so(
    client: FlaskClient, app: Flask, session: Session, an_hung: Commune, state: IncidentState
) -> None:
    planted(session, an_hung, state)
    assert "không đề nghị mở lại được nữa" in text_of(client, PAGES[1])
    client.post(PAGES[1])
    assert (fresh(session).state, fresh(session).landmark) == (S.ANONYMISED, "")
    for address in PAGES:
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 410
            assert "đã được xóa" in answer.get_data(as_text=True)
    answer = client.get(f"/incidents/r/{CODE}")
    assert answer.status_code == 410
    assert "mọi thông tin về người gửi đã được xóa" in answer.get_data(as_text=True)
    assert client.get(f"/incidents/r/{fresh(session).code}").status_code == 404


def test_a_forged_form_erases_nothing(
    app: Flask, client: FlaskClient, session: Session, report: Incident
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    for address in (*PAGES, f"{PAGES[0]}/stop-mail"):
        assert client.post(address).status_code == 400
    assert session.scalars(select(IncidentReporter)).one().mail_language == "vi"
    page = text_of(client, PAGES[1])
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    assert client.post(PAGES[1], data={"csrf_token": token[1]}).status_code == 303


@pytest.mark.parametrize("state", [S.NEW, S.RESOLVED])
def test_the_pages_speak_english(
    client: FlaskClient, app: Flask, session: Session, an_hung: Commune, state: IncidentState
) -> None:
    from tests.webmap.test_translations import Page

    an_hung.name = "Commune A"
    report = planted(session, an_hung, state)
    after_photo(session, report, purpose=FilePurpose.REPORT)
    session.commit()
    client.set_cookie("lang", "en")
    pages = [text_of(client, address) for address in (*PAGES, f"{PAGES[0]}?done=mail")]
    client.post(PAGES[1])
    pages.append(client.get(PAGES[0]).get_data(as_text=True))
    for page in pages:
        assert Page(page).found == []
