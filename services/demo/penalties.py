"""The demonstration's violations: those of its gravest findings, and those met on the road."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import TransportResult
from geodata.models import Finding, Inspection, TransportCheck, Violation
from services import clock
from services.demo.tables import SOURCE, document

WAIT = timedelta(days=21)
"""A finding younger than this has no decision yet."""
DUE = timedelta(days=10)
"""A demonstration's term; the register asks officers for the true one."""
HEAD = "Người có thẩm quyền (minh họa)"


def add_penalties(session: Session, commune_id: int, today: date) -> None:
    """A violation for the newest grave findings and for each violation on the road; flushed."""
    random = Random("the demonstration's penalties")
    terms = document("transport")["penalties"]
    grave = (
        select(Finding, Inspection)
        .join(Inspection, Inspection.id == Finding.inspection_id)
        .where(
            Inspection.commune_id == commune_id,
            Inspection.source == SOURCE,
            Finding.severity >= 2,
            Inspection.inspected_on <= today - WAIT,
        )
        .order_by(Inspection.inspected_on.desc(), Inspection.code, Finding.text)
        .limit(len(terms))
    )
    made = [
        Violation(
            site_id=check.site_id,
            inspection_id=check.id,
            finding_id=finding.id,
            found_on=check.inspected_on,
            article=finding.article,
            text=finding.text,
            remedy="Khắc phục đúng hạn ghi trong biên bản (minh họa)",
            **_decided(amount, state, check.inspected_on or today, today, random),
        )
        for (finding, check), (amount, state) in zip(session.execute(grave).all(), terms, strict=False)
    ]
    for number, one in enumerate([*made, *_on_the_road(session, commune_id, today, random)], 1):
        one.commune_id, one.code, one.source = commune_id, f"VP-MAU-{number:02}", SOURCE
        if one.decision_date:
            one.decision_number = f"MẪU-{number:02}/QĐ-XPHC"
        session.add(one)
    session.flush()


def _on_the_road(session: Session, commune_id: int, today: date, random: Random) -> Iterator[Violation]:
    checks = session.scalars(
        select(TransportCheck)
        .where(TransportCheck.commune_id == commune_id, TransportCheck.result == TransportResult.VIOLATION)
        .order_by(TransportCheck.code)
    )
    for check in checks:
        found = check.at.astimezone(clock.ZONE).date()
        yield Violation(
            carrier_id=check.carrier_id,
            transport_check_id=check.id,
            found_on=found,
            article="Luật Bảo vệ môi trường (điều khoản minh họa)",
            text=check.note,
            **_decided(20_000_000, "paid", found, today, random),
        )


def _decided(amount: int, state: str, found: date, today: date, random: Random) -> dict[str, Any]:
    """Decision and payment as `state` wants them, none after `today`."""
    if state == "undecided":
        return {}
    decided = found + timedelta(days=random.randint(5, 14))
    told: dict[str, Any] = {"decision_date": decided, "decided_by": HEAD, "amount_vnd": amount}
    if state == "caution":
        return told
    told["due_on"] = today + timedelta(days=5) if state in ("unpaid", "part") else decided + DUE
    if state in ("paid", "part"):
        paid_on = min(decided + timedelta(days=random.randint(1, 9)), today)
        told |= {"paid_vnd": amount if state == "paid" else amount // 2, "paid_on": paid_on}
    return told
