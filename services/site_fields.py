"""The fields of each type of site: which an editor may change, and which values are refused."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from math import isfinite
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import KINDS_OF, SiteType
from geodata.errors import FieldErrors
from geodata.features import Viewer, shows
from geodata.models import Site, Village
from geodata.queries.ground import metres_outside
from geodata.queries.places import known, layer_of
from services import access, waste
from services.clock import today

MARGIN_M: Final = 500
"""A site may stand so far outside the commune's border: borders are drawn coarsely."""

CONTACT: Final = ("person", "phone", "email")
_COMMON: Final = (
    "name",
    "kind",
    "code",
    "village_id",
    "address",
    "place",
    "state",
    "authority",
    "registered_on",
)
_OWN: Final[dict[SiteType, tuple[str, ...]]] = {
    SiteType.FACILITY: (
        "cluster_id",
        "legal_form",
        "tax_code",
        "permit_kind",
        "permit_number",
        "permit_valid_to",
        "fire_group",
        "workers",
        "site_area_m2",
        "wastewater_m3_day",
        "has_wastewater_treatment",
        "stacks",
        "solid_waste_kg_day",
        "hazardous_waste_kg_year",
        "hazardous_stock_t",
    ),
    SiteType.INDUSTRIAL_CLUSTER: ("stage", "area_ha", "has_wwtp", "connected_share", "fill_share"),
    SiteType.MEDICAL_FACILITY: (
        "legal_form",
        "licence_number",
        "beds",
        "infectious_kg_month",
        "waste_contract",
    ),
    SiteType.SCHOOL: ("pupils",),
    SiteType.COLLECTION_POINT: (
        "accepted_groups",
        "containers",
        "opening_hours",
        "collection_times",
        "operator",
        "leak_proof",
        "lit_at_night",
        "cleaned_after_run",
    ),
}
_SHOWN_AS: Final = {"village_id": "village", "cluster_id": "cluster"}
"""Column → the name under which the privacy rule knows it."""
_PREFIX: Final = {
    SiteType.FACILITY: "CS",
    SiteType.INDUSTRIAL_CLUSTER: "CCN",
    SiteType.MEDICAL_FACILITY: "YT",
    SiteType.SCHOOL: "TH",
    SiteType.COLLECTION_POINT: "DTK",
}
_SHARES: Final = ("connected_share", "fill_share")
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def editable(viewer: Viewer, site_type: SiteType) -> tuple[str, ...]:
    """The fields of a site that this viewer may change: none that it may not see."""
    layer = layer_of(site_type)
    return tuple(
        name
        for name in (*_COMMON, *_OWN[site_type], *CONTACT)
        if name == "place" or shows(layer, _SHOWN_AS.get(name, name), viewer)
    )


def may_edit(viewer: Viewer, site_type: SiteType, village_id: int | None) -> bool:
    """Whether this viewer may add or change such a site in its own commune."""
    return access.may_edit_site(
        viewer, commune_id=viewer.commune_id, site_type=site_type, village_id=village_id
    )


def new_code(site_type: SiteType) -> str:
    """A code for a site that was given none: the type's letters and six drawn by lot."""
    return f"{_PREFIX[site_type]}-" + "".join(secrets.choice(_LETTERS) for _ in range(6))


def check(
    session: Session,
    viewer: Viewer,
    site_type: SiteType,
    values: Mapping[str, Any],
    site_id: int | None = None,
) -> None:
    """Refuse values that cannot be stored with FieldErrors: field → code of what is wrong."""
    wrong = _figures(values) | _words(site_type, values)
    wrong |= _belongs(session, viewer, values)
    place = values.get("place")
    if place is not None and "place" not in wrong:
        away = metres_outside(session, viewer.commune_id, *place)
        if away is not None and away > MARGIN_M:
            wrong["place"] = "place.outside"
    if values.get("code") and _taken(session, viewer, site_type, values["code"], site_id):
        wrong["code"] = "site.code_taken"
    if wrong:
        raise FieldErrors(wrong)


def _figures(values: Mapping[str, Any]) -> dict[str, str]:
    wrong = {}
    for name, value in values.items():
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            if not isfinite(value):
                wrong[name] = "form.number"
            elif value < 0:
                wrong[name] = "form.negative"
            elif name in _SHARES and value > 1:
                wrong[name] = "form.share"
    return wrong


def _words(site_type: SiteType, values: Mapping[str, Any]) -> dict[str, str]:
    wrong = {}
    if not values.get("name"):
        wrong["name"] = "form.needed"
    if values.get("kind") not in KINDS_OF[site_type]:
        wrong["kind"] = "form.choice"
    if values.get("registered_on") and values["registered_on"] > today():
        wrong["registered_on"] = "form.future"
    now = datetime.now()
    if values.get("opening_hours") and waste.is_open(values["opening_hours"], now) is None:
        wrong["opening_hours"] = "site.hours"
    if values.get("collection_times") and waste.next_collection(values["collection_times"], now) is None:
        wrong["collection_times"] = "site.times"
    place = values.get("place")
    if place is not None and not (102 <= place[0] <= 118 and 7 <= place[1] <= 24):
        wrong["place"] = "place.not_in_vietnam"
    return wrong


def _belongs(session: Session, viewer: Viewer, values: Mapping[str, Any]) -> dict[str, str]:
    """Village and cluster must be ones of this commune."""
    wrong = {}
    village = select(Village.id).where(
        Village.id == values.get("village_id"), Village.commune_id == viewer.commune_id
    )
    if values.get("village_id") is not None and session.scalar(village) is None:
        wrong["village_id"] = "form.choice"
    cluster = select(Site.id).where(
        Site.id == values.get("cluster_id"), Site.type == SiteType.INDUSTRIAL_CLUSTER, known(viewer)
    )
    if values.get("cluster_id") is not None and session.scalar(cluster) is None:
        wrong["cluster_id"] = "form.choice"
    return wrong


def _taken(session: Session, viewer: Viewer, site_type: SiteType, code: str, site_id: int | None) -> bool:
    taken = select(Site.id).where(
        Site.commune_id == viewer.commune_id, Site.type == site_type, Site.code == code
    )
    return session.scalar(taken) not in (None, site_id)
