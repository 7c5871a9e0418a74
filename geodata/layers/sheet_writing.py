"""A workbook written: headings, a row to follow, lists to choose from; text is text, also behind an "="."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

ROWS: Final = 1_000
"""Rows made ready to be filled in."""
_TEXT, _MOMENT = "@", "dd/mm/yyyy hh:mm"
_WIDEST: Final = 40


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
