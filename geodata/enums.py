"""The words the database knows: roles, kinds, states. Identifiers follow the trade's glossary."""

from enum import StrEnum


class Role(StrEnum):
    """Who somebody is to the system (domain: người dân … quản trị)."""

    PUBLIC = "public"
    VILLAGE_BOARD = "village_board"
    HEALTH_STATION = "health_station"
    PUBLIC_SERVICE_CENTRE = "public_service_centre"
    SCHOOL = "school"
    MASS_ORGANISATION = "mass_organisation"
    COMMUNE_POLICE = "commune_police"
    ECONOMIC_DIVISION = "economic_division"
    CHAIRPERSON = "chairperson"
    ADMIN = "admin"


class SiteType(StrEnum):
    """The table that tells more about a site."""

    FACILITY = "facility"
    INDUSTRIAL_CLUSTER = "industrial_cluster"
    MEDICAL_FACILITY = "medical_facility"
    SCHOOL = "school"
    COLLECTION_POINT = "collection_point"


class SiteKind(StrEnum):
    """What a site is. `KINDS_OF` says which type each kind belongs to."""

    PRODUCTION = "production"
    CRAFT_WORKSHOP = "craft_workshop"
    LIVESTOCK_FARM = "livestock_farm"
    AQUACULTURE_FARM = "aquaculture_farm"
    SHIPYARD = "shipyard"
    DYEING_PLANT = "dyeing_plant"
    PLATING_PLANT = "plating_plant"
    SLAUGHTERHOUSE = "slaughterhouse"
    SCRAP_DEALER = "scrap_dealer"
    SERVICE = "service"
    FUEL_STATION = "fuel_station"
    MARKET = "market"
    CHEMICAL_STORE = "chemical_store"
    WASTE_TREATMENT_FACILITY = "waste_treatment_facility"
    CONSTRUCTION_SITE = "construction_site"
    MIXED_USE_HOUSE = "mixed_use_house"
    INDUSTRIAL_CLUSTER = "industrial_cluster"
    CRAFT_VILLAGE = "craft_village"
    COMMUNE_HEALTH_STATION = "commune_health_station"
    CLINIC = "clinic"
    DENTAL_CLINIC = "dental_clinic"
    HOSPITAL = "hospital"
    PHARMACY = "pharmacy"
    TRADITIONAL_MEDICINE = "traditional_medicine"
    KINDERGARTEN = "kindergarten"
    PRIMARY_SCHOOL = "primary_school"
    LOWER_SECONDARY_SCHOOL = "lower_secondary_school"
    UPPER_SECONDARY_SCHOOL = "upper_secondary_school"
    COLLECTION_POINT = "collection_point"
    TEMPORARY_COLLECTION_POINT = "temporary_collection_point"
    TRANSFER_STATION = "transfer_station"
    PESTICIDE_PACKAGING_TANK = "pesticide_packaging_tank"


KINDS_OF: dict[SiteType, tuple[SiteKind, ...]] = {
    SiteType.FACILITY: tuple(SiteKind)[: list(SiteKind).index(SiteKind.INDUSTRIAL_CLUSTER)],
    SiteType.INDUSTRIAL_CLUSTER: (SiteKind.INDUSTRIAL_CLUSTER, SiteKind.CRAFT_VILLAGE),
    SiteType.MEDICAL_FACILITY: (
        SiteKind.COMMUNE_HEALTH_STATION,
        SiteKind.CLINIC,
        SiteKind.DENTAL_CLINIC,
        SiteKind.HOSPITAL,
        SiteKind.PHARMACY,
        SiteKind.TRADITIONAL_MEDICINE,
    ),
    SiteType.SCHOOL: (
        SiteKind.KINDERGARTEN,
        SiteKind.PRIMARY_SCHOOL,
        SiteKind.LOWER_SECONDARY_SCHOOL,
        SiteKind.UPPER_SECONDARY_SCHOOL,
    ),
    SiteType.COLLECTION_POINT: (
        SiteKind.COLLECTION_POINT,
        SiteKind.TEMPORARY_COLLECTION_POINT,
        SiteKind.TRANSFER_STATION,
        SiteKind.PESTICIDE_PACKAGING_TANK,
    ),
}

INSPECTED: tuple[SiteType, ...] = (
    SiteType.FACILITY,
    SiteType.INDUSTRIAL_CLUSTER,
    SiteType.MEDICAL_FACILITY,
    SiteType.SCHOOL,
)
"""Site types that stand on the inspection-coverage map."""


