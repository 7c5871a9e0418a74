"""The states of a plan and the only moves between them: tables, and the questions asked of them."""

from collections.abc import Mapping
from typing import Final

from geodata.enums import PlanState
from geodata.errors import Conflict
from geodata.features import Viewer
from services import access

_S = PlanState

NEXT: Final[Mapping[PlanState, tuple[PlanState, ...]]] = {
    _S.DRAFT: (_S.SUBMITTED, _S.WITHDRAWN),
    _S.SUBMITTED: (_S.APPROVED, _S.DRAFT, _S.WITHDRAWN),
    _S.APPROVED: (_S.PUBLISHED, _S.SUPERSEDED, _S.WITHDRAWN),
    _S.PUBLISHED: (_S.SUPERSEDED, _S.WITHDRAWN),
    _S.SUPERSEDED: (),
    _S.WITHDRAWN: (),
}
"""State → the states that may follow."""

OFFICERS_MAY: Final[Mapping[PlanState, frozenset[str]]] = {
    _S.DRAFT: frozenset({"inspection:plan", "inspection:approve"}),
    _S.SUBMITTED: frozenset({"inspection:plan"}),
    _S.APPROVED: frozenset({"inspection:approve"}),
    _S.PUBLISHED: frozenset({"inspection:publish"}),
    _S.WITHDRAWN: frozenset({"inspection:plan", "inspection:approve"}),
}
"""State → the actions of which an officer needs one to move a plan there. Superseded is a plan only by the
approval of its next edition."""

IN_FORCE: Final = frozenset({_S.APPROVED, _S.PUBLISHED})
"""States of a plan by which teams drive."""
HELD_STILL: Final = frozenset({_S.APPROVED, _S.PUBLISHED, _S.SUPERSEDED, _S.WITHDRAWN})
"""States in which the database changes nothing of a plan but its state."""


def refuse_unknown(state: PlanState, to: PlanState) -> None:
    """Raise Conflict("plan.move_refused") unless the table knows the move."""
    if to not in NEXT[state]:
        raise Conflict("plan.move_refused")


def may_move(viewer: Viewer, state: PlanState, to: PlanState) -> bool:
    """Whether this officer may move a plan from `state` to `to`.

    What was approved only who approves takes back.
    """
    needed = OFFICERS_MAY.get(to, frozenset())
    if state in IN_FORCE and to is _S.WITHDRAWN:
        needed = frozenset({"inspection:approve"})
    return to in NEXT[state] and any(access.may(viewer, action) for action in needed)


def open_to(viewer: Viewer, state: PlanState) -> list[PlanState]:
    """The moves from `state` that this officer may make."""
    return [to for to in NEXT[state] if may_move(viewer, state, to)]
