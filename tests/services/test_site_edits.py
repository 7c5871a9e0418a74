"""The register written: who may change which field, what is refused, what is told to the second editor."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import KINDS_OF, Role, SiteKind, SiteState, SiteType
from geodata.errors import Conflict, FieldErrors, Forbidden
from geodata.models import AuditEntry, Commune, SiteContact, Village
from geodata.queries.ground import coordinates
from services import site_edits, sites
from services.clock import today
from services.site_fields import editable
from tests import cast
from tests.people import viewer

TODAY = today()


def values(**more: Any) -> dict[str, Any]:
    """What the form of a craft workshop sends."""
    return {
        "name": "Xưởng lưới Cốc Lộc",
        "kind": SiteKind.CRAFT_WORKSHOP,
        "code": "",
        "village_id": None,
        "address": "Thôn Cốc Lộc",
        "place": (106.59, 20.75),
        "state": SiteState.OPERATING,
        "registered_on": TODAY,
        "workers": 12,
    } | more


@pytest.fixture
def kim_linh(session: Session, an_hung: Commune) -> Village:
    """A village of An Hưng."""
    made: Village = cast.village(session, an_hung)
    return made


# --- adding


def test_a_new_site_gets_a_code_and_its_place(session: Session, an_hung: Commune) -> None:
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    made = site_edits.create(session, boss, SiteType.FACILITY, values())
    assert made.code.startswith("CS-")
    assert coordinates(made.geom) == (106.59, 20.75)
    assert sites.record(session, boss, made.id, on=TODAY).feature["properties"]["workers"] == 12


@pytest.mark.parametrize("site_type", list(SiteType))
def test_every_type_of_site_can_be_added_and_read_again(
    session: Session, an_hung: Commune, site_type: SiteType
) -> None:
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    kind = KINDS_OF[site_type][0]
    made = site_edits.create(session, boss, site_type, values(kind=kind))
    draft = sites.draft(session, boss, made.id)
    assert draft.values["kind"] is kind
    assert set(draft.values) == set(editable(boss, site_type))
    again = site_edits.change(session, boss, made.id, version=draft.version, values=draft.values)
    assert again.version == draft.version + 1


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"name": ""}, "name", "form.needed"),
        ({"kind": SiteKind.CLINIC}, "kind", "form.choice"),
        ({"kind": None}, "kind", "form.choice"),
        ({"workers": -1}, "workers", "form.negative"),
        ({"site_area_m2": float("nan")}, "site_area_m2", "form.number"),
        ({"site_area_m2": float("inf")}, "site_area_m2", "form.number"),
        ({"connected_share": 1.01}, "connected_share", "form.share"),
        ({"registered_on": TODAY + timedelta(days=2)}, "registered_on", "form.future"),
        ({"place": (float("nan"), 20.75)}, "place", "place.not_in_vietnam"),
        ({"place": (20.75, 106.59)}, "place", "place.not_in_vietnam"),
        ({"place": (0.0, 0.0)}, "place", "place.not_in_vietnam"),
        ({"place": (106.7, 20.75)}, "place", "place.outside"),
        ({"village_id": 999_999}, "village_id", "form.choice"),
        ({"cluster_id": 999_999}, "cluster_id", "form.choice"),
        ({"opening_hours": "mở cả ngày"}, "opening_hours", "site.hours"),
    ],
)
def test_what_cannot_be_stored_is_refused_field_by_field(
    session: Session, an_hung: Commune, wrong: dict[str, Any], field: str, code: str
) -> None:
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    with pytest.raises(FieldErrors) as refused:
        site_edits.create(session, boss, SiteType.FACILITY, values(**wrong))
    assert refused.value.fields == {field: code}
    assert sites.register(session, boss, sites.wanted()).total == 0


def test_a_site_may_stand_a_little_outside_a_coarse_border(session: Session, an_hung: Commune) -> None:
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    made = site_edits.create(session, boss, SiteType.FACILITY, values(place=(106.6420, 20.75)))
    assert made.id


def test_a_commune_without_a_border_takes_any_place_in_vietnam(session: Session, an_hung: Commune) -> None:
    an_hung.border = None
    session.flush()
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    assert site_edits.create(session, boss, SiteType.FACILITY, values(place=(105.8, 21.0))).geom is not None


def test_a_code_is_taken_once_per_type(session: Session, an_hung: Commune) -> None:
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    site_edits.create(session, boss, SiteType.FACILITY, values(code="CS-1"))
    with pytest.raises(FieldErrors) as refused:
        site_edits.create(session, boss, SiteType.FACILITY, values(code="CS-1"))
    assert refused.value.fields == {"code": "site.code_taken"}
    kind = SiteKind.PRIMARY_SCHOOL
    assert site_edits.create(session, boss, SiteType.SCHOOL, values(code="CS-1", kind=kind)).id


def test_a_village_and_a_cluster_of_another_commune_are_no_choice(session: Session, an_hung: Commune) -> None:
    neighbour = cast.commune(session)
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    foreign = {
        "village_id": cast.village(session, neighbour).id,
        "cluster_id": cast.cluster(session, neighbour).id,
    }
    with pytest.raises(FieldErrors) as refused:
        site_edits.create(session, boss, SiteType.FACILITY, values(**foreign))
    assert refused.value.fields == dict.fromkeys(foreign, "form.choice")


# --- changing


def test_a_stale_version_is_refused_and_nothing_is_written(session: Session, an_hung: Commune) -> None:
    shop = cast.facility(session, an_hung)
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    site_edits.change(session, boss, shop.id, version=1, values=values(name="Tên của người thứ nhất"))
    with pytest.raises(Conflict) as refused:
        site_edits.change(session, boss, shop.id, version=1, values=values(name="Tên của người thứ hai"))
    assert refused.value.code == "record.changed"
    assert shop.name == "Tên của người thứ nhất"


@pytest.mark.parametrize("change", [{"workers": 99}, {"phone": "0912 345 678"}, {"address": "Chỗ khác"}])
def test_a_change_of_any_table_of_a_site_makes_a_new_version(
    session: Session, an_hung: Commune, change: dict[str, Any]
) -> None:
    shop = cast.facility(session, an_hung)
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    draft = sites.draft(session, boss, shop.id)
    changed = site_edits.change(session, boss, shop.id, version=1, values=draft.values | change)
    assert changed.version == 2


def test_saving_a_form_unchanged_does_not_move_the_site(session: Session, an_hung: Commune) -> None:
    shop = cast.facility(session, an_hung, geom=cast.place(106.591234567891, 20.751234567891))
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    draft = sites.draft(session, boss, shop.id)
    site_edits.change(session, boss, shop.id, version=1, values=draft.values)
    session.refresh(shop)
    assert coordinates(shop.geom) == (106.591234567891, 20.751234567891)


def test_a_field_that_an_editor_may_not_see_stays_as_it_is(
    session: Session, an_hung: Commune, kim_linh: Village
) -> None:
    shop = cast.facility(session, an_hung, village_id=kim_linh.id, hazardous_stock_t=7.5, tax_code="0201")
    shop.contact = SiteContact(phone="0912345678", person="Bà Hoa", email="")
    session.flush()
    board = viewer(Role.VILLAGE_BOARD, an_hung, kim_linh)
    sent = values(village_id=kim_linh.id, hazardous_stock_t=0.0, tax_code="", phone="", person="", email="")
    site_edits.change(session, board, shop.id, version=shop.version, values=sent)
    session.refresh(shop)
    assert (shop.name, shop.hazardous_stock_t, shop.tax_code) == ("Xưởng lưới Cốc Lộc", 7.5, "0201")
    assert shop.contact.phone == "0912345678"


def test_a_board_cannot_give_a_site_to_another_village(
    session: Session, an_hung: Commune, kim_linh: Village
) -> None:
    shop = cast.facility(session, an_hung, village_id=kim_linh.id)
    other = cast.village(session, an_hung, "Cốc Lộc")
    board = viewer(Role.VILLAGE_BOARD, an_hung, kim_linh)
    for taken in (other.id, None):
        with pytest.raises(FieldErrors):
            site_edits.change(session, board, shop.id, version=1, values=values(village_id=taken))
        with pytest.raises(Forbidden):
            site_edits.create(session, board, SiteType.FACILITY, values(village_id=taken))


def test_contacts_come_and_go_whole(session: Session, an_hung: Commune) -> None:
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    shop = site_edits.create(session, boss, SiteType.FACILITY, values(person="Bà Hoa", phone="0912345678"))
    assert sites.draft(session, boss, shop.id).values["phone"] == "0912345678"
    empty = values(person="", phone="", email="")
    site_edits.change(session, boss, shop.id, version=shop.version, values=empty)
    assert session.get(SiteContact, shop.id) is None


def test_every_change_stands_in_the_log_without_the_contact(session: Session, an_hung: Commune) -> None:
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    shop = site_edits.create(session, boss, SiteType.FACILITY, values(phone="0912345678"))
    site_edits.change(session, boss, shop.id, version=1, values=values(workers=20, phone="0987654321"))
    entries = session.scalars(select(AuditEntry).where(AuditEntry.record_id == shop.id)).all()
    told = [(entry.table_name, entry.action) for entry in entries]
    assert {
        ("site", "insert"),
        ("facility", "insert"),
        ("facility", "update"),
        ("site_contact", "update"),
    } <= {*told}
    assert "0912345678" not in str([(entry.was, entry.now_is) for entry in entries])
    assert "0987654321" not in str([(entry.was, entry.now_is) for entry in entries])
