"""Sites and teams as a planner needs them: where they stand in metres, who is who, when they are open."""

from collections.abc import Collection, Sequence
from typing import Any, cast

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from geodata.crs import LOCAL
from geodata.enums import INSPECTED
from geodata.models import Facility, InspectionTeam, MedicalFacility, Site, SiteVisitTerms
from geodata.queries.inspections_of_year import enterprise_code

_SITE = Site.__table__.c


def sites(session: Session, commune_id: int, site_ids: Collection[int] | None = None) -> Sequence[Row[Any]]:
    """The inspected sites of a commune, all or some, by id: id, name, type, state, authority, closed_on,
    registered_on, x and y (metres of EPSG:9210, or None), fire_group, legal_form, enterprise (its tax code's
    digits, or ""), hazardous_kg, opening_hours, not_before, not_after.
    """
    spot = func.ST_Transform(_SITE.geom, LOCAL)
    facility, medical, terms = Facility.__table__.c, MedicalFacility.__table__.c, SiteVisitTerms.__table__.c
    wanted = (
        select(
            *(_SITE[name] for name in ("id", "name", "type", "state", "authority")),
            _SITE.closed_on,
            _SITE.registered_on,
            func.ST_X(spot).label("x"),
            func.ST_Y(spot).label("y"),
            facility.fire_group,
            func.coalesce(facility.legal_form, medical.legal_form).label("legal_form"),
            enterprise_code(facility.tax_code).label("enterprise"),
            func.coalesce(facility.hazardous_waste_kg_year, 0).label("hazardous_kg"),
            func.coalesce(terms.opening_hours, "").label("opening_hours"),
            terms.not_before,
            terms.not_after,
        )
        .select_from(Site.__table__)
        .outerjoin(Facility.__table__, facility.site_id == _SITE.id)
        .outerjoin(MedicalFacility.__table__, medical.site_id == _SITE.id)
        .outerjoin(SiteVisitTerms.__table__, terms.site_id == _SITE.id)
        .where(_SITE.commune_id == commune_id, _SITE.type.in_(tuple(INSPECTED)))
        .order_by(_SITE.id)
    )
    if site_ids is not None:
        wanted = wanted.where(_SITE.id.in_(site_ids))
    return cast("Sequence[Row[Any]]", session.execute(wanted).all())


def team_starts(session: Session, team_ids: Collection[int]) -> dict[int, tuple[float, float]]:
    """Team → (x, y) of where it starts, metres of EPSG:9210."""
    spot = func.ST_Transform(InspectionTeam.start, LOCAL)
    rows = session.execute(
        select(InspectionTeam.id, func.ST_X(spot), func.ST_Y(spot)).where(InspectionTeam.id.in_(team_ids))
    )
    return {row[0]: (row[1], row[2]) for row in rows}
