"""The states of a report and the only moves between them: tables, and the questions asked of them."""

from collections.abc import Mapping
from typing import Final

from geodata.enums import IncidentState
from geodata.features import Viewer
from services import access

_S = IncidentState


def _to(*states: IncidentState) -> tuple[IncidentState, ...]:
    return states


NEXT: Final[Mapping[IncidentState | None, tuple[IncidentState, ...]]] = {
    None: _to(_S.NEW),
    _S.NEW: _to(_S.VERIFYING, _S.ASSIGNED, _S.REJECTED, _S.DUPLICATE, _S.REFERRED),
    _S.VERIFYING: _to(_S.NEED_INFO, _S.ASSIGNED, _S.REJECTED, _S.DUPLICATE, _S.REFERRED, _S.IN_PROGRESS),
    _S.NEED_INFO: _to(_S.VERIFYING, _S.REJECTED),
    _S.ASSIGNED: _to(_S.IN_PROGRESS, _S.VERIFYING, _S.REFERRED, _S.INSPECTION_PLANNED, _S.DUPLICATE),
    _S.IN_PROGRESS: _to(_S.INSPECTION_PLANNED, _S.DONE_REQUESTED, _S.REFERRED, _S.NEED_INFO, _S.ASSIGNED),
    _S.INSPECTION_PLANNED: _to(_S.IN_PROGRESS, _S.DONE_REQUESTED, _S.ASSIGNED),
    _S.REFERRED: _to(_S.IN_PROGRESS, _S.DONE_REQUESTED, _S.REJECTED),
    _S.DONE_REQUESTED: _to(_S.RESOLVED, _S.IN_PROGRESS),
    _S.RESOLVED: _to(_S.REOPEN_REQUESTED, _S.CLOSED),
    _S.REOPEN_REQUESTED: _to(_S.REOPENED, _S.RESOLVED),
    _S.REOPENED: _to(_S.ASSIGNED, _S.IN_PROGRESS, _S.INSPECTION_PLANNED, _S.REFERRED),
    _S.REJECTED: _to(_S.REOPEN_REQUESTED, _S.ANONYMISED),
    _S.CLOSED: _to(_S.ANONYMISED),
    _S.DUPLICATE: _to(_S.ANONYMISED),
    _S.ANONYMISED: (),
}
"""State → the states that may follow; None is a report that is not there yet."""

OFFICERS_MAY: Final[Mapping[IncidentState, str]] = {
    _S.VERIFYING: "incident:work",
    _S.NEED_INFO: "incident:work",
    _S.ASSIGNED: "incident:triage",
    _S.IN_PROGRESS: "incident:work",
    _S.INSPECTION_PLANNED: "incident:triage",
    _S.REFERRED: "incident:triage",
    _S.DONE_REQUESTED: "incident:work",
    _S.RESOLVED: "incident:resolve",
    _S.REOPENED: "incident:triage",
    _S.REJECTED: "incident:triage",
    _S.DUPLICATE: "incident:triage",
}
"""State → the action an officer needs to move a report there. The others are moves of the reporter
(`REOPEN_REQUESTED`) and of the system (`CLOSED`, `ANONYMISED`)."""

ENDED: Final = frozenset({_S.RESOLVED, _S.REJECTED, _S.DUPLICATE, _S.CLOSED, _S.ANONYMISED})
"""States in which nobody works on a report any more."""


def allowed(state: IncidentState | None) -> tuple[IncidentState, ...]:
    """The states that may follow `state`."""
    return NEXT[state]


def open_to(viewer: Viewer, state: IncidentState) -> list[IncidentState]:
    """The moves from `state` that this officer may make."""
    return [to for to in NEXT[state] if to in OFFICERS_MAY and access.may(viewer, OFFICERS_MAY[to])]
