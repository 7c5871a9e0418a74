"""The officers' piles of checks: which check lies on which, and how many on each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, and_, func, or_, select, true
from sqlalchemy.orm import Session

from geodata.enums import InspectionState
from geodata.features import Viewer
from geodata.models import CapOverride, Finding, Inspection, Site
from geodata.queries.inspections import ENDED, on_desk, with_site
from geodata.queries.text_search import name_like

_S = InspectionState
WEEK_DAYS: Final = 7


class Pile(StrEnum):
    """What lies together on the desk, by what is to be done with it."""

    TO_APPROVE = "to_approve"
    TO_ANNOUNCE = "to_announce"
    WEEK = "week"
    TO_CONCLUDE = "to_conclude"
    REMEDIES = "remedies"
    TO_PUBLISH = "to_publish"
    NO_ACCESS = "no_access"
    OTHERS = "others"
    ALL = "all"


@dataclass(frozen=True)
class Asked:
    """What the reader of the desk asked for; empty means all."""

    pile: Pile
    authority: str = ""
    content: str = ""
    form: str = ""
    state: str = ""
    village_id: int | None = None
    search: str = ""


def counts(session: Session, viewer: Viewer, piles: Collection[Pile], today: date) -> Mapping[Pile, int]:
    """How many checks of the viewer's desk lie on each pile, by one statement."""
    figures = [func.count().filter(lies_on(pile, today)).label(pile.value) for pile in piles]
    row = session.execute(select(*figures).select_from(Inspection).where(on_desk(viewer))).mappings().one()
    return {pile: int(row[pile.value]) for pile in piles}


def page(
    session: Session, viewer: Viewer, asked: Asked, today: date, *, offset: int, limit: int
) -> tuple[Sequence[RowMapping], int]:
    """(the checks of a pile, the nearest day first, how many in all): every column, with site and village,
    `overdue` (how many remedies are), `late_since` (the oldest of their deadlines) and `excepted`."""
    where = [on_desk(viewer), lies_on(asked.pile, today), *_narrowed(asked)]
    late = _late(today)
    day = func.coalesce(Inspection.inspected_on, Inspection.planned_on)
    newest = asked.pile in (Pile.ALL, Pile.OTHERS, Pile.TO_PUBLISH)
    statement = with_site(
        select(func.count()).where(late).scalar_subquery().label("overdue"),
        select(func.min(Finding.deadline)).where(late).scalar_subquery().label("late_since"),
        select(true()).where(CapOverride.inspection_id == Inspection.id).exists().label("excepted"),
    ).where(*where)
    order = day.desc().nulls_last() if newest else day.asc().nulls_last()
    rows = session.execute(statement.order_by(order, Inspection.id).offset(offset).limit(limit))
    total = select(func.count(Inspection.id)).join(Site, Site.id == Inspection.site_id).where(*where)
    return rows.mappings().all(), int(session.scalar(total) or 0)


def lies_on(pile: Pile, today: date) -> ColumnElement[bool]:
    """Whether a check lies on a pile today. Checks of other bodies lie on their own, and on `all`."""
    ours = Inspection.body == ""
    soon = Inspection.planned_on < today + timedelta(days=WEEK_DAYS)
    lying: dict[Pile, ColumnElement[bool]] = {
        Pile.TO_APPROVE: Inspection.state == _S.PROPOSED,
        Pile.TO_ANNOUNCE: Inspection.state == _S.APPROVED,
        Pile.WEEK: and_(Inspection.state.in_((_S.APPROVED, _S.ANNOUNCED, _S.IN_FIELD)), soon),
        Pile.TO_CONCLUDE: Inspection.state == _S.MINUTES_SIGNED,
        Pile.REMEDIES: select(Finding.id).where(_late(today)).exists(),
        Pile.TO_PUBLISH: and_(Inspection.state.in_(ENDED), Inspection.published_on.is_(None)),
        Pile.NO_ACCESS: Inspection.state == _S.NO_ACCESS,
    }
    if pile is Pile.ALL:
        return true()
    return Inspection.body != "" if pile is Pile.OTHERS else and_(ours, lying[pile])


def _late(today: date) -> ColumnElement[bool]:
    """A finding of the check that is to be mended and was not by its day."""
    return and_(
        Finding.inspection_id == Inspection.id,
        Finding.severity > 0,
        Finding.fixed_on.is_(None),
        Finding.deadline < today,
    )


def _narrowed(asked: Asked) -> list[ColumnElement[bool]]:
    exact: dict[Any, str] = {
        Inspection.authority: asked.authority,
        Inspection.form: asked.form,
        Inspection.state: asked.state,
    }
    conditions: list[ColumnElement[bool]] = [column == value for column, value in exact.items() if value]
    if asked.content:
        conditions.append(Inspection.contents.any(asked.content))  # type: ignore[arg-type]
    if asked.village_id is not None:
        conditions.append(Inspection.site_id.in_(select(Site.id).where(Site.village_id == asked.village_id)))
    if asked.search:
        named = select(Site.id).where(
            or_(name_like(Site.name_folded, asked.search), Site.code == asked.search)
        )
        conditions.append(or_(Inspection.code == asked.search.upper(), Inspection.site_id.in_(named)))
    return conditions
