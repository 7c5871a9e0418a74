"""Which columns of the log a reader may see: the privacy rule of the layers, table by table."""

from typing import Final

from geodata.features import Layer, Viewer, sees_exact_place, shows

_SITES: Final = ("site", "site_contact", "facility", "industrial_cluster", "medical_facility", "school")
INCIDENTS: Final = ("incident", "incident_event", "incident_reporter", "incident_file")
LAYER_OF: Final[dict[str, Layer]] = {
    **dict.fromkeys(_SITES, Layer.SITE),
    **dict.fromkeys(INCIDENTS, Layer.INCIDENT),
    "commune": Layer.COMMUNE,
    "village": Layer.VILLAGE,
    "collection_point": Layer.COLLECTION_POINT,
    "risk_zone": Layer.RISK_ZONE,
    "hazard_bulletin": Layer.HAZARD_BULLETIN,
    "bulletin_village": Layer.HAZARD_BULLETIN,
    "inspection": Layer.INSPECTION,
    "finding": Layer.INSPECTION,
    "inspection_event": Layer.INSPECTION,
    "inspection_record": Layer.INSPECTION,
    "inspection_file": Layer.INSPECTION,
    "cap_override": Layer.INSPECTION,
    "inspection_plan": Layer.INSPECTION_PLAN,
    "plan_wish": Layer.PLAN_VISIT,
    "violation": Layer.VIOLATION,
    "waste_carrier": Layer.WASTE_CARRIER,
    "waste_vehicle": Layer.WASTE_CARRIER,
    "waste_route": Layer.WASTE_ROUTE,
    "transport_check": Layer.TRANSPORT_CHECK,
}
"""Table → the layer under whose rule its columns may be read."""

OPEN: Final[dict[str, frozenset[str]]] = {
    "water_work": frozenset(
        ["kind", "code", "name", "crest_m", "vertical_datum", "capacity_m3_s", "operator", "source", "geom"]
    ),
    "road": frozenset({"kind", "code", "name", "source", "geom"}),
    "waterway": frozenset({"kind", "code", "name", "source", "geom"}),
    "account": frozenset({"username", "display_name", "role", "village_id", "active", "last_sign_in_at"}),
    "import_batch": frozenset({"layer", "filename", "state", "applied_at", "account_id"}),
    "service_level": frozenset(
        {"category", "urgent", "take_in_minutes", "answer_minutes", "keep_days", "source"}
    ),
    "calendar_day": frozenset({"day", "working", "note", "source"}),
    "reply_template": frozenset({"title", "text", "category", "state"}),
    "api_key": frozenset({"name", "active"}),
    "transport_rule": frozenset({"name", "value", "article", "source", "seen_on", "confirmed_by"}),
    "yearly_cap": frozenset(
        {"content", "binds", "counts_remote", "article", "text", "source", "confirmed_by"}
    ),
    "risk_scheme": frozenset({"code", "valid_from", "rules", "terms", "note", "source", "approved_at"}),
    "risk_value": frozenset({"criterion", "value", "reason", "set_at", "ended_at"}),
    "residential_area": frozenset({"code", "name", "village_id", "population", "source", "area"}),
    "inspection_team": frozenset({"code", "name", "authority", "contents", "people", "vehicle", "active"}),
    "site_visit_terms": frozenset({"opening_hours", "not_before", "not_after", "note"}),
}
"""Tables of no layer: the columns that every reader of the log may see."""

_RULE_NAME: Final = {
    "village_id": "village",
    "cluster_id": "cluster",
    "from_state": "state",
    "to_state": "state",
    "internal_note": "description",
    "predecessors": "name",
    "assignee_id": "assignee",
    "parent_id": "parent",
    "split_from_id": "split_from",
    "kind": "state",
    "purpose": "description",
    "title": "description",
    "public": "published",
    "ended_at": "resolved_at",
    "erasure_requested_at": "resolved_at",
}
_FINDING: Final = frozenset({"article", "text", "severity", "deadline", "fixed_on"})
SILENT: Final = frozenset(
    ["id", "commune_id", "site_id", "incident_id", "inspection_id", "bulletin_id", "version", "updated_at"]
)
_SHAPES: Final = ("geom", "area", "border", "public_geom")


def shows_column(table: str, column: str, viewer: Viewer) -> bool:
    """Whether the log may show this viewer what a column of a table was and is."""
    if table in OPEN:
        return column in OPEN[table]
    layer = LAYER_OF[table]
    if column in _SHAPES:
        return layer is not Layer.INCIDENT or sees_exact_place(viewer)
    if table == "finding":
        return column in _FINDING and shows(layer, "findings", viewer)
    return shows(layer, _RULE_NAME.get(column, column), viewer)
