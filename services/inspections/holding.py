"""One check in an officer's hand: those they may know of, held until the end of the transaction."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import Authority, InspectionEventKind, InspectionState, Role
from geodata.errors import Conflict, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import Inspection, InspectionEvent
from geodata.queries import inspections as rows
from services import access, records

_OURS: Final = (Authority.ECONOMIC_DIVISION, Authority.COMMUNE_POLICE, Authority.HEALTH_STATION)
WORKS_FOR: Final[Mapping[Role, tuple[Authority, ...]]] = {
    Role.ECONOMIC_DIVISION: _OURS,
    Role.COMMUNE_POLICE: (Authority.COMMUNE_POLICE,),
    Role.HEALTH_STATION: (Authority.HEALTH_STATION,),
    Role.CHAIRPERSON: tuple(Authority),
}
"""Role → the authorities whose checks it handles: the economic division leads, the others their own."""


def seen(session: Session, viewer: Viewer, inspection_id: int) -> Inspection:
    """A check of the viewer's desk; raises NotFound for any other."""
    wanted = select(Inspection).where(Inspection.id == inspection_id, rows.on_desk(viewer))
    inspection = session.scalar(wanted)
    if inspection is None:
        raise NotFound("record.unknown")
    return inspection


def hold(session: Session, viewer: Viewer, inspection_id: int, action: str, version: int) -> Inspection:
    """A check of ours, locked and at `version`, that this viewer may do `action` with.

    Raises NotFound, Forbidden, Conflict ("record.changed", "inspection.of_other_body").
    """
    inspection = seen(session, viewer, inspection_id)
    access.require(viewer, action)
    refuse_stranger(viewer, inspection.authority)
    records.lock(session, inspection, version)
    if inspection.body:
        raise Conflict("inspection.of_other_body")
    return inspection


def works_on(viewer: Viewer, authority: Authority) -> bool:
    """Whether this viewer's unit handles the checks of that authority."""
    return authority in WORKS_FOR.get(viewer.role, ())


def refuse_stranger(viewer: Viewer, authority: Authority) -> None:
    """Raise Forbidden("inspection.other_unit") where the check is another unit's."""
    if not works_on(viewer, authority):
        raise Forbidden("inspection.other_unit")


def proposer(session: Session, inspection_id: int) -> int | None:
    """The account that proposed a check."""
    return session.scalar(
        select(InspectionEvent.account_id).where(
            InspectionEvent.inspection_id == inspection_id,
            InspectionEvent.kind == InspectionEventKind.CREATED,
        )
    )


def moved_already(
    session: Session, viewer: Viewer, inspection_id: int, to: InspectionState, note: str
) -> bool:
    """Whether the last event of a check is this viewer's own move there: a form sent twice."""
    newest = select(InspectionEvent).where(InspectionEvent.inspection_id == inspection_id)
    last = session.scalar(newest.order_by(InspectionEvent.id.desc()).limit(1))
    return (
        last is not None
        and viewer.account_id is not None
        and (last.account_id, last.kind, last.to_state, last.note)
        == (viewer.account_id, InspectionEventKind.MOVED, to, note)
    )
