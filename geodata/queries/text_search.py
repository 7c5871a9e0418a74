"""Search by name with and without diacritics: names are stored folded, the question is folded here."""

from typing import Any

from sqlalchemy import ColumnElement, func


def name_like(folded: Any, question: str) -> ColumnElement[bool]:
    """Whether the folded name holds the question's letters ("duong", "đường" and "ĐƯỜNG" are one)."""
    escaped = question.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    matched: ColumnElement[bool] = folded.like(func.concat("%", func.fold_vi(escaped), "%"))
    return matched
