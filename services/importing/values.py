"""How one cell of a file becomes a value of ours: text, figures, days, yes or no, words of a list."""

import json
import math
import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any, Final

from geodata.layers.text import fold, nfc

Words = Mapping[str, Mapping[str, str]]
"""Group of words → folded word (identifier or label) → identifier."""

Reader = Callable[[Any, Words], Any]
"""(cell, words) → value; raises BadValue. Never called with an empty cell."""

_THOUSANDS: Final = re.compile(r"-?\d{1,3}([. ]\d{3})+")
_VIETNAMESE_DAY: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YES: Final = {"1", "1.0", "true", "yes", "y", "co", "x", "dung"}
_NO: Final = {"0", "0.0", "false", "no", "n", "khong", "sai"}


class BadValue(ValueError):
    """A cell that cannot be used: a code and the figures its words need."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def folded(word: str) -> str:
    """A word in the form that `Words` is looked up by."""
    return fold(word)


def is_nothing(cell: Any) -> bool:
    """An empty cell: nothing is said, so what is stored stays."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return True
    return isinstance(cell, str) and not cell.strip()


def text(limit: int) -> Reader:
    """Text in NFC of at most `limit` letters; whole figures lose their ".0"."""

    def read(cell: Any, _words: Words) -> str:
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        found = nfc(", ".join(map(str, cell)) if _is_list(cell) else str(cell))
        if len(found) > limit:
            raise BadValue("import.text_too_long", limit=limit, found=len(found))
        return found

    return read


def commune_code(cell: Any, _words: Words) -> str:
    """Five digits; figures get their leading noughts back."""
    found = str(int(cell)).zfill(5) if isinstance(cell, int | float) and cell == int(cell) else nfc(str(cell))
    if not re.fullmatch(r"[0-9]{5}", found):
        raise BadValue("import.commune_code", found=found[:40])
    return found


def province_code(cell: Any, _words: Words) -> str:
    """Two digits."""
    found = str(int(cell)).zfill(2) if isinstance(cell, int | float) else nfc(str(cell))
    if not re.fullmatch(r"[0-9]{2}", found):
        raise BadValue("import.province_code", found=found[:40])
    return found


def whole(low: int = 0, high: int = 1_000_000_000) -> Reader:
    """A whole figure in [low, high]; "25.535" written the Vietnamese way is 25535."""

    def read(cell: Any, _words: Words) -> int:
        figure = _figure(cell, grouped=True)
        if figure != int(figure):
            raise BadValue("import.not_whole", found=str(cell)[:40])
        return int(_bounded(figure, low, high))

    return read


def decimal(low: float = 0, high: float = 1e9) -> Reader:
    """A figure in [low, high]; "1.234,5" and "1234.5" are one."""

    def read(cell: Any, _words: Words) -> float:
        return _bounded(_figure(cell, grouped=False), low, high)

    return read


def day(cell: Any, _words: Words) -> date:
    """A day as ISO 8601 or dd/mm/yyyy."""
    if isinstance(cell, datetime):
        return cell.date()
    found = str(cell).strip()
    try:
        if match := _VIETNAMESE_DAY.fullmatch(found):
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(found.replace("/", "-")[:10])
    except ValueError as error:
        raise BadValue("import.not_a_day", found=found[:40]) from error


def yes_no(cell: Any, _words: Words) -> bool:
    """Có or không, true or false, 1 or 0."""
    found = fold(str(cell)) if not isinstance(cell, float) else str(cell)
    if found in _YES or found in _NO:
        return found in _YES
    raise BadValue("import.not_yes_no", found=str(cell)[:40])


def word(group: str, allowed: Collection[str]) -> Reader:
    """One identifier of `allowed`, written as identifier or as its Vietnamese word, marks or none."""

    def read(cell: Any, words: Words) -> str:
        folded = fold(str(cell))
        found = words.get(group, {}).get(folded) or folded.replace(" ", "_")
        if found not in allowed:
            raise BadValue("import.word_unknown", found=str(cell)[:60], group=group, allowed=list(allowed))
        return found

    return read


def level(cell: Any, words: Words) -> int:
    """A level 1–5 as a figure, or in words such as "Cấp 3 – lớn"."""
    named = words.get("level", {}).get(fold(str(cell)))
    return int(named) if named else int(whole(1, 5)(cell, words))


def several(one: Reader) -> Reader:
    """A list of what `one` reads, from a JSON list or text parted by commas, semicolons or bars."""

    def read(cell: Any, words: Words) -> list[Any]:
        parts = _listed(cell)
        return list(dict.fromkeys(one(part, words) for part in parts if not is_nothing(part)))

    return read


def _is_list(cell: Any) -> bool:
    return not isinstance(cell, str) and hasattr(cell, "__iter__")


def _listed(cell: Any) -> list[Any]:
    if _is_list(cell):
        return list(cell)
    found = str(cell).strip()
    if found.startswith("["):
        try:
            return list(json.loads(found))
        except ValueError:
            return [found]
    return re.split(r"[,;|]", found)


def _figure(cell: Any, *, grouped: bool) -> float:
    if isinstance(cell, bool) or _is_list(cell):
        raise BadValue("import.not_a_figure", found=str(cell)[:40])
    written = str(cell).strip().replace("\u00a0", " ")
    if isinstance(cell, str) and grouped and _THOUSANDS.fullmatch(written):
        written = re.sub(r"[. ]", "", written)
    elif isinstance(cell, str) and "," in written:
        written = written.replace(".", "").replace(" ", "").replace(",", ".")
    try:
        figure = float(written)
    except ValueError as error:
        raise BadValue("import.not_a_figure", found=str(cell)[:40]) from error
    if not math.isfinite(figure):
        raise BadValue("import.not_a_figure", found=str(cell)[:40])
    return figure


def _bounded(figure: float, low: float, high: float) -> float:
    if not low <= figure <= high:
        raise BadValue("import.out_of_range", found=figure, low=low, high=high)
    return figure
