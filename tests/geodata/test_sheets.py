"""Tables read: told by their bytes, bounded before they are unpacked, headings found where they stand."""

import zipfile
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from geodata.errors import BadInput, DomainError, TooLarge
from geodata.layers import sheet_files, sheets
from geodata.layers.sheet_files import SheetFormat, SheetLimits
from geodata.layers.sheet_writing import Column, blank
from tests.sheet_files import as_csv, repacked, xlsx

KNOWN = {"so", "ngay", "noidung", "thon", "hoten", "dienthoai", "nguoigoi"}
ROWS: list[list[Any]] = [
    ["Số", "Ngày", "Nội dung"],
    [1, datetime(2026, 3, 1, 9), "Khói"],
    [2, "02/03/2026", "Mùi"],
]
LIMITS = SheetLimits()


def _refused(path: Path, limits: SheetLimits = LIMITS, **more: Any) -> str:
    with pytest.raises(DomainError) as caught:
        sheets.read(path, KNOWN, limits, **more)
    return caught.value.code


def test_a_workbook_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    found = sheets.read(xlsx(tmp_path / "so.txt", ROWS), KNOWN, LIMITS)
    assert (found.format, found.name, found.headings) == (SheetFormat.XLSX, "Sổ", ["Số", "Ngày", "Nội dung"])
    assert [number for number, _ in found.rows] == [2, 3]
    assert found.rows[0][1][:3] == [1, datetime(2026, 3, 1, 9), "Khói"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_csv_is_read_with_any_of_its_commas(tmp_path: Path, delimiter: str, bom: str) -> None:
    rows: list[list[Any]] = [
        ["Số", "Ngày", "Nội dung"],
        [1, "1/3/2026", f'Khói{delimiter} mùi\nhai dòng “ngoặc” "kép"'],
    ]
    path = tmp_path / "so.xlsx"
    path.write_text(bom + as_csv(rows, delimiter), encoding="utf-8", newline="")
    found = sheets.read(path, KNOWN, LIMITS)
    assert found.format is SheetFormat.CSV
    assert found.rows == [(2, ["1", "1/3/2026", rows[1][2]])]


def test_headings_stand_below_titles_and_in_two_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["UBND XÃ AN HƯNG"],
        [],
        ["SỔ TRỰC ĐIỆN THOẠI NĂM 2026 (phản ánh)"],
        ["Số", "Ngày (dd/mm)", "Người gọi", None, "NỘI DUNG *"],
        [None, None, "Họ tên", "Điện thoại", None],
        [1, "1/3/2026", "A", "09", "Khói"],
    ]
    found = sheets.read(xlsx(tmp_path / "a", rows), KNOWN, LIMITS)
    assert found.headings[:5] == ["Số", "Ngày (dd/mm)", "Họ tên", "Điện thoại", "NỘI DUNG *"]
    assert [number for number, _ in found.rows] == [6]


def test_a_title_is_not_the_upper_half_of_the_headings(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["SỔ TRỰC", "phụ lục 2"],
        ["Số", "Mã nội bộ", "Ngày", "Nội dung"],
        [1, 2, "1/3/2026", "Khói"],
    ]
    assert sheets.read(xlsx(tmp_path / "a", rows), KNOWN, LIMITS).headings[1] == "Mã nội bộ"


def test_merged_cells_speak_for_all_their_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Số", "Ngày", "Nội dung"],
        [1, "1/3/2026", "Khói"],
        [2, None, "Mùi"],
        [3, None, "Ồn"],
    ]
    path = xlsx(tmp_path / "a", rows, then=lambda sheet: sheet.merge_cells("B2:B3"))
    found = sheets.read(path, KNOWN, LIMITS)
    assert [cells[1] for _, cells in found.rows] == ["1/3/2026", "1/3/2026", None]


