"""Number plates in one form, however they were typed."""

import re
import unicodedata
from typing import Final

_BETWEEN: Final = r"[\s.\-–—−‐_]"
_PARTS: Final = re.compile(rf"([0-9]{{2}}){_BETWEEN}*([A-ZĐ]{{1,2}})((?:{_BETWEEN}|[0-9])+)")
_SERIES_DIGIT: Final = re.compile(rf"([0-9]){_BETWEEN}+(.+)")
_LONG: Final = re.compile(rf"(?:[0-9]|{_BETWEEN}+[0-9]{_BETWEEN}).*")


def normalised(typed: str) -> str | None:
    """A Vietnamese plate as "15C-12345": "15c 123.45", "15C12345" and "15 C-123 45" are one.

    None for what is no plate. A digit belongs to the series where it stands by its letters and apart from the
    number ("15B1-1234"), or where six follow the letters ("15B112345").
    """
    found = _PARTS.fullmatch(unicodedata.normalize("NFKC", typed).strip().upper())
    if found is None:
        return None
    place, letters, tail = found.groups()
    digits = re.sub(_BETWEEN, "", tail)
    apart = _SERIES_DIGIT.fullmatch(tail)
    if (apart and len(digits) in (5, 6)) or (len(digits) == 6 and _LONG.fullmatch(tail)):
        return f"{place}{letters}{digits[0]}-{digits[1:]}"
    return f"{place}{letters}-{digits}" if len(digits) in (4, 5) else None
