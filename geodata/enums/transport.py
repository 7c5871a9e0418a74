"""Words of transports of hazardous waste and of penalties."""

from enum import StrEnum


class TransportRuleName(StrEnum):
    """Figures that warnings about transports of hazardous waste go by."""

    SCHOOL_M = "school_m"
    CLINIC_M = "clinic_m"
    HOME_M = "home_m"
    SCHOOL_HOURS = "school_hours"
    PERMIT_SOON_DAYS = "permit_soon_days"
    LONGEST_KM = "longest_km"


class PenaltyStatus(StrEnum):
    """How far a penalty is on a given day: worked out, never stored."""

    UNDECIDED = "undecided"
    UNPAID = "unpaid"
    OVERDUE = "overdue"
    PAID = "paid"
    NO_FINE = "no_fine"
    CLOSED = "closed"


class PermitStatus(StrEnum):
    """How a carrier's permit stands on a given day."""

    NONE = "none"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    EXPIRES_SOON = "expires_soon"
    VALID = "valid"
