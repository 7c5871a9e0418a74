"""Who somebody is, and who may know of a record."""

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


class Visibility(StrEnum):
    """Who may know of a record at all."""

    PUBLIC = "public"
    MASKED = "masked"
    INTERNAL = "internal"
    POLICE = "police"
