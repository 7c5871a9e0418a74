"""Rows become GeoJSON features here and nowhere else, under one rule of who may see which row and field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Final

from geodata.enums import Role

Json = dict[str, Any]


class Layer(StrEnum):
    """What can leave the house as features."""

    COMMUNE = "commune"
    VILLAGE = "village"
    SITE = "site"
    COLLECTION_POINT = "collection_point"
    RISK_ZONE = "risk_zone"
    HAZARD_BULLETIN = "hazard_bulletin"
    INCIDENT = "incident"
    INCIDENT_FILE = "incident_file"
    INSPECTION = "inspection"
    INSPECTION_RECORD = "inspection_record"
    INSPECTION_PLAN = "inspection_plan"
    PLAN_VISIT = "plan_visit"
    VIOLATION = "violation"
    WASTE_CARRIER = "waste_carrier"
    WASTE_ROUTE = "waste_route"
    TRANSPORT_CHECK = "transport_check"


class Reach(StrEnum):
    """Which rows of a layer a role may know of."""

    NONE = "none"
    PUBLIC = "public"
    VILLAGE = "village"
    ALL = "all"


@dataclass(frozen=True)
class Viewer:
    """Who looks: the role decides fields, commune and village decide rows."""

    commune_id: int
    role: Role = Role.PUBLIC
    village_id: int | None = None
    account_id: int | None = None


_R = Role
_EVERYONE: Final = frozenset(Role)
_INSPECTORS: Final = frozenset({_R.COMMUNE_POLICE, _R.ECONOMIC_DIVISION, _R.HEALTH_STATION, _R.CHAIRPERSON})
_FIELD: Final = _INSPECTORS | {_R.VILLAGE_BOARD}
_CONTACTS: Final = frozenset({_R.COMMUNE_POLICE, _R.ECONOMIC_DIVISION, _R.CHAIRPERSON})
_INCIDENT_DESK: Final = (_FIELD | {_R.PUBLIC_SERVICE_CENTRE}) - {_R.HEALTH_STATION}
_HAZARD: Final = _FIELD | {_R.PUBLIC_SERVICE_CENTRE, _R.ADMIN}


def _reach(default: Reach, **roles: Reach) -> dict[Role, Reach]:
    return {role: roles.get(role.value, default) for role in Role}


_INSPECTED_REACH: Final = _reach(
    Reach.NONE,
    commune_police=Reach.ALL,
    economic_division=Reach.ALL,
    health_station=Reach.ALL,
    chairperson=Reach.ALL,
    admin=Reach.ALL,
    village_board=Reach.VILLAGE,
)

_INSPECTION_REACH: Final[dict[Role, Reach]] = {
    role: Reach.PUBLIC if rows is Reach.NONE else rows for role, rows in _INSPECTED_REACH.items()
}
"""Everybody may read a published conclusion; a village board all checks of its village."""
_PLAN_REACH: Final = _reach(Reach.PUBLIC, **{role.value: Reach.ALL for role in _INSPECTORS})
_RESTRICTED_REACH: Final = _reach(Reach.NONE, **{role.value: Reach.ALL for role in _INSPECTORS})

_INCIDENT_REACH: Final = _reach(
    Reach.PUBLIC,
    commune_police=Reach.ALL,
    economic_division=Reach.ALL,
    chairperson=Reach.ALL,
    public_service_centre=Reach.ALL,
    village_board=Reach.VILLAGE,
)

REACH: Final[dict[Layer, dict[Role, Reach]]] = {
    Layer.COMMUNE: _reach(Reach.ALL),
    Layer.VILLAGE: _reach(Reach.ALL),
    Layer.COLLECTION_POINT: _reach(Reach.ALL),
    Layer.SITE: _INSPECTED_REACH,
    Layer.INSPECTION: _INSPECTION_REACH,
    Layer.INSPECTION_RECORD: _RESTRICTED_REACH,
    Layer.INSPECTION_PLAN: _PLAN_REACH,
    Layer.PLAN_VISIT: _PLAN_REACH,
    Layer.VIOLATION: _RESTRICTED_REACH,
    Layer.WASTE_CARRIER: _RESTRICTED_REACH,
    Layer.WASTE_ROUTE: _RESTRICTED_REACH,
    Layer.TRANSPORT_CHECK: _RESTRICTED_REACH,
    Layer.RISK_ZONE: _reach(Reach.PUBLIC, **{role.value: Reach.ALL for role in _HAZARD}),
    Layer.HAZARD_BULLETIN: _reach(Reach.ALL),
    Layer.INCIDENT: _INCIDENT_REACH,
    Layer.INCIDENT_FILE: _INCIDENT_REACH,
}
"""Layer → role → rows. `PUBLIC` means the rows anybody may see; two communes never see each other's."""

POLICE_ONLY: Final = frozenset({_R.COMMUNE_POLICE})
"""Who may know that an incident of police visibility exists at all."""


def _fields(names: str, roles: frozenset[Role] = _EVERYONE) -> dict[str, frozenset[Role]]:
    return dict.fromkeys(names.split(), roles)


