"""Over every address there is: nothing of the commune next door comes out, no contact, no police report."""

import re

from flask import Flask
from sqlalchemy.orm import Session

from geodata.enums import Role, Visibility
from geodata.models import Account, Commune
from tests import cast
from tests.everything import plant
from tests.said import said
from tests.webmap.walk import everybody, readable
from webmap import stateless

MARK, POLICE = "NEXTDOORSECRET", "POLICESECRET"
CONTACTS = {Role.COMMUNE_POLICE, Role.ECONOMIC_DIVISION, Role.CHAIRPERSON}
CHECKERS = CONTACTS | {Role.HEALTH_STATION}


def test_officers_next_door_see_their_own_and_nothing_of_ours(
    app: Flask, session: Session, an_hung: Commune
) -> None:
    ours = plant(session, an_hung, MARK)
    theirs = plant(session, cast.commune(session))
    session.commit()
    browsers = everybody(app, session, theirs.rows["village"])
    for role in (Role.ECONOMIC_DIVISION, Role.VILLAGE_BOARD, Role.COMMUNE_POLICE, Role.ADMIN):
        for address in readable(app, ours):
            if address.startswith(stateless.PREFIXES):
                continue  # there an officer of any commune is nobody, and reads what everybody reads
            answer = browsers[role].get(address)
            assert MARK not in said(answer.data), f"{role} {address}"
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
    """A page without what is new on each request: nonce, token, Folium's names."""
    return re.sub(r'(nonce|name="csrf_token" value)="[^"]*"|_[0-9a-f]{32}\b|_[0-9a-f]{32}(?=_)', "", page)


def test_everything_reaches_only_who_may_read_it(app: Flask, session: Session, an_hung: Commune) -> None:
    """The commune next door, contacts, who reported, reports for the police, columns for nobody: one walk."""
    own = plant(session, an_hung)
    next_door = plant(session, cast.commune(session), MARK)
    police = cast.report(session, an_hung, visibility=Visibility.POLICE, landmark=POLICE, public_note=POLICE)
    session.commit()
    nobody: set[Role] = set()
    secrets: dict[bytes, set[Role]] = {
        MARK.encode(): nobody,
        b"0912345678": CONTACTS,
        b"hoa@example.org": CONTACTS,
        POLICE.encode(): {Role.COMMUNE_POLICE},
        police.code.encode(): {Role.COMMUNE_POLICE},
        b"0987654321": nobody,
        "Nguyễn Thị Lan".encode(): nobody,
        "Trần Văn Mẫu".encode(): CHECKERS,
        own.rows["incident_reporter"].sealed: nobody,
        b"password_hash": nobody,
        b"session_version": nobody,
        b"idempotency_key": nobody,
        b"no password fits": nobody,
    }
    addresses = [*readable(app, own), f"/incidents/{police.id}", f"/maps/incidents/{police.id}/card"]
    met: dict[bytes, dict[Role, str]] = {secret: {} for secret in secrets}
    for role, browser in everybody(app, session, own.rows["village"]).items():
        for address in dict.fromkeys([*addresses, *readable(app, next_door)]):
            answer = browser.get(address)
            assert answer.status_code < 500 or address == "/readyz", f"{role} {address}"
            body = answer.data + said(answer.data).encode()
            for secret in secrets:
                if secret in body:
                    met[secret][role] = address
            answer.close()
    assert {secret: set(where) for secret, where in met.items()} == secrets, met


def test_a_closed_account_sees_what_the_public_sees(app: Flask, session: Session, an_hung: Commune) -> None:
    own = plant(session, an_hung)
    browser = everybody(app, session, own.rows["village"])[Role.ECONOMIC_DIVISION]
    assert browser.get(f"/places/{own.id('facility')}").status_code == 200
    session.query(Account).filter_by(username="walker-economic_division").update({"active": False})
    session.commit()
    assert browser.get(f"/places/{own.id('facility')}").status_code == 404
