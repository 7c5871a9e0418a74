"""Without scripts too, the place that a photo tells is offered, and used only when it is pressed."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.models import Incident
from tests.pictures import PLACE, exif, saved, scene
from tests.webmap.form_reader import fields
from tests.webmap.test_report_form import look, send

PIN = re.compile(r'<button type="submit" name="pin" value="([^"]*)"')


def test_without_scripts_the_place_of_a_photo_is_offered_and_used_only_when_pressed(
    client: FlaskClient, session: Session
) -> None:
    lon, lat = PLACE
    page = look(client, saved(scene(), exif=exif(PLACE)))
    offered = f"{lat:.6f},{lon:.6f}"
    assert PIN.findall(page) == [offered]
    sent = fields(page, 0)
    assert (sent["latitude"], sent["longitude"]) == ([""], [""])
    pinned = client.post("/incidents/preview", data=sent | {"pin": offered}).get_data(as_text=True)
    assert PIN.findall(pinned) == ["none"]
    client.post("/incidents/new", data=fields(pinned, 0))
    kept = session.scalars(select(Incident)).one()
    assert kept.geom is not None
    assert len(kept.files) == 1


def test_without_scripts_a_pin_can_be_taken_away(client: FlaskClient) -> None:
    sent = fields(look(client, latitude="20.7512", longitude="106.5912"), 0)
    page = client.post("/incidents/preview", data=sent | {"pin": "none"}).get_data(as_text=True)
    assert (fields(page, 0)["latitude"], fields(page, 0)["longitude"]) == ([""], [""])
    assert "Không có trên bản đồ công khai" in page
    assert "đã được dịch đi" not in page


@pytest.mark.parametrize("pin", ["here", "nan,nan", "1e400,0", "20.7", ",", "20.7,106.5,3,4"])
def test_a_forged_pin_is_told_or_taken_for_what_it_says(client: FlaskClient, pin: str) -> None:
    answer = send(client, "/incidents/preview", pin=pin)
    assert answer.status_code in {200, 400}
    assert 'id="preview"' in answer.get_data(as_text=True) or "field-error" in answer.get_data(as_text=True)


def test_a_photo_that_tells_its_place_says_it_where_the_place_is_missing(client: FlaskClient) -> None:
    answer = send(client, "/incidents/new", (saved(scene(), exif=exif(PLACE)),), landmark="")
    assert answer.status_code == 400
    assert len(PIN.findall(answer.get_data(as_text=True))) == 1
