"""`flask import file`: seen, tried, written; refused in one sentence."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.models import AuditEntry, Commune, School
from tests import cast
from tests.layer_files import SHARED, geojson, school
from tests.services.import_cases import count


def _run(app: Flask, *words: Any) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["import", "file", *map(str, words)])
    return result.exit_code, result.output


def test_it_shows_what_it_does_and_does_it(app: Flask, session: Session, tmp_path: Path) -> None:
    code, output = _run(app, "schools", geojson(tmp_path / "a.json", [school("A")]))
    assert code == 0
    assert "Thêm – dòng 1: A Trường tiểu học An Thọ" in output
    assert "1 thêm, 0 sửa" in output
    assert session.scalars(select(School.code)).all() == ["A"]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.table_name == "school")).one()
    assert entry.actor == "flask import file"


def test_a_second_time_there_is_nothing_new(app: Flask, tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.json", [school("A")])
    _run(app, "schools", path)
    code, output = _run(app, "schools", path)
    assert (code, "0 thêm, 0 sửa, 1 không đổi" in output) == (0, True)
    assert "Không có gì mới để ghi." in output


def test_a_dry_run_stores_nothing(app: Flask, session: Session, tmp_path: Path) -> None:
    before = count(session, AuditEntry)
    code, output = _run(app, "schools", geojson(tmp_path / "a.json", [school("A")]), "--dry-run")
    assert (code, "chưa ghi gì" in output) == (0, True)
    assert (count(session, School), count(session, AuditEntry)) == (0, before)


def test_refused_rows_stop_it_unless_they_may_be_skipped(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    path = geojson(tmp_path / "a.json", [school("A"), school("B", kind="x")])
    code, output = _run(app, "schools", path)
    assert (code, "Còn 1 dòng không nhận" in output) == (1, True)
    assert count(session, School) == 0
    assert _run(app, "schools", path, "--skip-refused")[0] == 0
    assert session.scalars(select(School.code)).all() == ["A"]


def test_changes_and_long_lists_are_shown_in_short(app: Flask, tmp_path: Path) -> None:
    _run(app, "schools", geojson(tmp_path / "a.json", [school("A", pupils=1)]))
    rows = [school("A", pupils=2), *(school(f"N{i}") for i in range(25))]
    output = _run(app, "schools", geojson(tmp_path / "b.json", rows), "--dry-run")[1]
    assert "Số học sinh: 1 → 2" in output
    assert "Thêm: và 5 dòng nữa" in output


def test_a_refused_file_is_one_sentence(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04")
    code, output = _run(app, "schools", tmp_path / "a.zip")
    assert (code, output.count("\n"), "Không nhận tệp nén" in output) == (1, 1, True)


def test_200_mb_are_refused_by_size_alone(app: Flask, tmp_path: Path) -> None:
    with (tmp_path / "to.geojson").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    code, output = _run(app, "schools", tmp_path / "to.geojson")
    assert (code, "lớn hơn 100 MB" in output) == (1, True)


def test_rows_may_be_another_communes_by_command(app: Flask, session: Session, tmp_path: Path) -> None:
    other = cast.commune(session)
    session.commit()
    assert _run(app, "schools", geojson(tmp_path / "a.json", [school("A")]), "--code", other.code)[0] == 0
    assert session.scalars(select(School.commune_id)).all() == [other.id]


def test_an_unknown_commune_is_told(app: Flask, tmp_path: Path) -> None:
    code, output = _run(app, "schools", geojson(tmp_path / "a.json", [school()]), "--code", "99999")
    assert (code, "99999" in output) == (1, True)


def test_the_day_of_villages_may_be_given(app: Flask, session: Session, tmp_path: Path) -> None:
    rows = [{"type": "Feature", "properties": {"code": "T", "name": "T"}, "geometry": None}]
    path = geojson(tmp_path / "a.json", rows)
    output = _run(app, "villages", path, "--valid-from", "2026-01-01", "--dry-run")[1]
    assert "T · 01/01/2026" in output


@pytest.mark.skipif(not SHARED.is_dir(), reason="the official files are not beside this checkout")
def test_the_official_border_comes_in_by_command(app: Flask, session: Session, an_hung: Commune) -> None:
    code, output = _run(app, "communes", SHARED / "an_hung_commune.geojson", "--code", "11674")
    assert (code, "Diện tích đo trên ellipsoid: 20,478 km²" in output or "20,4784 km²" in output) == (0, True)
    session.refresh(an_hung)
    assert an_hung.population == 25_535
