"""What everybody reads of plans: what was decided, and per site its month; never day, order or reasons."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from geodata.enums import PlanState
from geodata.errors import NotFound
from geodata.features import Json, Layer, Viewer, visible
from geodata.queries import plan_visits as rows
from services.inspections.public_names import PublicName, public_name


@dataclass(frozen=True)
class PublicVisit:
    """A line of a published plan. `name` as `public_name` tells it, `month` its first day."""

    name: PublicName
    month: date
    contents: tuple[str, ...]
    authority: str


@dataclass(frozen=True)
class PublicPlan:
    """A published plan: the fields of the privacy rule, and whether its next edition is waited for."""

    fields: Json
    replaced: bool
    visits: list[PublicVisit]


def listed(session: Session, viewer: Viewer) -> list[Json]:
    """The plans that everybody may read, the latest period first."""
    everybody = Viewer(viewer.commune_id)
    found = rows.published(session, viewer.commune_id)
    return [visible(Layer.INSPECTION_PLAN, vars(plan), everybody) for plan in found]


def one(session: Session, viewer: Viewer, code: str) -> PublicPlan:
    """A published plan by its code, the same for every reader. Raises NotFound."""
    plan = next((one for one in rows.published(session, viewer.commune_id) if one.code == code), None)
    if plan is None:
        raise NotFound("record.unknown")
    everybody = Viewer(viewer.commune_id)
    visits = [_line(row, everybody) for row in rows.visits(session, plan.id)]
    return PublicPlan(
        visible(Layer.INSPECTION_PLAN, vars(plan), everybody),
        plan.state is PlanState.SUPERSEDED,
        # By month and name: the order of the rows would tell the order of the visits.
        sorted(visits, key=_order),
    )


def _line(row: Any, everybody: Viewer) -> PublicVisit:
    shown = visible(
        Layer.PLAN_VISIT,
        {**row, "month": row["day"].replace(day=1), "authority": row["authority"]},
        everybody,
    )
    name = public_name(
        name=row["site_name"], legal_form=row["legal_form"], kind=row["kind"], village=row["village"]
    )
    return PublicVisit(
        name, date.fromisoformat(shown["month"]), tuple(shown["contents"]), str(shown["authority"])
    )


def _order(visit: PublicVisit) -> tuple[Any, ...]:
    name = visit.name
    return visit.month, name.name is None, name.name or "", name.kind, name.village or "", visit.authority
