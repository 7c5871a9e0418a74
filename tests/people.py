"""Who looks, in tests: a viewer of any role, and the nine roles with the public."""

from geodata.enums import Role
from geodata.features import Viewer
from geodata.models import Commune, Village

OFFICERS = tuple(role for role in Role if role is not Role.PUBLIC)


def viewer(role: Role, commune: Commune, village: Village | None = None) -> Viewer:
    """A viewer of that commune; a village board needs its village, others get none."""
    own = village.id if village and role is Role.VILLAGE_BOARD else None
    return Viewer(commune.id, role, own)
