"""Who reported, on the officer's page and in the log of readings, as a browser without scripts shows it."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from geodata.enums import Role, Visibility
from geodata.models import Commune, IdentityReading, Incident
from services.incidents import identity
from tests import cast
from tests.services.desk_cast import SECRETS
from tests.services.reports import LAN, officer, told_report

PURPOSE = "Gọi hỏi rõ chỗ xả thải"


Enter = Callable[[Role], FlaskClient]


@pytest.fixture
def enter(app: Flask, session: Session, an_hung: Commune) -> Enter:
    """enter(role) gives a browser signed in as a fresh officer, past the password."""

    def enter(role: Role) -> FlaskClient:
        viewer = officer(session, an_hung, role)
        session.commit()
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = f"{viewer.account_id}.1", True
        return browser

    return enter


@pytest.fixture
def report(app: Flask, session: Session, an_hung: Commune) -> Incident:
    """A report of Lan."""
    made = told_report(session, an_hung)
    session.commit()
    return made


def read(browser: FlaskClient, report: Incident, purpose: str = PURPOSE) -> tuple[int, str, str]:
    """(status, page, Cache-Control) of an asking."""
    answer = browser.post(f"/incidents/{report.id}/identity", data={"purpose": purpose})
    return answer.status_code, answer.get_data(as_text=True), answer.headers["Cache-Control"]


def test_the_record_says_that_somebody_can_be_asked_and_does_not_say_who(
    enter: Enter, report: Incident
) -> None:
    page = enter(Role.ECONOMIC_DIVISION).get(f"/incidents/{report.id}").get_data(as_text=True)
    assert "Có để lại liên hệ" in page
    assert f'action="/incidents/{report.id}/identity"' in page
    for secret in (LAN.name, LAN.phone, LAN.email):
        assert secret not in page


def test_the_record_of_nobody_says_so(enter: Enter, session: Session, an_hung: Commune) -> None:
    nobody = cast.report(session, an_hung)
    session.commit()
    page = enter(Role.COMMUNE_POLICE).get(f"/incidents/{nobody.id}").get_data(as_text=True)
    assert "Không để lại liên hệ" in page
    assert "/identity" not in page


@pytest.mark.parametrize("role", [Role.CHAIRPERSON, Role.PUBLIC_SERVICE_CENTRE, Role.ADMIN])
def test_who_may_not_read_it_is_not_told_whether_there_is_one(
    enter: Enter, session: Session, report: Incident, role: Role
) -> None:
    report.published = True
    session.commit()
    browser = enter(role)
    page = browser.get(f"/incidents/{report.id}").get_data(as_text=True)
    assert "để lại liên hệ" not in page
    assert read(browser, report)[0] == 403


def test_the_identity_is_shown_once_and_kept_nowhere(
    enter: Enter, session: Session, report: Incident
) -> None:
    browser = enter(Role.ECONOMIC_DIVISION)
    status, page, cached = read(browser, report)
    assert (status, cached) == (200, "no-store")
    for shown in (LAN.name, f'href="tel:{LAN.phone}"', LAN.email, PURPOSE):
        assert shown in page
    (line,) = session.scalars(select(IdentityReading))
    assert (line.incident_id, line.actor, line.purpose) == (report.id, "officer_0", PURPOSE)
    assert LAN.name not in browser.get(f"/incidents/{report.id}").get_data(as_text=True)
    assert browser.get(f"/incidents/{report.id}/identity").status_code == 405


def test_the_reading_is_in_the_log_before_anything_is_shown(
    enter: Enter, sessions: sessionmaker[Session], report: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def render(_template: str, **_facts: object) -> str:
        with sessions() as other:
            seen.append(len(other.scalars(select(IdentityReading)).all()))
        return "shown"

    monkeypatch.setattr("webmap.views.incidents.identity.render_template", render)
    assert read(enter(Role.ECONOMIC_DIVISION), report)[1] == "shown"
    assert seen == [1]


@pytest.mark.parametrize("purpose", ["", "xem", "<b>", "Gọi bà Nguyễn Thị Lan hỏi chỗ"])
def test_a_purpose_that_says_nothing_shows_nothing(
    enter: Enter, session: Session, report: Incident, purpose: str
) -> None:
    status, page, cached = read(enter(Role.ECONOMIC_DIVISION), report, purpose)
    assert (status, cached) == (400, "no-store")
    assert 'aria-invalid="true"' in page
    assert LAN.phone not in page
    assert LAN.email not in page
    assert purpose in ("", "<b>") or purpose in page
    assert "<b>" not in page.split("<main")[1] or purpose != "<b>"
    assert session.scalars(select(IdentityReading)).all() == []


def test_what_a_reporter_wrote_runs_nowhere(
    enter: Enter, session: Session, an_hung: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    evil = type(LAN)("<script>x()</script>", '" onclick="x()', "<i>@b.vn")
    monkeypatch.setattr("tests.services.reports.LAN", evil)
    report = told_report(session, an_hung)
    session.commit()
    page = read(enter(Role.ECONOMIC_DIVISION), report)[1]
    assert "&lt;script&gt;x()" in page
    assert "<script>x()" not in page
    assert '" onclick="' not in page
    assert "<i>@" not in page


def test_a_report_of_the_police_and_of_next_door_is_none(
    enter: Enter, session: Session, an_hung: Commune
) -> None:
    police = told_report(session, an_hung, visibility=Visibility.POLICE)
    next_door = told_report(session, cast.commune(session))
    session.commit()
    browser = enter(Role.ECONOMIC_DIVISION)
    assert read(browser, police)[0] == 404
    assert read(browser, next_door)[0] == 404
    assert read(enter(Role.COMMUNE_POLICE), police)[0] == 200


# --- the log of readings


def test_the_log_of_readings_tells_who_and_what_for_and_not_whom(
    enter: Enter, session: Session, report: Incident
) -> None:
    read(enter(Role.ECONOMIC_DIVISION), report)
    read(enter(Role.COMMUNE_POLICE), report)
    for role, linked in ((Role.CHAIRPERSON, True), (Role.ADMIN, False)):
        browser = enter(role)
        assert 'href="/audit/identities"' in browser.get("/audit").get_data(as_text=True)
        page = browser.get("/audit/identities").get_data(as_text=True)
        assert page.index("officer_1") < page.index("officer_0")
        assert page.count(PURPOSE) == 2
        assert (f'href="/incidents/{report.id}"' in page) is linked
        for secret in (LAN.name, LAN.phone, LAN.email):
            assert secret not in page


def test_readings_by_the_service_are_told_in_words(enter: Enter, session: Session, report: Incident) -> None:
    identity.for_mail(session, report, SECRETS)
    identity.for_reporter(session, report, SECRETS)
    session.commit()
    page = enter(Role.ADMIN).get("/audit/identities").get_data(as_text=True)
    for words in ("Hệ thống", "Gửi thư báo tin", "Chính người phản ánh", "Tải dữ liệu của mình"):
        assert words in page


def test_an_empty_log_says_what_will_stand_there(enter: Enter, app: Flask) -> None:
    page = enter(Role.CHAIRPERSON).get("/audit/identities").get_data(as_text=True)
    assert "Chưa có ai xem" in page


def test_the_log_is_turned_page_by_page(
    enter: Enter, session: Session, report: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "PAGE", 1)
    for _ in range(2):
        identity.for_mail(session, report, SECRETS)
    session.commit()
    browser = enter(Role.ADMIN)
    page = browser.get("/audit/identities").get_data(as_text=True)
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older
    assert "Gửi thư" in browser.get(older[1]).get_data(as_text=True)
    assert browser.get("/audit/identities?before=x").status_code == 400
    assert browser.get("/audit/identities?before=1").status_code == 200
