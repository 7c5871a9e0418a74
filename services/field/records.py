"""The record of a visit comes in: kept once by its key, its times set right, the check moved by events."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import (
    Authority,
    InspectionEventKind,
    InspectionFilePurpose,
    InspectionState,
    RecordOutcome,
    Role,
)
from geodata.errors import Conflict, FieldErrors, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import Finding, Inspection, InspectionEvent, InspectionFile, InspectionRecord
from geodata.queries import field as places
from services import access, records
from services.clock import ZONE
from services.field import files
from services.field.phone_clock import Times, set_right
from services.field.told import Told, ToldFinding, refuse_partial
from services.incidents import keys
from services.inspections.moves import refuse_capped, step
from services.inspections.timeline import add_event
from services.text import clean

_S = InspectionState
_E = InspectionEventKind

LEADS: Final[dict[Role, Authority]] = {
    Role.COMMUNE_POLICE: Authority.COMMUNE_POLICE,
    Role.ECONOMIC_DIVISION: Authority.ECONOMIC_DIVISION,
    Role.HEALTH_STATION: Authority.HEALTH_STATION,
}
"""Role → the body whose checks it makes."""
ENDS: Final = {
    RecordOutcome.SIGNED: _S.MINUTES_SIGNED,
    RecordOutcome.REFUSED_TO_SIGN: _S.MINUTES_SIGNED,
    RecordOutcome.NO_ACCESS: _S.NO_ACCESS,
}
"""Outcome → the state in which a visit leaves its check."""
_REFUSED: Final = {_S.PROPOSED: "field.not_approved", _S.CANCELLED: "field.cancelled"}


@dataclass(frozen=True)
class Receipt:
    """What is kept: code and id of the check, SHA-256 of its files as sent, and which did not come."""

    code: str
    inspection_id: int
    first: bool
    files: list[str]
    missing: list[str]


def authority_of(viewer: Viewer) -> Authority:
    """The body whose checks this officer makes. Raises Forbidden."""
    access.require(viewer, "inspection:record")
    if viewer.role not in LEADS:
        raise Forbidden("access.role")
    return LEADS[viewer.role]


def receive(
    session: Session, viewer: Viewer, key: str, told: Told, *, now: datetime | None = None
) -> Receipt:
    """Keep the record of a visit under its key (a UUID); the same key again gives the first receipt.

    Raises Forbidden; NotFound for a check that is not this officer's; Conflict: field.recorded_already,
    field.cancelled, field.not_approved, field.over for a check that takes no record, inspection.capped and
    inspection.override_waits for a second check in a year, field.files_missing (missing) while files it names
    are not here; FieldErrors for what is missing or wrong.
    """
    return _receive(session, viewer, key, told, now or datetime.now(UTC), _keep)


def look(session: Session, viewer: Viewer, key: str, told: Told, *, now: datetime | None = None) -> list[str]:
    """Which files of a record are not here, where it is good; nothing is kept. Raises as `receive`.

    So what is wrong is told before photos travel.
    """
    try:
        return _receive(session, viewer, key, told, now or datetime.now(UTC), None).missing
    except Conflict as refusal:
        if refusal.code == "field.files_missing" and isinstance(missing := refusal.params["missing"], list):
            return missing
        raise


def receipt(session: Session, viewer: Viewer, key: str, expected: Sequence[str]) -> Receipt | None:
    """The receipt of what was kept under a key, for who may make such records, or None."""
    check = session.scalar(
        select(Inspection)
        .join(InspectionEvent, InspectionEvent.inspection_id == Inspection.id)
        .where(InspectionEvent.kind == _E.RECORDED, InspectionEvent.data["key"].astext == key)
        .where(Inspection.commune_id == viewer.commune_id, Inspection.authority == authority_of(viewer))
    )
    if check is None:
        return None
    kept = [file.sent_sha256 for file in files.here(session, viewer, key, expected)]
    missing = [digest for digest in expected if digest not in kept]
    return Receipt(check.code, check.id, False, kept, missing)


_Keep = Callable[[Session, Viewer, str, Told, Inspection, Times, list[InspectionFile]], None]


def _receive(
    session: Session, viewer: Viewer, key: str, told: Told, now: datetime, keep: _Keep | None
) -> Receipt:
    authority = authority_of(viewer)
    if not keys.is_key(key):
        raise FieldErrors({"key": "form.expired"})
    files.hold(session, viewer.commune_id, key)
    expected = list(dict.fromkeys(file.sha256 for file in told.files))
    known = receipt(session, viewer, key, expected)
    if known is not None:
        return known
    records.lock_settings(session, viewer.commune_id)  # as whoever plans checks does, before the check
    check = _check(session, viewer, authority, told.inspection_id)
    times = set_right(told.started_at, told.ended_at, told.sent_at, now)
    refuse_partial(told, check.contents, _day(times))
    if told.outcome is not RecordOutcome.NO_ACCESS:
        refuse_capped(session, check, on=_day(times))
    came = files.here(session, viewer, key, expected)
    kept = {file.sent_sha256: file.purpose for file in came}
    if any(kept.get(file.sha256, file.purpose) is not file.purpose for file in told.files):
        raise FieldErrors({"files": "field.file_purpose"})
    missing = [digest for digest in expected if digest not in kept]
    if missing:
        raise Conflict("field.files_missing", missing=missing)
    if keep is not None:
        keep(session, viewer, key, told, check, times, came)
    return Receipt(check.code, check.id, True, list(kept), [])


def _check(session: Session, viewer: Viewer, authority: Authority, inspection_id: int) -> Inspection:
    """The check, held to the end of the transaction, if it is this body's and takes a record now."""
    check = session.scalar(
        select(Inspection)
        .where(Inspection.id == inspection_id, Inspection.commune_id == viewer.commune_id)
        .where(Inspection.authority == authority, Inspection.body == "")
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if check is None:
        raise NotFound("record.unknown")
    if check.state in places.OPEN:
        return check
    recorded = session.get(InspectionRecord, check.id) is not None
    code = "field.recorded_already" if recorded else "field.over"
    raise Conflict(_REFUSED.get(check.state, code))


def _keep(
    session: Session,
    viewer: Viewer,
    key: str,
    told: Told,
    check: Inspection,
    times: Times,
    came: list[InspectionFile],
) -> None:
    earlier = session.get(InspectionRecord, check.id)
    if earlier is not None:  # nobody let the team in, and the check was approved once more
        session.delete(earlier)
        session.flush()
    if session.scalar(select(InspectionRecord.inspection_id).where(InspectionRecord.key == key)) is not None:
        raise Conflict("field.key_used")
    record = _record(viewer, key, told, check, times)
    session.add(record)
    found = [_finding(check.id, one) for one in told.findings]
    session.add_all(found)
    session.flush()
    record.distance_m = places.metres_from_site(session, check.id)
    _tie(told, check, found, came)
    _move(session, viewer, check, record, times)


def _record(viewer: Viewer, key: str, told: Told, check: Inspection, times: Times) -> InspectionRecord:
    visited = told.outcome is not RecordOutcome.NO_ACCESS
    return InspectionRecord(
        inspection_id=check.id,
        key=key,
        outcome=told.outcome,
        checklist=told.checklist if visited else "",
        answers=dict(told.answers) if visited else {},
        started_at=times.started_at,
        ended_at=times.ended_at,
        clock_skew_s=times.skew_s,
        track=places.track(told.track),
        representative=clean(told.representative),
        representative_title=clean(told.representative_title),
        opinion=clean(told.opinion),
        note=clean(told.note),
        recorded_by_id=viewer.account_id,
    )


def _finding(inspection_id: int, one: ToldFinding) -> Finding:
    return Finding(
        inspection_id=inspection_id,
        item=one.item,
        article=clean(one.article),
        text=clean(one.text),
        remedy=clean(one.remedy),
        severity=one.severity,
        deadline=one.deadline,
    )


def _tie(told: Told, check: Inspection, found: Sequence[Finding], came: Sequence[InspectionFile]) -> None:
    """Give the check its files; a picture of a finding knows which."""
    shown = {file.sha256: file.finding for file in told.files}
    for file in came:
        number = shown[file.sent_sha256]
        file.inspection_id = check.id
        if file.purpose is InspectionFilePurpose.EVIDENCE and number is not None and number < len(found):
            file.finding_id = found[number].id


def _move(
    session: Session, viewer: Viewer, check: Inspection, record: InspectionRecord, times: Times
) -> None:
    """In the field, recorded, and where the visit ended: three events, the times those of the visit."""
    who = viewer.account_id
    if check.state is not _S.IN_FIELD:
        step(session, check, _S.IN_FIELD, account_id=who, at=times.started_at)
    told = {
        "key": record.key,
        "outcome": record.outcome.value,
        "clock_skew_s": times.skew_s,
        "end_cut": times.cut,
        "distance_m": None if record.distance_m is None else round(record.distance_m),
    }
    add_event(session, check, _E.RECORDED, account_id=who, data=told)
    visited = record.outcome is not RecordOutcome.NO_ACCESS
    check.inspected_on = _day(times) if visited else None
    check.recorded_by_id = who if visited else None
    note = "" if record.outcome is RecordOutcome.SIGNED else record.note
    step(session, check, ENDS[record.outcome], account_id=who, at=times.ended_at, note=note)


def _day(times: Times) -> date:
    """The day of the visit, here."""
    return times.started_at.astimezone(ZONE).date()