class SiteState(StrEnum):
    """Whether a site works now."""

    PLANNED = "planned"
    OPERATING = "operating"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class LegalForm(StrEnum):
    """Who runs a site, in the sense of the one-check-a-year rule (NQ 198/2025/QH15 Đ4)."""

    ENTERPRISE = "enterprise"
    HOUSEHOLD_BUSINESS = "household_business"
    COOPERATIVE = "cooperative"
    PUBLIC_BODY = "public_body"
    INDIVIDUAL = "individual"


class PermitKind(StrEnum):
    """Environmental paper of a site (Luật BVMT Đ39, Đ49)."""

    ENVIRONMENTAL_PERMIT = "environmental_permit"
    ENVIRONMENTAL_REGISTRATION = "environmental_registration"
    EXEMPT = "exempt"
    NONE = "none"


class FireGroup(StrEnum):
    """Fire-safety group (NĐ 105/2025): it decides which authority checks."""

    APPENDIX_II = "appendix_ii"
    APPENDIX_I = "appendix_i"
    HOUSE = "house"
    MIXED_USE_HOUSE = "mixed_use_house"
    NONE = "none"


class Authority(StrEnum):
    """The body that leads checks of a site."""

    ECONOMIC_DIVISION = "economic_division"
    COMMUNE_POLICE = "commune_police"
    HEALTH_STATION = "health_station"
    CITY = "city"


class ClusterState(StrEnum):
    """Stage of an industrial cluster."""

    PLANNED = "planned"
    BUILDING = "building"
    OPERATING = "operating"


class WasteGroup(StrEnum):
    """What may be brought to a point (Luật BVMT Đ75 groups 1–3, and the apart ones)."""

    RECYCLABLE = "recyclable"
    FOOD_WASTE = "food_waste"
    OTHER_HOUSEHOLD = "other_household"
    BULKY = "bulky"
    HOUSEHOLD_HAZARDOUS = "household_hazardous"
    PESTICIDE_PACKAGING = "pesticide_packaging"


class WaterWorkKind(StrEnum):
    """Drainage and water works."""

    CANAL = "canal"
    SLUICE = "sluice"
    PUMPING_STATION = "pumping_station"
    DIKE = "dike"
    OUTER_DIKE = "outer_dike"
    DISCHARGE_POINT = "discharge_point"
    WATER_INTAKE = "water_intake"


class RoadKind(StrEnum):
    """Class of a road, as in OpenStreetMap's highway tag, fewer."""

    PROVINCIAL = "provincial"
    COMMUNE = "commune"
    VILLAGE = "village"


class WaterwayKind(StrEnum):
    """Class of a water line."""

    RIVER = "river"
    CANAL = "canal"
    DITCH = "ditch"


class Hazard(StrEnum):
    """Kinds of disaster risk."""

    INUNDATION = "inundation"
    RIVER_FLOOD = "river_flood"
    STORM_SURGE = "storm_surge"
    STORM = "storm"
    HEAVY_RAIN = "heavy_rain"
    BANK_EROSION = "bank_erosion"
    SALINE_INTRUSION = "saline_intrusion"
    HEATWAVE = "heatwave"
    LIGHTNING = "lightning"
    FIRE_EXPLOSION = "fire_explosion"
    CHEMICAL_RELEASE = "chemical_release"


class Visibility(StrEnum):
    """Who may know of a record at all."""

    PUBLIC = "public"
    MASKED = "masked"
    INTERNAL = "internal"
    POLICE = "police"


class IncidentCategory(StrEnum):
    """What a citizen reports (glossary, group incident)."""

    STRAW_BURNING = "straw_burning"
    WASTE_BURNING = "waste_burning"
    LITTERING = "littering"
    ILLEGAL_DUMPING = "illegal_dumping"
    ILLEGAL_BURIAL = "illegal_burial"
    WASTEWATER_DISCHARGE = "wastewater_discharge"
    AIR_EMISSION = "air_emission"
    NOISE = "noise"
    ODOUR = "odour"
    SOLID_WASTE = "solid_waste"
    HAZARDOUS_WASTE_INCIDENT = "hazardous_waste_incident"
    MEDICAL_WASTE_INCIDENT = "medical_waste_incident"
    CHEMICAL_SPILL = "chemical_spill"
    FIRE_EXPLOSION = "fire_explosion"
    FISH_KILL = "fish_kill"
    WATER_POLLUTION = "water_pollution"
    WATERLOGGING = "waterlogging"
    BANK_EROSION = "bank_erosion"
    LIVESTOCK_WASTE = "livestock_waste"


