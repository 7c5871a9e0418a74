"""Importing by page: send, look, confirm; every refusal in words, nothing stored."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from geodata.enums import ImportState, Role
from geodata.models import Commune, ImportBatch, School
from tests import cast
from tests.layer_files import feature, geojson, gpkg, point, school, without_grid

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def officer(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.ECONOMIC_DIVISION)


def _send(browser: FlaskClient, content: bytes | Path, layer: str = "schools", **more: Any) -> TestResponse:
    data = content if isinstance(content, bytes) else content.read_bytes()
    name = more.pop("name", "truong.geojson")
    return browser.post("/imports", data={"layer": layer, "file": (BytesIO(data), name), **more})


def _sent(browser: FlaskClient, session: Session, content: Path, **more: Any) -> ImportBatch:
    answer = _send(browser, content, **more)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    session.expire_all()
    return session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(1)).one()


def _uploads(app: Flask) -> list[Path]:
    folder = app.config["SETTINGS"].upload_dir
    return sorted(folder.iterdir()) if folder.exists() else []


def _text(answer: TestResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def test_a_file_is_shown_then_written(
    app: Flask, officer: FlaskClient, session: Session, work: Any, tmp_path: Path
) -> None:
    rows = [school("A"), school("B", kind="Sân bay"), school("C", at=(106.9, 20.7))]
    batch = _sent(officer, session, geojson(tmp_path / "a.json", rows))
    page = f"/imports/{batch.id}"
    waiting = officer.get(page)
    assert "data-progress" in waiting.get_data(as_text=True)
    assert 'http-equiv="refresh"' in waiting.get_data(as_text=True)
    work("read", batch.id)
    shown = officer.get(page)
    assert "1 thêm, 0 sửa, 2 không nhận trong 3 dòng" in _text(shown)
    assert "Loại: không có “Sân bay”. Nhận một trong: Trường mầm non; Trường tiểu học" in _text(shown)
    assert "Nằm ngoài ranh giới xã hơn 2 km" in _text(shown)
    assert "<svg" in shown.get_data(as_text=True)
    assert "Trường tiểu học An Thọ" in _text(officer.get(page + "?show=added"))
    assert officer.post(page + "/confirm").status_code == 409
    assert officer.post(page + "/confirm", data={"skip_refused": "1"}).status_code == 302
    work("apply", batch.id)
    assert "Đã ghi vào bản đồ lúc" in _text(officer.get(page))
    assert session.scalars(select(School.code)).all() == ["A"]
    assert _uploads(app) == []


def test_the_same_file_again_has_nothing_to_write(
    officer: FlaskClient, session: Session, work: Any, tmp_path: Path
) -> None:
    path = geojson(tmp_path / "a.json", [school("A"), school("B")])
    first = _sent(officer, session, path)
    work("read", first.id)
    officer.post(f"/imports/{first.id}/confirm")
    work("apply", first.id)
    second = _sent(officer, session, path)
    work("read", second.id)
    page = officer.get(f"/imports/{second.id}")
    assert "0 thêm, 0 sửa, 2 không đổi" in _text(page)
    assert "không cần ghi" in _text(page)
    assert "/confirm" not in page.get_data(as_text=True)


def test_changes_are_said_from_and_to(
    officer: FlaskClient, session: Session, work: Any, tmp_path: Path
) -> None:
    for pupils in (300, 1310):
        batch = _sent(officer, session, geojson(tmp_path / "a.json", [school("A", pupils=pupils)]))
        work("read", batch.id)
        text = _text(officer.get(f"/imports/{batch.id}"))
        officer.post(f"/imports/{batch.id}/confirm")
        work("apply", batch.id)
    assert "Số học sinh: 300 → 1.310" in text


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"", 400, "Tệp trống"),
        (b"ma,ten\n", 400, "không phải tệp GeoJSON hay GeoPackage"),
        (b"PK\x03\x04", 400, "Không nhận tệp nén"),
        ('{"a": 1}'.encode("utf-16"), 400, "UTF-8"),
    ],
)
def test_what_is_plainly_wrong_is_said_at_once(
    app: Flask, officer: FlaskClient, session: Session, content: bytes, status: int, words: str
) -> None:
    answer = _send(officer, content)
    assert (answer.status_code, words in _text(answer)) == (status, True)
    assert "Chưa có gì được lưu" in _text(answer)
    assert session.scalars(select(ImportBatch)).all() == []
    assert _uploads(app) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{hello}", "không phải JSON đúng cách"),
        (b'{"a": 1}', "không phải GeoJSON"),
        (b'{"type": "FeatureCollection", "features": []}', "không chứa đối tượng nào"),
        (b'{"type": "FeatureCollection", "features": [{"type": "Fea', "bị cắt ngang"),
        (b"SQLite format 3\x00" + b"\x00" * 100, "GeoPackage bị hỏng"),
    ],
)
def test_what_shows_on_reading_is_said_on_the_page(
    officer: FlaskClient, session: Session, work: Any, tmp_path: Path, content: bytes, words: str
) -> None:
    (tmp_path / "a").write_bytes(content)
    batch = _sent(officer, session, tmp_path / "a")
    work("read", batch.id)
    text = _text(officer.get(f"/imports/{batch.id}"))
    assert words in text
    assert "Chưa có gì được ghi" in text
    assert session.get_one(ImportBatch, batch.id).state is ImportState.REFUSED


def test_a_file_of_200_mb_is_refused_unread(app: Flask, officer: FlaskClient, session: Session) -> None:
    answer = officer.post(
        "/imports",
        data=b"--x",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(200 * 1024 * 1024)},
    )
    assert answer.status_code == 413
    assert "Tệp lớn hơn 100 MB" in _text(answer)
    assert (_uploads(app), session.scalars(select(ImportBatch)).all()) == ([], [])


@pytest.mark.parametrize(
    "form",
    [
        {"crs": "1"},
        {"crs": "x"},
        {"code": "123"},
        {"province": "x1"},
        {"valid_from": "hôm qua"},
        {"layer": "people"},
    ],
)
def test_a_wrong_choice_is_refused(
    app: Flask, officer: FlaskClient, tmp_path: Path, form: dict[str, str]
) -> None:
    answer = _send(officer, geojson(tmp_path / "a.json", [school()]), **form)
    assert answer.status_code == 400
    assert _uploads(app) == []


def test_a_form_without_a_file_is_refused(officer: FlaskClient) -> None:
    assert "Xin chọn một tệp" in _text(officer.post("/imports", data={"layer": "schools"}))


def test_metres_without_a_grid_offer_the_right_one_and_are_read_again(
    officer: FlaskClient, session: Session, work: Any, tmp_path: Path
) -> None:
    row = feature(point(586971.696, 2295789.846), code="A", name="A", kind="primary_school")
    path = without_grid(gpkg(tmp_path / "a.gpkg", [row], crs=9210))
    batch = _sent(officer, session, path, name="truong.gpkg")
    work("read", batch.id)
    page = officer.get(f"/imports/{batch.id}")
    assert "Có vẻ là VN-2000, kinh tuyến trục 105°45′ (EPSG:9210)" in _text(page)
    assert '<option value="9210" selected>' in page.get_data(as_text=True)
    assert officer.post(f"/imports/{batch.id}/read-again", data={"crs": "9210"}).status_code == 302
    work("read", batch.id)
    assert "1 thêm" in _text(officer.get(f"/imports/{batch.id}"))


def test_several_layers_are_offered(
    officer: FlaskClient, session: Session, work: Any, tmp_path: Path
) -> None:
    path = gpkg(tmp_path / "a.gpkg", [school("A")], layer="cũ")
    gpkg(path, [school("B"), school("C")], layer="mới")
    batch = _sent(officer, session, path, name="a.gpkg")
    work("read", batch.id)
    page = officer.get(f"/imports/{batch.id}").get_data(as_text=True)
    assert "<option>cũ</option>" in page and "<option>mới</option>" in page
    officer.post(f"/imports/{batch.id}/read-again", data={"inner": "mới"})
    work("read", batch.id)
    assert "2 thêm" in _text(officer.get(f"/imports/{batch.id}"))


def test_thrown_away_means_the_file_too(
    app: Flask, officer: FlaskClient, session: Session, tmp_path: Path
) -> None:
    batch = _sent(officer, session, geojson(tmp_path / "a.json", [school()]))
    (kept,) = _uploads(app)
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert len(kept.name) == 32
    officer.post(f"/imports/{batch.id}/discard")
    assert _uploads(app) == []
    assert "Lần nhập này đã được bỏ" in _text(officer.get(f"/imports/{batch.id}"))


def test_progress_is_told_in_figures(officer: FlaskClient, session: Session, tmp_path: Path) -> None:
    batch = _sent(officer, session, geojson(tmp_path / "a.json", [school()]))
    answer = officer.get(f"/imports/{batch.id}/progress")
    assert (answer.json, answer.headers["Cache-Control"]) == ({"state": "waiting", "progress": 0}, "no-store")


def test_two_officers_at_once(
    officer: FlaskClient, sign_in: SignIn, session: Session, work: Any, tmp_path: Path
) -> None:
    batch = _sent(officer, session, geojson(tmp_path / "a.json", [school()]))
    work("read", batch.id)
    second = sign_in(Role.ADMIN)
    assert officer.post(f"/imports/{batch.id}/confirm").status_code == 302
    assert officer.post(f"/imports/{batch.id}/confirm").status_code == 302
    late = second.post(f"/imports/{batch.id}/confirm")
    assert late.status_code == 409
    assert "economic_division đã xác nhận lần nhập này rồi" in _text(late)


def test_another_communes_import_does_not_exist(
    officer: FlaskClient, sign_in: SignIn, session: Session, tmp_path: Path
) -> None:
    batch = _sent(officer, session, geojson(tmp_path / "a.json", [school()]))
    stranger = sign_in(Role.ECONOMIC_DIVISION, commune=cast.commune(session))
    assert "truong.geojson" in _text(officer.get("/imports"))
    assert "truong.geojson" not in _text(stranger.get("/imports"))
    for path in ("", "/progress"):
        assert stranger.get(f"/imports/{batch.id}{path}").status_code == 404
    for step in ("confirm", "discard", "read-again"):
        assert stranger.post(f"/imports/{batch.id}/{step}").status_code == 404


@pytest.mark.parametrize("role", [Role.COMMUNE_POLICE, Role.CHAIRPERSON, Role.SCHOOL])
def test_others_may_not_import(sign_in: SignIn, role: Role) -> None:
    browser = sign_in(role)
    assert browser.get("/imports").status_code == 403
    assert _send(browser, b"{}").status_code == 403


def test_the_border_of_a_working_neighbour_is_refused(
    officer: FlaskClient, sign_in: SignIn, session: Session, work: Any, tmp_path: Path
) -> None:
    sign_in(Role.ADMIN, commune=cast.commune(session, "11668", "Xã An Khánh"))
    ring = [[106.64, 20.73], [106.70, 20.73], [106.70, 20.77], [106.64, 20.73]]
    row = feature({"type": "Polygon", "coordinates": [ring]}, code="11668", name="Xã An Khánh")
    batch = _sent(officer, session, geojson(tmp_path / "a.json", [row]), layer="communes")
    work("read", batch.id)
    assert "xã khác đang dùng hệ thống này" in _text(officer.get(f"/imports/{batch.id}"))


def test_hostile_text_is_only_text(officer: FlaskClient, session: Session, work: Any, tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>"
    path = geojson(
        tmp_path / "a.json", [school("A", name=hostile, **{hostile: 1}), school(hostile, kind=hostile)]
    )
    batch = _sent(officer, session, path, name=f"{hostile}.geojson")
    work("read", batch.id)
    for show in ("added", "refused"):
        page = officer.get(f"/imports/{batch.id}?show={show}").get_data(as_text=True)
        assert hostile not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_fault_of_ours_is_said_and_nothing_is_written(
    officer: FlaskClient, session: Session, work: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = _sent(officer, session, geojson(tmp_path / "a.json", [school()]))
    work("read", batch.id)
    officer.post(f"/imports/{batch.id}/confirm")
    monkeypatch.setattr("services.importing.writing.write", lambda *_: 1 / 0)
    work("apply", batch.id)
    assert "Hệ thống gặp lỗi khi xử lý tệp này" in _text(officer.get(f"/imports/{batch.id}"))
    assert session.scalars(select(School)).all() == []


def test_a_file_that_went_missing_is_told(
    app: Flask, officer: FlaskClient, session: Session, work: Any, tmp_path: Path
) -> None:
    batch = _sent(officer, session, geojson(tmp_path / "a.json", [school()]))
    _uploads(app)[0].unlink()
    work("read", batch.id)
    assert "không còn trên máy chủ" in _text(officer.get(f"/imports/{batch.id}"))


def test_pages_beyond_the_last_show_the_last(
    officer: FlaskClient, session: Session, work: Any, an_hung: Commune, tmp_path: Path
) -> None:
    batch = _sent(officer, session, geojson(tmp_path / "a.json", [school(f"S{i}") for i in range(51)]))
    work("read", batch.id)
    assert "Trang 2 trong 2" in _text(officer.get(f"/imports/{batch.id}?show=added&page=99"))
    assert officer.get(f"/imports/{batch.id}?show=x&page=x").status_code == 200