def test_empty_rows_keep_the_numbers_of_the_others_and_a_million_of_them_end_the_sheet(
    tmp_path: Path,
) -> None:
    def far(sheet: Any) -> None:
        sheet.cell(1_000_000, 1, "xa lắm")

    rows: list[list[Any]] = [*ROWS, [], [None, "", None], [5, "5/3/2026", "Khói"]]
    found = sheets.read(xlsx(tmp_path / "a", rows, then=far), KNOWN, LIMITS)
    assert [number for number, _ in found.rows] == [2, 3, 6]


def test_the_sheet_of_the_log_is_found_among_others(tmp_path: Path) -> None:
    def others(sheet: Any) -> None:
        sheet.parent.create_sheet("Ghi chú").append(["Số", "Ngày"])
        sheet.parent.create_sheet("Ẩn").append(["Số", "Ngày", "Nội dung", "Thôn"])
        sheet.parent["Ẩn"].sheet_state = "hidden"

    assert sheets.read(xlsx(tmp_path / "a", ROWS, then=others), KNOWN, LIMITS).name == "Sổ"


def test_sheets_that_are_alike_are_offered(tmp_path: Path) -> None:
    def twin(sheet: Any) -> None:
        other = sheet.parent.create_sheet("Tháng 4")
        for row in [*ROWS, [9, "9/4/2026", "Ồn"]]:
            other.append(row)

    path = xlsx(tmp_path / "a", ROWS, title="Tháng 3", then=twin)
    with pytest.raises(BadInput) as caught:
        sheets.read(path, KNOWN, LIMITS)
    assert (caught.value.code, caught.value.params) == ("sheet.several", {"layers": ["Tháng 3", "Tháng 4"]})
    assert len(sheets.read(path, KNOWN, LIMITS, name="Tháng 4").rows) == 3
    assert _refused(path, name="Tháng 5") == "sheet.no_such"


def test_a_formula_is_not_reckoned_and_text_like_one_stays_text(tmp_path: Path) -> None:
    def formula(sheet: Any) -> None:
        sheet["C2"] = '=HYPERLINK("http://xau.example")'
        sheet["C3"].value, sheet["C3"].data_type = "=cmd|' /C calc'!A0", "s"

    found = sheets.read(xlsx(tmp_path / "a", ROWS, then=formula), KNOWN, LIMITS)
    assert [cells[2] for _, cells in found.rows] == [None, "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.empty_file"),
        (b"\xef\xbb\xbf  \n", "import.empty_file"),
        (b'{"type": "FeatureCollection"}', "sheet.map_file"),
        (b"SQLite format 3\x00" + b"\x00" * 90, "sheet.map_file"),
        (b"%PDF-1.7 \xff", "sheet.not_a_table"),
        (b"\xff\xd8\xff\xe0 photo", "sheet.not_a_table"),
        (b"<html><table>", "sheet.not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 workbook", "sheet.xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "sheet.locked"),
        ("Số,Ngày,Nội dung".encode("utf-16"), "sheet.not_utf8"),
        ("Số,Ngày,Nội dung".encode("utf-16-le"), "sheet.not_utf8"),
        ("So,Ngày,Noi dung khói".encode("cp1258", "replace"), "sheet.not_utf8"),
        (b"So,Ngay,Noi dung\n" + b"1,2,khoi\n" * 600 + b"1,2,\x00\n", "sheet.not_utf8"),
        (b"S\xe8,Ng\xb5y,N\xe9i dung", "sheet.not_utf8"),
        ("Tên,Tuổi\nA,3\n".encode(), "sheet.no_headings"),
        (b'So,Ngay,Noi dung\n1,2,"' + b"x" * 200_000, "sheet.broken"),
        (b"PK\x03\x04 no zip", "sheet.broken"),
    ],
)
def test_what_is_no_table_is_told_by_its_bytes(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "so.xlsx"
    path.write_bytes(content)
    assert _refused(path) == code


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"xl__vbaProject_bin": b"macro"}, "sheet.macros"),
        ({"xl__workbook_bin": b"", "xl__workbook_xml": None}, "sheet.xlsb"),
        ({"content_xml": b"<office/>"}, "sheet.ods"),
        ({"xl__workbook_xml": None}, "sheet.not_a_table"),
        ({"xl__workbook_xml": b"<workbook"}, "sheet.broken"),
        ({"xl__styles_xml": b'<!DOCTYPE a [<!ENTITY b "ha">]><styleSheet>&b;</styleSheet>'}, "sheet.broken"),
        (
            {"xl__styles_xml": '<?xml version="1.0"?><!DOCTYPE a><styleSheet/>'.encode("utf-16")},
            "sheet.broken",
        ),
    ],
)
def test_workbooks_that_could_hurt_are_refused(tmp_path: Path, parts: dict[str, Any], code: str) -> None:
    assert _refused(repacked(xlsx(tmp_path / "a", ROWS), **parts)) == code


