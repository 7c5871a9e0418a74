"""A form that lay open too long: it comes back whole, and goes with one more press."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from geodata.models import Incident, IncidentFile
from tests.pictures import photo
from tests.webmap.form_reader import fields
from tests.webmap.test_report_form import count, send


def test_a_form_that_lay_open_too_long_comes_back_with_all_that_was_typed(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    old = send(client, pictures=(photo(),), description="Khói mù cả xóm.", csrf_token="from-another-day")
    page = old.get_data(as_text=True)
    assert old.status_code == 400
    assert "Khói mù cả xóm." in page
    assert "xin bấm gửi lần nữa" in page
    assert "CSRF" not in page
    assert count(session, Incident) == 0
    again = client.post("/incidents/new", data=fields(page, form=0))
    assert again.status_code == 303
    assert (count(session, Incident), count(session, IncidentFile)) == (1, 1)
