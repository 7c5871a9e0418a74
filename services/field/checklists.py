"""Checklists as data: what is asked of each content of a check, and what a failed item is put down as.

A list is named with its version and never changed: a phone may come back with an older one.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from geodata.enums import InspectionContent

DATA: Final = Path(__file__).parent / "data"
TOGETHER: Final = "+"
"""Stands between the names where a check has several contents."""


class Answer(StrEnum):
    """What can be said of an item."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True)
class Item:
    """A question; what it counts where it fails (severity 0–3, days to mend), and whether a photo is wanted.

    `seen` says how far the text of `article` was read; empty: it was not.
    """

    id: str
    question: str
    article: str
    seen: str
    severity: int
    days: int
    remedy: str
    photo: bool


@dataclass(frozen=True)
class Checklist:
    """The items of one content. A `proposal` is ours until the body that checks has confirmed it."""

    name: str
    content: InspectionContent
    title: str
    proposal: bool
    source: str
    items: tuple[Item, ...]


CURRENT: Final[Mapping[InspectionContent, str]] = {
    InspectionContent.ENVIRONMENT: "env-2026-1",
    InspectionContent.FIRE_SAFETY: "fire-2026-1",
    InspectionContent.MEDICAL_WASTE: "med-2026-1",
    InspectionContent.HAZARDOUS_WASTE_TRANSPORT: "hwt-2026-1",
}
"""Content → the list asked now."""


@cache
def known() -> Mapping[str, Checklist]:
    """Every list there is, old ones too, by name."""
    return {path.stem: _read(json.loads(path.read_text("utf-8"))) for path in sorted(DATA.glob("*.json"))}


def of(contents: Sequence[str]) -> list[Checklist]:
    """The lists of today for a check's contents, in the order of the contents."""
    return [known()[CURRENT[InspectionContent(content)]] for content in contents]


def name_of(contents: Sequence[str]) -> str:
    """The name under which a record of these contents says what it was asked."""
    return TOGETHER.join(one.name for one in of(contents))


def named(name: str) -> list[Checklist]:
    """The lists that a record names; [] where one of them is not known."""
    found = [known().get(one) for one in name.split(TOGETHER)]
    return [one for one in found if one is not None] if None not in found else []


def items(lists: Sequence[Checklist]) -> dict[str, Item]:
    """Item by its id, over several lists."""
    return {item.id: item for one in lists for item in one.items}


def _read(data: Mapping[str, Any]) -> Checklist:
    return Checklist(
        data["name"],
        InspectionContent(data["content"]),
        data["title"],
        data["proposal"],
        data["source"],
        tuple(Item(**item) for item in data["items"]),
    )