class IncidentNature(StrEnum):
    """Tính chất (QĐ 174/QĐ-BTNMT Đ8)."""

    SUDDEN = "sudden"
    RECURRENT = "recurrent"


class IncidentState(StrEnum):
    """Where a report stands; the moves allowed are a table in services."""

    NEW = "new"
    VERIFYING = "verifying"
    NEED_INFO = "need_info"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    INSPECTION_PLANNED = "inspection_planned"
    REFERRED = "referred"
    DONE_REQUESTED = "done_requested"
    RESOLVED = "resolved"
    REOPEN_REQUESTED = "reopen_requested"
    REOPENED = "reopened"
    CLOSED = "closed"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    ANONYMISED = "anonymised"


class EventKind(StrEnum):
    """What an event of a report tells; only `MOVED` (and the first, `CREATED`) changes its state."""

    CREATED = "created"
    MOVED = "moved"
    NOTED = "noted"
    ANSWERED = "answered"
    ASSIGNED = "assigned"
    LINKED = "linked"
    MERGED = "merged"
    SPLIT = "split"
    ATTACHED = "attached"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    MODERATED = "moderated"
    INFO_ADDED = "info_added"
    RATED = "rated"
    ERASURE_REQUESTED = "erasure_requested"


class RejectReason(StrEnum):
    """Why a report goes no further."""

    UNFOUNDED = "unfounded"
    OUTSIDE_COMMUNE = "outside_commune"
    NOT_ENVIRONMENT = "not_environment"
    TOO_LITTLE_INFO = "too_little_info"
    COMPLAINT_PROCEDURE = "complaint_procedure"
    SPAM = "spam"


class Moderation(StrEnum):
    """Whether a report looks like one: what is suspected waits apart until somebody looked."""

    CLEAR = "clear"
    SUSPECTED = "suspected"
    SPAM = "spam"


class FilePurpose(StrEnum):
    """What a picture or paper at a report is for."""

    REPORT = "report"
    FOLLOW_UP = "follow_up"
    AFTER = "after"
    DOCUMENT = "document"


class InspectionState(StrEnum):
    """Steps of a check, and its side exits."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    ANNOUNCED = "announced"
    IN_FIELD = "in_field"
    MINUTES_SIGNED = "minutes_signed"
    CONCLUDED = "concluded"
    FOLLOW_UP = "follow_up"
    DONE = "done"
    CANCELLED = "cancelled"
    NO_ACCESS = "no_access"


VISITED: tuple[InspectionState, ...] = (
    InspectionState.MINUTES_SIGNED,
    InspectionState.CONCLUDED,
    InspectionState.FOLLOW_UP,
    InspectionState.DONE,
)
"""States in which a check has taken place, so that it counts for coverage."""


class InspectionContent(StrEnum):
    """What a check looks at."""

    ENVIRONMENT = "environment"
    FIRE_SAFETY = "fire_safety"
    MEDICAL_WASTE = "medical_waste"
    HAZARDOUS_WASTE_TRANSPORT = "hazardous_waste_transport"


class InspectionForm(StrEnum):
    """Kiểm tra thực tế hoặc từ xa."""

    ON_SITE = "on_site"
    REMOTE = "remote"


class CoverageStatus(StrEnum):
    """Where a site stands against its interval on a given day."""

    IN_TIME = "in_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    NEVER = "never"


class RowOutcome(StrEnum):
    """What an import would do with one row."""

    REFUSED = "refused"
    CHANGED = "changed"
    ADDED = "added"
    UNCHANGED = "unchanged"


class ImportState(StrEnum):
    """Life of an import: read, shown, then applied whole or not at all."""

    WAITING = "waiting"
    READING = "reading"
    READY = "ready"
    REFUSED = "refused"
    APPLYING = "applying"
    APPLIED = "applied"
    DISCARDED = "discarded"


class VerticalDatum(StrEnum):
    """Zero of a height; heights of different zeros are never mixed."""

    HON_DAU = "hon_dau"
    EGM2008 = "egm2008"
    CHART_ZERO = "chart_zero"
