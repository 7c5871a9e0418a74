"""Words that papers share: days, lists, legal bases, numbers with their symbols."""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from services import clock

Words = Callable[[str, str], str]
"""(group, identifier) → the word people read."""


@cache
def basis(paper: str) -> tuple[str, ...]:
    """What every paper of a kind rests on: `data/basis.json`."""
    told = json.loads((files("services.documents") / "data" / "basis.json").read_text("utf-8"))
    return tuple(told[paper])


def own_basis(text: str) -> tuple[str, ...]:
    """The lines an officer wrote, each as a basis: "Căn cứ …;"."""
    lines = [line.strip().rstrip(";.") for line in text.replace(";", "\n").splitlines()]
    starts = ("căn cứ", "theo ")
    return tuple(
        f"{line};" if line.lower().startswith(starts) else f"Căn cứ {line};" for line in lines if line
    )


def numbered(number: str, symbol: str) -> str:
    """A bare number gets its symbol ("12/QĐ-UBND"); one that was written whole stays."""
    return f"{number}/{symbol}" if number.isdigit() else number


def listed(words: Iterable[str], otherwise: str = "bảo vệ môi trường") -> str:
    """ "a, b và c"."""
    found = list(words)
    return " và ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found) or otherwise


def day(on: date | None) -> str:
    """ "05/01/2026", or room for it."""
    return f"{on:%d/%m/%Y}" if on else "…/…/……"


def moment(at: datetime) -> str:
    """ "08 giờ 30 ngày 05/01/2026" in the commune's time."""
    local = at.astimezone(clock.ZONE)
    return f"{local:%H} giờ {local:%M} ngày {local:%d/%m/%Y}"
