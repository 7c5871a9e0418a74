"""What a preview may keep of a row: nothing by which the one who called is known."""

import re
from typing import Any, Final

from geodata.layers.shapes import Reason
from services.incidents.intake import LONGEST_OF
from services.sealing import Identity, names

HIDDEN: Final = "hidden"
_EXCERPT: Final = 120
_NUMBER: Final = re.compile(r"\d(?:[\s().+-]*\d){8,}")
"""Nine digits and more: somebody's telephone, whoever's. A day has eight."""
_LEAST: Final = 6
"""Digits by which a telephone of the neighbourhood is known."""
_LAST: Final = 3
"""Digits of a telephone that may be seen, to tell one call from another."""


def as_identity(name: Any, phone: Any) -> Identity:
    """Who called, as the cells say, however they are mixed up."""
    cells = [
        f"{cell:.0f}" if isinstance(cell, float) else str(cell) for cell in (name, phone) if cell is not None
    ]
    parts = [" ".join(cell.split()) for cell in cells]
    return Identity(parts[0] if parts else "", parts[-1] if parts else "")


def tells(identity: Identity, text: str) -> bool:
    """Whether a text names who called, or holds anybody's telephone number. Rather once too often."""
    other = Identity(identity.phone, identity.name)
    if _NUMBER.search(text) or names(identity, text) or names(other, text):
        return True
    own = [re.sub(r"\D", "", part) for part in (identity.name, identity.phone)]
    if any(len(digits) >= _LEAST and digits in re.sub(r"\D", "", text) for digits in own):
        return True
    given = [name.split()[-1] for name in (identity.name, identity.phone) if name.split()]
    return any(re.search(rf"\b{re.escape(one)}\b", text, re.IGNORECASE) for one in given)


def shown(identity: Identity, value: Any) -> Any:
    """A value as it may be kept: HIDDEN in place of a text that tells."""
    return HIDDEN if isinstance(value, str) and tells(identity, value) else value


def reasons(identity: Identity, said: list[Reason]) -> list[Reason]:
    """Reasons as they may be kept."""
    return [
        (code, {name: _param(identity, value) for name, value in params.items()}) for code, params in said
    ]


def excerpt(identity: Identity, text: str) -> str:
    """The beginning of a text on one line, or nothing where it tells."""
    line = " ".join(text.split())
    if tells(identity, line):
        return ""
    return line if len(line) <= _EXCERPT else f"{line[:_EXCERPT].rsplit(' ', 1)[0]} …"


def caller(name: str, phone: str) -> list[Reason]:
    """Whether there is a name and a telephone number, and the end of that."""
    digits = re.sub(r"\D", "", phone)[-_LAST:]
    code = ("caller_both" if digits else "caller_name") if name else "caller_phone"
    return [(f"hotline.{code}", {"digits": digits} if digits else {})] if name or digits else []


def _param(identity: Identity, value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST_OF["phone"]:
        value = value[: LONGEST_OF["phone"]]
    return shown(identity, value)
