"""The record of a check as it is shown: to whom, what of it, its files, its small map."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from shapely.geometry import LineString
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from geodata.enums import InspectionContent, InspectionState, Role
from geodata.models import Commune, Inspection, InspectionFile, InspectionRecord
from tests import cast
from tests.field_parts import check, digest
from tests.pictures import photo
from tests.webmap.conftest import SignIn
from tests.webmap.field_form import PDF, form, post
from webmap import housekeeping
from webmap.auth import public

S = InspectionState


@pytest.fixture(autouse=True)
def page_of_a_check(app: Flask) -> None:
    """A page that shows nothing but the record of a check."""

    def page(record_of: int) -> str:
        return render_template_string("{% include 'inspections/_record.html' %}", record_of=record_of)

    app.add_url_rule("/only-in-tests/<int:record_of>", "only_in_tests", public(page))


@pytest.fixture
def boss(sign_in: SignIn) -> FlaskClient:
    """An officer of the economic division."""
    return sign_in(Role.ECONOMIC_DIVISION)


# --- the record shown, and its files


@pytest.fixture
def recorded(session: Session, an_hung: Commune, boss: FlaskClient) -> Inspection:
    """A check with its record: a photo, a signed page, a hostile opinion."""
    one = check(session, an_hung)
    session.commit()
    sent = form(
        boss,
        one,
        photos=(BytesIO(photo()), "a.jpg"),
        paper=(BytesIO(PDF), "b.pdf"),
        opinion="<script>alert(1)</script>",
        **{"a-env-03": "failed"},
    )
    assert post(boss, one, sent).status_code == 303
    return one


def shown(browser: FlaskClient, one: Inspection) -> str:
    """The part of a check's page that tells of its record, as that reader sees it."""
    return browser.get(f"/only-in-tests/{one.id}").get_data(as_text=True)


def test_the_record_is_shown_to_who_may_read_it_and_to_nobody_else(
    app: Flask,
    recorded: Inspection,
    boss: FlaskClient,
    client: FlaskClient,
    sign_in: SignIn,
    session: Session,
) -> None:
    ids = session.scalars(select(InspectionFile.id)).all()
    board = cast.village(session, session.get_one(Commune, recorded.commune_id))
    browsers = {
        Role.CHAIRPERSON: sign_in(Role.CHAIRPERSON),
        Role.COMMUNE_POLICE: sign_in(Role.COMMUNE_POLICE),
        Role.ADMIN: sign_in(Role.ADMIN),
        Role.VILLAGE_BOARD: sign_in(Role.VILLAGE_BOARD, village=board),
        Role.PUBLIC: client,
    }
    readers = {Role.CHAIRPERSON, Role.COMMUNE_POLICE}
    for role, browser in browsers.items():
        assert ("Người đại diện mẫu" in shown(browser, recorded)) is (role in readers), role
        for file_id in ids:
            status = browser.get(f"/inspections/files/{file_id}").status_code
            assert (status == 200) is (role in readers), role
    next_door = sign_in(Role.ECONOMIC_DIVISION, commune=cast.commune(session))
    assert next_door.get(f"/inspections/files/{ids[0]}").status_code == 404


def test_the_record_tells_answers_times_and_distance_and_runs_nothing(
    app: Flask, recorded: Inspection, boss: FlaskClient
) -> None:
    page = shown(boss, recorded)
    assert "11 đạt, 1 không đạt, 0 khác" in page
    assert "tổ không ghi vị trí" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert page.count("<img") == 1


def test_a_track_stands_on_a_small_map(
    app: Flask, recorded: Inspection, boss: FlaskClient, session: Session
) -> None:
    record = session.get_one(InspectionRecord, recorded.id)
    record.track = cast.shape(LineString([(106.59, 20.75), (106.591, 20.75)]))
    record.distance_m, record.clock_skew_s = 42.0, 7200
    session.commit()
    page = shown(boss, recorded)
    assert "data-track=" in page
    assert "40 m" in page
    assert "lệch 120 phút" in page


def test_files_run_nothing_and_are_kept_by_no_cache(
    session: Session, recorded: Inspection, boss: FlaskClient
) -> None:
    for file in session.scalars(select(InspectionFile)).all():
        answer = boss.get(f"/inspections/files/{file.id}")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        pdf = file.media_type == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith("attachment" if pdf else "inline")
        small = boss.get(f"/inspections/files/{file.id}?size=thumb")
        assert (len(small.data) < len(answer.data)) is not pdf


def test_a_check_without_a_record_shows_nothing(
    app: Flask, session: Session, an_hung: Commune, boss: FlaskClient
) -> None:
    one = check(session, an_hung, contents=[InspectionContent.FIRE_SAFETY.value])
    session.commit()
    assert shown(boss, one).strip() == ""


def test_the_worker_sweeps_files_that_no_record_claims(
    app: Flask, sessions: sessionmaker[Session], session: Session, boss: FlaskClient
) -> None:
    picture, key = photo(), str(uuid4())
    address = f"/api/field/records/{key}/files/{digest(picture)}?purpose=evidence"
    assert boss.put(address, data=picture).status_code == 200
    session.execute(update(InspectionFile).values(created_at=datetime.now(UTC) - timedelta(days=31)))
    session.commit()
    with app.app_context():
        housekeeping.sweep_evidence(sessions, 0)
    assert session.scalars(select(InspectionFile)).all() == []
