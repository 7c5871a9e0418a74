"""The register of sites, read. What a viewer may not know of does not exist."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import SiteKind, SiteState, SiteType
from geodata.errors import Forbidden, NotFound
from geodata.features import Json, Layer, Viewer, feature, visible
from geodata.models import Site
from geodata.queries import places as rows
from geodata.queries.places import SiteFilter, layer_of
from services import access
from services.clock import today
from services.sent import one_of, record_id
from services.site_fields import editable, may_edit

PAGE = 50


@dataclass(frozen=True)
class RegisterPage:
    """One page of the register: rows as this viewer may see them, how many in all, which page of how many."""

    sites: list[Json]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class SiteRecord:
    """A site as this viewer may see it: a GeoJSON feature, its checks (newest first), what may be done."""

    type: SiteType
    feature: Json
    inspections: list[Json]
    version: int
    closed: bool
    may_edit: bool
    may_check: bool


@dataclass(frozen=True)
class SiteDraft:
    """What an edit form starts from: the fields this viewer may change, `place` as (lon, lat) or None."""

    id: int
    type: SiteType
    version: int
    values: Json


def wanted(
    *, search: str = "", type: str = "", kind: str = "", village: str = "", state: str = ""
) -> SiteFilter:
    """A filter from what was sent; refuses words that are not ours."""
    for value, words in ((type, SiteType), (kind, SiteKind), (state, SiteState)):
        one_of(value, {*words})
    return SiteFilter(search[:100], type, kind, record_id(village), state)


def register(session: Session, viewer: Viewer, asked: SiteFilter, page: int = 1) -> RegisterPage:
    """One page of the sites this viewer works with, by name."""
    page = max(page, 1)
    found, total = rows.register(session, viewer, asked, offset=(page - 1) * PAGE, limit=PAGE)
    sites = [
        {"id": row["id"], "type": row["type"]} | visible(layer_of(row["type"]), row, viewer) for row in found
    ]
    return RegisterPage(sites, total, page, max(1, -(-total // PAGE)))


def record(session: Session, viewer: Viewer, site_id: int, *, on: date) -> SiteRecord:
    """One site, its checks, where it stands against its interval; NotFound where the viewer may not know."""
    row = _row(session, viewer, site_id, on)
    layer = layer_of(row["type"])
    standing = rows.standing(session, viewer.commune_id, site_id, on=on) if layer is Layer.SITE else None
    return SiteRecord(
        row["type"],
        feature(layer, row | dict(standing or {}), viewer),
        _inspections(session, viewer, site_id) if layer is Layer.SITE else [],
        row["version"],
        row["state"] is SiteState.CLOSED,
        may_edit(viewer, row["type"], row["village_id"]),
        access.may(viewer, "inspection:plan") and row["state"] is not SiteState.CLOSED,
    )


def draft(session: Session, viewer: Viewer, site_id: int) -> SiteDraft:
    """What an edit form starts from; Forbidden to who may read the site only."""
    row = _row(session, viewer, site_id, today())
    if not may_edit(viewer, row["type"], row["village_id"]):
        raise Forbidden("access.role")
    shape = row["geometry"]
    row["place"] = tuple(shape["coordinates"]) if shape else None
    values = {name: row[name] for name in editable(viewer, row["type"])}
    return SiteDraft(site_id, row["type"], row["version"], values)


def clusters(session: Session, viewer: Viewer) -> list[tuple[int, str]]:
    """(id, name) of the clusters this viewer may know of."""
    found = session.execute(
        select(Site.id, Site.name)
        .where(rows.known(viewer), Site.type == SiteType.INDUSTRIAL_CLUSTER)
        .order_by(Site.name_folded, Site.id)
    )
    return [(row.id, row.name) for row in found]


def _row(session: Session, viewer: Viewer, site_id: int, on: date) -> Json:
    row = rows.site(session, viewer, site_id, on=on)
    if row is None:
        raise NotFound("record.unknown")
    return dict(row)


def _inspections(session: Session, viewer: Viewer, site_id: int) -> list[Json]:
    """The checks as this viewer may see them; `findings` only for those who may."""
    checks = [dict(row) for row in rows.inspections(session, site_id)]
    found = rows.findings(session, [check["id"] for check in checks])
    for one in checks:
        one["findings"] = [dict(row) for row in found if row["inspection_id"] == one["id"]]
    return [{"id": one["id"]} | visible(Layer.INSPECTION, one, viewer) for one in checks]
