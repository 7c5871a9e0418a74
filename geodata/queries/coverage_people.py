"""How many people live near sites of high risk that were not checked in time, village by village."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Float, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from geodata.crs import LOCAL, STRETCH
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
    homes = _homes(viewer, scope).cte("homes")
    rings = _rings(viewer, scope, homes)
    met = func.ST_Area(func.ST_Intersection(homes.c.place, rings.c.ring)) / func.ST_Area(homes.c.place)
    near = homes.c.people * func.coalesce(met, 0.0)
    statement = (
        select(
            homes.c.village_id,
            homes.c.village,
            func.sum(homes.c.people).label("people"),
            func.sum(cast(near, Float)).label("near"),
        )
        .select_from(homes)
        .outerjoin(rings, rings.c.home == homes.c.home)
        .group_by(homes.c.village_id, homes.c.village)
        .order_by(func.sum(cast(near, Float)).desc(), homes.c.village)
    )
    return session.execute(statement).all()


def _rings(viewer: Viewer, scope: Scope, homes: Any) -> Any:
    """Home → the ground within NEAR_M of sites that are late, of those alone that reach it: (home, ring).

    One ring around all sites has as many corners as all of them together, and every home would pay for them.
    """
    found = statuses(viewer, scope)
    late = (CoverageStatus.OVERDUE.value, CoverageStatus.NEVER.value)
    urgent = select(found.c.site_id).where(found.c.category >= HIGH, found.c.status.in_(late))
    there = func.ST_Transform(Site.geom, LOCAL)
    return (
        select(homes.c.home, func.ST_Union(func.ST_Buffer(there, NEAR_M)).label("ring"))
        .join(Site, Site.geom_3857.op("&&")(func.ST_Expand(homes.c.web, NEAR_M * STRETCH)))
        # "IS TRUE" keeps it a look in a hash table: joined, it would be asked anew beside each home.
        .where(Site.id.in_(urgent).is_(True), func.ST_DWithin(there, homes.c.place, NEAR_M))
        .group_by(homes.c.home)
        .cte("rings")
    )


def _homes(viewer: Viewer, scope: Scope) -> Any:
    """Where people live, and how many: home, village_id, village, people, place (EPSG:9210), web (3857)."""
    here = [
        Village.commune_id == viewer.commune_id,
        Village.valid_from <= scope.day,
        or_(Village.valid_to.is_(None), Village.valid_to >= scope.day),
    ]
    if reach(Layer.SITE, viewer) is Reach.VILLAGE:
        here.append(Village.id == viewer.village_id)
    place = func.ST_Transform(ResidentialArea.area, LOCAL)
    untold = ResidentialArea.population.is_(None)
    areas_of = (
        select(
            ResidentialArea.village_id,
            func.coalesce(func.sum(ResidentialArea.population), 0).label("told"),
            func.sum(func.ST_Area(place)).filter(untold).label("ground"),
        )
        .group_by(ResidentialArea.village_id)
        .subquery("areas_of")
    )
    rest = func.greatest(func.coalesce(Village.population, 0) - areas_of.c.told, 0)
    people = func.coalesce(
        cast(ResidentialArea.population, Float),
        cast(rest, Float) * func.ST_Area(place) / areas_of.c.ground,
    )
    areas = (
        select(
            literal("area-").op("||")(ResidentialArea.id).label("home"),
            Village.id.label("village_id"),
            Village.name.label("village"),
            people.label("people"),
            place.label("place"),
            ResidentialArea.geom_3857.label("web"),
        )
        .join(ResidentialArea, ResidentialArea.village_id == Village.id)
        .join(areas_of, areas_of.c.village_id == Village.id)
        .where(*here)
    )
    none = ~select(ResidentialArea.id).where(ResidentialArea.village_id == Village.id).exists()
    bare = select(
        literal("village-").op("||")(Village.id),
        Village.id,
        Village.name,
        cast(func.coalesce(Village.population, 0), Float),
        func.ST_Transform(Village.area, LOCAL),
        Village.geom_3857,
    ).where(*here, none, Village.area.is_not(None))
    return union_all(areas, bare)
