"""A worker killed in the middle of writing: nothing half stays, and the job is done by the next one."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from geoalchemy2.shape import from_shape
from shapely.geometry import MultiPolygon
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from geodata.database import make_engine, make_sessions
from geodata.enums import ImportState, Role
from geodata.features import Viewer
from geodata.models import Account, AuditEntry, Commune, ImportBatch, School
from services import imports
from tests.conftest import AN_HUNG_BOX, DatabaseMaker
from tests.layer_files import geojson, school
from tests.services.import_cases import count
from webmap import worker
from webmap.app import create_app
from webmap.config import Config
from webmap.importing import tasks as import_tasks

ROOT = Path(__file__).parents[2]


@pytest.fixture
def own_engine(new_database: DatabaseMaker) -> Iterator[Engine]:
    """A database of its own: a killed worker's work is really committed or really lost."""
    made = make_engine(new_database.migrated())
    yield made
    made.dispose()


@pytest.fixture
def service(own_engine: Engine, tmp_path: Path) -> Flask:
    url = own_engine.url.render_as_string(hide_password=False)
    return create_app(Config(url, "only-for-tests-0123456789", var_dir=tmp_path), make_sessions(own_engine))


def _confirmed(service: Flask, sessions: sessionmaker[Session], path: Path) -> int:
    with sessions.begin() as session:
        home = Commune(
            code="11674",
            name="Xã An Hưng",
            province_code="31",
            valid_from=date(2025, 7, 1),
            border=from_shape(MultiPolygon([AN_HUNG_BOX]), srid=4326),
            version=1,
        )
        session.add(home)
        session.flush()
        account = Account(
            commune_id=home.id,
            username="pkt",
            display_name="Phòng Kinh tế",
            role=Role.ECONOMIC_DIVISION,
            password_hash="-",
            active=True,
            session_version=1,
        )
        session.add(account)
        session.flush()
        viewer = Viewer(home.id, Role.ECONOMIC_DIVISION, account_id=account.id)
        batch = imports.submit(
            session, viewer, layer="schools", filename="a.json", path=path, sha256="0" * 64, options={}
        )
    with service.app_context():
        import_tasks.read(sessions, batch.id)
    with sessions.begin() as session:
        session.execute(text("DELETE FROM procrastinate_events; DELETE FROM procrastinate_jobs"))
        imports.confirm(session, viewer, batch.id, skip_refused=False)
    return batch.id


def _wait(true: Callable[[], Any], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


def test_a_killed_worker_leaves_nothing_half(service: Flask, own_engine: Engine, tmp_path: Path) -> None:
    engine = own_engine
    sessions = make_sessions(engine)
    path = geojson(tmp_path / "a.json", [school(f"S{i}") for i in range(50)])
    batch_id = _confirmed(service, sessions, path)
    environment = os.environ | {
        "DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "SECRET_KEY": "only-for-tests-0123456789",
        "VAR_DIR": str(tmp_path),
    }
    with engine.connect() as gate:
        # The job waits for this table once its rows are staged: there it is killed.
        gate.execute(text("LOCK TABLE school IN EXCLUSIVE MODE"))
        killed = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "webmap.app", "worker"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            waiting = text(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'school'::regclass"
            )
            with engine.connect() as look:
                _wait(lambda: look.scalar(waiting))
        finally:
            killed.send_signal(signal.SIGKILL)
            killed.wait()
    with sessions() as session:
        assert count(session, School) == 0
        batch = session.get_one(ImportBatch, batch_id)
        assert batch.state is ImportState.APPLYING
        assert batch.progress > 0
    _take_over(service, engine)
    with sessions() as session:
        assert count(session, School) == 50
        assert session.get_one(ImportBatch, batch_id).state is ImportState.APPLIED
        actors = session.scalars(select(AuditEntry.actor).where(AuditEntry.table_name == "school"))
        assert set(actors) == {"pkt"}
    assert not path.exists()


def _take_over(service: Flask, engine: Engine) -> None:
    """What another worker does: it finds the job of the dead one, and runs it."""
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
        )

    async def run() -> int:
        queue = worker.make_queue(service)
        async with queue.open_async():
            lost = await worker.rescue_lost_jobs(queue, 40)
            await queue.run_worker_async(wait=False, install_signal_handlers=False)
        return lost

    assert asyncio.run(run()) == 1


def test_every_task_of_the_queue_is_known(app: Flask) -> None:
    assert set(worker.TASKS) <= set(worker.make_queue(app).tasks)


def _add(session: Session, code: str) -> None:
    session.add(Commune(code=code, name="Xã", province_code="31", valid_from=date(2025, 7, 1), version=1))


def _add_and_fail(session: Session, code: str) -> None:
    _add(session, code)
    raise ValueError(code)


def test_a_task_of_one_transaction_commits_at_its_end_or_not_at_all(sessions: sessionmaker[Session]) -> None:
    worker.in_one_transaction("thêm", _add)(sessions, code="00001")
    with pytest.raises(ValueError):
        worker.in_one_transaction("thêm", _add_and_fail)(sessions, code="00002")
    with sessions() as session:
        assert session.scalars(select(Commune.code)).all() == ["00001"]
