"""The states of a check and the only moves between them: tables, and the questions asked of them."""

from collections.abc import Mapping
from typing import Final

from geodata.enums import InspectionState
from geodata.errors import Conflict
from geodata.features import Viewer
from services import access

_S = InspectionState


def _to(*states: InspectionState) -> tuple[InspectionState, ...]:
    return states


NEXT: Final[Mapping[InspectionState | None, tuple[InspectionState, ...]]] = {
    None: _to(_S.PROPOSED),
    _S.PROPOSED: _to(_S.APPROVED, _S.CANCELLED),
    _S.APPROVED: _to(_S.ANNOUNCED, _S.IN_FIELD, _S.CANCELLED),
    _S.ANNOUNCED: _to(_S.IN_FIELD, _S.CANCELLED, _S.NO_ACCESS),
    _S.IN_FIELD: _to(_S.MINUTES_SIGNED, _S.NO_ACCESS, _S.CANCELLED),
    _S.MINUTES_SIGNED: _to(_S.CONCLUDED),
    _S.CONCLUDED: _to(_S.FOLLOW_UP, _S.DONE),
    _S.FOLLOW_UP: _to(_S.DONE),
    _S.NO_ACCESS: _to(_S.APPROVED, _S.CANCELLED),
    _S.DONE: (),
    _S.CANCELLED: (),
}
"""State → the states that may follow; None is a check that is not there yet."""

OFFICERS_MAY: Final[Mapping[InspectionState, str]] = {
    _S.APPROVED: "inspection:approve",
    _S.ANNOUNCED: "inspection:plan",
    _S.IN_FIELD: "inspection:record",
    _S.MINUTES_SIGNED: "inspection:record",
    _S.CONCLUDED: "inspection:conclude",
    _S.FOLLOW_UP: "inspection:record",
    _S.DONE: "inspection:record",
    _S.CANCELLED: "inspection:cancel",
    _S.NO_ACCESS: "inspection:record",
}
"""State → the action an officer needs to move a check there."""

PLANNED: Final = (_S.PROPOSED, _S.APPROVED, _S.ANNOUNCED, _S.IN_FIELD)
"""States of a check that is still to come."""
CAPPED: Final = (_S.APPROVED, _S.ANNOUNCED, _S.IN_FIELD)
"""States that a check may not reach against the one-a-year rule."""


def allowed(state: InspectionState | None) -> tuple[InspectionState, ...]:
    """The states that may follow `state`."""
    return NEXT[state]


def open_to(viewer: Viewer, state: InspectionState) -> list[InspectionState]:
    """The moves from `state` that this officer may make."""
    return [to for to in NEXT[state] if to in OFFICERS_MAY and access.may(viewer, OFFICERS_MAY[to])]


def refuse_unknown(state: InspectionState | None, to: InspectionState) -> None:
    """Raise Conflict("inspection.move_refused", state, allowed) unless the table knows the move."""
    if to not in NEXT[state]:
        told = [following.value for following in NEXT[state]]
        raise Conflict("inspection.move_refused", state=state.value if state else "", allowed=told)
