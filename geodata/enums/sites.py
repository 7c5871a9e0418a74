"""Words of what is inspected and what takes waste: types, kinds, states, papers."""

from enum import StrEnum


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
