"""What the commune holds of the one-a-year rule, content by content: the default texts, and its own."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import InspectionContent, LegalForm
from geodata.errors import Conflict, FieldErrors
from geodata.features import Viewer
from geodata.models import YearlyCap
from services import access, records, remembered
from services.inspections.cap_rule import Rule, Rules
from services.text import clean

LONGEST: Final = {"article": 200, "text": 5000, "source": 200, "confirmed_by": 200}
_KEY: Final = "yearly caps"
_DATA: Final = Path(__file__).parent / "data" / "yearly_caps.json"


@cache
def _document() -> Any:
    return json.loads(_DATA.read_text(encoding="utf-8"))


@cache
def bound_forms() -> frozenset[LegalForm]:
    """The legal forms that the rule protects."""
    return frozenset(LegalForm(form) for form, bound in _document()["legal_forms"].items() if bound)


@cache
def defaults() -> Rules:
    """Content → the rule as the texts say it, before the commune says otherwise."""
    return {
        InspectionContent(content): Rule(**facts, source=_document()["source"])
        for content, facts in _document()["contents"].items()
    }


def of(session: Session, commune_id: int) -> Rules:
    """Content → rule of that commune, the default where it wrote none; read once a transaction."""
    return remembered.once(session, (_KEY, commune_id), lambda: _read(session, commune_id))


def own(session: Session, commune_id: int) -> frozenset[InspectionContent]:
    """The contents whose rule the commune wrote itself."""
    rows = session.scalars(select(YearlyCap.content).where(YearlyCap.commune_id == commune_id))
    return frozenset(rows)


def set_rule(
    session: Session, viewer: Viewer, content: InspectionContent, wanted: Rule, *, seen: Rule | None
) -> bool:
    """Write the rule of a content; whether it differs from `seen`, what the editor saw.

    Raises Forbidden, FieldErrors (an article and a text are needed; to switch the rule off, who confirmed
    it), and Conflict("record.changed") where somebody else changed it meanwhile.
    """
    access.require(viewer, "inspection:settings")
    records.lock_settings(session, viewer.commune_id)
    cleaned: dict[str, Any] = {name: clean(getattr(wanted, name)) for name in LONGEST}
    wanted = replace(wanted, **cleaned)
    if wanted == seen:
        return False
    wrong = _wrong(wanted)
    if wrong:
        raise FieldErrors(wrong)
    if _read(session, viewer.commune_id)[content] != seen:
        raise Conflict("record.changed")
    session.merge(YearlyCap(commune_id=viewer.commune_id, content=content, **vars(wanted)))
    session.flush()
    remembered.forget(session, (_KEY, viewer.commune_id))
    return True


def _wrong(rule: Rule) -> dict[str, str]:
    needed = ["article", "text", *([] if rule.binds else ["confirmed_by"])]
    wrong = {name: "form.needed" for name in needed if not getattr(rule, name)}
    long = {name: "inspection.too_long" for name, most in LONGEST.items() if len(getattr(rule, name)) > most}
    return wrong | long


def _read(session: Session, commune_id: int) -> Rules:
    rows = session.scalars(select(YearlyCap).where(YearlyCap.commune_id == commune_id))
    own_rules: Mapping[InspectionContent, Rule] = {
        row.content: Rule(row.binds, row.counts_remote, row.article, row.text, row.source, row.confirmed_by)
        for row in rows
    }
    return {**defaults(), **own_rules}
