"""A table of other bodies' checks carried out: all of it in the caller's transaction."""

from sqlalchemy.orm import Session

from geodata.enums import RowOutcome
from services import records
from services.importing.checks.plan import CheckPlan
from services.importing.plan import Step
from services.inspections import others
from services.risk import ratings

WRITTEN = (RowOutcome.ADDED, RowOutcome.CHANGED)


def write(session: Session, plan: CheckPlan, step: Step) -> None:
    """Add and change what the plan says, then rate the sites anew; `step` counts from 0 to 100."""
    home = plan.request.home
    assert home is not None
    records.lock_settings(session, home.id)
    rows = [
        one
        for one, outcome in zip(plan.told, plan.outcomes, strict=True)
        if one is not None and outcome in WRITTEN
    ]
    for number, one in enumerate(rows, start=1):
        others.put(session, home.id, plan.request.account_id, one, rate=False)
        step(90 * number // len(rows))
    if rows:
        ratings.refresh(session, home.id, sorted({one.site_id for one in rows}))
    step(100)
