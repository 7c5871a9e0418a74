"""Tables for tests of imports: a hotline's log as Excel and as CSV, right, messy and forged ones."""

import csv
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook

from services.clock import ZONE

CALLER: Final = ("Trần Thị Bưởi", "0987654321")
"""Who called, in the logs of tests."""
HEADINGS: Final = (
    *("Số sổ", "Ngày giờ nhận", "Loại việc", "Nội dung", "Thôn", "Địa điểm", "Vĩ độ", "Kinh độ"),
    *("Tên người gọi", "Số điện thoại", "Tính chất", "Kết quả xử lý", "Ngày xử lý"),
)


def moment(days_ago: int = 3, hour: int = 9) -> datetime:
    """A moment of the commune's clock, some days ago, as Excel has it: without a zone."""
    day = datetime.now(ZONE) - timedelta(days=days_ago)
    return day.replace(hour=hour, minute=30, second=0, microsecond=0, tzinfo=None)


def call(number: Any = 1, **more: Any) -> list[Any]:
    """A row under HEADINGS; `more` by the position's name."""
    said = {
        "received": moment(),
        "category": "Đốt rác",
        "text": "Đốt rác bốc khói đen.",
        "village": None,
        "landmark": "sau chợ An Thọ",
        "lat": None,
        "lon": None,
        "name": CALLER[0],
        "phone": CALLER[1],
        "nature": None,
        "handled": None,
        "handled_on": None,
        **more,
    }
    return [number, *said.values()]


def xlsx(
    path: Path, rows: Sequence[Sequence[Any]], *, title: str = "Sổ", then: Callable[[Any], Any] | None = None
) -> Path:
    """A workbook of one sheet; `then` is told the sheet before it is saved."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if then is not None:
        then(sheet)
    book.save(path)
    return path


def log(path: Path, *rows: Sequence[Any]) -> Path:
    """A tidy log in Excel."""
    return xlsx(path, [HEADINGS, *rows])


def as_csv(rows: Sequence[Sequence[Any]], delimiter: str = ",") -> str:
    """Rows as CSV; moments as people type them."""
    text = StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    for row in rows:
        writer.writerow([f"{cell:%d/%m/%Y %H:%M}" if isinstance(cell, datetime) else cell for cell in row])
    return text.getvalue()


def repacked(path: Path, **parts: bytes | None) -> Path:
    """The zip at `path` with parts replaced, added, or (None) taken out; "xl/a.xml" is written xl__a_xml."""
    named = {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
    with zipfile.ZipFile(path) as old:
        kept = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in {**kept, **named}.items():
            if content is not None:
                new.writestr(name, content)
    return path
