"""A plan of other bodies' checks as it is kept and shown."""

from collections.abc import Iterator

from geodata.models.base import Json
from services.importing.checks.plan import CheckPlan


def rows(plan: CheckPlan) -> Iterator[tuple[int, str, str, str, Json]]:
    """(number in the file, outcome, site as it is named, body and day, detail) of each row."""
    for index, outcome in enumerate(plan.outcomes):
        one = plan.told[index]
        name = f"{one.body}, {one.day:%d/%m/%Y}" if one is not None else ""
        detail: Json = {}
        if index in plan.records.refused:
            detail["reasons"] = plan.records.refused[index]
        if index in plan.changes:
            detail["changes"] = plan.changes[index]
        yield plan.records.rows[index], outcome.value, plan.records.names[index][:60], name[:200], detail
