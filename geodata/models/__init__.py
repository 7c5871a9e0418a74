"""Our tables, one file a subject."""

from geodata.models.account import Account, AuditEntry, SignInFailure
from geodata.models.base import Base
from geodata.models.commune import Commune, Village
from geodata.models.hazard import BulletinVillage, HazardBulletin, RiskZone
from geodata.models.importing import ImportBatch, ImportRow
from geodata.models.incident import Incident, IncidentEvent, IncidentReporter
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
    "AuditEntry",
    "Base",
    "BulletinVillage",
    "CollectionPoint",
    "Commune",
    "Facility",
    "Finding",
    "HazardBulletin",
    "ImportBatch",
    "ImportRow",
    "Incident",
    "IncidentEvent",
    "IncidentReporter",
    "IndustrialCluster",
    "Inspection",
    "InspectionInterval",
    "LayerVersion",
    "MedicalFacility",
    "RiskZone",
    "Road",
    "School",
    "SignInFailure",
    "Site",
    "SiteCell",
    "SiteContact",
    "Village",
    "WaterWork",
    "Waterway",
]