def test_macros_are_told_by_the_type_of_the_workbook_too(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsm", ROWS)
    with zipfile.ZipFile(path) as packed:
        types = packed.read("[Content_Types].xml")
    enabled = types.replace(b"spreadsheetml.sheet.main", b"excel.sheet.macroEnabled.main")
    with zipfile.ZipFile(path, "a") as packed, pytest.warns(UserWarning, match="Duplicate"):
        packed.writestr("[Content_Types].xml", enabled)
    assert _refused(path) == "sheet.macros"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = repacked(xlsx(tmp_path / "a", ROWS), xl__media__a_xml=b" " * (65 << 20))
    assert path.stat().st_size < 200_000
    with pytest.raises(TooLarge) as caught:
        sheet_files.inspect(path, LIMITS)
    assert (caught.value.code, caught.value.params) == ("sheet.unpacked", {"limit": 64})
    small = repacked(xlsx(tmp_path / "b", ROWS), **{f"p{number}": b"" for number in range(30)})
    assert _refused(small, SheetLimits(parts=30)) == "sheet.unpacked"


def test_a_bomb_that_lies_of_its_size_gives_no_more_than_it_said(tmp_path: Path) -> None:
    path = repacked(xlsx(tmp_path / "a", ROWS), xl__bomb_xml=b" " * (65 << 20))
    content = path.read_bytes()
    size = (65 << 20).to_bytes(4, "little")
    assert content.count(size) == 2
    path.write_bytes(content.replace(size, (1000).to_bytes(4, "little")))
    assert _refused(path) == "sheet.broken"


def test_a_locked_zip_is_told(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a", ROWS)
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(bytes(content))
    assert _refused(path) == "sheet.locked"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_tables_are_bounded(tmp_path: Path, kind: str) -> None:
    def written(name: str, rows: list[list[Any]]) -> Path:
        path = tmp_path / name
        if kind == "xlsx":
            return xlsx(path, rows)
        path.write_text(as_csv(rows), encoding="utf-8")
        return path

    long: list[list[Any]] = [ROWS[0], *[[number, "1/3/2026", "Khói"] for number in range(50)]]
    assert _refused(written("rows", long), SheetLimits(rows=49)) == "sheet.too_many_rows"
    assert len(sheets.read(written("fits", long), KNOWN, SheetLimits(rows=50)).rows) == 50
    wide: list[list[Any]] = [[*ROWS[0], *[f"c{number}" for number in range(10)]], ["x"] * 13]
    assert _refused(written("wide", wide), SheetLimits(columns=12)) == "import.too_many_columns"
    assert _refused(written("big", ROWS), SheetLimits(megabytes=0)) == "import.too_large"


def test_what_we_write_is_read_again_and_text_never_becomes_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(
        blank("Mẫu", [Column("Số", "=1+1"), Column("Thôn", None, ("=cmd()", "Cháy, nổ"))], "Danh mục")
    )
    with zipfile.ZipFile(path) as packed:
        xml = b"".join(packed.read(name) for name in packed.namelist() if "sheet" in name)
    assert b"<f>" not in xml
    # With lxml at hand openpyxl writes letters beyond ASCII as references.
    assert "'Danh mục'!$B$2:$B$3" in unescape(xml.decode())
    found = sheets.read(path, KNOWN, LIMITS)
    assert (found.name, found.headings[:2], found.rows[0][1][0]) == ("Mẫu", ["Số", "Thôn"], "=1+1")
