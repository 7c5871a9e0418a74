"""Whether a text gives somebody away: name, telephone number or e-mail, however they are written."""

import re
import unicodedata
from typing import Final

from services.text import folded

SHORTEST_NAME: Final = 4
"""Letters. A shorter name would be found inside ordinary words."""
SHORTEST_PHONE: Final = 8
"""Digits that a number has at least, without its prefix: a landline here has nine."""
_ADDRESS: Final = "ông|bà|anh|chị|em|cô|chú|bác|cụ|dì|cậu|mợ|thím|thầy|ngài|mr|mrs|ms"
"""Before a given name they say who is meant: "bà Hoa"."""
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"(?:00\s*84|\+?\(?84\)?|0)(?:[\s.()/-]*\d){8,10}(?!\d)")
_PREFIX: Final = re.compile(r"^(?:0084|84(?=\d{9})|0)+")
_SOMEBODY: Final = re.compile(rf"(?<![^\W\d_])(?:{_ADDRESS})\.?\s+([^\W\d_]+)", re.IGNORECASE)
_NOT_SEEN: Final = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]")


def tells(text: str, *, name: str = "", phone: str = "", email: str = "") -> bool:
    """Whether `text` holds the name, the telephone number or the e-mail of a person.

    Names count with and without diacritics, whatever stands between their parts, and the given name after a
    form of address; numbers in any grouping, with 0, 84 or +84 before them.
    """
    plain = _plain(text)
    contact = f"{phone} {email} {name}"
    return (
        _named(plain, name)
        or any(number in _digits(plain) for number in _numbers(contact))
        or any(address in folded(plain).replace(" ", "") for address in _EMAIL.findall(folded(contact)))
    )


def tells_of_anybody(text: str) -> bool:
    """Whether `text` holds any telephone number or e-mail, or a name after a form of address ("ông Văn A").

    A form of address counts before a word with a capital: "bà Hoa", not "bà con".
    """
    plain = _plain(text)
    if _PHONE.search(plain) or _EMAIL.search(plain):
        return True
    return any(given[0].isupper() for given in _SOMEBODY.findall(plain))


def _plain(text: str) -> str:
    """One form for letters and digits that look alike, nothing that is not seen: "０９１２" → "0912"."""
    return unicodedata.normalize("NFKC", _NOT_SEEN.sub("", text))


def _named(text: str, name: str) -> bool:
    parts = re.findall(r"[^\W\d_]+", folded(_plain(name)))
    if sum(map(len, parts)) < SHORTEST_NAME:
        return _addressed(text, name)
    whole = r"[\W_]*".join(map(re.escape, parts))
    return re.search(rf"(?<![^\W\d_]){whole}(?![^\W\d_])", folded(text)) is not None or _addressed(text, name)


def _addressed(text: str, name: str) -> bool:
    """A form of address and the given name, the names between them or not: "bà Hoa", "bà Thị Hoa"."""
    parts = re.findall(r"[^\W\d_]+", _plain(name).lower())
    if not parts:
        return False
    given = re.escape(parts[-1])
    between = "".join(rf"(?:{re.escape(part)}\s+)?" for part in parts[:-1])
    return re.search(rf"\b(?:{_ADDRESS})\s+{between}{given}\b", text.lower()) is not None


def _numbers(contact: str) -> list[str]:
    """The numbers in what was given as contact, without their prefix."""
    plain = _plain(contact)
    found = [re.sub(r"\D", "", number) for number in _PHONE.findall(plain)] or [re.sub(r"\D", "", plain)]
    bare = [_PREFIX.sub("", number) for number in found]
    return [number for number in bare if len(number) >= SHORTEST_PHONE]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
