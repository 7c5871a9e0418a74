"""Who may not see the hotline's log, what is never kept of it, and when its file goes."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from geodata.enums import ImportState, Role
from geodata.models import Commune, ImportBatch, ImportRow
from services.importing import work as import_work
from tests import cast
from tests.layer_files import geojson, school
from tests.services.import_cases import count
from tests.sheet_files import CALLER, call, log
from tests.webmap.hotline_desk import Work, send, sent_and_read, uploads, words, written
from webmap.importing import tasks as import_tasks

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def officer(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.ECONOMIC_DIVISION)


def _held(session: Session) -> str:
    """All that the database holds of imports and reports, as text."""
    tables = (
        *("import_row", "import_batch", "audit_entry", "procrastinate_jobs"),
        *("incident_event", "incident_reporter"),
    )
    rows = (session.scalars(text(f"SELECT t::text FROM {table} t")) for table in tables)
    return "\n".join(str(row) for found in rows for row in found)


def test_nothing_but_the_seal_holds_who_called(
    app: Flask,
    officer: FlaskClient,
    session: Session,
    work: Work,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [
        call(1, lat=20.75, lon=106.59),
        call(2, category=CALLER[0]),
        call(3, text=f"{CALLER[0]} xin gọi lại {CALLER[1]}", landmark=f"nhà {CALLER[0]}"),
    ]
    path = log(tmp_path / "a.xlsx", *rows[:2])
    with caplog.at_level(logging.DEBUG):
        batch = written(officer, session, work, path)
        third = sent_and_read(officer, session, work, log(tmp_path / "b.xlsx", rows[2]))
        shown = officer.get(f"/imports/{third.id}").get_data(as_text=True)
        held = _held(session)
        officer.post(f"/imports/{third.id}/confirm")
        monkeypatch.setattr("services.incidents.clocks.start", lambda *_: 1 / 0)
        work("apply", third.id)
    assert "ZeroDivisionError" in caplog.text
    pages = shown + "".join(
        officer.get(f"/imports/{one.id}?show={show}").get_data(as_text=True)
        for one in (batch, third)
        for show in ("added", "refused")
    )
    held += _held(session)
    for secret in (*CALLER, "Bưởi", "987654321"):
        assert [secret in one for one in (pages, held, caplog.text)] == [False] * 3, secret
    assert "321" in pages and "hotline.text_hidden" in held
    kept = session.execute(text("SELECT detail::text FROM import_row")).scalars()
    assert not [row for row in kept if "106.59" in row or "20.75" in row]


def test_administrators_see_nothing_of_it(
    app: Flask, officer: FlaskClient, sign_in: SignIn, session: Session, work: Work, tmp_path: Path
) -> None:
    path = log(tmp_path / "a.xlsx", call(1))
    batch = sent_and_read(officer, session, work, path)
    admin = sign_in(Role.ADMIN)
    assert "sổ đường dây nóng" in words(officer.get("/imports")).lower()
    listed = words(admin.get("/imports"))
    assert "đường dây nóng" not in listed.lower() and "so.xlsx" not in listed
    assert "so.xlsx" in words(officer.get("/imports"))
    for step in ("", "/progress"):
        assert admin.get(f"/imports/{batch.id}{step}").status_code == 404
    for step in ("confirm", "discard", "read-again"):
        assert admin.post(f"/imports/{batch.id}/{step}").status_code == 404
    before = uploads(app)
    assert send(admin, path).status_code == 403
    assert uploads(app) == before
    assert count(session, ImportBatch) == 1


@pytest.mark.parametrize(
    "role", [Role.COMMUNE_POLICE, Role.PUBLIC_SERVICE_CENTRE, Role.CHAIRPERSON, Role.VILLAGE_BOARD]
)
def test_others_may_not_import_it(
    sign_in: SignIn, session: Session, an_hung: Commune, tmp_path: Path, role: Role
) -> None:
    village = cast.village(session, an_hung) if role is Role.VILLAGE_BOARD else None
    browser = sign_in(role, village=village)
    assert send(browser, log(tmp_path / "a.xlsx", call(1))).status_code == 403
    assert browser.get("/imports/incidents-template.xlsx").status_code == 403


def test_the_file_does_not_outlive_its_use(
    app: Flask, officer: FlaskClient, session: Session, work: Work, tmp_path: Path
) -> None:
    refused = sent_and_read(officer, session, work, log(tmp_path / "a.xlsx", call(1, category="?")))
    ready = sent_and_read(officer, session, work, log(tmp_path / "b.xlsx", call(2)))
    a_map = sent_and_read(officer, session, work, geojson(tmp_path / "c.json", [school()]), layer="schools")
    thrown = sent_and_read(officer, session, work, log(tmp_path / "d.xlsx", call(3)))
    officer.post(f"/imports/{thrown.id}/discard")
    session.expire_all()
    assert len(uploads(app)) == 3
    now, open_still = datetime.now(UTC), [refused, ready, a_map]
    for days, left in ((0.9, 3), (1.1, 2), (6.9, 2), (7.1, 1), (31, 0)):
        for path in import_work.sweep(session, now + timedelta(days=days)):
            path.unlink()
        assert len(uploads(app)) == left, days
        assert [bool(batch.path) for batch in open_still].count(True) == left
    assert (count(session, ImportRow), refused.state) == (0, ImportState.DISCARDED)


def test_the_sweep_runs_by_itself(
    app: Flask,
    officer: FlaskClient,
    sessions: sessionmaker[Session],
    session: Session,
    work: Work,
    tmp_path: Path,
) -> None:
    batch = sent_and_read(officer, session, work, log(tmp_path / "a.xlsx", call(1, category="?")))
    session.execute(text("UPDATE import_batch SET created_at = now() - interval '25 hours'"))
    session.commit()
    with app.app_context():
        import_tasks.sweep(sessions, 0)
    session.expire_all()
    assert (uploads(app), session.get_one(ImportBatch, batch.id).state) == ([], ImportState.DISCARDED)
