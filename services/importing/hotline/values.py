"""Cells of a hotline log as values: moments, numbers of the log and of telephones, words for categories."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from geodata.enums import IncidentCategory, IncidentNature
from geodata.layers.text import fold, nfc
from services.importing.values import BadValue, Reader, Words, word
from services.text import clean

EPOCH: Final = datetime(1899, 12, 30)
"""Day 0 of Excel's figures for days."""
SERIALS: Final = (36_526.0, 73_051.0)
"""Excel's figures for the days of 2000 to 2099."""
LONGEST_NUMBER: Final = 30
LONGEST_PHONE: Final = 40

_DAY: Final = re.compile(r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})(?!\d)")
_ISO_DAY: Final = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?:t|(?!\d))")
_TIME: Final = re.compile(
    r"(?<!\d)(\d{1,2})\s*(?::|h|g|giờ|gio)\s*(\d{1,2})?(?:\s*(?::|phút|p)\s*(\d{1,2})?)?\s*(sa|ch|am|pm)?\b"
)
_BETWEEN: Final = re.compile(r"\b(?:ngày|ngay|lúc|luc|hồi|hoi|khoảng|khoang)\b|[\s,;.()–-]")
_HALF: Final = {"ch": 12, "pm": 12, "sa": 0, "am": 0}
_C = IncidentCategory
_CATEGORIES: Final[Mapping[str, str]] = {
    "dot rom": _C.STRAW_BURNING,
    "dot dong": _C.STRAW_BURNING,
    "khoi rom": _C.STRAW_BURNING,
    "vut rac": _C.LITTERING,
    "xa rac": _C.LITTERING,
    "rac bua bai": _C.LITTERING,
    "do trom rac": _C.ILLEGAL_DUMPING,
    "do rac trom": _C.ILLEGAL_DUMPING,
    "do trom": _C.ILLEGAL_DUMPING,
    "do trom phe thai": _C.ILLEGAL_DUMPING,
    "chon rac": _C.ILLEGAL_BURIAL,
    "nuoc thai": _C.WASTEWATER_DISCHARGE,
    "xa thai": _C.WASTEWATER_DISCHARGE,
    "khoi bui": _C.AIR_EMISSION,
    "bui": _C.AIR_EMISSION,
    "khi thai": _C.AIR_EMISSION,
    "khi thai khoi bui": _C.AIR_EMISSION,
    "on": _C.NOISE,
    "on ao": _C.NOISE,
    "mui": _C.ODOUR,
    "mui thoi": _C.ODOUR,
    "rac": _C.SOLID_WASTE,
    "rac thai": _C.SOLID_WASTE,
    "chat thai ran": _C.SOLID_WASTE,
    "rac y te": _C.MEDICAL_WASTE_INCIDENT,
    "hoa chat": _C.CHEMICAL_SPILL,
    "tran hoa chat": _C.CHEMICAL_SPILL,
    "chay": _C.FIRE_EXPLOSION,
    "chay no": _C.FIRE_EXPLOSION,
    "ca chet": _C.FISH_KILL,
    "o nhiem nuoc": _C.WATER_POLLUTION,
    "ngap": _C.WATERLOGGING,
    "ngap nuoc": _C.WATERLOGGING,
    "sat lo": _C.BANK_EROSION,
    "sat lo de": _C.BANK_EROSION,
    "chan nuoi": _C.LIVESTOCK_WASTE,
    "phan gia suc": _C.LIVESTOCK_WASTE,
}
"""What people write for a category beside its label and its identifier."""
_NATURES: Final[Mapping[str, str]] = {
    "dot xuat": IncidentNature.SUDDEN,
    "tuc thoi": IncidentNature.SUDDEN,
    "moi": IncidentNature.SUDDEN,
    "lan dau": IncidentNature.SUDDEN,
    "thuong xuyen": IncidentNature.RECURRENT,
    "lien tuc": IncidentNature.RECURRENT,
    "nhieu lan": IncidentNature.RECURRENT,
    "keo dai": IncidentNature.RECURRENT,
}


@dataclass(frozen=True)
class When:
    """A day and the time on it, as far as they were written; `real`: Excel knows it as a date."""

    day: date | None
    time: time | None
    real: bool = False


def moment(cell: Any, _words: Words) -> When:
    """A day with or without a time, as Excel's date or figure, or as text: "12/3/2026 14h30"."""
    if isinstance(cell, datetime):
        return When(cell.date(), cell.time() if cell.time() != time() else None, real=True)
    if isinstance(cell, date):
        return When(cell, None, real=True)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and SERIALS[0] <= cell < SERIALS[1]:
        return moment(_rounded(EPOCH + timedelta(days=cell)), _words)
    return _written(str(cell))


