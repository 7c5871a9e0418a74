"""Sites as rows: the register's list, one record with all that is known of it, its checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from geodata.enums import SiteType
from geodata.features import Layer, Reach, Viewer, reach
from geodata.models import (
    CollectionPoint,
    Facility,
    Finding,
    IndustrialCluster,
    Inspection,
    MedicalFacility,
    School,
    Site,
    SiteContact,
    Village,
)
from geodata.queries.coverage import site_status
from geodata.queries.geometry import as_geojson
from geodata.queries.text_search import name_like
from geodata.queries.waste import flood_level

MODELS: Final[dict[SiteType, type[Site]]] = {
    SiteType.FACILITY: Facility,
    SiteType.INDUSTRIAL_CLUSTER: IndustrialCluster,
    SiteType.MEDICAL_FACILITY: MedicalFacility,
    SiteType.SCHOOL: School,
    SiteType.COLLECTION_POINT: CollectionPoint,
}
_SHAPES: Final = frozenset({"geom", "geom_3857", "area", "area_3857"})


@dataclass(frozen=True)
class SiteFilter:
    """What the reader of the register asked for; empty means all."""

    search: str = ""
    type: str = ""
    kind: str = ""
    village_id: int | None = None
    state: str = ""


def layer_of(site_type: SiteType) -> Layer:
    """The layer whose privacy rule a site's row falls under."""
    return Layer.COLLECTION_POINT if site_type is SiteType.COLLECTION_POINT else Layer.SITE


def known(viewer: Viewer) -> ColumnElement[bool]:
    """The sites this viewer may know of."""
    points = Site.type == SiteType.COLLECTION_POINT
    return and_(
        Site.commune_id == viewer.commune_id,
        or_(
            and_(points, _reached(Layer.COLLECTION_POINT, viewer)),
            and_(~points, _reached(Layer.SITE, viewer)),
        ),
    )


def register(
    session: Session, viewer: Viewer, wanted: SiteFilter, *, offset: int = 0, limit: int = 50
) -> tuple[Sequence[RowMapping], int]:
    """(rows by name, how many in all): id, type, kind, code, name, address, village, state.

    A board's register is its own village's, though it may look at every collection point on the map.
    """
    where = [*_wanted(wanted), known(viewer), _own_register(viewer)]
    rows = session.execute(
        select(
            Site.id,
            Site.type,
            Site.kind,
            Site.code,
            Site.name,
            Site.address,
            Site.state,
            Village.name.label("village"),
        )
        .outerjoin(Village, Village.id == Site.village_id)
        .where(*where)
        .order_by(Site.name_folded, Site.id)
        .offset(offset)
        .limit(limit)
    )
    return rows.mappings().all(), int(session.scalar(select(func.count(Site.id)).where(*where)) or 0)


def site(session: Session, viewer: Viewer, site_id: int, *, on: date) -> RowMapping | None:
    """All that is known of a site on a day, named as in the privacy rule; None where the viewer may not know.

    Beside the fields: id, version, village_id, cluster_id, geometry (GeoJSON point in EPSG:4326, or None).
    """
    site_type = session.scalar(select(Site.type).where(Site.id == site_id, known(viewer)))
    if site_type is None:
        return None
    model = MODELS[site_type]
    return session.execute(_record(model, on).where(model.id == site_id)).mappings().one()


def inspections(session: Session, site_id: int) -> Sequence[RowMapping]:
    """The checks of a site, newest first, under the names the privacy rule uses, and `id`."""
    day = func.coalesce(Inspection.inspected_on, Inspection.decision_date, func.date(Inspection.created_at))
    checks = select(*_columns(Inspection)).where(Inspection.site_id == site_id)
    return session.execute(checks.order_by(day.desc(), Inspection.id)).mappings().all()


def findings(session: Session, inspection_ids: Sequence[int]) -> Sequence[RowMapping]:
    """What those checks found, gravest first."""
    found = select(*_columns(Finding)).where(Finding.inspection_id.in_(inspection_ids))
    return session.execute(found.order_by(Finding.severity.desc(), Finding.id)).mappings().all()


def standing(session: Session, commune_id: int, site_id: int, *, on: date) -> RowMapping | None:
    """status, last_visit and due_on of an inspected site on a day; None for others and for closed ones."""
    where = (Site.__table__.c.id == site_id,)
    return session.execute(site_status(commune_id, on, where=where)).mappings().one_or_none()


def _reached(layer: Layer, viewer: Viewer) -> ColumnElement[bool]:
    rows = reach(layer, viewer)
    if rows is Reach.VILLAGE:
        return Site.village_id == viewer.village_id
    return true() if rows is Reach.ALL else false()


def _own_register(viewer: Viewer) -> ColumnElement[bool]:
    own = reach(Layer.SITE, viewer) is Reach.VILLAGE
    return Site.village_id == viewer.village_id if own else true()


def _wanted(wanted: SiteFilter) -> list[ColumnElement[bool]]:
    exact = {Site.type: wanted.type, Site.kind: wanted.kind, Site.state: wanted.state}
    conditions = [column == value for column, value in exact.items() if value]
    if wanted.village_id is not None:
        conditions.append(Site.village_id == wanted.village_id)
    if wanted.search:
        conditions.append(or_(name_like(Site.name_folded, wanted.search), Site.code == wanted.search.strip()))
    return conditions


def _columns(model: Any) -> list[Any]:
    """The plain columns of a model, without shapes."""
    return [
        getattr(model, attribute.key)
        for attribute in model.__mapper__.column_attrs
        if attribute.key not in _SHAPES
    ]


def _record(model: type[Site], on: date) -> Select[Any]:
    cluster = aliased(Site, flat=True)
    return (
        select(
            *_columns(model),
            Village.name.label("village"),
            cluster.name.label("cluster"),
            SiteContact.person,
            SiteContact.phone,
            SiteContact.email,
            flood_level(model, on).label("flood_level"),
            as_geojson(model.geom, 7).label("geometry"),
        )
        .outerjoin(Village, Village.id == model.village_id)
        .outerjoin(cluster, cluster.id == model.cluster_id)
        .outerjoin(SiteContact, SiteContact.site_id == model.id)
    )
