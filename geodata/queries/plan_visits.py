"""Visits of a plan as rows: with the names of their sites, villages and teams, and where they lie."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import RowMapping, Select, func, select
from sqlalchemy.orm import Session

from geodata.enums import LeftOutReason, PlanState
from geodata.models import (
    Facility,
    InspectionPlan,
    InspectionTeam,
    MedicalFacility,
    PlanLeftOut,
    PlanVisit,
    Site,
    Village,
)
from geodata.queries.geometry import as_geojson
from geodata.queries.text_search import name_like

SITE = Site.__table__
_FACILITY = Facility.__table__
_MEDICAL = MedicalFacility.__table__
_VISIT = (
    *("id", "site_id", "team_id", "contents", "day", "position", "arrive_at", "leave_at", "travel_s"),
    *("travel_m", "pinned", "drawn", "pair", "category", "priority", "reason", "inspection_id"),
)
SITE_NAME = SITE.c.name.label("site_name")


def visits(
    session: Session, plan_id: int, *, team_id: int | None = None, day: date | None = None
) -> Sequence[RowMapping]:
    """Visits in the order they are driven, under the names of the privacy rule.

    Beside them: id, site_code, address, kind, legal_form, village_id, team_id, `geometry` (GeoJSON point in
    EPSG:4326, or None).
    """
    wanted = _visits().where(PlanVisit.plan_id == plan_id)
    if team_id is not None:
        wanted = wanted.where(PlanVisit.team_id == team_id)
    if day is not None:
        wanted = wanted.where(PlanVisit.day == day)
    order = (PlanVisit.day, InspectionTeam.name, PlanVisit.team_id, PlanVisit.position, PlanVisit.id)
    return session.execute(wanted.order_by(*order)).mappings().all()


def visit_counts(session: Session, plan_ids: Collection[int]) -> dict[int, int]:
    """Plan → how many visits stand in it."""
    rows = session.execute(
        select(PlanVisit.plan_id, func.count())
        .where(PlanVisit.plan_id.in_(plan_ids))
        .group_by(PlanVisit.plan_id)
    )
    return {row[0]: row[1] for row in rows}


def left_out(
    session: Session,
    plan_id: int,
    *,
    reason: LeftOutReason | None,
    search: str,
    offset: int,
    limit: int,
) -> tuple[Sequence[RowMapping], int]:
    """(a page of the sites that are not in a plan, the most urgent first; how many in all)."""
    where: list[Any] = [PlanLeftOut.plan_id == plan_id]
    if reason is not None:
        where.append(PlanLeftOut.reason == reason)
    if search:
        where.append(name_like(SITE.c.name_folded, search))
    rows = session.execute(
        select(
            PlanLeftOut.site_id,
            PlanLeftOut.reason,
            PlanLeftOut.category,
            PlanLeftOut.priority,
            PlanLeftOut.data,
            SITE_NAME,
            SITE.c.kind,
            Village.name.label("village"),
        )
        .join(SITE, SITE.c.id == PlanLeftOut.site_id)
        .outerjoin(Village, Village.id == SITE.c.village_id)
        .where(*where)
        .order_by(PlanLeftOut.priority.desc(), SITE.c.name_folded, PlanLeftOut.site_id)
        .offset(offset)
        .limit(limit)
    )
    total = select(func.count()).select_from(PlanLeftOut).join(SITE, SITE.c.id == PlanLeftOut.site_id)
    return rows.mappings().all(), int(session.scalar(total.where(*where)) or 0)


def left_out_counts(session: Session, plan_id: int) -> Mapping[LeftOutReason, int]:
    """Reason → how many sites are left out for it."""
    rows = session.execute(
        select(PlanLeftOut.reason, func.count())
        .where(PlanLeftOut.plan_id == plan_id)
        .group_by(PlanLeftOut.reason)
    )
    return {row[0]: row[1] for row in rows}


def published(session: Session, commune_id: int) -> list[InspectionPlan]:
    """The newest edition that everybody may read of each plan of a commune, the latest period first.

    An edition that was published stays to be read while the one after it waits to be published; once the last
    approved edition is withdrawn, none is.
    """
    decided = (
        select(InspectionPlan)
        .where(InspectionPlan.commune_id == commune_id, InspectionPlan.approved_at.is_not(None))
        .order_by(InspectionPlan.period_from.desc(), InspectionPlan.code.desc())
        .order_by(InspectionPlan.edition.desc())
    )
    found = []
    for _code, editions in groupby(session.scalars(decided).all(), key=lambda plan: plan.code):
        newest, *older = editions
        if newest.state is not PlanState.WITHDRAWN:
            found += [plan for plan in (newest, *older) if plan.published_on is not None][:1]
    return found


def _visits() -> Select[Any]:
    return (
        select(
            *(getattr(PlanVisit, name) for name in _VISIT),
            SITE_NAME,
            SITE.c.code.label("site_code"),
            SITE.c.kind,
            SITE.c.address,
            SITE.c.village_id,
            func.coalesce(_FACILITY.c.legal_form, _MEDICAL.c.legal_form).label("legal_form"),
            Village.name.label("village"),
            InspectionTeam.name.label("team"),
            InspectionTeam.code.label("team_code"),
            InspectionTeam.authority,
            as_geojson(SITE.c.geom, 7).label("geometry"),
        )
        .join(SITE, SITE.c.id == PlanVisit.site_id)
        .outerjoin(_FACILITY, _FACILITY.c.site_id == PlanVisit.site_id)
        .outerjoin(_MEDICAL, _MEDICAL.c.site_id == PlanVisit.site_id)
        .outerjoin(Village, Village.id == SITE.c.village_id)
        .join(InspectionTeam, InspectionTeam.id == PlanVisit.team_id)
    )