FIELDS: Final[dict[Layer, dict[str, frozenset[Role]]]] = {
    Layer.COMMUNE: _fields(
        "code name valid_from valid_to predecessors official_area_km2 population population_suspect source"
    ),
    Layer.VILLAGE: _fields("code name valid_from valid_to households population source"),
    Layer.COLLECTION_POINT: _fields(
        "code name kind address village state accepted_groups containers opening_hours collection_times "
        "operator leak_proof lit_at_night cleaned_after_run source"
    )
    | _fields("flood_level", _HAZARD)
    | _fields("person phone email", _CONTACTS),
    Layer.SITE: _fields(
        "code name kind type address village cluster state authority registered_on closed_on source "
        "legal_form permit_kind permit_number permit_valid_to fire_group workers site_area_m2 "
        "wastewater_m3_day has_wastewater_treatment stacks solid_waste_kg_day stage area_ha has_wwtp "
        "connected_share fill_share licence_number beds waste_contract pupils status last_visit due_on "
        "category rated_on interval_months",
        _FIELD | {_R.ADMIN},
    )
    | _fields("hazardous_waste_kg_year infectious_kg_month tax_code", _INSPECTORS)
    | _fields("hazardous_stock_t person phone email", _CONTACTS),
    Layer.RISK_ZONE: _fields("code name hazard level valid_from valid_to basis source")
    | _fields("visibility internal_note", _HAZARD),
    Layer.HAZARD_BULLETIN: _fields(
        "issuer number hazard level issued_at valid_from valid_to headline text villages source"
    ),
    Layer.INCIDENT: _fields("category state nature created_at public_note supporters")
    | _fields(
        "code occurred_at description landmark village visibility published source urgent outside moderation "
        "parent split_from assigned_role assignee referred_to referred_number reject_reason take_in_due_at "
        "due_at due_limit_at paused_at taken_in_at answered_at resolved_at rating rating_text",
        _INCIDENT_DESK,
    ),
    Layer.INCIDENT_FILE: _fields("media_type width height")
    | _fields("purpose title bytes sent_sha256 public created_at", _INCIDENT_DESK),
    Layer.INSPECTION: _fields(
        "code act authority body contents form inspected_on published_on public_conclusion"
    )
    | _fields("state planned planned_on decision_number", _FIELD | {_R.ADMIN})
    | _fields(
        "conclusion legal_basis findings trigger decision_date announced_on team minutes_number "
        "conclusion_number concluded_on cancel_reason source recorded_by concluded_by",
        _INSPECTORS,
    ),
    Layer.INSPECTION_RECORD: _fields(
        "outcome checklist answers started_at ended_at received_at clock_skew_s track distance_m "
        "representative representative_title opinion note recorded_by files",
        _INSPECTORS,
    ),
    Layer.INSPECTION_PLAN: _fields(
        "code edition title state period_from period_to legal_basis decision_number decision_date "
        "published_on"
    )
    | _fields(
        "settings figures progress created_by created_at submitted_at approved_by approved_at reason",
        _INSPECTORS,
    ),
    Layer.PLAN_VISIT: _fields("site_name kind village authority contents month")
    | _fields(
        "site_id team day position arrive_at leave_at travel_s travel_m pinned drawn pair category priority "
        "reason inspection_id",
        _INSPECTORS,
    ),
    Layer.VIOLATION: _fields(
        "code site_id site site_kind village carrier_id carrier transport_check_id plate found_on article "
        "text decided_by decision_number decision_date amount_vnd remedy due_on paid_vnd paid_on "
        "payment_note closed_on inspection_id finding_id penalty_status source",
        _INSPECTORS,
    ),
    Layer.WASTE_CARRIER: _fields(
        "code name tax_code permit_number permit_issuer permit_from permit_to permit_status waste_codes "
        "source carrier_id plate kind capacity_t has_gps registered_to active",
        _INSPECTORS,
    )
    | _fields("phone", _CONTACTS),
    Layer.WASTE_ROUTE: _fields(
        "code name carrier_id carrier from_site_id from_site destination waste_codes kg_month hours "
        "valid_from valid_to length_m source",
        _INSPECTORS,
    ),
    Layer.TRANSPORT_CHECK: _fields(
        "code carrier_id carrier vehicle_id plate route_id route inspection_id inspection at place answers "
        "result note account_id",
        _INSPECTORS,
    ),
}
"""Layer → field → the roles it may reach. What is not named here reaches nobody."""


def reach(layer: Layer, viewer: Viewer) -> Reach:
    """Which rows of `layer` this viewer may know of."""
    return REACH[layer][viewer.role]


def sees_exact_place(viewer: Viewer) -> bool:
    """Officers who work on incidents see the exact place; all others a displaced one."""
    return reach(Layer.INCIDENT, viewer) in (Reach.ALL, Reach.VILLAGE)


def shows(layer: Layer, field: str, viewer: Viewer) -> bool:
    """Whether a field of a layer may reach this viewer."""
    return viewer.role in FIELDS[layer].get(field, frozenset())


def visible(layer: Layer, row: Mapping[Any, Any], viewer: Viewer) -> Json:
    """The fields of a row that may reach this viewer, as JSON values."""
    return {name: plain(row[name]) for name in FIELDS[layer] if name in row and shows(layer, name, viewer)}


def plain(value: Any) -> Any:
    """A value as JSON knows it: dates and times become ISO 8601 text."""
    return value.isoformat() if isinstance(value, (date, datetime, time)) else value


def feature(layer: Layer, row: Mapping[Any, Any], viewer: Viewer) -> Json:
    """One row with `id` and `geometry` (a GeoJSON dict in EPSG:4326, or None) as a GeoJSON feature."""
    return {
        "type": "Feature",
        "id": row["id"],
        "geometry": row.get("geometry"),
        "properties": visible(layer, row, viewer),
    }


def collection(layer: Layer, rows: Iterable[Mapping[Any, Any]], viewer: Viewer) -> Json:
    """Rows as a GeoJSON FeatureCollection (RFC 7946, EPSG:4326)."""
    return {"type": "FeatureCollection", "features": [feature(layer, row, viewer) for row in rows]}
