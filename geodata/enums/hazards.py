"""Words of the ground and its dangers: works, lines, hazards, zeros of heights."""

from enum import StrEnum


class WaterWorkKind(StrEnum):
    """Drainage and water works."""

    CANAL = "canal"
    SLUICE = "sluice"
    PUMPING_STATION = "pumping_station"
    DIKE = "dike"
    OUTER_DIKE = "outer_dike"
    DISCHARGE_POINT = "discharge_point"
    WATER_INTAKE = "water_intake"


class RoadKind(StrEnum):
    """Class of a road, as in OpenStreetMap's highway tag, fewer."""

    PROVINCIAL = "provincial"
    COMMUNE = "commune"
    VILLAGE = "village"


class WaterwayKind(StrEnum):
    """Class of a water line."""

    RIVER = "river"
    CANAL = "canal"
    DITCH = "ditch"


class Hazard(StrEnum):
    """Kinds of disaster risk."""

    INUNDATION = "inundation"
    RIVER_FLOOD = "river_flood"
    STORM_SURGE = "storm_surge"
    STORM = "storm"
    HEAVY_RAIN = "heavy_rain"
    BANK_EROSION = "bank_erosion"
    SALINE_INTRUSION = "saline_intrusion"
    HEATWAVE = "heatwave"
    LIGHTNING = "lightning"
    FIRE_EXPLOSION = "fire_explosion"
    CHEMICAL_RELEASE = "chemical_release"


class VerticalDatum(StrEnum):
    """Zero of a height; heights of different zeros are never mixed."""

    HON_DAU = "hon_dau"
    EGM2008 = "egm2008"
    CHART_ZERO = "chart_zero"
