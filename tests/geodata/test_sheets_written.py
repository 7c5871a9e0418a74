"""Tables for spreadsheets: nothing that people wrote runs as a formula."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from services import sheets

DANGEROUS = ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", " =1", '=HYPERLINK("http://x")', "＝1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    cell = load_workbook(BytesIO(sheets.xlsx("Tờ", ["Cột"], [[text]]))).active["A2"]
    assert cell.data_type == "s"
    assert cell.value.strip() == text.strip()
    [_heading, [read]] = csv.reader(StringIO(sheets.csv(["Cột"], [[text]]).decode("utf-8-sig")))
    assert read == f"'{text}"


def test_numbers_days_and_nothing_keep_their_kind() -> None:
    row = [5_000_000, -2, date(2026, 10, 5), None, "Chữ, có dấu"]
    sheet = load_workbook(BytesIO(sheets.xlsx("T" * 40, list("abcde"), [row]))).active
    assert sheet["A2"].value == 5_000_000
    assert sheet["C2"].number_format == "dd/mm/yyyy"
    assert sheet["D2"].value is None
    assert len(sheet.title) == 31
    text = sheets.csv(list("abcde"), [row])
    assert text.startswith(b"\xef\xbb\xbf")
    assert '5000000,-2,05/10/2026,,"Chữ, có dấu"' in text.decode("utf-8-sig")


def test_characters_that_a_workbook_cannot_hold_are_left_out() -> None:
    assert load_workbook(BytesIO(sheets.xlsx("T", ["a"], [["x\x0by\x00"]]))).active["A2"].value == "xy"
