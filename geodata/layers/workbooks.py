"""An Excel workbook (.xlsx) opened to be read and no more: figures, not formulas; no macros, no links."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from geodata.errors import BadInput, DomainError
from geodata.layers.sheet_files import SheetLimits

Rows = Iterator[tuple[int, list[Any]]]
"""(number of the row in the file, from 1; its cells) of the rows that are not empty."""

_MERGE: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_MOST_MERGES: Final = 20_000
_TALLEST: Final = 500
"""Rows that one merged cell may speak for: what is taller is a frame and no value."""


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The workbook at `path`; whatever openpyxl cannot make out of it is BadInput("sheet.broken")."""
    # Takes a tenth of a second: for those who read a table, not for every web worker.
    from openpyxl import load_workbook

    # A file that is open already: of a path, openpyxl looks at the name.
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
        except DomainError:
            raise
        except Exception as error:
            # A forged workbook may fail anywhere in openpyxl, with any kind of error.
            raise BadInput("sheet.broken") from error


def visible(book: Any) -> list[Any]:
    """The sheets of cells that people see."""
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def rows(sheet: Any, limits: SheetLimits) -> Rows:
    """Its rows, of one column more than `limits` allow; ends after `limits.blank` empty ones."""
    # What a sheet says of its own size may be a lie, or a million formatted rows.
    sheet.reset_dimensions()
    blank = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=limits.columns + 1, values_only=True), 1):
        if any(cell is not None and cell != "" for cell in cells):
            blank = 0
            yield number, list(cells)
        else:
            blank += 1
            if blank >= limits.blank:
                return


def merged_down(sheet: Any) -> dict[tuple[int, int], int]:
    """(row, column from 0) that a cell was merged down to → the row in which its value stands."""
    from openpyxl.utils import column_index_from_string

    found: dict[tuple[int, int], int] = {}
    # Read-only sheets do not tell of merged cells; the part they are read from does.
    with sheet._get_source() as part:
        for count, merge in enumerate(_MERGE.finditer(part.read())):
            top, bottom = int(merge[2]), int(merge[4])
            if count >= _MOST_MERGES or bottom - top > _TALLEST:
                continue
            column = column_index_from_string(merge[1].decode()) - 1
            found.update({(row, column): top for row in range(top + 1, bottom + 1)})
    return found
