"""What the worker does by itself: each report for itself, each moment once, all that is due by then."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from procrastinate.periodic import PeriodicDeferrer
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from geodata.database import make_engine, make_sessions
from geodata.enums import IncidentState
from geodata.models import AuditEntry, Commune, Incident, Notification
from services.clock import ZONE
from services.incidents import digest, notices, retention, store
from services.incidents.store import Store
from tests import cast
from tests.conftest import DatabaseMaker
from tests.post_office import PostOffice, open_office
from tests.services.reports import after_photo, jobs, long_ago, move, officer, told_report, with_mail
from tests.webmap.test_mail import settings
from webmap import housekeeping, worker
from webmap.app import create_app

S = IncidentState
TICK = 1_800_000_000


@pytest.fixture
def service(app: Flask) -> Iterator[Flask]:
    """A job's context."""
    with app.app_context():
        yield app


def states(session: Session) -> dict[int, IncidentState]:
    """Report → state, as the database has it."""
    session.expire_all()
    found = session.execute(select(Incident.id, Incident.state).order_by(Incident.id))
    return {row.id: row.state for row in found}


def test_what_is_due_is_closed_and_forgotten_and_signed_by_the_worker(
    service: Flask, sessions: sessionmaker[Session], session: Session, an_hung: Commune
) -> None:
    old = cast.report(session, an_hung, state=S.RESOLVED, ended_at=long_ago(800))
    fresh = cast.report(session, an_hung, state=S.RESOLVED, ended_at=long_ago(3))
    session.commit()
    for _ in range(2):
        housekeeping.close_resolved(sessions, TICK)
    assert states(session) == {old.id: S.CLOSED, fresh.id: S.RESOLVED}
    for _ in range(2):
        housekeeping.forget_old(sessions, TICK)
    assert states(session) == {old.id: S.ANONYMISED, fresh.id: S.RESOLVED}
    wanted = select(AuditEntry.actor).where(
        AuditEntry.table_name == "incident", AuditEntry.action == "update"
    )
    actors = session.scalars(wanted.order_by(AuditEntry.id)).all()
    assert list(dict.fromkeys(actors)) == ["worker close", "worker forget"]


