"""A second check in a year: for clear signs of violation only, with evidence, a reason and two people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from geodata.enums import IncidentState, InspectionEventKind, InspectionState
from geodata.errors import Conflict, FieldErrors
from geodata.features import Json, Viewer
from geodata.models import Account, CapOverride, IncidentInspection, Inspection
from geodata.queries import incidents_of_site as rows
from services.inspections import holding
from services.inspections.cap_rule import Refusal, plain
from services.inspections.timeline import add_event
from services.text import clean

VERIFIED: Final = tuple(
    state
    for state in IncidentState
    if state
    not in (IncidentState.NEW, IncidentState.REJECTED, IncidentState.DUPLICATE, IncidentState.ANONYMISED)
)
"""States of a report that somebody has at least begun to verify, and not found to be nothing."""
NEAR_M: Final = 300
RECENT: Final = timedelta(days=365)
LONGEST: Final = 5000


@dataclass(frozen=True)
class Exceptional:
    """Why the rule may be set aside: the signs in words, and the reports (ids) that show them."""

    reason: str
    evidence: tuple[int, ...]


@dataclass(frozen=True)
class Override:
    """An exception as its record shows it: `evidence` are the reports this viewer may know of, `hidden` how
    many more there are; `refusals` what the rule said when it was asked for."""

    reason: str
    refusals: list[Json]
    evidence: list[Json]
    hidden: int
    proposed_by: str
    proposed_at: datetime
    approved_by: str
    approved_at: datetime | None


def offered(session: Session, viewer: Viewer, site_id: int) -> list[Json]:
    """The reports that can be evidence against a site: id, code, category, state, created_at. Those about it,
    and those within 300 m of it, not older than a year, verified at least, that this viewer works on."""
    since = datetime.now(UTC) - RECENT
    found = rows.of_site(session, viewer, site_id, states=VERIFIED, since=since, metres=NEAR_M)
    return [dict(row) for row in found]


def ask(
    session: Session, viewer: Viewer, inspection: Inspection, wanted: Exceptional, told: Sequence[Refusal]
) -> CapOverride:
    """Ask for the exception for a check that is being proposed; its evidence is linked to it.

    Raises FieldErrors for a reason that is missing and for evidence that is none.
    """
    reason = clean(wanted.reason)
    wrong = {} if reason else {"reason": "inspection.needs_signs"}
    if len(reason) > LONGEST:
        wrong["reason"] = "inspection.too_long"
    open_to_viewer = {one["id"] for one in offered(session, viewer, inspection.site_id)}
    if not wanted.evidence or not open_to_viewer.issuperset(wanted.evidence):
        wrong["evidence"] = "inspection.needs_evidence"
    if viewer.account_id is None or wrong:
        raise FieldErrors(wrong or {"reason": "inspection.needs_signs"})
    override = CapOverride(
        inspection_id=inspection.id,
        reason=reason,
        evidence=sorted(set(wanted.evidence)),
        refusals={"told": [plain(one) for one in told]},
        proposed_by_id=viewer.account_id,
    )
    session.add(override)
    _link(session, inspection.id, override.evidence)
    return override


def approve(session: Session, viewer: Viewer, inspection_id: int, *, version: int) -> Inspection:
    """The chairperson allows the exception. Approved already, nothing changes.

    Raises NotFound, Forbidden, and Conflict: "record.changed", "inspection.no_exception",
    "inspection.four_eyes" for the one who asked for it, "inspection.evidence_gone" where no report of the
    evidence that this viewer may see still stands.
    """
    inspection = holding.hold(session, viewer, inspection_id, "inspection:approve", version)
    override = session.get(CapOverride, inspection.id, with_for_update=True)
    if override is None or inspection.state is not InspectionState.PROPOSED:
        raise Conflict("inspection.no_exception")
    if override.approved_at is not None:
        return inspection
    if viewer.account_id is None or viewer.account_id == override.proposed_by_id:
        raise Conflict("inspection.four_eyes")
    standing = rows.known(session, viewer, override.evidence)
    if not any(one["state"] in VERIFIED for one in standing):
        raise Conflict("inspection.evidence_gone")
    override.approved_by_id, override.approved_at = viewer.account_id, datetime.now(UTC)
    add_event(session, inspection, InspectionEventKind.OVERRIDDEN, account_id=viewer.account_id)
    return inspection


def of(session: Session, viewer: Viewer, inspection_id: int) -> Override | None:
    """The exception of a check as this viewer may see it, or None."""
    override = session.get(CapOverride, inspection_id)
    if override is None:
        return None
    evidence = [dict(row) for row in rows.known(session, viewer, override.evidence)]
    return Override(
        override.reason,
        override.refusals.get("told", []),
        evidence,
        len(override.evidence) - len(evidence),
        _name(session, override.proposed_by_id),
        override.proposed_at,
        _name(session, override.approved_by_id),
        override.approved_at,
    )


def _link(session: Session, inspection_id: int, incident_ids: Collection[int]) -> None:
    for incident_id in incident_ids:
        if session.get(IncidentInspection, (incident_id, inspection_id)) is None:
            session.add(IncidentInspection(incident_id=incident_id, inspection_id=inspection_id))
    session.flush()


def _name(session: Session, account_id: int | None) -> str:
    account = session.get(Account, account_id) if account_id else None
    return account.display_name if account else ""
