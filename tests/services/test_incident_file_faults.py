"""Faults while a picture is taken in: killed, a full disk, many hands at once; and the sweep afterwards."""

import errno
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from geodata.database import make_engine, make_sessions
from geodata.errors import FieldErrors, Unavailable
from geodata.models import Commune, IncidentFile
from services.incidents import files
from services.incidents.files import Store
from tests import cast
from tests.conftest import DatabaseMaker
from tests.pictures import photo
from tests.services.test_incident_files import on_disk, rows, send


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "photos")


def test_killed_between_file_and_row_leaves_bytes_that_are_swept_after_a_day(
    sessions: sessionmaker[Session], session: Session, an_hung: Commune, store: Store
) -> None:
    kept = send(session, an_hung, store, photo(1))
    session.commit()
    with pytest.raises(KeyboardInterrupt), sessions() as dying:
        send(dying, an_hung, store, photo(2))
        raise KeyboardInterrupt
    assert rows(session) == 1
    assert len(on_disk(store)) == 4
    assert files.sweep(session, store) == files.Swept(0, 0)
    for path in on_disk(store):
        os.utime(path, (0, 0))
    assert files.sweep(session, store) == files.Swept(0, 1)
    assert {path.name for path in on_disk(store)} == {kept.name, f"{kept.name}.thumb"}
    assert send(session, an_hung, store, photo(2)).id


def test_a_full_disk_keeps_nothing_and_says_so(
    session: Session, an_hung: Commune, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable) as refused:
        send(session, an_hung, store, photo())
    assert refused.value.code == "photo.no_room"
    assert (rows(session), on_disk(store)) == (0, [])


def test_what_nobody_claims_goes_after_a_week_and_its_bytes_one_sweep_later(
    session: Session, an_hung: Commune, store: Store
) -> None:
    incident = cast.report(session, an_hung)
    claimed = send(session, an_hung, store, photo(1), key=incident.idempotency_key)
    old, young = (send(session, an_hung, store, photo(seed)) for seed in (2, 3))
    old.created_at = claimed.created_at = datetime.now(UTC) - timedelta(days=8)
    session.flush()
    for path in on_disk(store):
        os.utime(path, (0, 0))
    assert files.sweep(session, store) == files.Swept(1, 0)
    assert len(on_disk(store)) == 6
    assert files.sweep(session, store) == files.Swept(0, 1)
    assert {path.name[:32] for path in on_disk(store)} == {claimed.name, young.name}
    assert files.sweep(session, store, older_than=timedelta(seconds=-1)) == files.Swept(1, 0)


# --- many hands at once


@pytest.fixture(scope="module")
def committed(new_database: DatabaseMaker) -> Iterator[sessionmaker[Session]]:
    """Sessions that commit, on a database of their own with An Hưng in it."""
    engine = make_engine(new_database.migrated(), pool_size=8)
    yield make_sessions(engine)
    engine.dispose()


def an_hung_of(committed: sessionmaker[Session]) -> Commune:
    """An Hưng, made by whoever asks first."""
    with committed.begin() as session:
        known = session.scalar(select(Commune))
        return known or cast.commune(session, "11674", "Xã An Hưng")


def test_hands_that_send_at_once_make_one_row_of_one_picture_and_five_of_nine(
    committed: sessionmaker[Session], store: Store
) -> None:
    home = an_hung_of(committed)

    def hand(key: str, seed: int) -> int:
        with committed.begin() as session:
            try:
                return send(session, home, store, photo(seed, 64, 48), key=key).id
            except FieldErrors:
                return 0

    twins, many = str(uuid4()), str(uuid4())
    with ThreadPoolExecutor(6) as hands:
        assert len(set(hands.map(lambda _n: hand(twins, 1), range(6)))) == 1
        ids = list(hands.map(lambda seed: hand(many, seed), range(9)))
    assert sorted(ids)[:4] == [0, 0, 0, 0]
    assert len(set(ids)) == files.MOST + 1
    with committed() as session:
        kept = select(func.count()).where(IncidentFile.report_key.in_((twins, many)))
        assert session.scalar(kept) == 1 + files.MOST
    assert len(on_disk(store)) == 2 * (1 + files.MOST)


def test_a_report_and_its_picture_that_come_at_once_find_each_other(
    committed: sessionmaker[Session], store: Store
) -> None:
    home = an_hung_of(committed)

    def picture(key: str) -> None:
        with committed.begin() as session:
            send(session, home, store, photo(1, 64, 48), key=key)

    def words(key: str) -> None:
        with committed.begin() as session:
            incident = cast.report(session, home)
            incident.idempotency_key = key
            session.flush()
            files.attach(session, incident)

    with ThreadPoolExecutor(2) as hands:
        keys = [str(uuid4()) for _ in range(12)]
        for key in keys:
            both = [hands.submit(picture, key), hands.submit(words, key)]
            for done in both:
                done.result()
    with committed() as session:
        found = session.scalars(select(IncidentFile.incident_id).where(IncidentFile.report_key.in_(keys)))
        assert len(set(found) - {None}) == 12
