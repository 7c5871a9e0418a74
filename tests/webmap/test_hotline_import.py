"""The hotline's log by page and by command: shown row by row, written once, refused in words."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import ImportState, IncidentState, Role
from geodata.models import Commune, ImportBatch, Incident
from tests import cast
from tests.layer_files import geojson, school
from tests.services.import_cases import count
from tests.sheet_files import CALLER, HEADINGS, as_csv, call, log, moment, repacked, xlsx
from tests.webmap.hotline_desk import Work, send, sent_and_read, uploads, words, written
from webmap.labels import LABELS

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def officer(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.ECONOMIC_DIVISION)


def test_a_log_is_shown_row_by_row_then_written(
    app: Flask, officer: FlaskClient, session: Session, work: Work, an_hung: Commune, tmp_path: Path
) -> None:
    cast.village(session, an_hung, "Thôn Kim Lĩnh")
    session.commit()
    on = moment()
    rows = [
        call(1, received=on, village="Kim Lĩnh", lat=20.75, lon=106.59, handled="Đã nhắc nhở"),
        call(2, category="đĩa bay"),
        call(3, received=f"{on:%d/%m/%Y}"),
    ]
    batch = sent_and_read(officer, session, work, log(tmp_path / "a.xlsx", *rows))
    page = f"/imports/{batch.id}"
    refused = words(officer.get(page))
    assert "2 thêm, 0 sửa, 1 không nhận trong 3 dòng" in refused
    assert "Loại việc: không có “đĩa bay”. Nhận một trong: Đốt rơm rạ; Đốt rác" in refused
    assert "1 dòng ghi kết quả xử lý. Các phản ánh này vẫn vào hộp thư là “Mới tiếp nhận”" in refused
    assert "1 dòng không ghi giờ nhận: tính từ 00:00" in refused
    assert "Số điện thoại → Số điện thoại" in refused
    added = words(officer.get(page + "?show=added"))
    assert f"Dòng 2 1/{on.year} Đốt rác bốc khói đen." in added
    assert f"Ngày giờ nhận: {on:%H:%M %d/%m/%Y} · Loại việc: Đốt rác · Thôn: Thôn Kim Lĩnh" in added
    assert "Người gọi: có tên, điện thoại …321." in added
    assert "<svg" in officer.get(page).get_data(as_text=True)
    assert officer.post(page + "/confirm").status_code == 409
    assert "Ghi vào hộp thư phản ánh: thêm 2, sửa 0" in refused
    officer.post(page + "/confirm", data={"skip_refused": "1"})
    work("apply", batch.id)
    assert "Đã ghi vào hộp thư phản ánh lúc" in words(officer.get(page))
    assert uploads(app) == []
    first = session.scalars(select(Incident).order_by(Incident.id)).first()
    assert first is not None
    record = words(officer.get(f"/incidents/{first.id}"))
    assert f"Nhận qua đường dây nóng, sổ số 1/{on.year}" in record
    assert f"Theo sổ đường dây nóng, số 1/{on.year}" in record
    assert "Sổ đường dây nóng ghi “Đã nhắc nhở”" in record
    assert session.scalars(select(Incident.state).distinct()).all() == [IncidentState.NEW]


def test_the_same_log_again_has_nothing_to_write_and_changes_are_said(
    officer: FlaskClient, session: Session, work: Work, tmp_path: Path
) -> None:
    path = log(tmp_path / "a.xlsx", call(1), call(2))
    written(officer, session, work, path)
    again = words(officer.get(f"/imports/{sent_and_read(officer, session, work, path).id}"))
    assert "0 thêm, 0 sửa, 2 không đổi" in again
    assert "không có gì mới so với các phản ánh đã nhận" in again
    longer = log(tmp_path / "b.xlsx", call(1, text="Lửa lan.", landmark="bờ đê"), call(2), call(3))
    batch = written(officer, session, work, longer)
    changed = words(officer.get(f"/imports/{batch.id}?show=changed"))
    assert "Nội dung: Đốt rác bốc khói đen. → Lửa lan." in changed
    assert "Chỗ dễ nhận ra: sau chợ An Thọ → bờ đê" in changed
    number = session.scalars(select(Incident).where(Incident.description == "Lửa lan.")).one().id
    assert ": đổi mô tả, chỗ dễ nhận ra" in words(officer.get(f"/incidents/{number}"))
    assert count(session, Incident) == 3


@pytest.mark.parametrize(
    ("layer", "content", "said"),
    [
        ("incidents", b'{"type": "FeatureCollection", "features": []}', "Đây là tệp bản đồ"),
        ("incidents", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "kiểu cũ (.xls)"),
        ("incidents", b"S\xe8,Ng\xb5y", "không ở bảng mã UTF-8"),
        ("incidents", b"%PDF-1.7", "không phải bảng tính"),
        ("schools", b"PK\x03\x04", "Không nhận tệp nén"),
        ("people", b"PK\x03\x04", "Không có lớp dữ liệu"),
    ],
)
def test_each_layer_takes_its_own_kind_of_file(
    app: Flask, officer: FlaskClient, session: Session, layer: str, content: bytes, said: str
) -> None:
    answer = send(officer, content, layer)
    assert (answer.status_code, said in words(answer)) == (400, True)
    assert (uploads(app), count(session, ImportBatch)) == ([], 0)


def test_bombs_and_macros_are_refused_at_the_door(app: Flask, officer: FlaskClient, tmp_path: Path) -> None:
    bomb = repacked(log(tmp_path / "a.xlsx", call()), xl__bomb_xml=b" " * (65 << 20))
    macro = repacked(log(tmp_path / "b.xlsm", call()), xl__vbaProject_bin=b"macro")
    answers = [send(officer, bomb), send(officer, macro)]
    assert [answer.status_code for answer in answers] == [413, 400]
    assert "nở ra hơn 64 MB" in words(answers[0]) and "(macro)" in words(answers[1])
    assert uploads(app) == []


def test_what_shows_on_reading_is_said_on_the_page(
    officer: FlaskClient, session: Session, work: Work, tmp_path: Path
) -> None:
    few = xlsx(tmp_path / "a", [["STT", "Ngày nhận", "Nội dung"], [1, "1/3/2026", "Khói"]])
    said = words(officer.get(f"/imports/{sent_and_read(officer, session, work, few).id}"))
    assert "Bảng thiếu cột: Số sổ, Loại việc, Chỗ dễ nhận ra. Các cột trong bảng: STT, Ngày nhận, Nội" in said
    assert "Chưa có gì được ghi." in said and "Đọc lại tệp" not in said
    many = as_csv([HEADINGS, *([1] for _ in range(20_001))]).encode()
    said = words(officer.get(f"/imports/{sent_and_read(officer, session, work, many).id}"))
    assert "hơn 20.000 dòng" in said
    nothing = sent_and_read(officer, session, work, "Tên,Tuổi\nA,3\n".encode())
    assert "Không thấy dòng tên cột" in words(officer.get(f"/imports/{nothing.id}"))


def test_sheets_that_are_alike_are_offered(
    officer: FlaskClient, session: Session, work: Work, tmp_path: Path
) -> None:
    def april(sheet: Any) -> None:
        other = sheet.parent.create_sheet("Tháng 4")
        other.append(HEADINGS)
        other.append(call(44))

    path = xlsx(tmp_path / "a", [HEADINGS, call(33)], title="Tháng 3", then=april)
    batch = sent_and_read(officer, session, work, path)
    page = officer.get(f"/imports/{batch.id}").get_data(as_text=True)
    assert "<option>Tháng 3</option>" in page and "Trang tính" in page
    officer.post(f"/imports/{batch.id}/read-again", data={"inner": "Tháng 4"})
    work("read", batch.id)
    assert f"44/{moment().year}" in words(officer.get(f"/imports/{batch.id}"))


def test_two_who_confirm_at_once_write_once(
    officer: FlaskClient, sign_in: SignIn, session: Session, work: Work, tmp_path: Path
) -> None:
    path = log(tmp_path / "a.xlsx", call(1), call(2))
    other = sign_in(Role.ECONOMIC_DIVISION)
    first, second = (sent_and_read(one, session, work, path) for one in (officer, other))
    assert officer.post(f"/imports/{first.id}/confirm").status_code == 302
    assert other.post(f"/imports/{first.id}/confirm").status_code == 409
    assert other.post(f"/imports/{second.id}/confirm").status_code == 302
    for batch in (first, second, first):
        work("apply", batch.id)
    assert count(session, Incident) == 2
    assert session.get_one(ImportBatch, second.id).state is ImportState.READY
    said = words(other.get(f"/imports/{second.id}"))
    assert "vừa thay đổi sau lần xem trước" in said and "0 thêm, 0 sửa, 2 không đổi" in said


def test_the_empty_log_is_filled_in_and_taken(
    officer: FlaskClient, session: Session, work: Work, an_hung: Commune, tmp_path: Path
) -> None:
    cast.village(session, an_hung, "=HYPERLINK(1)")
    cast.village(session, an_hung, "Thôn Kim Lĩnh")
    session.commit()
    answer = officer.get("/imports/incidents-template.xlsx")
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert "so-duong-day-nong.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.data))
    sheet, lists = book.worksheets
    headings = [cell.value for cell in sheet[1]]
    assert headings[:5] == ["Số sổ", "Ngày giờ nhận", "Loại việc", "Tính chất", "Nội dung"]
    assert lists.sheet_state == "hidden"
    listed = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in lists.columns}
    assert listed["Loại việc"] == [str(label) for label in LABELS["category"].values()]
    assert set(listed["Thôn"]) == {"=HYPERLINK(1)", "Thôn Kim Lĩnh"}
    assert not [cell for row in lists.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(sheet.data_validations.dataValidation) == 3
    assert sheet["J3"].number_format == sheet["A3"].number_format == "@"
    filled = {"Số sổ": 5, "Ngày giờ nhận": moment(), "Loại việc": "Tiếng ồn", "Thôn": "Thôn Kim Lĩnh"}
    for heading, value in filled.items():
        sheet.cell(3, headings.index(heading) + 1).value = value
    book.save(tmp_path / "a.xlsx")
    batch = sent_and_read(officer, session, work, tmp_path / "a.xlsx")
    assert batch.report["counts"] == {"added": 1, "changed": 0, "unchanged": 0, "refused": 0}
    assert set(batch.report["used"]) >= {"number", "received", "caller_phone", "handled_on", "north", "east"}
    assert batch.report["unused"] == []


def test_hostile_text_is_only_text(
    officer: FlaskClient, session: Session, work: Work, tmp_path: Path
) -> None:
    hostile = "<script>alert(1)</script>"
    rows = [[*HEADINGS, hostile], [*call(1, text=hostile, landmark=hostile), 1], call(2, category=hostile)]
    batch = sent_and_read(
        officer, session, work, xlsx(tmp_path / "a", rows, title="<b>Sổ"), name=f"{hostile}.xlsx"
    )
    for show in ("added", "refused"):
        page = officer.get(f"/imports/{batch.id}?show={show}").get_data(as_text=True)
        assert hostile not in page and "<b>Sổ" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_the_command_does_what_the_page_does(app: Flask, session: Session, tmp_path: Path) -> None:
    path = log(tmp_path / "so.xlsx", call(1), call(2, category="đĩa bay"))
    runner = app.test_cli_runner()
    tried = runner.invoke(args=["import", "file", "incidents", str(path), "--dry-run"])
    assert (tried.exit_code, count(session, Incident)) == (0, 0)
    assert f"Thêm – dòng 2: 1/{moment().year} Đốt rác bốc khói đen." in tried.output
    assert "Loại việc: không có “đĩa bay”" in tried.output
    assert not [secret for secret in CALLER if secret in tried.output]
    stopped = runner.invoke(args=["import", "file", "incidents", str(path)])
    assert stopped.exit_code == 1 and "Còn 1 dòng không nhận" in stopped.output
    done = runner.invoke(args=["import", "file", "incidents", str(path), "--skip-refused"])
    assert (done.exit_code, count(session, Incident)) == (0, 1), done.output
    wrong = runner.invoke(args=["import", "file", "incidents", str(geojson(tmp_path / "a.json", [school()]))])
    assert wrong.exit_code == 1 and "Đây là tệp bản đồ" in wrong.output
