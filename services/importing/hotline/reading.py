"""A hotline log read: which rows are calls, what each cell says, and what is wrong with a row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from geodata.errors import BadInput
from geodata.layers import sheets
from geodata.layers.sheet_files import SheetLimits
from geodata.layers.sheets import Sheet
from geodata.layers.text import fold, nfc
from services.clock import ZONE
from services.importing.fields import Field
from services.importing.hotline.columns import FIELDS, KNOWN, NAME, NUMBER, PHONE, PLACES, RECEIVED
from services.importing.hotline.masking import as_identity
from services.importing.hotline.values import When, moment
from services.importing.rows import Findings, Request
from services.importing.values import BadValue, Words, is_nothing
from services.incidents.intake import CLOCKS_DIFFER
from services.sealing import Identity

OLDEST: Final = timedelta(days=3653)
"""Ten years: an older day is a slip of the pen."""
_LATER: Final = timedelta(hours=1)
_TELLING: Final = (NUMBER, RECEIVED, "category", "description")
"""A row with none of these is no call."""
_TOTAL: Final = re.compile(r"(?:tổng cộng|tổng số|tong cong|tong so|cộng)\b|(?:tổng|tong|cong)$")
_EXAMPLE: Final = {"vd", "vi du"}
"""What the empty log has for a number in the row to follow."""
_COLUMN_NUMBER: Final = re.compile(r"\(?\d{1,2}\)?|[A-Z]")


@dataclass(kw_only=True)
class Calls(Findings):
    """n calls: their numbers in the file, what each says by field, when it was received, who called."""

    rows: list[int] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    received: list[datetime | None] = field(default_factory=list)
    callers: list[Identity] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)


def read(request: Request, now: datetime) -> Calls:
    """The calls of the file. Raises BadInput or TooLarge where the whole file is refused."""
    limits = SheetLimits()
    limits = SheetLimits(megabytes=min(limits.megabytes, request.limits.megabytes))
    sheet = sheets.read(request.path, KNOWN, limits, name=request.inner)
    columns = matched(sheet.headings)
    _must_have_required(sheet, columns)
    chosen = set(columns.values())
    calls = Calls(
        used={name: sheet.headings[index] for name, index in columns.items()},
        unused=[text for index, text in enumerate(sheet.headings) if text and index not in chosen],
        grid="",
        inner=sheet.name,
        remarks=[],
    )
    _read_rows(calls, sheet, columns, request.words)
    if not len(calls):
        raise BadInput("sheet.no_rows")
    for index in range(len(calls)):
        _check_moments(calls, index, now)
    _remark_on_days(calls)
    return calls


def matched(headings: Sequence[str]) -> dict[str, int]:
    """Field → index of the column that holds it; a column serves once, the first of a name."""
    named: dict[str, int] = {}
    for index, text in reversed(list(enumerate(headings))):
        named.update(dict.fromkeys(sheets.names_of(text), index))
    found: dict[str, int] = {}
    for wanted in FIELDS:
        columns = [named[alias] for alias in wanted.aliases if alias in named]
        free = next((column for column in columns if column not in found.values()), None)
        if free is not None:
            found[wanted.name] = free
    return found


def _must_have_required(sheet: Sheet, columns: Mapping[str, int]) -> None:
    lacks = [wanted.name for wanted in FIELDS if wanted.required and wanted.name not in columns]
    if not any(name in columns for name in PLACES):
        lacks.append("landmark")
    if lacks:
        raise BadInput("hotline.columns_missing", lacks=lacks, has=[text for text in sheet.headings if text])


def _read_rows(calls: Calls, sheet: Sheet, columns: Mapping[str, int], words: Words) -> None:
    fields = {wanted.name: wanted for wanted in FIELDS}
    skipped = 0
    for number, cells in sheet.rows:
        row = {name: cells[index] for name, index in columns.items() if not is_nothing(cells[index])}
        if not _is_call(row, cells):
            skipped += 1
            continue
        calls.rows.append(number)
        calls.callers.append(as_identity(row.get(NAME), row.get(PHONE)))
        calls.said.append(_values(calls, len(calls) - 1, row, fields, words))
    if skipped:
        calls.remarks.append(("hotline.skipped", {"count": skipped}))


def _is_call(row: Mapping[str, Any], cells: Sequence[Any]) -> bool:
    """Not a total, a heading of a part, the headings again, or the figures under them."""
    filled = [str(cell).strip() for cell in cells if not is_nothing(cell)]
    if len(filled) < 2 or not any(name in row for name in _TELLING):
        return False
    if fold(str(row.get(NUMBER, ""))) in _EXAMPLE:
        return False
    if any(_TOTAL.match(nfc(text).lower().strip(": ")) for text in filled[:2]) and not _is_dated(row):
        return False
    if all(_COLUMN_NUMBER.fullmatch(text) for text in filled):
        return False
    headings = sum(any(name in KNOWN for name in sheets.names_of(text)) for text in filled)
    return headings < max(3, len(filled) / 2)


def _is_dated(row: Mapping[str, Any]) -> bool:
    try:
        return moment(row.get(RECEIVED, ""), {}).day is not None
    except BadValue:
        return False


def _values(
    calls: Calls, index: int, row: Mapping[str, Any], fields: Mapping[str, Field], words: Words
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, wanted in fields.items():
        if name not in row:
            if wanted.required:
                calls.refuse(index, "import.value_missing", field=name)
            continue
        try:
            values[name] = wanted.read(row[name], words)
        except BadValue as bad:
            if bad.code == "hotline.phone_lost":
                calls.note(index, bad.code)
            else:
                calls.refuse(index, bad.code, field=name, **bad.params)
    return values


def _check_moments(calls: Calls, index: int, now: datetime) -> None:
    values = calls.said[index]
    when = values.get(RECEIVED)
    received = _joined(when, values.get("time")) if when is not None else None
    calls.received.append(received)
    if received is None:
        if when is not None:
            calls.refuse(index, "import.not_a_day", field=RECEIVED, found=f"{when.time:%H:%M}")
        return
    if received > now + CLOCKS_DIFFER:
        calls.refuse(index, "hotline.future", at=received.isoformat())
    elif received < now - OLDEST:
        calls.refuse(index, "hotline.ancient", at=received.isoformat())
    else:
        values["occurred_at"] = _occurred(calls, index, received)


def _occurred(calls: Calls, index: int, received: datetime) -> datetime:
    """When it happened: as it is said, a time alone on the day of the call; else when it was received."""
    said = calls.said[index].get("occurred")
    if said is None:
        return received
    here = received.astimezone(ZONE)
    found = _joined(replace(said, day=said.day or here.date()), None) or received
    if said.time is None and found.astimezone(ZONE).date() == here.date():
        return received
    if found > received + _LATER:
        calls.refuse(index, "hotline.occurred_after")
    elif found < received - OLDEST:
        calls.refuse(index, "hotline.ancient", at=found.isoformat())
    return found


def _joined(when: When, at: time | None) -> datetime | None:
    """A moment of the commune's own clock, in UTC; midnight where no time is known, None without a day."""
    if when.day is None:
        return None
    return datetime.combine(when.day, at or when.time or time(), ZONE).astimezone(UTC)


def _remark_on_days(calls: Calls) -> None:
    """What makes days doubtful: no time beside them, or Excel took some for days of an American."""
    whens = [values[RECEIVED] for values in calls.said if RECEIVED in values]
    timeless = sum(
        values[RECEIVED].time is None and "time" not in values for values in calls.said if RECEIVED in values
    )
    if timeless:
        calls.remarks.append(("hotline.no_time", {"count": timeless}))
    real = [when.day.day for when in whens if when.real and when.day]
    typed = [when.day.day for when in whens if not when.real and when.day]
    if real and typed and max(real) <= 12 < min(typed):
        calls.remarks.append(("hotline.days_turned", {"count": len(real)}))
