"""Where each inspected site stands against its interval on a given day: the one place of this rule."""

from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import (
    Column,
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
    true,
)
from sqlalchemy.sql.selectable import LateralFromClause

from geodata.enums import INSPECTED, VISITED, CoverageStatus, SiteState
from geodata.models import Inspection, RiskRating, Site

DEFAULT_MONTHS: Final = 12
"""Months between two checks of a site not yet rated on the day: what is not known is looked at soonest."""
SOON_DAYS: Final = 60
"""A check due within so many days, today included, is due soon."""
WORST_FIRST: Final = (
    CoverageStatus.OVERDUE,
    CoverageStatus.NEVER,
    CoverageStatus.DUE_SOON,
    CoverageStatus.IN_TIME,
)
"""The statuses from worst to best: a broken rule weighs more than a first visit still to come."""

_site: Final = Site.__table__
_check: Final = Inspection.__table__
_rating: Final = RiskRating.__table__


def site_status(
    commune_id: int,
    day: date,
    village_id: int | None = None,
    where: tuple[ColumnElement[bool], ...] = (),
    keep: tuple[Column[Any], ...] = (),
) -> Select[Any]:
    """SELECT site_id, last_visit, category, due_on, status (a CoverageStatus word) of the sites on `day`.

    A site counts from the day it was registered to the day it was closed; one only planned does not count.
    `last_visit` is the last check on or before `day` that took place (enums.VISITED); without one the status
    is `never`, `due_on` NULL. `category` is the risk category shown on that day, whose interval counts from
    the last visit; NULL before the first rating.
    `village_id` keeps one village's sites; `where` takes more conditions on columns of the table `site`,
    `keep` more of its columns for the answer.
    """
    counted = [_site.c.commune_id == commune_id, *_on_the_map(day), *where]
    if village_id is not None:
        counted.append(_site.c.village_id == village_id)
    took_place = and_(
        _check.c.site_id == _site.c.id, _check.c.state.in_(VISITED), _check.c.inspected_on <= day
    )
    # Joined before it is grouped: whatever the planner believes, no site costs more than a look in an index.
    sites = (
        select(
            _site.c.id,
            func.max(_check.c.inspected_on).label("last_visit"),
            *keep,
        )
        .join_from(_site, _check, took_place, isouter=True)
        .where(*counted)
        .group_by(_site.c.id)
        .subquery()
    )
    rated = _rated(sites.c.id, day)
    months = func.coalesce(rated.c.interval_months, DEFAULT_MONTHS)
    due_on = cast(sites.c.last_visit + func.make_interval(0, cast(months, Integer)), Date)
    answer: Select[Any] = select(
        sites.c.id.label("site_id"),
        sites.c.last_visit,
        rated.c.category,
        due_on.label("due_on"),
        _status(due_on, day).label("status"),
        *(sites.c[column.key] for column in keep),
    )
    return answer.join_from(sites, rated, true(), isouter=True)


def _on_the_map(day: date) -> list[ColumnElement[bool]]:
    return [
        _site.c.type.in_(INSPECTED),
        _site.c.registered_on <= day,
        _site.c.state != SiteState.PLANNED,
        or_(_site.c.closed_on >= day, and_(_site.c.closed_on.is_(None), _site.c.state != SiteState.CLOSED)),
    ]


def _rated(site_id: ColumnElement[int], day: date) -> LateralFromClause:
    """The rating that stood on the day."""
    return (
        select(_rating.c.category, _rating.c.interval_months)
        .where(_rating.c.site_id == site_id, _rating.c.rated_on <= day)
        .order_by(_rating.c.rated_on.desc())
        .limit(1)
        .lateral("rated")
    )


def _status(due_on: ColumnElement[date], day: date) -> ColumnElement[str]:
    return case(
        (due_on.is_(None), literal(CoverageStatus.NEVER.value)),
        (due_on < day, literal(CoverageStatus.OVERDUE.value)),
        (due_on <= day + timedelta(days=SOON_DAYS), literal(CoverageStatus.DUE_SOON.value)),
        else_=literal(CoverageStatus.IN_TIME.value),
    )
