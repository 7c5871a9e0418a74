"""The table of rights: what is not listed is refused; boards stay in their village, all in their commune."""

import pytest

from geodata.enums import Role, SiteType
from geodata.errors import Forbidden
from geodata.features import FIELDS, REACH, Layer, Reach, Viewer, reach, sees_exact_place, shows, visible
from services import access
from services.access import EDITS, PERMISSIONS
from tests.people import OFFICERS

HOME, NEIGHBOUR = 1, 2
OWN, OTHER = 11, 12


def viewer(role: Role) -> Viewer:
    """An officer of HOME; a board is that of the village OWN."""
    return Viewer(HOME, role, OWN if role is Role.VILLAGE_BOARD else None)


@pytest.mark.parametrize("role", list(Role))
def test_an_action_that_is_not_listed_is_refused_to_all(role: Role) -> None:
    assert not access.may(viewer(role), "site:burn")
    with pytest.raises(Forbidden):
        access.require(viewer(role), "site:burn")


@pytest.mark.parametrize("action", sorted(PERMISSIONS))
def test_the_public_may_do_nothing_that_is_listed(action: str) -> None:
    assert not access.may(viewer(Role.PUBLIC), action)


@pytest.mark.parametrize("action", ["incident:read", "incident:triage", "site:contacts", "site:edit"])
def test_an_administrator_has_no_right_to_what_people_reported(action: str) -> None:
    assert not access.may(viewer(Role.ADMIN), action)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("site_type", list(SiteType))
def test_a_site_is_edited_by_who_is_listed_for_its_type(role: Role, site_type: SiteType) -> None:
    listed = site_type.value in EDITS.get(role, frozenset())
    assert access.may_edit_site(viewer(role), commune_id=HOME, site_type=site_type, village_id=OWN) is listed


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("site_type", list(SiteType))
def test_nobody_edits_a_site_of_another_commune(role: Role, site_type: SiteType) -> None:
    assert not access.may_edit_site(viewer(role), commune_id=NEIGHBOUR, site_type=site_type, village_id=OWN)
    assert not access.may_edit_village(viewer(role), commune_id=NEIGHBOUR, village_id=OWN)


@pytest.mark.parametrize("village", [OTHER, None])
def test_a_board_edits_in_its_own_village_only(village: int | None) -> None:
    board = viewer(Role.VILLAGE_BOARD)
    for site_type in SiteType:
        assert not access.may_edit_site(board, commune_id=HOME, site_type=site_type, village_id=village)
    assert access.may_edit_village(board, commune_id=HOME, village_id=OWN)
    assert not access.may_edit_village(board, commune_id=HOME, village_id=OTHER)


@pytest.mark.parametrize("role", list(Role))
def test_who_edits_sites_or_villages_is_listed_for_it_and_may_read(role: Role) -> None:
    editor = access.may(viewer(role), "site:edit")
    assert editor == (role in EDITS)
    assert not editor or access.may(viewer(role), "site:read")


@pytest.mark.parametrize("layer", list(Layer))
def test_every_role_has_its_rows_in_every_layer(layer: Layer) -> None:
    assert set(REACH[layer]) == set(Role)
    assert FIELDS[layer]


@pytest.mark.parametrize("role", OFFICERS)
def test_pages_and_rows_agree(role: Role) -> None:
    """Who may open the register reaches sites, who may open the desk reaches reports, and nobody else."""
    assert access.may(viewer(role), "site:read") == (reach(Layer.SITE, viewer(role)) is not Reach.NONE)
    assert access.may(viewer(role), "incident:read") == sees_exact_place(viewer(role))
    assert access.may(viewer(role), "site:contacts") == shows(Layer.SITE, "phone", viewer(role))


@pytest.mark.parametrize("role", list(Role))
def test_the_fields_of_the_desk_reach_the_desk_only(role: Role) -> None:
    for field in ("code", "description", "landmark", "occurred_at", "visibility"):
        assert shows(Layer.INCIDENT, field, viewer(role)) == sees_exact_place(viewer(role)), field


def test_a_field_that_is_not_named_reaches_nobody() -> None:
    row = {"name": "Điểm", "geom": "POINT(1 2)", "sealed": b"x", "idempotency_key": "k", "password_hash": "h"}
    for layer in Layer:
        for role in Role:
            assert set(visible(layer, row, viewer(role))) <= {"name"}
