"""The register of violations and penalties, written: what is refused, and what is kept, once."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.errors import FieldErrors, NotFound
from geodata.features import Json, Viewer
from geodata.models import Violation
from services import access, keyed, records
from services.clock import today
from services.penalties.subject import Subject
from services.text import clean

MOST_VND: Final = 1_000_000_000_000
"""A fine of more đồng than this is a slip of the hand."""
EARLIEST: Final = date(2000, 1, 1)
LONGEST: Final = {
    "article": 200,
    "text": 5000,
    "decided_by": 200,
    "decision_number": 60,
    "remedy": 5000,
    "payment_note": 500,
    "source": 200,
}
"""Letters that the texts may have."""
AMOUNTS: Final = ("amount_vnd", "paid_vnd")
DAYS: Final = ("found_on", "decision_date", "due_on", "paid_on", "closed_on")
FIELDS: Final = (
    "found_on",
    "article",
    "text",
    "decision_number",
    "decision_date",
    "decided_by",
    "amount_vnd",
    "remedy",
    "due_on",
    "paid_vnd",
    "paid_on",
    "payment_note",
    "closed_on",
    "source",
)
"""What an officer may write, in the order of the form."""


def create(
    session: Session, viewer: Viewer, about: Subject, values: Mapping[str, Any], *, key: str
) -> Violation:
    """Add a violation; the same form sent again gives back the first one.

    `about` comes from `subject.subject`, `key` was made once for the form. Raises Forbidden, or FieldErrors.
    """
    access.require(viewer, "penalty:edit")
    written = checked(values)
    code = keyed.code_of("VP", key)
    made = Violation(commune_id=viewer.commune_id, code=code, **about.links, **written)
    made.source = made.source or "form"

    def twin() -> Violation | None:
        return session.scalar(
            select(Violation).where(Violation.commune_id == viewer.commune_id, Violation.code == code)
        )

    return keyed.once(session, made, twin)


def draft(session: Session, viewer: Viewer, violation_id: int) -> tuple[int, Json]:
    """(version, values) that an edit form starts from. Raises Forbidden or NotFound."""
    row = own(session, viewer, violation_id)
    return row.version, {name: getattr(row, name) for name in FIELDS}


def change(
    session: Session, viewer: Viewer, violation_id: int, *, version: int, values: Mapping[str, Any]
) -> Violation:
    """Write a penalty. Raises Forbidden, NotFound, Conflict (changed since `version`) or FieldErrors."""
    row = own(session, viewer, violation_id)
    records.lock(session, row, version)
    for name, value in checked(values).items():
        setattr(row, name, value)
    session.flush()
    return row


def own(session: Session, viewer: Viewer, violation_id: int) -> Violation:
    """A violation of the viewer's commune that it may change. Raises Forbidden or NotFound."""
    access.require(viewer, "penalty:edit")
    row = session.scalar(
        select(Violation).where(Violation.id == violation_id, Violation.commune_id == viewer.commune_id)
    )
    if row is None:
        raise NotFound("record.unknown")
    return row


def checked(values: Mapping[str, Any]) -> Json:
    """The values as they are stored: texts cleaned, no amount is 0. Raises FieldErrors (field → code)."""
    written: Json = {name: clean(str(values.get(name) or "")) for name in LONGEST}
    written |= {name: values.get(name) or 0 for name in AMOUNTS}
    written |= {name: values.get(name) for name in DAYS}
    for check in (_forms, _sense):
        if wrong := check(written):
            raise FieldErrors(wrong)
    return written


def _forms(written: Json) -> dict[str, str]:
    return _texts(written) | _amounts(written)


def _sense(written: Json) -> dict[str, str]:
    """What does not fit together, where each value by itself does."""
    return _payment(written) | _decision(written) | _days(written)


def _texts(written: Json) -> dict[str, str]:
    wrong = {name: "penalty.long" for name, most in LONGEST.items() if len(written[name]) > most}
    return wrong if written["article"] else wrong | {"article": "form.needed"}


def _amounts(written: Json) -> dict[str, str]:
    wrong = {}
    for name in AMOUNTS:
        amount = written[name]
        if isinstance(amount, float) and not amount.is_integer():
            wrong[name] = "form.number"
        elif amount < 0:
            wrong[name] = "form.negative"
        elif amount > MOST_VND:
            wrong[name] = "penalty.too_much"
        else:
            written[name] = int(amount)
    return wrong


def _days(written: Json) -> dict[str, str]:
    found = written["found_on"]
    if found is None:
        return {"found_on": "form.needed"}
    wrong = {
        name: "form.future"
        for name in DAYS
        if name != "due_on" and written[name] is not None and written[name] > today()
    }
    if found < EARLIEST:
        wrong["found_on"] = "penalty.too_old"
    before = dict.fromkeys(("decision_date", "closed_on"), found)
    if written["decision_date"]:
        before |= dict.fromkeys(("due_on", "paid_on"), written["decision_date"])
    for name, first in before.items():
        if name not in wrong and written[name] is not None and written[name] < first:
            wrong[name] = "penalty.before_found" if first is found else "penalty.before_decision"
    return wrong


def _decision(written: Json) -> dict[str, str]:
    if written["decision_number"] and written["decision_date"] is None:
        return {"decision_date": "penalty.decision_half"}
    if written["decision_date"] and not written["decision_number"]:
        return {"decision_number": "penalty.decision_half"}
    needs = ("amount_vnd", "paid_vnd", "due_on")
    if not written["decision_number"] and any(written[name] for name in needs):
        return {"decision_number": "penalty.needs_decision"}
    return {}


def _payment(written: Json) -> dict[str, str]:
    amount, paid, explained = (written[name] for name in ("amount_vnd", "paid_vnd", "payment_note"))
    if paid and written["paid_on"] is None:
        return {"paid_on": "penalty.paid_half"}
    if written["paid_on"] and not paid:
        return {"paid_vnd": "penalty.paid_half"}
    if paid > amount and not explained:
        return {"payment_note": "penalty.paid_more"}
    if written["closed_on"] and paid < amount and not explained:
        return {"payment_note": "penalty.closed_unpaid"}
    return {}
