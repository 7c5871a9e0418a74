"""Our tables, one file a subject."""

from geodata.models.account import Account, AuditEntry, SignInFailure
from geodata.models.base import Base
from geodata.models.commune import Commune, Village
from geodata.models.desk import (
    ApiKey,
    CalendarDay,
    IdentityReading,
    IncidentSupporter,
    Notification,
    ReplyTemplate,
    ServiceLevel,
)
from geodata.models.hazard import BulletinVillage, HazardBulletin, RiskZone
from geodata.models.importing import ImportBatch, ImportRow
from geodata.models.incident import Incident, IncidentEvent, IncidentInspection, IncidentReporter
from geodata.models.incident_file import IncidentFile
from geodata.models.inspection import (
    CapOverride,
    Finding,
    Inspection,
    InspectionEvent,
    YearlyCap,
)
from geodata.models.inspection_record import InspectionFile, InspectionRecord
from geodata.models.mapping import LayerVersion, SiteCell
from geodata.models.plan import (
    InspectionPlan,
    InspectionTeam,
    PlanLeftOut,
    PlanVisit,
    PlanWish,
    SiteVisitTerms,
)
from geodata.models.risk import ResidentialArea, RiskRating, RiskScheme, RiskValue
from geodata.models.site import (
    CollectionPoint,
    Facility,
    IndustrialCluster,
    MedicalFacility,
    School,
    Site,
    SiteContact,
)
from geodata.models.transport import (
    TransportCheck,
    TransportRule,
    Violation,
    WasteCarrier,
    WasteRoute,
    WasteVehicle,
)
from geodata.models.water import Road, Waterway, WaterWork

__all__ = [
    "Account",
    "ApiKey",
    "AuditEntry",
    "Base",
    "BulletinVillage",
    "CalendarDay",
    "CapOverride",
    "CollectionPoint",
    "Commune",
    "Facility",
    "Finding",
    "HazardBulletin",
    "IdentityReading",
    "ImportBatch",
    "ImportRow",
    "Incident",
    "IncidentEvent",
    "IncidentFile",
    "IncidentInspection",
    "IncidentReporter",
    "IncidentSupporter",
    "IndustrialCluster",
    "Inspection",
    "InspectionEvent",
    "InspectionFile",
    "InspectionPlan",
    "InspectionRecord",
    "InspectionTeam",
    "LayerVersion",
    "MedicalFacility",
    "Notification",
    "PlanLeftOut",
    "PlanVisit",
    "PlanWish",
    "ReplyTemplate",
    "ResidentialArea",
    "RiskRating",
    "RiskScheme",
    "RiskValue",
    "RiskZone",
    "Road",
    "School",
    "ServiceLevel",
    "SignInFailure",
    "Site",
    "SiteCell",
    "SiteContact",
    "SiteVisitTerms",
    "TransportCheck",
    "TransportRule",
    "Village",
    "Violation",
    "WasteCarrier",
    "WasteRoute",
    "WasteVehicle",
    "WaterWork",
    "Waterway",
    "YearlyCap",
]
