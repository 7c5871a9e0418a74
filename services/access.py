"""Who may do what: one table, and the one question asked of it. What is not listed is refused."""

from typing import Final

from geodata.enums import Role
from geodata.errors import Forbidden
from geodata.features import Viewer

_R = Role

_INSPECTORS: Final = frozenset({_R.COMMUNE_POLICE, _R.ECONOMIC_DIVISION, _R.HEALTH_STATION})
_FIELD: Final = _INSPECTORS | {_R.CHAIRPERSON, _R.VILLAGE_BOARD, _R.ADMIN}

PERMISSIONS: Final[dict[str, frozenset[Role]]] = {
    "map:coverage": frozenset(
        {
            _R.COMMUNE_POLICE,
            _R.ECONOMIC_DIVISION,
            _R.HEALTH_STATION,
            _R.CHAIRPERSON,
            _R.VILLAGE_BOARD,
            _R.ADMIN,
        }
    ),
    "site:read": frozenset(
        {
            _R.COMMUNE_POLICE,
            _R.ECONOMIC_DIVISION,
            _R.HEALTH_STATION,
            _R.CHAIRPERSON,
            _R.VILLAGE_BOARD,
            _R.ADMIN,
        }
    ),
    "site:edit": frozenset({_R.ECONOMIC_DIVISION, _R.COMMUNE_POLICE, _R.HEALTH_STATION, _R.VILLAGE_BOARD}),
    "site:contacts": frozenset({_R.ECONOMIC_DIVISION, _R.COMMUNE_POLICE, _R.CHAIRPERSON}),
    "village:edit": frozenset({_R.ECONOMIC_DIVISION, _R.VILLAGE_BOARD}),
    "incident:read": frozenset(
        {
            _R.COMMUNE_POLICE,
            _R.ECONOMIC_DIVISION,
            _R.CHAIRPERSON,
            _R.PUBLIC_SERVICE_CENTRE,
            _R.VILLAGE_BOARD,
        }
    ),
    "incident:triage": frozenset({_R.ECONOMIC_DIVISION, _R.COMMUNE_POLICE}),
    "incident:work": frozenset(
        {_R.ECONOMIC_DIVISION, _R.COMMUNE_POLICE, _R.PUBLIC_SERVICE_CENTRE, _R.VILLAGE_BOARD}
    ),
    "incident:resolve": frozenset({_R.ECONOMIC_DIVISION, _R.COMMUNE_POLICE, _R.CHAIRPERSON}),
    "incident:identity": frozenset({_R.ECONOMIC_DIVISION, _R.COMMUNE_POLICE}),
    "incident:settings": frozenset({_R.ECONOMIC_DIVISION}),
    "inspection:read": _FIELD,
    "inspection:plan": _INSPECTORS,
    "inspection:record": _INSPECTORS,
    "inspection:approve": frozenset({_R.CHAIRPERSON}),
    "inspection:conclude": _INSPECTORS | {_R.CHAIRPERSON},
    "inspection:cancel": _INSPECTORS | {_R.CHAIRPERSON},
    "inspection:publish": frozenset({_R.ECONOMIC_DIVISION, _R.COMMUNE_POLICE}),
    "inspection:settings": frozenset({_R.ECONOMIC_DIVISION, _R.COMMUNE_POLICE}),
    "plan:read": _INSPECTORS | {_R.CHAIRPERSON},
    "risk:read": _FIELD,
    "risk:edit": _INSPECTORS,
    "risk:propose": frozenset({_R.ECONOMIC_DIVISION}),
    "risk:approve": frozenset({_R.CHAIRPERSON}),
    "penalty:read": _INSPECTORS | {_R.CHAIRPERSON},
    "penalty:edit": frozenset({_R.ECONOMIC_DIVISION, _R.COMMUNE_POLICE}),
    "transport:read": _INSPECTORS | {_R.CHAIRPERSON},
    "transport:edit": frozenset({_R.ECONOMIC_DIVISION, _R.COMMUNE_POLICE}),
    "import:run": frozenset({_R.ECONOMIC_DIVISION, _R.ADMIN}),
    "settings:read": frozenset({_R.ECONOMIC_DIVISION, _R.COMMUNE_POLICE}),
    "audit:read": frozenset({_R.CHAIRPERSON, _R.ADMIN}),
    "audit:identities": frozenset({_R.CHAIRPERSON, _R.ADMIN, _R.COMMUNE_POLICE}),
}
"""Action → roles that may do it. Site editing is narrowed further by `EDITS`, boards by their village."""

EDITS: Final[dict[Role, frozenset[str]]] = {
    _R.ECONOMIC_DIVISION: frozenset(
        {"facility", "industrial_cluster", "medical_facility", "school", "collection_point"}
    ),
    _R.COMMUNE_POLICE: frozenset({"facility"}),
    _R.HEALTH_STATION: frozenset({"medical_facility"}),
    _R.VILLAGE_BOARD: frozenset({"facility", "collection_point"}),
}
"""Role → site types it may change."""


def may(viewer: Viewer, action: str) -> bool:
    """Whether this viewer's role may do `action`; an unknown action is refused to all."""
    return viewer.role in PERMISSIONS.get(action, frozenset())


def require(viewer: Viewer, action: str) -> None:
    """Refuse with Forbidden unless the role may do `action`."""
    if not may(viewer, action):
        raise Forbidden("access.role", action=action)


def may_edit_site(viewer: Viewer, *, commune_id: int, site_type: str, village_id: int | None) -> bool:
    """Whether this viewer may change such a site: role, type, commune and, for a board, its village."""
    return (
        may(viewer, "site:edit")
        and viewer.commune_id == commune_id
        and site_type in EDITS.get(viewer.role, frozenset())
        and (
            viewer.role is not _R.VILLAGE_BOARD
            or (village_id is not None and village_id == viewer.village_id)
        )
    )


def may_edit_village(viewer: Viewer, *, commune_id: int, village_id: int) -> bool:
    """Whether this viewer may change that village: a board its own only."""
    return (
        may(viewer, "village:edit")
        and viewer.commune_id == commune_id
        and (viewer.role is not _R.VILLAGE_BOARD or village_id == viewer.village_id)
    )
