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
from geodata.models.inspection import Finding, Inspection, InspectionInterval
from geodata.models.mapping import LayerVersion, SiteCell
from geodata.models.site import (
    CollectionPoint,
    Facility,
    IndustrialCluster,
    MedicalFacility,
    School,
    Site,
    SiteContact,
)
from geodata.models.water import Road, Waterway, WaterWork

__all__ = [
    "Account",
    "ApiKey",
    "AuditEntry",
    "Base",
    "BulletinVillage",
    "CalendarDay",
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
    "InspectionInterval",
    "LayerVersion",
    "MedicalFacility",
    "Notification",
    "ReplyTemplate",
    "RiskZone",
    "Road",
    "School",
    "ServiceLevel",
    "SignInFailure",
    "Site",
    "SiteCell",
    "SiteContact",
    "Village",
    "WaterWork",
    "Waterway",
]
