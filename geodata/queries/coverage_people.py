"""How many people live near sites of high risk that were not checked in time, village by village."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Float, case, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from geodata.crs import LOCAL
from geodata.enums import CoverageStatus
from geodata.features import Layer, Reach, Viewer, reach
from geodata.models import ResidentialArea, Site, Village
from geodata.queries.coverage_figures import Scope, statuses

NEAR_M: Final = 300
"""How near people live to count (domain: "people within 300 m of R ≥ 4 and u > 1")."""
HIGH: Final = 4


def near_overdue(session: Session, viewer: Viewer, scope: Scope) -> Sequence[Any]:
    """Per village with people: (village_id, village, people, near), floats; sites R ≥ 4 and u > 1 in scope.

    A village's people are spread evenly over its residential areas, over its ground where it has none; an
    area that tells its own people keeps them. Distances are those of EPSG:9210.
    """
    found = statuses(viewer, scope)
    late = (CoverageStatus.OVERDUE.value, CoverageStatus.NEVER.value)
    ring = (
        select(func.ST_Union(func.ST_Buffer(func.ST_Transform(Site.geom, LOCAL), NEAR_M)).label("ring"))
        .join(found, found.c.site_id == Site.id)
        .where(found.c.category >= HIGH, found.c.status.in_(late), Site.geom.is_not(None))
        .cte("ring")
    )
    homes = _homes(viewer, scope).cte("homes")
    met = func.ST_Area(func.ST_Intersection(homes.c.place, ring.c.ring)) / func.ST_Area(homes.c.place)
    near = case((ring.c.ring.is_(None), 0.0), else_=homes.c.people * func.coalesce(met, 0.0))
    statement = (
        select(
            homes.c.village_id,
            homes.c.village,
            func.sum(homes.c.people).label("people"),
            func.sum(cast(near, Float)).label("near"),
        )
        .select_from(homes)
        .join(ring, literal(True))
        .group_by(homes.c.village_id, homes.c.village)
        .order_by(func.sum(cast(near, Float)).desc(), homes.c.village)
    )
    return session.execute(statement).all()


def _homes(viewer: Viewer, scope: Scope) -> Any:
    """Where people live, and how many: (village_id, village, people, place in EPSG:9210)."""
    here = [
        Village.commune_id == viewer.commune_id,
        Village.valid_from <= scope.day,
        or_(Village.valid_to.is_(None), Village.valid_to >= scope.day),
    ]
    if reach(Layer.SITE, viewer) is Reach.VILLAGE:
        here.append(Village.id == viewer.village_id)
    place = func.ST_Transform(ResidentialArea.area, LOCAL)
    other = aliased(ResidentialArea)
    there = other.village_id == Village.id
    told = select(func.coalesce(func.sum(other.population), 0)).where(there).scalar_subquery()
    ground = (
        select(func.sum(func.ST_Area(func.ST_Transform(other.area, LOCAL))))
        .where(there, other.population.is_(None))
        .scalar_subquery()
    )
    rest = func.greatest(func.coalesce(Village.population, 0) - told, 0)
    people = func.coalesce(
        cast(ResidentialArea.population, Float), cast(rest, Float) * func.ST_Area(place) / ground
    )
    areas = (
        select(
            Village.id.label("village_id"),
            Village.name.label("village"),
            people.label("people"),
            place.label("place"),
        )
        .join(ResidentialArea, ResidentialArea.village_id == Village.id)
        .where(*here)
    )
    none = ~select(other.id).where(there).exists()
    bare = select(
        Village.id,
        Village.name,
        cast(func.coalesce(Village.population, 0), Float),
        func.ST_Transform(Village.area, LOCAL),
    ).where(*here, none, Village.area.is_not(None))
    return union_all(areas, bare)