def test_one_report_that_cannot_be_done_holds_up_no_other(
    service: Flask,
    sessions: sessionmaker[Session],
    session: Session,
    an_hung: Commune,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    reports = [cast.report(session, an_hung, state=S.RESOLVED, ended_at=long_ago(20)) for _ in range(3)]
    session.commit()
    close = retention.close

    def broken(session: Session, incident_id: int, now: datetime) -> bool:
        done = close(session, incident_id, now)
        if incident_id == reports[1].id:
            raise ValueError("broken")
        return done

    monkeypatch.setattr(retention, "close", broken)
    with caplog.at_level(logging.ERROR):
        housekeeping.close_resolved(sessions, TICK)
    assert list(states(session).values()) == [S.CLOSED, S.RESOLVED, S.CLOSED]
    assert f"report {reports[1].id}" in caplog.text


def test_a_database_that_is_away_is_the_queue_s_to_wait_for(
    service: Flask,
    sessions: sessionmaker[Session],
    session: Session,
    an_hung: Commune,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cast.report(session, an_hung, state=S.RESOLVED, ended_at=long_ago(20))
    session.commit()

    def away(*_: Any) -> bool:
        raise OperationalError("x", {}, Exception("gone"))

    monkeypatch.setattr(retention, "close", away)
    with pytest.raises(OperationalError):
        housekeeping.close_resolved(sessions, TICK)


def test_an_erasure_asked_for_is_done_by_its_own_job(
    service: Flask, sessions: sessionmaker[Session], session: Session, an_hung: Commune, app: Flask
) -> None:
    report = cast.report(
        session, an_hung, state=S.RESOLVED, ended_at=datetime.now(UTC), erasure_requested_at=datetime.now(UTC)
    )
    file = after_photo(session, report)
    kept = Store(app.config["SETTINGS"].photo_dir)
    store.put(kept, file.name, {"": b"x"})
    path = store.path_of(kept, file.name)
    session.commit()
    for _ in range(2):
        housekeeping.forget_one(sessions, report.id)
    assert states(session) == {report.id: S.ANONYMISED}
    (job,) = jobs(session, retention.DROP_BYTES)
    assert path.exists()
    for _ in range(2):
        housekeeping.drop_bytes(sessions, **job)
    assert not path.exists()


def test_pictures_nobody_claimed_are_swept(
    service: Flask, sessions: sessionmaker[Session], session: Session, an_hung: Commune
) -> None:
    report = cast.report(session, an_hung)
    lost, kept = after_photo(session, report, 1), after_photo(session, report, 2)
    lost.incident_id, lost.created_at = None, long_ago(30)
    session.commit()
    housekeeping.sweep_files(sessions, TICK)
    left = session.execute(text("SELECT id FROM incident_file")).scalars().all()
    assert left == [kept.id]


def test_the_morning_s_letters_are_queued_once(
    service: Flask,
    sessions: sessionmaker[Session],
    session: Session,
    an_hung: Commune,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    officer(session, an_hung, email="kinhte@example.org")
    session.commit()
    monkeypatch.setattr(digest, "AT", datetime.min.time())
    monkeypatch.setattr(digest, "UNTIL", datetime.max.time())
    housekeeping.queue_digests(sessions, TICK)
    assert jobs(session, digest.SEND) == []
    sessions.configure(info={notices.MAIL: True})
    for _ in range(2):
        housekeeping.queue_digests(sessions, TICK)
    assert len(jobs(session, digest.SEND)) == 1


def test_a_service_knows_whether_it_sends_mail(
    sessions: sessionmaker[Session], app: Flask, tmp_path: Path
) -> None:
    with sessions() as session:
        assert session.info[notices.MAIL] is False
        with_mail(session)
    with sessions() as session:
        assert session.info[notices.MAIL] is False
    create_app(settings(25, tmp_path), sessions)
    with sessions() as session:
        assert session.info[notices.MAIL] is True


# --- when


def times(app: Flask, task: str, day: datetime) -> list[datetime]:
    """When a task is due on a day, by the commune's clock, as the queue reads its table."""
    queue = worker.make_queue(app)
    periodic = queue.periodic_registry.periodic_tasks[task, ""]
    start = day.replace(hour=0, minute=0, second=0, microsecond=0)
    ticks = PeriodicDeferrer(queue.periodic_registry).get_timestamps(
        periodic, int(start.timestamp()) - 1, (start + timedelta(days=1)).timestamp() - 1
    )
    return [datetime.fromtimestamp(tick, ZONE) for tick in ticks]


def test_each_task_has_its_time_by_the_commune_s_clock(app: Flask) -> None:
    day = datetime(2026, 11, 24, tzinfo=ZONE)
    mornings = times(app, "digest.queue", day)
    assert mornings[0] == datetime(2026, 11, 24, 7, 0, tzinfo=ZONE)
    assert mornings[-1] == datetime(2026, 11, 24, 16, 50, tzinfo=ZONE)
    assert {b - a for a, b in pairwise(mornings)} == {timedelta(minutes=10)}
    for hourly in ("retention.close", "retention.forget_old", "files.sweep"):
        assert len(times(app, hourly, day)) == 24, hourly
    assert [one.hour for one in times(app, "queue.tidy", day)] == [3]
    assert set(worker.PERIODIC) <= set(worker.TASKS)


# --- with a real worker


@pytest.fixture(scope="module")
def own_engine(new_database: DatabaseMaker) -> Iterator[Engine]:
    """A database of its own: a worker has connections of its own."""
    made: Engine = make_engine(new_database.migrated())
    yield made
    made.dispose()


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """Where letters arrive."""
    with open_office() as opened:
        yield opened


@pytest.fixture
def served(own_engine: Engine, office: PostOffice, tmp_path: Path) -> Flask:
    """A service that sends mail, with nothing queued."""
    with own_engine.begin() as connection:
        connection.execute(text("TRUNCATE procrastinate_jobs CASCADE"))
    url = own_engine.url.render_as_string(hide_password=False)
    config = replace(settings(office.port, tmp_path), database_url=url)
    return create_app(config, make_sessions(own_engine))


def test_two_workers_keep_each_moment_once(served: Flask, own_engine: Engine) -> None:
    async def defer_twice() -> None:
        for _ in range(2):
            queue = worker.make_queue(served)
            async with queue.open_async():
                registry = queue.periodic_registry
                await PeriodicDeferrer(registry).defer_jobs(
                    [(task, TICK) for task in registry.periodic_tasks.values()]
                )

    asyncio.run(defer_twice())
    with own_engine.connect() as connection:
        found = connection.execute(text("SELECT task_name, count(*) FROM procrastinate_jobs GROUP BY 1"))
        assert {row[0]: row[1] for row in found} == dict.fromkeys(worker.PERIODIC, 1)
    _work(served)
    with own_engine.connect() as connection:
        ended = connection.execute(text("SELECT DISTINCT status::text FROM procrastinate_jobs")).scalars()
        assert set(ended) == {"succeeded"}


def test_a_step_reaches_the_mailbox_through_the_worker(
    served: Flask, own_engine: Engine, office: PostOffice
) -> None:
    sessions = make_sessions(own_engine)
    with sessions.begin() as session:
        with_mail(session)
        home = cast.commune(session, "11674", "Xã An Hưng")
        report = told_report(session, home)
        move(session, officer(session, home), report, S.VERIFYING, public_note="Đã đến xem.")
    office.answers.append("451 not now")
    _work(served)
    with sessions() as session:
        assert office.letters == []
        assert session.scalars(select(Notification.error)).one() == "smtp 451"
        status, attempts, later = _job(session)
        assert (status, attempts) == ("todo", 1)
        assert later > datetime.now(UTC)
        session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = now()"))
        session.commit()
    _work(served)
    assert [letter["To"] for letter in office.letters] == ["lan@example.org"]
    assert "Đã đến xem." in office.letters[0].get_content()
    with sessions() as session:
        assert session.scalars(select(Notification.sent_at)).one() is not None
        assert _job(session)[0] == "succeeded"


def _job(session: Session) -> tuple[str, int, datetime]:
    """State, tries and moment of the one letter's job."""
    found = session.execute(
        text("SELECT status::text, attempts, scheduled_at FROM procrastinate_jobs WHERE task_name = :task"),
        {"task": notices.SEND},
    ).one()
    return found.status, found.attempts, found.scheduled_at


def _work(app: Flask) -> None:
    """What a worker does until nothing waits."""

    async def run() -> None:
        queue = worker.make_queue(app)
        async with queue.open_async():
            await queue.run_worker_async(wait=False, install_signal_handlers=False)

    asyncio.run(run())
