"""A workbook written: headings, a row to follow, lists to choose from; text is text, also behind an "="."""

import codecs
import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from typing import Any, Final

ROWS: Final = 1_000
"""Rows made ready to be filled in."""
_TEXT, _MOMENT, _DAY = "@", "dd/mm/yyyy hh:mm", "dd/mm/yyyy"
_WIDEST: Final = 40
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Column:
    """A column to fill in: its heading, a value to follow, and the words to choose among, if it has any."""

    heading: str
    example: Any = None
    choices: tuple[str, ...] = ()
    moment: bool = False


def blank(title: str, columns: Sequence[Column], lists: str) -> bytes:
    """An .xlsx with the columns on a sheet `title` and their choices on a hidden sheet `lists`.

    Every cell but those of moments is text for Excel: it keeps the noughts of telephone numbers and makes no
    days of "12/3". A word that is not among the choices is only warned of.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet, chosen = book.active, book.create_sheet(lists)
    sheet.title, chosen.sheet_state = title, "hidden"
    for index, column in enumerate(columns, 1):
        _head(sheet, index, column)
        _follow(sheet, index, column)
        if column.choices:
            _choose(sheet, chosen, index, column)
    sheet.freeze_panes = "A2"
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def put(sheet: Any, row: int, column: int, value: Any) -> Any:
    """Write a value and give back its cell; text never becomes a formula."""
    cell = sheet.cell(row, column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _head(sheet: Any, index: int, column: Column) -> None:
    from openpyxl.styles import Alignment, Font

    cell = put(sheet, 1, index, column.heading)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    longest = max(len(column.heading), len(str(column.example or "")))
    sheet.column_dimensions[cell.column_letter].width = min(max(longest + 2, 12), _WIDEST)


def _follow(sheet: Any, index: int, column: Column) -> None:
    put(sheet, 2, index, column.example)
    for row in range(2, ROWS + 2):
        sheet.cell(row, index).number_format = _MOMENT if column.moment else _TEXT


def _choose(sheet: Any, chosen: Any, index: int, column: Column) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    for row, choice in enumerate((column.heading, *column.choices), 1):
        put(chosen, row, index, choice)
    letter = chosen.cell(1, index).column_letter
    where = f"'{chosen.title}'!${letter}$2:${letter}${len(column.choices) + 1}"
    listed = DataValidation("list", formula1=where, allow_blank=True, errorStyle="warning")
    own = sheet.cell(1, index).column_letter
    listed.add(f"{own}2:{own}{ROWS + 1}")
    sheet.add_data_validation(listed)


def table(title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """An .xlsx of one sheet `title` with rows of text, numbers, days, None; text never becomes a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    for index, heading in enumerate(headings, 1):
        put(sheet, 1, index, heading).font = Font(bold=True)
        sheet.column_dimensions[sheet.cell(1, index).column_letter].width = min(len(heading) + 8, _WIDEST)
    for number, row in enumerate(rows, 2):
        for index, value in enumerate(row, 1):
            cell = put(sheet, number, index, _writable(value))
            if isinstance(value, date):
                cell.number_format = _DAY
    sheet.freeze_panes = "A2"
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def comma_separated(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The same as CSV in UTF-8 with its mark, which Excel wants; text that a program would read as a formula
    gets an apostrophe before it (OWASP, CSV injection)."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(headings)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return codecs.BOM_UTF8 + written.getvalue().encode()


def _harmless(value: Any) -> Any:
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, str) and value.lstrip().startswith(_FORMULA):
        return f"'{value}"
    return value


def _writable(value: Any) -> Any:
    """Text without the control characters that a workbook cannot hold."""
    return _CONTROL.sub("", value) if isinstance(value, str) else value
