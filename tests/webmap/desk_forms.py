"""The forms of a report's page, as a browser without JavaScript sends them."""

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from geodata.models import Commune, Incident
from tests import cast
from tests.services.desk_cast import reported_by
from tests.webmap.form_reader import fields


def new_report(session: Session, home: Commune) -> Incident:
    """A new report in Kim Lĩnh, not published, whose reporter left a name."""
    made = cast.report(session, home, published=False, village_id=cast.village(session, home).id)
    reported_by(session, made)
    session.commit()
    return made


def page(browser: FlaskClient, one: Incident) -> str:
    """The page of a report."""
    answer = browser.get(f"/incidents/{one.id}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def form(browser: FlaskClient, one: Incident, what: str) -> dict[str, Any]:
    """What the page's form for `what` would send as it stands."""
    text = page(browser, one)
    number = text.split(f'action="/incidents/{one.id}/{what}"')[0].count("<form") - 1
    if what == "move" and 'id="alike"' in text:
        number = text.split('id="act-move"')[0].count("<form")
    return dict(fields(text, form=number))


def send(browser: FlaskClient, one: Incident, what: str, **more: Any) -> TestResponse:
    """Send a form of the page, filled in."""
    return browser.post(f"/incidents/{one.id}/{what}", data=form(browser, one, what) | more)


def now(session: Session, one: Incident) -> Incident:
    """The report as it stands now."""
    return session.get_one(Incident, one.id, populate_existing=True)
