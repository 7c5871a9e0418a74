"""A plan carried out: all of it in the caller's transaction."""

from collections.abc import Iterator
from typing import Any, Final

import shapely
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geodata.crs import STORED
from geodata.enums import RowOutcome
from geodata.errors import Conflict
from geodata.queries import imports as queries
from services.importing.plan import Plan, Step

CHUNK: Final = 5_000
"""Rows written by one statement: enough to be quick, few enough to show how far the work is."""


def write(session: Session, plan: Plan, step: Step) -> None:
    """Add and change what the plan says; `step` counts from 0 to 100.

    Raises Conflict("import.database_refused") where the database keeps a rule that the preview did not see.
    """
    rows = [i for i, outcome in enumerate(plan.outcomes) if outcome in (RowOutcome.ADDED, RowOutcome.CHANGED)]
    try:
        queries.stage(session, plan.target, _staged(plan, rows))
        step(20)
        for first in range(0, len(rows), CHUNK):
            last = min(first + CHUNK, len(rows))
            queries.change(session, plan.target, first, last)
            queries.add(session, plan.target, first, last)
            step(20 + 80 * last // len(rows))
    except IntegrityError as error:
        rule = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        raise Conflict("import.database_refused", rule=rule or "") from error
    step(100)


def _staged(plan: Plan, rows: list[int]) -> Iterator[tuple[Any, ...]]:
    columns = [plan.records.values[name] for name in plan.target.names]
    shapes = shapely.set_srid(plan.records.shapes, STORED)
    for number, index in enumerate(rows):
        shape = None if shapes[index] is None else shapely.to_wkb(shapes[index], hex=True, include_srid=True)
        yield (number, plan.ids[index], *(column[index] for column in columns), shape)
