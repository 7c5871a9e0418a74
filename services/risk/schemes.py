"""Risk schemes: proposed by one, approved by another, frozen from then on."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geodata.enums import IMPACTS, PERFORMANCE
from geodata.errors import BadInput, Conflict, FieldErrors, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import Account, RiskScheme
from geodata.risk_rules import read, read_terms
from services import access, records
from services.clock import today
from services.risk import in_force as ruling
from services.risk.ratings import refresh

_CODE: Final = re.compile(r"[\w.-]{1,40}")
LONGEST_RULES: Final = 50_000
_WIDE: Final = 100
_ORDER: Final = (
    *("impact", "performance", "intervals", "hours", "reach", "priority"),
    *(*IMPACTS, *PERFORMANCE),
    *("figure", "types", "at_least", "at_most", "take", "parts", "plus", "words", "unknown", "source"),
)
_OWN_FIELDS: Final = ("weights", "n_min", "reasons")
in_force = ruling.in_force


@dataclass(frozen=True)
class Draft:
    """A scheme as it is proposed: terms and why each, weights, n_min and α, the other rules as JSON text."""

    code: str
    valid_from: date | None
    terms: Mapping[str, int]
    reasons: Mapping[str, str]
    weights: Mapping[str, float | None]
    n_min: int | None
    alpha: float | None
    bands: str
    note: str


@dataclass(frozen=True)
class Listed:
    """A scheme with the names of who proposed and who approved it; `rules_now` where it is in force."""

    scheme: RiskScheme
    proposed_by: str
    approved_by: str
    rules_now: bool

    @property
    def is_default(self) -> bool:
        """Whether it is our own proposal, which no officer wrote."""
        return self.scheme.source == ruling.DEFAULT_SOURCE


def listed(session: Session, viewer: Viewer) -> list[Listed]:
    """The schemes of the viewer's commune, newest first."""
    access.require(viewer, "risk:read")
    found = session.scalars(
        select(RiskScheme)
        .where(RiskScheme.commune_id == viewer.commune_id)
        .order_by(RiskScheme.valid_from.desc(), RiskScheme.id.desc())
    ).all()
    rows = [*found]
    now = ruling.in_force(session, viewer.commune_id, today())
    if now not in rows:
        rows.append(now)
    return [_listed(session, scheme, now) for scheme in rows]


def one(session: Session, viewer: Viewer, scheme_id: int) -> Listed:
    """A scheme of the viewer's commune; NotFound where there is none."""
    access.require(viewer, "risk:read")
    now = ruling.in_force(session, viewer.commune_id, today())
    return _listed(session, _known(session, viewer, scheme_id), now)


def of_scheme(scheme: RiskScheme) -> Listed:
    """A scheme that is in force and need not be stored, as it is shown."""
    return Listed(scheme, "", "", True)


def free_code(session: Session, viewer: Viewer, year: int) -> str:
    """A code for the next scheme of a year that none has yet: 2027-1, 2027-2 …"""
    taken = set(session.scalars(select(RiskScheme.code).where(RiskScheme.commune_id == viewer.commune_id)))
    return next(code for number in range(1, len(taken) + 2) if (code := f"{year}-{number}") not in taken)


def starting(session: Session, viewer: Viewer) -> RiskScheme:
    """The scheme that a new proposal starts from: the one in force today."""
    return ruling.in_force(session, viewer.commune_id, today())


def propose(session: Session, viewer: Viewer, draft: Draft) -> RiskScheme:
    """Add a scheme that waits for approval.

    Raises Forbidden, FieldErrors, or BadInput naming the place in the rules that cannot be used.
    """
    access.require(viewer, "risk:propose")
    wrong = _wrong(session, viewer, draft)
    if wrong:
        raise FieldErrors(wrong)
    rules = whole_rules(draft)
    read(rules)
    read_terms(dict(draft.terms))
    made = RiskScheme(
        commune_id=viewer.commune_id,
        code=draft.code.strip(),
        valid_from=draft.valid_from,
        rules=rules,
        terms={name: term for name, term in draft.terms.items() if term},
        note=draft.note.strip(),
        source="form",
        proposed_by_id=viewer.account_id,
        version=1,
    )
    try:
        if made.code == ruling.default()["code"]:
            raise FieldErrors({"code": "risk.code_taken"})
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError as error:
        raise FieldErrors({"code": "risk.code_taken"}) from error
    return made


