"""The log of changes opens for what is forgotten and for nothing else; bytes and old jobs go as well."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from geodata import queue
from geodata.enums import IncidentCategory, IncidentState
from geodata.models import Commune
from services.incidents import retention, splitting, store
from services.incidents.store import Store
from tests import cast
from tests.services.reports import after_photo, ended, jobs, long_ago, officer

S = IncidentState


# --- the log of changes stays shut but for that


def refused(session: Session, statement: str, **values: object) -> None:
    """The database refuses the statement as a change of its log."""
    with pytest.raises(ProgrammingError, match="append-only"), session.begin_nested():
        session.execute(text(statement), values)


def test_the_log_of_a_report_that_is_not_forgotten_cannot_be_touched(
    session: Session, an_hung: Commune
) -> None:
    report = ended(session, an_hung, S.CLOSED, 1)
    session.commit()
    refused(session, "SELECT audit_forget_incident(:id)", id=report.id)
    refused(session, "UPDATE audit_entry SET now_is = '{}'")


def test_with_the_door_open_nothing_else_goes_through(session: Session, an_hung: Commune) -> None:
    other, report = cast.report(session, an_hung), ended(session, an_hung, S.CLOSED, 1)
    retention.forget(session, report)
    session.execute(text("SELECT set_config('app.forgets_incident', :id, true)"), {"id": str(report.id)})
    for statement in (
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "UPDATE audit_entry SET actor = 'nobody' WHERE record_id = :id",
        'UPDATE audit_entry SET now_is = now_is || \'{"description": "x"}\' WHERE record_id = :id',
        "UPDATE audit_entry SET now_is = now_is - 'category' WHERE record_id = :id AND action = 'insert'",
        "UPDATE audit_entry SET now_is = '{}' WHERE table_name = 'commune'",
        "UPDATE audit_entry SET was = audit_kept(table_name, was), "
        "now_is = audit_kept(table_name, now_is) WHERE record_id = :other",
    ):
        values = {"id": report.id} if ":id" in statement else {}
        refused(session, statement, **values | ({"other": other.id} if ":other" in statement else {}))


def test_the_door_shuts_behind_each_forgetting(session: Session, an_hung: Commune) -> None:
    retention.forget(session, ended(session, an_hung, S.CLOSED, 1))
    assert session.scalar(text("SELECT current_setting('app.forgets_incident', true)")) == ""
    refused(session, "UPDATE audit_entry SET actor = 'x' WHERE false")


def test_the_log_of_readings_takes_no_change_at_all(session: Session, an_hung: Commune) -> None:
    session.execute(text("SELECT set_config('app.forgets_incident', '1', true)"))
    for statement in ("UPDATE identity_reading SET purpose = 'x'", "DELETE FROM identity_reading"):
        refused(session, statement)


# --- bytes, jobs


def test_the_bytes_of_files_go_by_a_job_of_their_own(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    report = ended(session, an_hung, S.CLOSED, 1)
    gone, kept = after_photo(session, report), after_photo(session, cast.report(session, an_hung))
    where = Store(tmp_path)
    for file in (gone, kept):
        store.put(where, file.name, {"": b"x", store.THUMBNAIL: b"y"})
    names = gone.name, kept.name
    retention.forget(session, report)
    assert jobs(session, retention.DROP_BYTES) == [{"names": [names[0]]}]
    assert store.path_of(where, names[0]).exists()
    for _ in range(2):
        retention.drop_bytes(session, where, list(names))
    assert not store.path_of(where, names[0]).exists()
    assert not store.path_of(where, names[0], store.THUMBNAIL).exists()
    assert store.path_of(where, names[1]).exists()


def test_a_report_without_files_queues_nothing(session: Session, an_hung: Commune) -> None:
    retention.forget(session, ended(session, an_hung, S.CLOSED, 1))
    assert jobs(session, retention.DROP_BYTES) == []


def test_jobs_long_done_are_dropped_and_others_stay(session: Session) -> None:
    for task in ("old", "young", "waiting"):
        queue.defer(session, task)
    session.execute(
        text("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name IN ('old', 'young')")
    )
    session.execute(
        text("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE task_name IN ('old', 'young')")
    )
    session.execute(
        text(
            "UPDATE procrastinate_events SET at = :then WHERE job_id IN "
            "(SELECT id FROM procrastinate_jobs WHERE task_name <> 'young')"
        ),
        {"then": long_ago(31)},
    )
    retention.forget_jobs(session)
    left = session.execute(text("SELECT task_name FROM procrastinate_jobs ORDER BY id")).scalars().all()
    assert left == ["young", "waiting"]


def test_what_is_split_off_is_forgotten_with_the_whole(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    asked = datetime.now(UTC)
    whole = cast.report(session, an_hung, erasure_requested_at=asked)
    wanted = splitting.Split(str(uuid4()), IncidentCategory.NOISE, "Tiếng ồn.")
    lead = officer(session, an_hung)
    part = splitting.split(session, lead, Store(tmp_path), whole.id, wanted, version=whole.version)
    assert part.erasure_requested_at == asked
