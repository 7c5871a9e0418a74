"""The life of a batch: sent, read, confirmed once, thrown away, begun anew after a death."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from geodata.database import act_as
from geodata.enums import ImportState, Role, RowOutcome
from geodata.errors import BadInput, Conflict, DomainError, Forbidden, NotFound
from geodata.features import Viewer
from geodata.layers.files import Limits
from geodata.models import AuditEntry, Commune, ImportBatch, ImportRow, School
from services import imports
from services.importing import report as import_report
from services.importing import work as import_work
from tests import cast
from tests.layer_files import geojson, school
from tests.services.import_cases import WORDS, count

LIMITS = Limits()


@pytest.fixture
def officer(session: Session, an_hung: Commune) -> Viewer:
    return _officer(session, an_hung, "pkt")


def _officer(session: Session, home: Commune, username: str, role: Role = Role.ECONOMIC_DIVISION) -> Viewer:
    account = cast.account(session, home, role, username=username, display_name=f"Cán bộ {username}")
    return Viewer(home.id, role, account_id=account.id)


def _sent(session: Session, viewer: Viewer, path: Path, **options: Any) -> ImportBatch:
    return imports.submit(
        session, viewer, layer="schools", filename=path.name, path=path, sha256="0" * 64, options=options
    )


def _read(session: Session, batch: ImportBatch, steps: list[int] | None = None) -> None:
    import_work.begin(session, batch.id, ImportState.READING)
    step = (lambda _: None) if steps is None else steps.append
    import_work.read(session, batch.id, WORDS, LIMITS, step)


def _apply(session: Session, batch: ImportBatch) -> Path | None:
    import_work.begin(session, batch.id, ImportState.APPLYING)
    return import_work.apply(session, batch.id, WORDS, LIMITS, lambda _: None)


def _jobs(session: Session) -> list[tuple[str, Any, str]]:
    rows = session.execute(text("SELECT task_name, args, lock FROM procrastinate_jobs ORDER BY id"))
    return [(row.task_name, row.args, row.lock) for row in rows]


def _ready(session: Session, viewer: Viewer, path: Path) -> ImportBatch:
    batch = _sent(session, viewer, path)
    _read(session, batch)
    return batch


def test_a_batch_and_its_job_come_together(session: Session, officer: Viewer, tmp_path: Path) -> None:
    batch = _sent(session, officer, geojson(tmp_path / "a.json", [school()]), crs=9210, nonsense=1)
    assert batch.state is ImportState.WAITING
    assert batch.report == {"options": {"crs": 9210}}
    assert _jobs(session) == [("imports.read", {"batch_id": batch.id}, f"imports {officer.commune_id}")]


def test_reading_shows_every_row_and_counts_them(session: Session, officer: Viewer, tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.json", [school("A"), school("B", kind="x")])
    steps: list[int] = []
    batch = _sent(session, officer, path)
    _read(session, batch, steps)
    assert (batch.state, batch.progress) == (ImportState.READY, 100)
    assert steps == sorted(steps) and len(steps) >= 3
    assert batch.report["counts"] == {"refused": 1, "changed": 0, "added": 1, "unchanged": 0}
    (refused,) = imports.rows(session, batch, RowOutcome.REFUSED, 1)
    assert (refused.number, refused.key, refused.detail["reasons"][0][0]) == (2, "B", "import.word_unknown")
    assert batch.report["sketch"]["groups"]["added"].endswith("h0")
    assert count(session, School) == 0


def test_rows_come_in_pages(session: Session, officer: Viewer, tmp_path: Path) -> None:
    batch = _ready(session, officer, geojson(tmp_path / "a.json", [school(f"{i:03}") for i in range(60)]))
    first = imports.rows(session, batch, RowOutcome.ADDED, 1)
    second = imports.rows(session, batch, RowOutcome.ADDED, 2)
    assert [row.number for row in (*first, *second)] == list(range(1, 61))
    assert len(first) == imports.PAGE


def test_a_confirmed_batch_is_written_as_its_officer(
    session: Session, officer: Viewer, tmp_path: Path
) -> None:
    path = geojson(tmp_path / "a.json", [school("A")])
    batch = _ready(session, officer, path)
    imports.confirm(session, officer, batch.id, skip_refused=False)
    assert [job[0] for job in _jobs(session)] == ["imports.read", "imports.apply"]
    assert import_work.confirmer(session, batch.id) == (officer.account_id, "pkt")
    act_as(session, *import_work.confirmer(session, batch.id))
    assert _apply(session, batch) == path
    assert (batch.state, batch.path, batch.progress) == (ImportState.APPLIED, "", 100)
    assert batch.applied_at is not None
    entry = session.scalars(select(AuditEntry).where(AuditEntry.table_name == "school")).one()
    assert (entry.actor, entry.account_id) == ("pkt", officer.account_id)


def test_confirming_twice_does_it_once(session: Session, officer: Viewer, tmp_path: Path) -> None:
    batch = _ready(session, officer, geojson(tmp_path / "a.json", [school("A")]))
    imports.confirm(session, officer, batch.id, skip_refused=False)
    imports.confirm(session, officer, batch.id, skip_refused=False)
    assert [job[0] for job in _jobs(session)].count("imports.apply") == 1
    _apply(session, batch)
    assert imports.confirm(session, officer, batch.id, skip_refused=False).state is ImportState.APPLIED
    assert not import_work.begin(session, batch.id, ImportState.APPLYING)


def test_the_second_officer_is_told_who_was_first(
    session: Session, an_hung: Commune, officer: Viewer, tmp_path: Path
) -> None:
    batch = _ready(session, officer, geojson(tmp_path / "a.json", [school("A")]))
    imports.confirm(session, officer, batch.id, skip_refused=False)
    with pytest.raises(Conflict) as caught:
        imports.confirm(session, _officer(session, an_hung, "pkt2"), batch.id, skip_refused=False)
    assert (caught.value.code, caught.value.params) == ("import.confirmed_by_other", {"name": "Cán bộ pkt"})


def test_refused_rows_must_be_left_out_knowingly(session: Session, officer: Viewer, tmp_path: Path) -> None:
    batch = _ready(session, officer, geojson(tmp_path / "a.json", [school("A"), school("B", kind="x")]))
    with pytest.raises(Conflict, match="has_refused"):
        imports.confirm(session, officer, batch.id, skip_refused=False)
    imports.confirm(session, officer, batch.id, skip_refused=True)
    _apply(session, batch)
    assert session.scalars(select(School.code)).all() == ["A"]


def test_a_file_with_no_row_to_take_is_refused(session: Session, officer: Viewer, tmp_path: Path) -> None:
    batch = _ready(session, officer, geojson(tmp_path / "a.json", [school(kind="x")]))
    assert batch.state is ImportState.REFUSED
    assert batch.report["refusal"] == ["import.all_refused", {"count": 1}]
    assert len(imports.rows(session, batch, RowOutcome.REFUSED, 1)) == 1


def test_a_register_that_changed_meanwhile_is_shown_again(
    session: Session, officer: Viewer, tmp_path: Path
) -> None:
    path = geojson(tmp_path / "a.json", [school("A", name="Mới")])
    batch = _ready(session, officer, path)
    other = _ready(session, officer, geojson(tmp_path / "b.json", [school("A", name="Cũ")]))
    for one in (other, batch):
        imports.confirm(session, officer, one.id, skip_refused=False)
    _apply(session, other)
    assert _apply(session, batch) is None
    assert batch.state is ImportState.READY
    assert batch.report["counts"]["changed"] == 1
    assert ["import.changed_meanwhile", {}] in batch.report["remarks"]
    imports.confirm(session, officer, batch.id, skip_refused=False)
    assert _apply(session, batch) == path
    assert session.scalars(select(School.name)).all() == ["Mới"]


def test_a_refused_file_may_be_read_again_another_way(
    session: Session, officer: Viewer, tmp_path: Path
) -> None:
    batch = _sent(session, officer, geojson(tmp_path / "a.json", [school()]), code="11674")
    import_work.begin(session, batch.id, ImportState.READING)
    import_work.fail(session, batch.id, BadInput("import.crs_missing", guess=9210))
    assert batch.report["refusal"] == ["import.crs_missing", {"guess": 9210}]
    imports.read_again(session, officer, batch.id, {"crs": 4326})
    assert batch.report == {"options": {"code": "11674", "crs": 4326}}
    _read(session, batch)
    assert batch.state is ImportState.READY
    with pytest.raises(Conflict, match="not_refused"):
        imports.read_again(session, officer, batch.id, {})


def test_a_discarded_batch_gives_up_rows_and_file(session: Session, officer: Viewer, tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.json", [school()])
    batch = _ready(session, officer, path)
    assert imports.discard(session, officer, batch.id) == path
    assert imports.discard(session, officer, batch.id) is None
    assert (batch.state, batch.path, count(session, ImportRow)) == (ImportState.DISCARDED, "", 0)
    with pytest.raises(Conflict, match="not_ready"):
        imports.confirm(session, officer, batch.id, skip_refused=True)


def test_a_batch_discarded_while_it_is_read_stays_so(
    session: Session, officer: Viewer, tmp_path: Path
) -> None:
    batch = _sent(session, officer, geojson(tmp_path / "a.json", [school()]))
    import_work.begin(session, batch.id, ImportState.READING)

    def throw_away(percent: int) -> None:
        if percent == 75:
            imports.discard(session, officer, batch.id)
            batch.path = str(tmp_path / "a.json")

    import_work.read(session, batch.id, WORDS, LIMITS, throw_away)
    assert (batch.state, count(session, ImportRow)) == (ImportState.DISCARDED, 0)


def test_what_is_being_written_cannot_be_thrown_away(
    session: Session, officer: Viewer, tmp_path: Path
) -> None:
    batch = _ready(session, officer, geojson(tmp_path / "a.json", [school()]))
    imports.confirm(session, officer, batch.id, skip_refused=False)
    with pytest.raises(Conflict, match="already_applied"):
        imports.discard(session, officer, batch.id)


def test_a_job_that_died_begins_anew_but_not_for_ever(
    session: Session, officer: Viewer, tmp_path: Path
) -> None:
    batch = _sent(session, officer, geojson(tmp_path / "a.json", [school()]))
    assert [import_work.begin(session, batch.id, ImportState.READING) for _ in range(4)] == [True] * 3 + [
        False
    ]
    assert batch.report["refusal"][0] == "import.gave_up"


def test_progress_is_kept_only_while_there_is_work(session: Session, officer: Viewer, tmp_path: Path) -> None:
    batch = _ready(session, officer, geojson(tmp_path / "a.json", [school()]))
    import_work.progress(session, batch.id, 12)
    session.refresh(batch)
    assert batch.progress == 100


def test_a_refusal_after_the_end_changes_nothing(session: Session, officer: Viewer, tmp_path: Path) -> None:
    batch = _ready(session, officer, geojson(tmp_path / "a.json", [school()]))
    imports.discard(session, officer, batch.id)
    import_work.fail(session, batch.id, DomainError("import.failed"))
    assert batch.state is ImportState.DISCARDED


def test_what_nobody_came_back_to_is_swept_out(session: Session, officer: Viewer, tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.json", [school("A")])
    left, written = _ready(session, officer, path), _ready(session, officer, path)
    imports.confirm(session, officer, written.id, skip_refused=False)
    _apply(session, written)
    now = datetime.now(UTC)
    assert import_work.sweep(session, now + timedelta(days=29)) == []
    assert count(session, ImportRow) == 2
    assert import_work.sweep(session, now + timedelta(days=31)) == [path]
    assert (left.state, written.state) == (ImportState.DISCARDED, ImportState.APPLIED)
    assert (count(session, ImportRow), written.report["counts"]["added"]) == (0, 1)


def test_other_communes_know_nothing_of_a_batch(session: Session, officer: Viewer, tmp_path: Path) -> None:
    batch = _ready(session, officer, geojson(tmp_path / "a.json", [school()]))
    stranger = _officer(session, cast.commune(session), "nguoi_la")
    assert imports.batches(session, stranger) == []
    for act in (imports.batch_of, imports.discard):
        with pytest.raises(NotFound):
            act(session, stranger, batch.id)
    with pytest.raises(NotFound):
        imports.confirm(session, stranger, batch.id, skip_refused=True)


@pytest.mark.parametrize("role", [Role.COMMUNE_POLICE, Role.VILLAGE_BOARD, Role.CHAIRPERSON, Role.PUBLIC])
def test_only_those_who_may_import_do(session: Session, an_hung: Commune, tmp_path: Path, role: Role) -> None:
    with pytest.raises(Forbidden):
        _sent(session, Viewer(an_hung.id, role), tmp_path / "a.json")
    with pytest.raises(Forbidden):
        imports.batches(session, Viewer(an_hung.id, role))


def test_stored_values_stay_hidden_from_those_who_may_not_see_them(an_hung: Commune) -> None:
    detail = {"changes": {"hazardous_stock_t": [1, 2], "name": ["a", "b"], "village_id": ["x", "y"]}}
    admin = import_report.for_viewer("facilities", detail, Viewer(an_hung.id, Role.ADMIN))
    assert admin["changes"] == {**detail["changes"], "hazardous_stock_t": ["hidden", "hidden"]}
    officer = import_report.for_viewer("facilities", detail, Viewer(an_hung.id, Role.ECONOMIC_DIVISION))
    assert officer == detail
