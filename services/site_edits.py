"""The register of sites, written: added, changed, closed and opened again."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geodata.enums import INSPECTED, SiteState, SiteType
from geodata.errors import FieldErrors, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import Site, SiteContact
from geodata.queries.ground import coordinates, point
from geodata.queries.places import MODELS, known
from services import records
from services.clock import today
from services.risk import ratings
from services.site_fields import CONTACT, check, editable, may_edit, new_code


def create(session: Session, viewer: Viewer, site_type: SiteType, values: Mapping[str, Any]) -> Site:
    """Add a site. Raises Forbidden, or FieldErrors naming each field that cannot be used."""
    if not may_edit(viewer, site_type, values.get("village_id")):
        raise Forbidden("access.role")
    check(session, viewer, site_type, values)
    site = MODELS[site_type](
        commune_id=viewer.commune_id, source="form", version=1, registered_on=today(), contact=None
    )
    _write(session, viewer, site_type, site, {"code": new_code(site_type)} | _without_empty_code(values))
    session.add(site)
    _flush(session)
    _rate(session, site)
    return site


def change(
    session: Session, viewer: Viewer, site_id: int, *, version: int, values: Mapping[str, Any]
) -> Site:
    """Write the fields this viewer may change.

    Raises NotFound, Forbidden, Conflict (somebody changed the record since `version`) or FieldErrors.
    """
    site = _to_change(session, viewer, site_id, version)
    if not may_edit(viewer, site.type, values.get("village_id", site.village_id)):
        raise FieldErrors({"village_id": "site.own_village"})
    check(session, viewer, site.type, values, site_id=site_id)
    _write(session, viewer, site.type, site, _without_empty_code(values))
    _flush(session)
    _rate(session, site)
    return site


def set_state(session: Session, viewer: Viewer, site_id: int, *, version: int, state: SiteState) -> Site:
    """Close a site (its history stays), or open it again. Raises as `change` does."""
    site = _to_change(session, viewer, site_id, version)
    _write(session, viewer, site.type, site, {"state": state})
    session.flush()
    _rate(session, site)
    return site


def types_to_add(viewer: Viewer) -> list[SiteType]:
    """The types of sites this viewer may add."""
    return [kind for kind in SiteType if may_edit(viewer, kind, viewer.village_id)]


def _rate(session: Session, site: Site) -> None:
    """Rate the site by what it is now; where others are measured from, all of them."""
    if site.type in INSPECTED:
        alone = site.type is SiteType.FACILITY
        ratings.refresh(session, site.commune_id, [site.id] if alone else None)


def _to_change(session: Session, viewer: Viewer, site_id: int, version: int) -> Site:
    site = session.scalar(select(Site).where(Site.id == site_id, known(viewer)))
    if site is None:
        raise NotFound("record.unknown")
    if not may_edit(viewer, site.type, site.village_id):
        raise Forbidden("access.role")
    records.lock(session, site, version)
    return site


def _without_empty_code(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "code" or value}


def _write(
    session: Session, viewer: Viewer, site_type: SiteType, site: Site, values: Mapping[str, Any]
) -> None:
    allowed = editable(viewer, site_type)
    for name, value in values.items():
        if name in allowed and name != "place" and name not in CONTACT:
            setattr(site, name, value)
    if "place" in values and not _stands_at(site, values["place"]):
        site.geom = point(*values["place"]) if values["place"] else None  # type: ignore[assignment]
    # One change is one version: reading the contact must not flush what stands above.
    with session.no_autoflush:
        _write_contact(site, {name: values[name] for name in CONTACT if name in allowed and name in values})
    # NOT NULL columns get their defaults from the database, so a new site's state may be unset here.
    if site.state is SiteState.CLOSED and site.closed_on is None:
        site.closed_on = today()
    elif site.state is not SiteState.CLOSED:
        site.closed_on = None
    # A change of the contact alone is a change of the site too: whoever edits it next must be told.
    site.updated_at = datetime.now(UTC)


def _stands_at(site: Site, place: tuple[float, float] | None) -> bool:
    """Whether the site stands there already: forms carry seven decimals (1 cm), the database all of them."""
    now = coordinates(site.geom)
    if now is None or place is None:
        return now is place
    return max(abs(now[0] - place[0]), abs(now[1] - place[1])) < 1e-6


def _write_contact(site: Site, contact: Mapping[str, str]) -> None:
    if any(contact.values()):
        site.contact = site.contact or SiteContact()
        for name, value in contact.items():
            setattr(site.contact, name, value)
    elif contact and site.contact:
        site.contact = None


def _flush(session: Session) -> None:
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError as error:
        if "uq_site_commune_id_type_code" in str(error.orig):
            raise FieldErrors({"code": "site.code_taken"}) from error
        raise
