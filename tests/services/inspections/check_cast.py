"""Checks in any state, and what moves them on: what the tests of checks share."""

import itertools
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from geodata.enums import (
    Authority,
    InspectionAct,
    InspectionContent,
    InspectionEventKind,
    InspectionState,
    InspectionTrigger,
)
from geodata.features import Viewer
from geodata.models import Facility, Inspection, InspectionEvent
from services import clock
from services.inspections.making import Proposal

S = InspectionState
ENVIRONMENT: Final = (InspectionContent.ENVIRONMENT,)
_numbers = itertools.count(1)
NEEDS: Final[dict[InspectionState, dict[str, Any]]] = {
    S.CANCELLED: {"cancel_reason": "Cơ sở tạm ngừng hoạt động"},
}


def soon(days: int = 5) -> date:
    """A day to come, still in this year where the year has so many left."""
    return clock.today() + timedelta(days=days)


def proposal(site: Facility, **more: Any) -> Proposal:
    """An environmental check by the economic division."""
    given: dict[str, Any] = {
        "site_id": site.id,
        "contents": ENVIRONMENT,
        "authority": Authority.ECONOMIC_DIVISION,
        "planned_on": soon(),
        "key": f"form-{next(_numbers)}",
        "trigger": InspectionTrigger.PLAN,
    }
    return Proposal(**given | more)


def check(session: Session, site: Facility, state: InspectionState = S.PROPOSED, **more: Any) -> Inspection:
    """A check of ours in that state, with what the database wants of it there; `by`: who proposed it."""
    by: Viewer | None = more.pop("by", None)
    data: dict[str, Any] = more.pop("data", {})
    visited = state in (S.MINUTES_SIGNED, S.CONCLUDED, S.FOLLOW_UP, S.DONE, S.IN_FIELD)
    given: dict[str, Any] = {
        "commune_id": site.commune_id,
        "site_id": site.id,
        "code": f"KT-2020-{next(_numbers):04}",
        "state": state,
        "act": InspectionAct.INSPECTION,
        "authority": Authority.ECONOMIC_DIVISION,
        "contents": ["environment"],
        "planned_on": clock.today(),
        "inspected_on": clock.today() if visited else None,
        "decision_number": "12/QĐ-UBND",
        "decision_date": clock.today() - timedelta(days=3),
    }
    made = Inspection(**given | NEEDS.get(state, {}) | more, version=1)
    made.events = [
        InspectionEvent(
            kind=InspectionEventKind.CREATED,
            to_state=state,
            account_id=by.account_id if by else None,
            data=data,
        )
    ]
    session.add(made)
    session.flush()
    return made


def version(session: Session, one: Inspection) -> int:
    """The version of a check as it stands."""
    session.refresh(one)
    return one.version
