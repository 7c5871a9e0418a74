"""Which categories may tell of one and the same thing: one reports the smoke, another the fire."""

from typing import Final

from geodata.enums import IncidentCategory

_C = IncidentCategory

GROUPS: Final[tuple[frozenset[IncidentCategory], ...]] = (
    frozenset({_C.STRAW_BURNING, _C.WASTE_BURNING, _C.FIRE_EXPLOSION, _C.AIR_EMISSION, _C.ODOUR}),
    frozenset(
        {
            _C.LITTERING,
            _C.ILLEGAL_DUMPING,
            _C.ILLEGAL_BURIAL,
            _C.SOLID_WASTE,
            _C.HAZARDOUS_WASTE_INCIDENT,
            _C.MEDICAL_WASTE_INCIDENT,
        }
    ),
    frozenset(
        {
            _C.WASTEWATER_DISCHARGE,
            _C.WATER_POLLUTION,
            _C.FISH_KILL,
            _C.WATERLOGGING,
            _C.CHEMICAL_SPILL,
            _C.LIVESTOCK_WASTE,
        }
    ),
    frozenset({_C.NOISE}),
    frozenset({_C.BANK_EROSION}),
)
"""Each category stands in one group."""


def group_of(category: IncidentCategory) -> frozenset[IncidentCategory]:
    """The categories that may tell of the same thing as this one, itself among them."""
    return next(group for group in GROUPS if category in group)
