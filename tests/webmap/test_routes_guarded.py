"""Every address is shut unless it says who may enter; those open to all are listed here by name."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from geodata.enums import Role
from geodata.models import Commune
from services.access import PERMISSIONS
from tests import cast
from tests.webmap.conftest import SignIn
from tests.webmap.walk import everybody
from webmap.auth import ACTION_MARK, PUBLIC_MARK

OPEN_TO_ALL = {
    "accounts.sign_in",
    "base_map.archive",
    "conclusions.listed",
    "conclusions.show",
    "feeds.atom",
    "feeds.geojson",
    "files.own",
    "files.show",
    "hazards.risk_zones",
    "hazards.zone",
    "hazards.zone_card",
    "health.healthz",
    "health.readyz",
    "incident_map.card",
    "incident_map.show",
    "follow.act",
    "follow.find",
    "intake.look",
    "intake.new",
    "nearby.near",
    "nearby.support",
    "follow.receipt",
    "follow.save",
    "incidents.show",
    "open311.definition",
    "open311.discovery",
    "open311.file",
    "open311.of_token",
    "open311.one",
    "open311.openapi",
    "open311.requests",
    "open311.services",
    "own_data.ask",
    "own_data.download",
    "own_data.erase",
    "own_data.show",
    "own_data.stop_mail",
    "places.card",
    "plans.listed",
    "plans.show",
    "places.show",
    "pwa.favicon",
    "pwa.manifest",
    "pwa.offline",
    "pwa.worker",
    "reports_api.photo",
    "reports_api.progress",
    "reports_api.report",
    "static",
    "tiles.tile",
    "villages.show",
    "waste.home",
}


def rules(app: Flask) -> list[Rule]:
    """Every rule that is not open to all."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in OPEN_TO_ALL]


def address(rule: Rule) -> str:
    """An address of that rule; its record need not exist."""
    return str(rule.rule).replace("<int:", "<").split("<")[0] + "".join(
        "1" + part.split(">", 1)[1] for part in str(rule.rule).split("<")[1:]
    )


def test_what_is_open_to_all_is_listed_here_by_name(app: Flask) -> None:
    marked = {name for name, view in app.view_functions.items() if getattr(view, PUBLIC_MARK, False)}
    assert marked | {"static"} == OPEN_TO_ALL


def test_every_other_view_names_an_action_that_is_in_the_table(app: Flask) -> None:
    for name, view in app.view_functions.items():
        if name not in OPEN_TO_ALL:
            action = getattr(view, ACTION_MARK, None)
            assert action in PERMISSIONS or action == "account:self", name


def test_every_guarded_address_refuses_the_public(app: Flask, client: FlaskClient) -> None:
    tried = 0
    for rule in rules(app):
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = client.open(address(rule), method=method)
            assert answer.status_code == 401, f"{method} {address(rule)}"
            tried += 1
    assert tried > 15


def test_a_person_is_led_to_the_sign_in_page_and_back(client: FlaskClient) -> None:
    answer = client.get("/places?search=kim%20linh", headers={"Accept": "text/html"})
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/places?search%3Dkim%2520linh"


def test_every_guarded_address_lets_in_the_roles_of_the_table_and_no_other(
    app: Flask, session: Session, an_hung: Commune
) -> None:
    for role, browser in everybody(app, session, cast.village(session, an_hung)).items():
        if role is Role.PUBLIC:
            continue
        for rule in rules(app):
            action = str(getattr(app.view_functions[rule.endpoint], ACTION_MARK))
            if "GET" not in (rule.methods or ()) or action == "account:self":
                continue
            status = browser.get(address(rule)).status_code
            allowed = role in PERMISSIONS[action]
            assert (status != 403) is allowed, f"{role} {address(rule)}: {status}"
            assert status < 500, f"{role} {address(rule)}"


def test_a_view_that_says_nothing_stays_shut(app: Flask, sign_in: SignIn) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    for browser in (app.test_client(), sign_in(Role.ECONOMIC_DIVISION), sign_in(Role.ADMIN)):
        answer = browser.get("/forgotten")
        assert answer.status_code == 403
        assert "secret" not in answer.get_data(as_text=True)


def test_an_address_that_is_none_says_so(client: FlaskClient) -> None:
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert "Không có trang này" in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/places/99999999999999999999", "/places/-1", "/places/1.5", "/places/x"])
def test_an_id_that_is_none_is_no_error_of_ours(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
