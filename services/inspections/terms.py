"""Who may check what, and for which reasons: the texts' tables, read from data files."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from geodata.enums import Authority, FireGroup, InspectionContent, InspectionTrigger

_DATA: Final = Path(__file__).parent / "data"
_ANY: Final = "*"


@cache
def _document(name: str) -> Any:
    return json.loads((_DATA / f"{name}.json").read_text(encoding="utf-8"))


def authorities(content: InspectionContent, fire_group: FireGroup | None) -> frozenset[Authority]:
    """The authorities that may check this content at a site of that fire group (None counts as `none`)."""
    groups = _document("authorities")[content]["by_fire_group"]
    return frozenset(map(Authority, groups.get(fire_group or FireGroup.NONE, groups.get(_ANY, ()))))


def triggers(authority: Authority, content: InspectionContent) -> frozenset[InspectionTrigger]:
    """The reasons for which that authority may check this content; all where no text narrows them."""
    for row in _document("triggers"):
        if (row["authority"], row["content"]) == (authority, content):
            return frozenset(map(InspectionTrigger, row["triggers"]))
    return frozenset(InspectionTrigger)


def articles() -> dict[str, str]:
    """What the tables rest on: "fire_safety" and "police_environment" → article."""
    [police] = _document("triggers")
    return {
        "fire_safety": _document("authorities")["fire_safety"]["article"],
        "fire_note": _document("authorities")["fire_safety"]["note"],
        "police_environment": police["article"],
    }
