"""What may not come out does not, over every address there is: the commune next door, contacts, police reports."""

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from geodata.enums import Role, Visibility
from geodata.models import Account, Commune
from tests import cast
from tests.everything import plant
from tests.webmap.walk import everybody, readable

MARK = "NEXTDOORSECRET"
CONTACTS = {Role.COMMUNE_POLICE, Role.ECONOMIC_DIVISION, Role.CHAIRPERSON}


def test_nothing_of_the_commune_next_door_comes_out_anywhere(
    app: Flask, session: Session, an_hung: Commune
) -> None:
    own = plant(session, an_hung)
    next_door = plant(session, cast.commune(session), MARK)
    session.commit()
    for role, browser in everybody(app, session, own.rows["village"]).items():
        for address in [*readable(app, own), *readable(app, next_door)]:
            answer = browser.get(address)
            assert answer.status_code < 500, f"{role} {address}"
            assert MARK.encode() not in answer.data, f"{role} {address}"
            answer.close()


def test_officers_next_door_see_their_own_and_nothing_of_ours(
    app: Flask, session: Session, an_hung: Commune
) -> None:
    ours = plant(session, an_hung, MARK)
    theirs = plant(session, cast.commune(session))
    session.commit()
    browsers = everybody(app, session, theirs.rows["village"])
    del browsers[Role.PUBLIC]
    for role, browser in browsers.items():
        for address in readable(app, ours):
            answer = browser.get(address)
            assert MARK.encode() not in answer.data, f"{role} {address}"
            answer.close()
    boss = browsers[Role.ECONOMIC_DIVISION]
    assert boss.get(f"/places/{theirs.id('facility')}").status_code == 200


def test_no_count_and_no_figure_changes_because_of_the_commune_next_door(
    app: Flask, session: Session, an_hung: Commune
) -> None:
    own = plant(session, an_hung)
    session.commit()
    boss = everybody(app, session, own.rows["village"])[Role.ECONOMIC_DIVISION]
    pages = ["/", "/maps/risk-zones", "/maps/incidents", "/maps/coverage", "/places", "/incidents"]
    before = [_steady(boss.get(page).get_data(as_text=True)) for page in pages]
    plant(session, cast.commune(session))
    session.commit()
    assert [_steady(boss.get(page).get_data(as_text=True)) for page in pages] == before


def _steady(page: str) -> str:
    """A page without what is new on each request."""
    return re.sub(r'(nonce|name="csrf_token" value)="[^"]*"', "", page)


def test_a_contact_reaches_only_who_may_call(app: Flask, session: Session, an_hung: Commune) -> None:
    own = plant(session, an_hung)
    session.commit()
    met = set()
    for role, browser in everybody(app, session, own.rows["village"]).items():
        for address in readable(app, own):
            answer = browser.get(address)
            if b"0912345678" in answer.data or b"hoa@example.org" in answer.data:
                met.add(role)
            answer.close()
    assert met == CONTACTS


def test_who_reported_reaches_nobody(app: Flask, session: Session, an_hung: Commune) -> None:
    own = plant(session, an_hung)
    session.commit()
    sealed = own.rows["incident_reporter"].sealed
    for role, browser in everybody(app, session, own.rows["village"]).items():
        for address in readable(app, own):
            answer = browser.get(address)
            for told in (b"0987654321", "Nguyễn Thị Lan".encode(), sealed):
                assert told not in answer.data, f"{role} {address}"
            answer.close()


def test_a_report_for_the_police_reaches_the_police(app: Flask, session: Session, an_hung: Commune) -> None:
    own = plant(session, an_hung)
    secret = own.rows["incident"]
    secret.visibility = Visibility.POLICE
    secret.description = secret.landmark = secret.public_note = MARK
    session.commit()
    met = set()
    for role, browser in everybody(app, session, own.rows["village"]).items():
        for address in readable(app, own):
            # The reporter's own page says what others would see; the code is the right to it.
            if address.startswith("/incidents/r/"):
                continue
            answer = browser.get(address)
            if MARK.encode() in answer.data or secret.code.encode() in answer.data:
                met.add(role)
            answer.close()
    assert met == {Role.COMMUNE_POLICE}


@pytest.mark.parametrize("secret", ["password_hash", "session_version", "idempotency_key"])
def test_no_output_names_a_secret_column(app: Flask, session: Session, an_hung: Commune, secret: str) -> None:
    own = plant(session, an_hung)
    session.commit()
    browsers = everybody(app, session, own.rows["village"])
    for role in (Role.ADMIN, Role.CHAIRPERSON, Role.PUBLIC):
        for address in readable(app, own):
            answer = browsers[role].get(address)
            assert secret.encode() not in answer.data, f"{role} {address}"
            answer.close()


def test_a_closed_account_sees_what_the_public_sees(app: Flask, session: Session, an_hung: Commune) -> None:
    own = plant(session, an_hung)
    browser = everybody(app, session, own.rows["village"])[Role.ECONOMIC_DIVISION]
    assert browser.get(f"/places/{own.id('facility')}").status_code == 200
    session.query(Account).filter_by(username="walker-economic_division").update({"active": False})
    session.commit()
    assert browser.get(f"/places/{own.id('facility')}").status_code == 404
