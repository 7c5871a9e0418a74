"""Where each inspected site stands against its interval on a given day: the one place of this rule."""

from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from geodata.enums import INSPECTED, VISITED, CoverageStatus, SiteState
from geodata.models import Inspection, InspectionInterval, Site

DEFAULT_MONTHS: Final = 12
"""Months between two checks of a kind for which the commune set nothing."""
SOON_DAYS: Final = 60
"""A check due within so many days, today included, is due soon."""
WORST_FIRST: Final = (
    CoverageStatus.OVERDUE,
    CoverageStatus.NEVER,
    CoverageStatus.DUE_SOON,
    CoverageStatus.IN_TIME,
)
"""The statuses from worst to best: a broken rule weighs more than a first visit still to come."""

_site: Final = Site.__table__.c
_check: Final = Inspection.__table__.c
_interval: Final = InspectionInterval.__table__


def site_status(
    commune_id: int, day: date, village_id: int | None = None, where: tuple[ColumnElement[bool], ...] = ()
) -> Select[Any]:
    """SELECT site_id, last_visit, due_on, status (a CoverageStatus word) of the inspected sites on `day`.

    A site counts from the day it was registered to the day it was closed. `last_visit` is the last check on
    or before `day` that took place (enums.VISITED); without one the status is `never`, `due_on` NULL.
    `village_id` keeps one village's sites; `where` takes more conditions on columns of the table `site`.
    """
    counted = [_site.commune_id == commune_id, *_on_the_map(day), *where]
    if village_id is not None:
        counted.append(_site.village_id == village_id)
    # One scan of the sites serves both joins, and tells the planner whether few or many visits are asked for.
    sites = select(_site.id, _site.commune_id, _site.kind).where(*counted).cte()
    visit = (
        select(_check.site_id, func.max(_check.inspected_on).label("last_visit"))
        .where(_check.site_id.in_(select(sites.c.id)), _check.state.in_(VISITED), _check.inspected_on <= day)
        .group_by(_check.site_id)
        .subquery()
    )
    interval = and_(_interval.c.commune_id == sites.c.commune_id, _interval.c.kind == sites.c.kind)
    due_on = cast(visit.c.last_visit + _months(), Date)
    return (
        select(
            sites.c.id.label("site_id"),
            visit.c.last_visit,
            due_on.label("due_on"),
            _status(due_on, day).label("status"),
        )
        .select_from(sites)
        .outerjoin(visit, visit.c.site_id == sites.c.id)
        .outerjoin(_interval, interval)
    )


def _on_the_map(day: date) -> list[ColumnElement[bool]]:
    return [
        _site.type.in_(INSPECTED),
        _site.registered_on <= day,
        or_(_site.closed_on >= day, and_(_site.closed_on.is_(None), _site.state != SiteState.CLOSED)),
    ]


def _months() -> ColumnElement[Any]:
    return func.make_interval(0, cast(func.coalesce(_interval.c.months, DEFAULT_MONTHS), Integer))


def _status(due_on: ColumnElement[date], day: date) -> ColumnElement[str]:
    return case(
        (due_on.is_(None), literal(CoverageStatus.NEVER.value)),
        (due_on < day, literal(CoverageStatus.OVERDUE.value)),
        (due_on <= day + timedelta(days=SOON_DAYS), literal(CoverageStatus.DUE_SOON.value)),
        else_=literal(CoverageStatus.IN_TIME.value),
    )
