"""The words the database knows: roles, kinds, states. Identifiers follow the trade's glossary."""

from geodata.enums.hazards import Hazard, RoadKind, VerticalDatum, WaterwayKind, WaterWorkKind
from geodata.enums.importing import ImportState, RowOutcome
from geodata.enums.incidents import (
    EventKind,
    FilePurpose,
    IncidentCategory,
    IncidentNature,
    IncidentState,
    Moderation,
    RejectReason,
)
from geodata.enums.inspections import (
    VISITED,
    Authority,
    CoverageStatus,
    InspectionContent,
    InspectionForm,
    InspectionState,
)
from geodata.enums.people import Role, Visibility
from geodata.enums.sites import (
    INSPECTED,
    KINDS_OF,
    ClusterState,
    FireGroup,
    LegalForm,
    PermitKind,
    SiteKind,
    SiteState,
    SiteType,
    WasteGroup,
)

__all__ = [
    "INSPECTED",
    "KINDS_OF",
    "VISITED",
    "Authority",
    "ClusterState",
    "CoverageStatus",
    "EventKind",
    "FilePurpose",
    "FireGroup",
    "Hazard",
    "ImportState",
    "IncidentCategory",
    "IncidentNature",
    "IncidentState",
    "InspectionContent",
    "InspectionForm",
    "InspectionState",
    "LegalForm",
    "Moderation",
    "PermitKind",
    "RejectReason",
    "RoadKind",
    "Role",
    "RowOutcome",
    "SiteKind",
    "SiteState",
    "SiteType",
    "VerticalDatum",
    "Visibility",
    "WasteGroup",
    "WaterWorkKind",
    "WaterwayKind",
]
