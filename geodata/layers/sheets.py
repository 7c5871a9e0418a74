"""A table of a workbook or a CSV file: its headings found among title rows, its rows as they stand."""

import csv
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, Final

from geodata.errors import BadInput, TooLarge
from geodata.layers import sheet_files, workbooks
from geodata.layers.sheet_files import SheetFormat, SheetLimits
from geodata.layers.text import heading
from geodata.layers.workbooks import Rows

HEAD_ROWS: Final = 20
"""Rows among which the headings are looked for."""
LEAST_KNOWN: Final = 2
"""Headings that a row must have in common with those wanted."""
DELIMITERS: Final = (",", ";", "\t")
_REMARK: Final = re.compile(r"\([^()]*\)|\*")
_LONGEST_HEADING: Final = 80

Numbered = tuple[int, list[Any]]
Merged = dict[tuple[int, int], int]


@dataclass(frozen=True)
class Sheet:
    """`headings` of the columns, "" where one has none; rows: (number in the file from 1, cells).

    Cells are None, text, figures, yes or no, and what Excel knows as a date, a time or a duration.
    """

    format: SheetFormat
    name: str
    headings: list[str]
    rows: list[Numbered]


@dataclass(frozen=True)
class _Head:
    """Where the headings stand: the index of the first row after them, and how many are known."""

    headings: list[str]
    after: int
    known: int


def names_of(text: str) -> tuple[str, ...]:
    """The forms of a heading that are compared: whole, and without what stands in brackets."""
    return tuple(dict.fromkeys((heading(text), heading(_REMARK.sub(" ", text)))))


def read(path: Path, known: Collection[str], limits: SheetLimits, *, name: str = "") -> Sheet:
    """The table in which most of the `known` headings (in the form of `heading`) stand.

    Raises BadInput ("sheet.no_headings", "sheet.several" lists the sheets; broken, locked, no table)
    and TooLarge over `limits`.
    """
    found = sheet_files.inspect(path, limits)
    if found is SheetFormat.CSV:
        return _read_csv(path, known, limits)
    with workbooks.opened(path) as book:
        sheets = workbooks.visible(book)
        if name and name not in [sheet.title for sheet in sheets]:
            raise BadInput("sheet.no_such", wanted=name, layers=[sheet.title for sheet in sheets])
        chosen = [sheet for sheet in sheets if sheet.title == name] if name else sheets
        sheet, head = _fullest(chosen, known, limits)
        rows = _body(workbooks.rows(sheet, limits), head, limits)
        return Sheet(found, sheet.title, head.headings, _filled(rows, workbooks.merged_down(sheet)))


def _fullest(sheets: Sequence[Any], known: Collection[str], limits: SheetLimits) -> tuple[Any, _Head]:
    heads = [(sheet, _head(islice(workbooks.rows(sheet, limits), HEAD_ROWS), known)) for sheet in sheets]
    best = max((head.known for _, head in heads), default=0)
    if best < LEAST_KNOWN:
        raise BadInput("sheet.no_headings")
    first = [(sheet, head) for sheet, head in heads if head.known == best]
    if len(first) > 1:
        raise BadInput("sheet.several", layers=[sheet.title for sheet, _ in first])
    return first[0]


def _head(rows: Iterable[Numbered], known: Collection[str]) -> _Head:
    """The headings: one row, or two of which the lower says more."""
    listed = [[_label(cell) for cell in cells] for _, cells in rows]
    best = _Head([], 0, 0)
    for index, upper in enumerate(listed):
        below = listed[index + 1] if index + 1 < len(listed) else []
        both = [_lower(one, other, known) for one, other in zip_longest(upper, below, fillvalue="")]
        for labels, after in ((upper, index + 1), (both, index + 2)):
            count = _known(labels, known)
            # A title above the headings is not their upper half: that has a heading of its own.
            if count > best.known and _known(upper, known):
                width = max(column for column, text in enumerate(labels, 1) if text)
                best = _Head(labels[:width], after, count)
    return best


def _label(cell: Any) -> str:
    if not isinstance(cell, str):
        return "" if cell is None or isinstance(cell, date | time) else str(cell)[:_LONGEST_HEADING]
    return " ".join(cell.split())[:_LONGEST_HEADING]


def _lower(upper: str, below: str, known: Collection[str]) -> str:
    return below if _is_known(below, known) or not upper else upper


def _is_known(label: str, known: Collection[str]) -> bool:
    return any(name in known for name in names_of(label))


def _known(labels: Iterable[str], known: Collection[str]) -> int:
    return len({name for label in labels for name in names_of(label)[:1] if _is_known(label, known)})


def _body(rows: Rows, head: _Head, limits: SheetLimits) -> list[Numbered]:
    if any(head.headings[limits.columns :]):
        raise TooLarge("import.too_many_columns", limit=limits.columns)
    body = list(islice(islice(rows, head.after, None), limits.rows + 1))
    if len(body) > limits.rows:
        raise TooLarge("sheet.too_many_rows", limit=limits.rows)
    return body


def _filled(rows: list[Numbered], merged: Merged) -> list[Numbered]:
    """The value of a cell that was merged over several rows stands in each of them."""
    values = dict(rows)
    for number, cells in rows:
        for column, cell in enumerate(cells):
            above = values.get(merged.get((number, column), 0)) if cell is None and merged else None
            if above is not None:
                cells[column] = above[column]
    return rows


def _read_csv(path: Path, known: Collection[str], limits: SheetLimits) -> Sheet:
    try:
        heads = {
            delimiter: _in_csv(path, delimiter, lambda rows: _head(islice(rows, HEAD_ROWS), known))
            for delimiter in DELIMITERS
        }
        delimiter = max(heads, key=lambda one: heads[one].known)
        head = heads[delimiter]
        if head.known < LEAST_KNOWN:
            raise BadInput("sheet.no_headings")
        body = _in_csv(path, delimiter, lambda rows: _body(rows, head, limits))
    except csv.Error as error:
        raise BadInput("sheet.broken") from error
    width = len(head.headings)
    return Sheet(SheetFormat.CSV, "", head.headings, [(n, _cells(row, width)) for n, row in body])


def _in_csv(path: Path, delimiter: str, use: Callable[[Rows], Any]) -> Any:
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file, delimiter=delimiter)
        numbered = ((number, list(row)) for number, row in enumerate(lines, 1))
        return use((number, row) for number, row in numbered if any(cell.strip() for cell in row))


def _cells(row: list[Any], width: int) -> list[Any]:
    return [cell if cell.strip() else None for cell in [*row, *[""] * (width - len(row))]]