def clock(cell: Any, _words: Words) -> time:
    """A time of day: "14:30", "14h30", "2:30 CH", or as Excel knows it."""
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, time):
        return cell
    if isinstance(cell, timedelta) or (isinstance(cell, float) and 0 <= cell < 1):
        span = cell if isinstance(cell, timedelta) else timedelta(days=cell)
        if timedelta() <= span < timedelta(days=1):
            return _rounded(EPOCH + span).time()
    found = _time(str(cell).lower().strip())
    if found is None or found[1].strip():
        raise BadValue("hotline.not_a_time", found=str(cell)[:40])
    return found[0]


def day(cell: Any, _words: Words) -> date:
    """A day, whatever time is written beside it."""
    found = moment(cell, _words).day
    if found is None:
        raise BadValue("import.not_a_day", found=str(cell)[:40])
    return found


def number(cell: Any, _words: Words) -> str:
    """The number of a row of the log, in one form: 12.0, "012" and "12" are one."""
    if isinstance(cell, date | time):
        # Excel takes "12/3" for a day; which number it was is lost.
        raise BadValue("hotline.number_is_a_day")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    found = nfc(str(cell)).upper()
    if len(found) > LONGEST_NUMBER:
        raise BadValue("import.text_too_long", limit=LONGEST_NUMBER, found=len(found))
    return found.lstrip("0") or "0" if found.isdecimal() else found


def phone(cell: Any, _words: Words) -> str:
    """A telephone number as it was written; one that Excel took for a figure gets its nought back."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        cell = f"{cell:.0f}"
    found = nfc(str(cell))
    if re.fullmatch(r"\d[.,]?\d*E\+?\d+", found, re.IGNORECASE):
        raise BadValue("hotline.phone_lost")
    if len(found) > LONGEST_PHONE:
        raise BadValue("import.text_too_long", limit=LONGEST_PHONE, found=len(found))
    if re.fullmatch(r"[35789]\d{8}|2\d{9}", found):
        return f"0{found}"
    return f"+{found}" if re.fullmatch(r"84[235789]\d{8,9}", found) else found


def free(limit: int) -> Reader:
    """Text of at most `limit` letters, its lines kept; "=1+1" is text like any other."""

    def read(cell: Any, _words: Words) -> str:
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        found = clean(str(cell).replace("_x000D_", ""))
        if len(found) > limit:
            raise BadValue("import.text_too_long", limit=limit, found=len(found))
        return found

    return read


def category(cell: Any, words: Words) -> str:
    """A category by its identifier, its label, or what people call it."""
    return _one_of("category", _CATEGORIES, list(IncidentCategory), cell, words)


def nature(cell: Any, words: Words) -> str:
    """Sudden or recurrent, by identifier, label, or the words of QĐ 174."""
    return _one_of("nature", _NATURES, list(IncidentNature), cell, words)


def _one_of(group: str, called: Mapping[str, str], allowed: list[Any], cell: Any, words: Words) -> str:
    named = called.get(fold(str(cell)))
    return str(named) if named else str(word(group, allowed)(cell, words))


def _written(text: str) -> When:
    """A day, a time, or both in one text; whatever else stands there makes it unreadable."""
    rest = text.lower().strip()
    found_day = None
    for pattern, order in ((_ISO_DAY, (1, 2, 3)), (_DAY, (3, 2, 1))):
        if match := pattern.search(rest):
            found_day = _date(text, *(int(match[group]) for group in order))
            rest = f"{rest[: match.start()]} {rest[match.end() :]}"
            break
    found_time = _time(_BETWEEN.sub(" ", rest).strip())
    if found_time is not None:
        rest = found_time[1]
    if _BETWEEN.sub("", rest) or (found_day is None and found_time is None):
        raise BadValue("import.not_a_day", found=text[:40])
    return When(found_day, found_time[0] if found_time else None)


def _date(text: str, year: int, month: int, day_of_month: int) -> date:
    try:
        return date(year + 2000 if year < 100 else year, month, day_of_month)
    except ValueError as error:
        raise BadValue("import.not_a_day", found=text[:40]) from error


def _time(text: str) -> tuple[time, str] | None:
    """The time that a text names, and what stands beside it."""
    match = _TIME.search(text)
    if match is None:
        return None
    hour, half = int(match[1]), _HALF.get(match[4] or "")
    if half is not None and hour <= 12:
        hour = hour % 12 + half
    try:
        found = time(hour, int(match[2] or 0), int(match[3] or 0))
    except ValueError:
        return None
    return found, text[: match.start()] + text[match.end() :]


def _rounded(moment_of_excel: datetime) -> datetime:
    """To the second: Excel's figures are not exact."""
    return (moment_of_excel + timedelta(milliseconds=500)).replace(microsecond=0)
