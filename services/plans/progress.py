"""How far the solver is with a plan: the words of `inspection_plan.progress`, shared with the worker."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from geodata.features import Json


class Stage(StrEnum):
    """Where the solving of a plan stands."""

    WAITING = "waiting"
    SOLVING = "solving"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Wish(StrEnum):
    """What an officer asks of a solver under way."""

    NONE = ""
    TAKE = "take"
    CANCEL = "cancel"


UNDER_WAY: Final = frozenset({Stage.WAITING, Stage.SOLVING})
"""Stages in which a worker has the plan, or will."""


def waiting(run: str) -> Json:
    """The progress of a plan that was just handed to the queue; `run` names this one run."""
    return {"stage": Stage.WAITING.value, "percent": 0, "wish": Wish.NONE.value, "run": run}


def stage_of(progress: Mapping[str, Any]) -> Stage | None:
    """The stage a row tells, None where nothing was ever solved."""
    return Stage(progress["stage"]) if progress.get("stage") else None


def under_way(progress: Mapping[str, Any]) -> bool:
    """Whether the solver has the plan or is about to."""
    return stage_of(progress) in UNDER_WAY


def wished(progress: Mapping[str, Any], wish: Wish) -> Json:
    """The same progress with what the officer asks now."""
    return {**progress, "wish": wish.value}
