"""All that the page of one check holds for the officer who opens it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import InspectionForm, InspectionState
from geodata.errors import NotFound
from geodata.features import Json, Layer, Viewer, shows, visible
from geodata.models import Finding, Inspection, InspectionRecord
from geodata.queries import incidents_of_site
from geodata.queries import inspections as rows
from services import access, clock
from services.inspections import cap, holding, overrides, remote, states
from services.inspections.cap_rule import Refusal
from services.inspections.overrides import Override
from services.inspections.remedies import FOUND_IN, MENDED_IN
from services.inspections.remote import Asked

MAY: Final[Mapping[str, str]] = {
    "plan": "inspection:plan",
    "record": "inspection:record",
    "approve": "inspection:approve",
    "publish": "inspection:publish",
}


@dataclass(frozen=True)
class CheckRecord:
    """One check as this viewer may see it. `whole` is false for those who read no findings: they get the
    open facts and nothing else. `moves` are those open to this viewer now, `second_person` those that only
    somebody else may make; `told` is what the one-a-year rule says against it."""

    id: int
    version: int
    fields: Json
    site: Json
    state: InspectionState
    ours: bool
    whole: bool
    may: frozenset[str]
    moves: list[InspectionState]
    second_person: list[InspectionState]
    findings: list[Json]
    may_find: bool
    may_mend: bool
    steps: list[Json]
    links: list[Json]
    override: Override | None
    told: list[Refusal]
    requests: list[Asked]
    has_minutes: bool


def of(session: Session, viewer: Viewer, inspection_id: int) -> CheckRecord:
    """The page of a check of the viewer's desk; NotFound for any other."""
    row = rows.record(session, viewer, inspection_id)
    if row is None:
        raise NotFound("record.unknown")
    inspection = holding.seen(session, viewer, inspection_id)
    whole = shows(Layer.INSPECTION, "findings", viewer)
    ours = not inspection.body and holding.works_on(viewer, inspection.authority)
    may = frozenset(word for word, action in MAY.items() if access.may(viewer, action))
    open_moves = states.open_to(viewer, inspection.state) if ours else []
    second = [to for to in open_moves if _is_first_person(session, viewer, inspection, to)]
    capped = inspection.state in states.PLANNED and not inspection.body and whole
    return CheckRecord(
        id=inspection.id,
        version=inspection.version,
        fields=visible(Layer.INSPECTION, row, viewer),
        site={name: row[name] for name in ("site_id", "site", "kind", "type", "village", "legal_form")},
        state=inspection.state,
        ours=ours,
        whole=whole,
        may=may,
        moves=[to for to in open_moves if to not in second],
        second_person=second,
        findings=findings(session, inspection.id) if whole else [],
        may_find=ours and "record" in may and inspection.state in FOUND_IN,
        may_mend=ours and "record" in may and inspection.state in MENDED_IN,
        steps=[dict(event) for event in rows.events(session, inspection.id)] if whole else [],
        links=[dict(one) for one in incidents_of_site.of_inspection(session, viewer, inspection.id)],
        override=overrides.of(session, viewer, inspection.id) if whole else None,
        told=cap.against(session, inspection) if capped else [],
        requests=_requests(session, inspection) if whole else [],
        has_minutes=whole and session.get(InspectionRecord, inspection.id) is not None,
    )


def findings(session: Session, inspection_id: int) -> list[Json]:
    """What a check found, gravest first: id, item, article, text, remedy, severity, deadline, fixed_on,
    fixed_note, late."""
    names = ("id", "item", "article", "text", "remedy", "severity", "deadline", "fixed_on", "fixed_note")
    found = session.scalars(
        select(Finding)
        .where(Finding.inspection_id == inspection_id)
        .order_by(Finding.severity.desc(), Finding.id)
    )
    return [_finding({name: getattr(one, name) for name in names}) for one in found]


def _finding(values: dict[str, Any]) -> Json:
    due = values["deadline"]
    late = values["severity"] > 0 and values["fixed_on"] is None and due is not None and due < clock.today()
    return values | {"late": late}


def _requests(session: Session, inspection: Inspection) -> list[Asked]:
    return remote.requests(session, inspection.id) if inspection.form is InspectionForm.REMOTE else []


def _is_first_person(session: Session, viewer: Viewer, inspection: Inspection, to: InspectionState) -> bool:
    """Whether somebody else has to make this move, because this viewer made the one before it."""
    if to is InspectionState.APPROVED:
        return holding.proposer(session, inspection.id) == viewer.account_id
    return to is InspectionState.CONCLUDED and inspection.recorded_by_id == viewer.account_id
