"""What a demonstration's check says of itself: who made it and why, and what everybody may read of it."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Final

from geodata.enums import (
    VISITED,
    Authority,
    InspectionAct,
    InspectionEventKind,
    InspectionState,
    InspectionTrigger,
)
from geodata.models import Inspection, InspectionEvent
from services.demo.tables import document

_S = InspectionState
OTHER_STATES: Final = frozenset({_S.APPROVED, *VISITED})
"""States in which a check of another body can stand here."""
CHAIR: Final = "chairperson"


def tell(made: Inspection, accounts: Mapping[str, int], planned: bool, today: date) -> None:
    """Complete a check that is not flushed yet. Those of the city are other bodies' and have one event."""
    random = Random(f"the demonstration's check {made.code}")
    if made.authority is Authority.CITY:
        _of_other_body(made, random, today)
        return
    leader = accounts.get(document("checks")["leaders"][made.authority])
    made.act = InspectionAct.INSPECTION
    made.trigger = InspectionTrigger.PLAN if planned else InspectionTrigger.CLEAR_SIGNS
    made.team = document("checks")["teams"][made.authority]
    for event in made.events:
        chair = event.to_state in (_S.APPROVED, _S.CONCLUDED)
        event.account_id = accounts.get(CHAIR) if chair else leader
    if made.state in VISITED:
        made.recorded_by_id = leader
        made.minutes_number = f"MẪU-{made.code[-3:]}/BB-KT"
        made.announced_on = made.inspected_on - timedelta(days=4) if made.inspected_on else None
    if made.conclusion:
        _concluded(made, accounts, random, today)


def _of_other_body(made: Inspection, random: Random, today: date) -> None:
    [told] = random.choices(document("checks")["bodies"], (5, 3, 2))
    made.body, made.act = told["body"], InspectionAct(told["act"])
    made.legal_basis, made.published_on, made.conclusion = "", None, ""
    if made.state not in OTHER_STATES:
        made.state, made.cancel_reason = _S.APPROVED, ""
        made.planned_on = max(made.planned_on or today, today + timedelta(days=20))
    if made.state in VISITED:
        made.state, made.findings = _S.DONE, []
    made.events = [
        InspectionEvent(
            kind=InspectionEventKind.CREATED, to_state=made.state, at=made.events[0].at, account_id=None
        )
    ]


def _concluded(made: Inspection, accounts: Mapping[str, int], random: Random, today: date) -> None:
    """Nine in ten are published; what is not waits on the desk."""
    words = document("checks")
    serious = sum(finding.severity > 0 for finding in made.findings)
    contents = ", ".join(words["contents"][content] for content in made.contents)
    made.concluded_by_id = accounts.get(CHAIR)
    made.concluded_on = min((made.inspected_on or today) + timedelta(days=12), today)
    made.conclusion_number = f"MẪU-{made.code[-3:]}/KL-KT"
    made.public_conclusion = words["public"]["some" if serious else "clean"].format(
        count=serious, contents=contents
    )
    if random.random() < 0.1:
        made.published_on = None