def approve(session: Session, viewer: Viewer, scheme_id: int, version: int) -> RiskScheme:
    """Approve a scheme and rate every site by it where it is valid already.

    Raises Forbidden for a role that may not and for the one who proposed it, Conflict where it is approved
    already or changed meanwhile, BadInput where its rules cannot be used.
    """
    access.require(viewer, "risk:approve")
    scheme = _known(session, viewer, scheme_id)
    if scheme.approved_at is not None:
        raise Conflict("risk.approved_already")
    records.lock(session, scheme, version)
    if viewer.account_id is None or scheme.proposed_by_id == viewer.account_id:
        raise Forbidden("risk.second_person")
    read(scheme.rules)
    read_terms(scheme.terms)
    scheme.approved_by_id, scheme.approved_at = viewer.account_id, datetime.now(UTC)
    session.flush()
    if ruling.in_force(session, viewer.commune_id, today()).id == scheme.id:
        refresh(session, viewer.commune_id)
    return scheme


def withdraw(session: Session, viewer: Viewer, scheme_id: int, version: int) -> None:
    """Take back a proposal; an approved scheme stays: Conflict. Our own proposal is nobody's to take back."""
    access.require(viewer, "risk:propose")
    scheme = _known(session, viewer, scheme_id)
    if scheme.approved_at is not None or scheme.source == ruling.DEFAULT_SOURCE:
        raise Conflict("risk.approved_already")
    records.lock(session, scheme, version)
    session.delete(scheme)
    session.flush()


def _wrong(session: Session, viewer: Viewer, draft: Draft) -> dict[str, str]:
    wrong = {}
    if not _CODE.fullmatch(draft.code.strip()):
        wrong["code"] = "risk.code_form"
    if draft.valid_from is None:
        wrong["valid_from"] = "form.needed"
    for name, term in draft.terms.items():
        if term and not draft.reasons.get(name, "").strip():
            wrong[f"reason_{name}"] = "risk.term_reason"
    return wrong


def bands_of(rules: Mapping[str, Any]) -> str:
    """The part of rules that is written as JSON text: all that has no field of its own."""
    told = {name: part for name, part in rules.items() if name not in _OWN_FIELDS}
    priority = dict(told.get("priority", {}))
    priority.pop("alpha", None)
    return compact(_in_order(told | {"priority": priority}))


def whole_rules(draft: Draft) -> dict[str, Any]:
    """The rules of a draft in one. BadInput where its text is no JSON or tells what has its own field."""
    told = _parsed(draft.bands)
    for name in _OWN_FIELDS:
        if name in told:
            raise BadInput("risk.rule_unknown", path=name)
    priority = told.get("priority")
    if isinstance(priority, dict):
        if "alpha" in priority:
            raise BadInput("risk.rule_unknown", path="priority.alpha")
        told["priority"] = priority | {"alpha": draft.alpha}
    reasons = {name: text.strip() for name, text in draft.reasons.items() if text.strip()}
    return told | {"weights": dict(draft.weights), "n_min": draft.n_min, "reasons": reasons}


def _in_order(value: Any) -> Any:
    """Objects with their keys as a reader expects them: the database keeps no order."""
    if isinstance(value, list):
        return [_in_order(one) for one in value]
    if not isinstance(value, dict):
        return value
    ranks = {name: rank for rank, name in enumerate(_ORDER)}
    return {
        name: _in_order(value[name]) for name in sorted(value, key=lambda name: ranks.get(name, len(ranks)))
    }


def compact(value: Any, indent: str = "") -> str:
    """JSON text whose parts stand on one line where they fit: short enough to be read and edited."""
    text = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(text) <= _WIDE or not isinstance(value, (dict, list)) or not value:
        return text
    deeper = indent + " "
    if isinstance(value, list):
        opens, closes, lines = "[", "]", [compact(one, deeper) for one in value]
    else:
        opens, closes = "{", "}"
        lines = [f"{json.dumps(name)}: {compact(one, deeper)}" for name, one in value.items()]
    return f"{opens}\n{deeper}" + f",\n{deeper}".join(lines) + f"\n{indent}{closes}"


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > LONGEST_RULES:
        raise BadInput("risk.rules_long", most=LONGEST_RULES)
    try:
        told = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadInput("risk.rules_json", line=error.lineno, column=error.colno) from None
    except (RecursionError, ValueError):
        raise BadInput("risk.rules_json", line=1, column=1) from None
    if not isinstance(told, dict):
        raise BadInput("risk.rule_form", path="{}")
    return told


def _known(session: Session, viewer: Viewer, scheme_id: int) -> RiskScheme:
    scheme = session.get(RiskScheme, scheme_id)
    if scheme is None or scheme.commune_id != viewer.commune_id:
        raise NotFound("record.unknown")
    return scheme


def _listed(session: Session, scheme: RiskScheme, now: RiskScheme) -> Listed:
    return Listed(
        scheme, _name(session, scheme.proposed_by_id), _name(session, scheme.approved_by_id), scheme is now
    )


def _name(session: Session, account_id: int | None) -> str:
    account = session.get(Account, account_id) if account_id is not None else None
    return account.display_name if account else ""
