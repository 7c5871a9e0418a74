"""The figures that warnings go by: the commune's own, or those of data/rules.csv, with what they rest on."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any, Final

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import TransportRuleName
from geodata.errors import Conflict, FieldErrors
from geodata.features import Viewer
from geodata.models import TransportRule
from services import access, records
from services.clock import today
from services.text import clean

_DATA: Final = Path(__file__).parent / "data"
_MOST: Final = {
    TransportRuleName.SCHOOL_M: 2000.0,
    TransportRuleName.CLINIC_M: 2000.0,
    TransportRuleName.HOME_M: 2000.0,
    TransportRuleName.PERMIT_SOON_DAYS: 730.0,
    TransportRuleName.LONGEST_KM: 500.0,
}
"""The largest figure each rule may have; what is not here is no figure but hours."""
LONGEST: Final = {"value": 200, "article": 200, "source": 200, "confirmed_by": 200}


@dataclass(frozen=True)
class Rule:
    """One rule as it holds: a figure in `unit`, or hours in OpenStreetMap's syntax; what it rests on.

    `version` is 0 where the commune set none of its own.
    """

    name: TransportRuleName
    value: str
    unit: str
    article: str
    source: str
    seen_on: date | None
    confirmed_by: str = ""
    version: int = 0


def in_force(session: Session, commune_id: int) -> dict[TransportRuleName, Rule]:
    """Every rule of a commune."""
    rules = dict(defaults())
    for row in session.scalars(select(TransportRule).where(TransportRule.commune_id == commune_id)):
        told = (row.article, row.source, row.seen_on, row.confirmed_by, row.version)
        rules[row.name] = Rule(row.name, row.value, rules[row.name].unit, *told)
    return rules


def figure(rules: Mapping[TransportRuleName, Rule], name: TransportRuleName) -> float:
    """A rule's figure, in its unit."""
    return float(rules[name].value)


@cache
def defaults() -> Mapping[TransportRuleName, Rule]:
    """The rules as data/rules.csv has them."""
    with (_DATA / "rules.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        TransportRuleName(row["name"]): Rule(
            TransportRuleName(row["name"]),
            row["value"],
            row["unit"],
            row["article"],
            row["source"],
            date.fromisoformat(row["seen_on"]),
        )
        for row in rows
    }


def change(
    session: Session, viewer: Viewer, name: TransportRuleName, values: Mapping[str, Any], *, version: int
) -> None:
    """Set a rule of the viewer's commune: value, article, source, seen_on, confirmed_by.

    `version` is what its editor saw. Raises Forbidden, Conflict, or FieldErrors (field → code).
    """
    access.require(viewer, "transport:edit")
    written = _checked(name, values)
    records.lock_settings(session, viewer.commune_id)
    row = session.get(TransportRule, (viewer.commune_id, name))
    if row is None and version:
        raise Conflict("record.changed")
    if row is None:
        row = TransportRule(commune_id=viewer.commune_id, name=name)
        session.add(row)
    else:
        records.lock(session, row, version)
    for field, value in written.items():
        setattr(row, field, value)
    session.flush()


def _checked(name: TransportRuleName, values: Mapping[str, Any]) -> dict[str, Any]:
    written: dict[str, Any] = {field: clean(str(values.get(field) or "")) for field in LONGEST}
    wrong = {field: "transport.long" for field, most in LONGEST.items() if len(written[field]) > most}
    if not written["source"]:
        wrong["source"] = "form.needed"
    if (seen_on := values.get("seen_on")) and seen_on > today():
        wrong["seen_on"] = "form.future"
    if not is_value(name, written["value"]):
        wrong["value"] = "transport.rule_hours" if name not in _MOST else "transport.rule_figure"
    if wrong:
        raise FieldErrors(wrong)
    return written | {"seen_on": seen_on}


def is_value(name: TransportRuleName, text: str) -> bool:
    """Whether a rule can have that value."""
    if name not in _MOST:
        return is_hours(text)
    try:
        value = float(text)
    except ValueError:
        return False
    return isfinite(value) and 0 <= value <= _MOST[name]


def is_hours(text: str) -> bool:
    """Whether a text is one of OpenStreetMap's opening_hours."""
    try:
        OpeningHours(text)
    except (ParserError, ValueError):
        return False
    return bool(text.strip())
