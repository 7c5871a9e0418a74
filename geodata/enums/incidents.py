"""Words of citizens' reports: categories, states, events."""

from enum import StrEnum


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
    VISIBILITY_SET = "visibility_set"
    URGENCY_SET = "urgency_set"


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
