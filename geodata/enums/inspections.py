"""Words of checks: who, how, how far, how well covered, how risky."""

from enum import StrEnum


class Authority(StrEnum):
    """The body that leads checks of a site."""

    ECONOMIC_DIVISION = "economic_division"
    COMMUNE_POLICE = "commune_police"
    HEALTH_STATION = "health_station"
    CITY = "city"


class InspectionAct(StrEnum):
    """Kiểm tra, which a commune may do, or thanh tra, which other bodies do (NĐ 217/2025)."""

    INSPECTION = "inspection"
    STATE_INSPECTION = "state_inspection"


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


class InspectionTrigger(StrEnum):
    """Why a check takes place. Police checks of the environment need the 2nd–4th (NĐ 105/2015 Đ7)."""

    PLAN = "plan"
    DIRECT_DETECTION = "direct_detection"
    TIP = "tip"
    COMPLAINT = "complaint"
    CLEAR_SIGNS = "clear_signs"
    REMEDY = "remedy"


class InspectionEventKind(StrEnum):
    """What an event of a check tells."""

    CREATED = "created"
    MOVED = "moved"
    NOTED = "noted"
    LINKED = "linked"
    RECORDED = "recorded"
    REMEDIED = "remedied"
    OVERRIDDEN = "overridden"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class RecordOutcome(StrEnum):
    """How a visit ended."""

    SIGNED = "signed"
    REFUSED_TO_SIGN = "refused_to_sign"
    NO_ACCESS = "no_access"


class InspectionFilePurpose(StrEnum):
    """What a file of a check is."""

    EVIDENCE = "evidence"
    SIGNATURE = "signature"
    REMEDY = "remedy"
    PAPER = "paper"


class CoverageStatus(StrEnum):
    """Where a site stands against its interval on a given day."""

    IN_TIME = "in_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    NEVER = "never"


class Criterion(StrEnum):
    """Criteria of the risk category: eight impacts I1–I8, then five of performance O1–O5."""

    WASTEWATER = "wastewater"
    AIR_ODOUR = "air_odour"
    WASTE = "waste"
    FIRE_CHEMICALS = "fire_chemicals"
    NOISE_TRAFFIC = "noise_traffic"
    SURROUNDINGS = "surroundings"
    FLOOD_STOCK = "flood_stock"
    SCALE = "scale"
    FINDINGS = "findings"
    INCIDENTS_NEAR = "incidents_near"
    OVERDUE_REMEDIES = "overdue_remedies"
    PAPERS = "papers"
    OWN_SYSTEM = "own_system"


IMPACTS: tuple[Criterion, ...] = tuple(Criterion)[:8]
"""I1–I8, each 0–5, in the order of the arrays of geodata.risk."""
PERFORMANCE: tuple[Criterion, ...] = tuple(Criterion)[8:]
"""O1–O5, each -1 (good), 0, +1 (bad), in the order of the arrays of geodata.risk."""


class PlanState(StrEnum):
    """Steps of a plan of checks."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class LeftOutReason(StrEnum):
    """Why a site is not in a plan."""

    YEARLY_CAP = "yearly_cap"
    NOT_BEFORE = "not_before"
    NOT_PLACED = "not_placed"
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    DROPPED = "dropped"
    PAIR_IMPOSSIBLE = "pair_impossible"
    PLANNED_ELSEWHERE = "planned_elsewhere"
    OTHER_AUTHORITY = "other_authority"
    NOT_DUE = "not_due"
    NO_ROOM = "no_room"


class WishKind(StrEnum):
    """What an officer asked of a plan for one site."""

    PINNED = "pinned"
    DROPPED = "dropped"


class VehicleKind(StrEnum):
    """How a team travels."""

    MOTORBIKE = "motorbike"
    CAR = "car"
    BICYCLE = "bicycle"
    WALKING = "walking"


class TransportResult(StrEnum):
    """What a check of a hazardous-waste transport found."""

    IN_ORDER = "in_order"
    REMINDED = "reminded"
    VIOLATION = "violation"
