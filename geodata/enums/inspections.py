"""Words of checks: who, how, how far, how well covered."""

from enum import StrEnum


class Authority(StrEnum):
    """The body that leads checks of a site."""

    ECONOMIC_DIVISION = "economic_division"
    COMMUNE_POLICE = "commune_police"
    HEALTH_STATION = "health_station"
    CITY = "city"


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
