"""The database is gone for a while: a clear answer meanwhile, and afterwards all that was receipted, once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from geodata.database import make_engine
from geodata.models import Commune, Incident, IncidentFile
from services.incidents.store import path_of
from tests.cast import ground
from tests.conftest import DatabaseMaker
from tests.lines import Line
from tests.webmap.report_parts import counted, picture, put, put_photo
from webmap.app import create_app
from webmap.config import Config
from webmap.reporting import store


@dataclass(frozen=True)
class Outage:
    """A service behind a line that can be cut, and the database behind it."""

    app: Flask
    line: Line
    engine: Engine

    @property
    def phone(self) -> FlaskClient:
        """Somebody with a telephone."""
        return self.app.test_client()

    def counts(self) -> tuple[int, int]:
        """How many reports and photos the database holds."""
        with Session(self.engine) as session:
            return counted(session, Incident), counted(session, IncidentFile)


@pytest.fixture(scope="module")
def behind(new_database: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outage]:
    url = make_url(new_database.migrated())
    engine = make_engine(url.render_as_string(hide_password=False))
    with Session(engine) as session:
        home = Commune(
            code="11674",
            name="Xã An Hưng",
            province_code="31",
            valid_from=date(2025, 7, 1),
            border=ground(106.5, 20.7, 106.7, 20.8),
            version=1,
        )
        session.add(home)
        session.commit()
    with Line(str(url.host), int(url.port or 5432)) as line:
        through = url.set(host="127.0.0.1", port=line.port).render_as_string(hide_password=False)
        var = tmp_path_factory.mktemp("outage")
        app = create_app(Config(through, "only-for-tests-0123456789", var_dir=var))
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
        yield Outage(app, line, engine)
        app.extensions["sessions"].kw["bind"].dispose()
    engine.dispose()


@pytest.fixture
def outage(behind: Outage) -> Iterator[Outage]:
    """The line is whole again after each test."""
    yield behind
    behind.line.cut()
    behind.line.mend()


def test_every_page_says_so_and_the_form_says_that_nothing_was_kept(outage: Outage) -> None:
    assert outage.phone.get("/").status_code == 200
    outage.line.cut()
    for address in ("/", "/incidents/new", "/maps/incidents", "/incidents/r/abcd-efgh-jkmn", "/incidents"):
        answer = outage.phone.get(address, headers={"Accept": "text/html"})
        assert answer.status_code == 503 or address == "/incidents", address
        assert "Traceback" not in answer.get_data(as_text=True)
    sent = {"key": str(uuid4()), "category": "littering", "landmark": "sau chợ"}
    answer = outage.phone.post("/incidents/new", data=sent)
    assert answer.status_code == 503
    assert "chưa được lưu" in answer.get_data(as_text=True)
    assert outage.phone.get("/open311/v2/requests.json").status_code == 503
    assert outage.counts() == (0, 0)


def test_the_same_form_sent_again_afterwards_is_kept_once(outage: Outage) -> None:
    before = outage.counts()
    sent = {"key": str(uuid4()), "category": "littering", "landmark": "sau chợ"}
    outage.line.cut()
    assert outage.phone.post("/incidents/new", data=sent).status_code == 503
    outage.line.mend()
    answers = [outage.phone.post("/incidents/new", data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert outage.counts() == (before[0] + 1, before[1])


def test_a_photo_that_arrived_before_is_there_afterwards(outage: Outage) -> None:
    before = outage.counts()
    key, photo = str(uuid4()), picture(17)
    assert put_photo(outage.phone, key, photo).status_code == 200
    outage.line.cut()
    refused = put(outage.phone, key, [photo])
    assert (refused.status_code, refused.mimetype) == (503, "application/problem+json")
    outage.line.mend()
    kept = put(outage.phone, key, [photo])
    assert (kept.status_code, len(kept.get_json()["photos"])) == (201, 1)
    assert outage.counts() == (before[0] + 1, before[1] + 1)


@pytest.mark.parametrize("what", ["photo", "report"])
def test_a_line_that_breaks_in_the_middle_of_a_commit_loses_and_doubles_nothing(
    outage: Outage, what: str
) -> None:
    """Who asked cannot know whether it was kept: asking again under the same key must be safe."""
    before = outage.counts()
    key, photo = str(uuid4()), picture(31 if what == "photo" else 32)
    if what == "report":
        assert put_photo(outage.phone, key, photo).status_code == 200
    with _cut_at_commit(outage):
        answer = put_photo(outage.phone, key, photo) if what == "photo" else put(outage.phone, key, [photo])
        assert answer.status_code == 503
    outage.line.mend()
    assert put_photo(outage.phone, key, photo).status_code == 200
    assert put(outage.phone, key, [photo]).status_code in (200, 201)
    assert outage.counts() == (before[0] + 1, before[1] + 1)
    _all_photos_are_on_disk(outage)


class _cut_at_commit:
    """The line breaks as the next transaction is about to be committed."""

    def __init__(self, outage: Outage) -> None:
        self.line, self.engine = outage.line, outage.app.extensions["sessions"].kw["bind"]

    def __enter__(self) -> None:
        event.listen(self.engine, "commit", self._break)

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "commit", self._break)

    def _break(self, _connection: object) -> None:
        self.line.cut()


def _all_photos_are_on_disk(outage: Outage) -> None:
    with outage.app.app_context(), Session(outage.engine) as session:
        folder = store()
        for name in session.scalars(select(IncidentFile.name)):
            path: Path = path_of(folder, name)
            assert path.is_file(), name
