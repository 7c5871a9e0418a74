"""Every address of the service that can be read, filled with the ids of planted rows."""

import itertools
import string
from collections.abc import Iterator
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from geodata.enums import Role, SiteType, TransportRuleName
from geodata.models import Commune, Village
from services.tiles import LAYERS
from tests import cast
from tests.everything import Everything

TILE = ("14", "13043", "7226")
"""The tile z/x/y in which everything is planted (106.59 E, 20.75 N)."""
SITES = [site_type.value for site_type in SiteType]


def readable(app: Flask, planted: Everything) -> list[str]:
    """All addresses that answer GET, with every planted row's id where one is asked for."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    plain = [
        address
        for rule in rules
        if rule.endpoint not in ("static", "accounts.sign_in")
        for address in _filled(rule.rule, planted)
    ]
    return [*plain, *_with_questions(planted)]


def _filled(rule: str, planted: Everything) -> Iterator[str]:
    """The addresses of one rule."""
    names = [name.split(":")[-1] for name in _parameters(rule)]
    known = {name: _values(name, planted) for name in names}
    pattern = "".join(
        part if number % 2 == 0 else "{" + part.split(":")[-1] + "}"
        for number, part in enumerate(_parts(rule))
    )
    for chosen in itertools.product(*known.values()):
        yield string.Formatter().format(pattern, **dict(zip(known, chosen, strict=True)))


def _parameters(rule: str) -> list[str]:
    return [part for number, part in enumerate(_parts(rule)) if number % 2]


def _parts(rule: str) -> list[str]:
    """A rule cut at its brackets: every second part stood inside them."""
    return rule.replace("<", "\0").replace(">", "\0").split("\0")


def _values(name: str, planted: Everything) -> list[str]:
    values = {
        "place_id": [str(planted.id(table)) for table in SITES],
        "site_id": [str(planted.id(table)) for table in SITES],
        "incident_id": [str(planted.id("incident"))],
        "file_id": [str(planted.id("incident_file"))],
        "village_id": [str(planted.id("village"))],
        "zone_id": [str(planted.id("risk_zone"))],
        "plan_id": [str(planted.id("inspection_plan"))],
        "team_id": [str(planted.id("inspection_team"))],
        "day": ["2026-11-24"],
        "plan_code": [quote(planted.rows["inspection_plan"].code, safe="")],
        "inspection_id": [str(planted.id("inspection"))],
        "evidence_id": [str(planted.id("inspection_file"))],
        "conclusion_code": [quote(planted.rows["inspection"].code, safe="")],
        "batch_id": [str(planted.id("import_batch"))],
        "scheme_id": [str(planted.id("risk_scheme"))],
        "violation_id": [str(planted.id("violation"))],
        "carrier_id": [str(planted.id("waste_carrier"))],
        "vehicle_id": [str(planted.id("waste_vehicle"))],
        "route_id": [str(planted.id("waste_route"))],
        "check_id": [str(planted.id("transport_check"))],
        "rule_name": [str(name) for name in TransportRuleName],
        "template_id": [str(planted.id("reply_template"))],
        "extension": ["json", "xml"],
        "paper": ["decision"],
        "ending": ["docx", "pdf"],
        "sheet": ["xlsx", "csv"],
        "service_code": ["littering"],
        "request_id": [str(planted.id("incident"))],
        "token": [planted.rows["incident"].code],
        "code": [planted.rows["incident"].code],
        "name": list(LAYERS),
        "z": [TILE[0]],
        "x": [TILE[1]],
        "y": [TILE[2]],
    }
    assert name in values, f"teach tests/webmap/walk.py what <{name}> in an address means"
    return values[name]


def _with_questions(planted: Everything) -> Iterator[str]:
    """Addresses whose answer depends on what stands behind the question mark."""
    village, point = planted.id("village"), planted.id("collection_point")
    for site_type in SITES:
        yield f"/places?type={site_type}"
        yield f"/places/new?type={site_type}"
    yield f"/places?village={village}"
    yield f"/incidents?village={village}"
    yield f"/incidents/new?place={point}"
    yield f"/incidents/new?place={planted.id('facility')}"
    yield f"/maps/coverage?village={village}"
    for asked in ("new", "others/new"):
        yield f"/inspections/{asked}?site={planted.id('facility')}"
        yield f"/inspections/{asked}?search=m"
    yield "/inspections/desk?pile=all"
    for asked in ("finding", "check", "site", "carrier"):
        table = {"check": "transport_check", "site": "facility", "carrier": "waste_carrier"}.get(asked, asked)
        yield f"/penalties/new?{asked}={planted.id(table)}"
    yield "/penalties/new?search=m"
    yield f"/penalties?site={planted.id('facility')}&village={village}&search=m"
    yield f"/transport/checks?carrier={planted.id('waste_carrier')}&route={planted.id('waste_route')}"
    yield f"/transport/checks/new?carrier={planted.id('waste_carrier')}&route={planted.id('waste_route')}"
    yield "/?near=20.75,106.59"
    yield "/incidents?published=yes"


def everybody(app: Flask, session: Session, village: Village) -> dict[Role, FlaskClient]:
    """A signed-in browser for each role of the village's commune (the board is that of `village`)."""
    browsers = {Role.PUBLIC: app.test_client()}
    for role in Role:
        if role is not Role.PUBLIC:
            browsers[role] = _signed_in(app, session, village, role)
    return browsers


def _signed_in(app: Flask, session: Session, village: Village, role: Role) -> FlaskClient:
    """Past the password, which costs a tenth of a second by design."""
    home = session.get_one(Commune, village.commune_id)
    own = village.id if role is Role.VILLAGE_BOARD else None
    account = cast.account(
        session, home, role, username=f"walker-{role.value}", display_name=role.value, village_id=own
    )
    session.commit()
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = f"{account.id}.1"
        cookie["_fresh"] = True
    return browser
