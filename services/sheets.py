"""Tables for spreadsheets: the same headings and rows as a workbook or as CSV, safe against formulas."""

from collections.abc import Iterable, Sequence
from typing import Any

from geodata.layers import sheet_writing


def xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of one sheet; cells are text, numbers, days or None."""
    return sheet_writing.table(title, headings, rows)


def csv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The same as CSV (UTF-8 with its mark, commas)."""
    return sheet_writing.comma_separated(headings, rows)
