"""Tile layers as a service: what is found, refused, and told apart by its tag."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.errors import BadInput, Forbidden, NotFound
from geodata.features import Viewer
from geodata.models import Commune
from geodata.queries.tiles import Tile
from services import tiles
from tests import cast
from tests.everything import plant
from tests.mvt import decode
from tests.people import viewer

DAY = date(2026, 6, 30)
INSPECTORS = (
    Role.COMMUNE_POLICE,
    Role.ECONOMIC_DIVISION,
    Role.HEALTH_STATION,
    Role.CHAIRPERSON,
    Role.ADMIN,
    Role.VILLAGE_BOARD,
)
HOME = Tile(12, 3260, 1806)


def test_a_layer_that_is_none_is_not_found(an_hung: Commune) -> None:
    with pytest.raises(NotFound) as refusal:
        tiles.find("secrets", Viewer(an_hung.id))
    assert refusal.value.code == "tile.layer"


@pytest.mark.parametrize("role", list(Role))
def test_sites_are_for_those_who_inspect(session: Session, an_hung: Commune, role: Role) -> None:
    who = viewer(role, an_hung, cast.village(session, an_hung))
    if role in INSPECTORS:
        assert tiles.find("sites", who).name == "sites"
    else:
        with pytest.raises(Forbidden):
            tiles.find("sites", who)


@pytest.mark.parametrize("name", ["base", "collection-points", "risk-zones", "incidents"])
def test_the_other_layers_are_open_to_all(an_hung: Commune, name: str) -> None:
    assert tiles.find(name, Viewer(an_hung.id)).name == name


@pytest.mark.parametrize(
    "address",
    [
        "23/0/0",
        "1/2/0",
        "1/0/2",
        "0/0/1",
        "-1/0/0",
        "a/0/0",
        "1.5/0/0",
        "/0/0",
        "²/0/0",
        "٣/0/0",
        "1/9999999999/0",
    ],
)
def test_an_address_that_is_no_tile_is_refused(address: str) -> None:
    with pytest.raises(BadInput) as refusal:
        tiles.place(*address.split("/"))
    assert refusal.value.code == "tile.place"


def test_the_corners_of_the_world_are_tiles() -> None:
    last = str(2**22 - 1)
    assert tiles.place("22", last, last) == Tile(22, 2**22 - 1, 2**22 - 1)
    assert tiles.place("0", "0", "0") == Tile(0, 0, 0)


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("collection-points", {"kind": "hospital"}),
        ("collection-points", {"group": "gold"}),
        ("collection-points", {"village": "x"}),
        ("sites", {"kind": "collection_point"}),
        ("sites", {"status": "verifying"}),
        ("sites", {"month": "2026-13"}),
        ("sites", {"authority": "army"}),
        ("sites", {"cluster": "-1"}),
        ("sites", {"village": "²"}),
        ("risk-zones", {"hazard": "plague"}),
        ("risk-zones", {"level": "6"}),
        ("risk-zones", {"month": "june"}),
        ("incidents", {"category": "theft"}),
        ("incidents", {"status": "overdue"}),
        ("incidents", {"from": "31/12/2026"}),
        ("incidents", {"to": "2026-02-30"}),
    ],
)
def test_a_filter_with_a_bad_value_is_refused(
    session: Session, an_hung: Commune, name: str, sent: dict[str, str]
) -> None:
    officer = viewer(Role.ECONOMIC_DIVISION, an_hung)
    with pytest.raises(BadInput) as refusal:
        tiles.draw(session, officer, tiles.LAYERS[name], HOME, sent, DAY)
    assert refusal.value.code == "filter.unknown"


def test_a_filter_of_another_layer_is_passed_over(session: Session, an_hung: Commune) -> None:
    cast.point(session, an_hung)
    sent = {"hazard": "inundation", "level": "3", "today": "2020-01-01", "v": "7"}
    for name in ("collection-points", "sites"):
        who = viewer(Role.ECONOMIC_DIVISION, an_hung)
        body = tiles.draw(session, who, tiles.LAYERS[name], HOME, sent, DAY)
        assert len(decode(body)) == (name == "collection-points")


def test_the_month_sets_the_day_of_the_coverage(session: Session, an_hung: Commune) -> None:
    site = cast.facility(session, an_hung)
    cast.visit(session, site, date(2026, 5, 10))
    officer = viewer(Role.ECONOMIC_DIVISION, an_hung)
    told = {}
    for month in ("2026-04", "2026-05", ""):
        body = tiles.draw(session, officer, tiles.LAYERS["sites"], HOME, {"month": month}, DAY)
        told[month] = decode(body)["sites"][0].properties["status"]
    assert told == {"2026-04": "never", "2026-05": "in_time", "": "in_time"}


def test_no_field_leaves_that_the_privacy_rule_does_not_name(session: Session, an_hung: Commune) -> None:
    plant(session, an_hung, "lời riêng")
    for role in Role:
        who = viewer(role, an_hung, cast.village(session, an_hung))
        for name in ("collection-points", "sites", "risk-zones", "incidents"):
            if name == "sites" and role not in INSPECTORS:
                continue
            for z in (12, 17):
                tile = Tile(z, HOME.x << (z - 12), HOME.y << (z - 12))
                assert b"ri\xc3\xaang" not in tiles.draw(session, who, tiles.LAYERS[name], tile, {}, DAY)


# --- versions and tags


def changed(session: Session, commune: Commune, act: Any) -> set[str]:
    """The tables whose version grows when `act` runs."""
    before = tiles.versions(session, commune.id)
    act()
    session.flush()
    after = tiles.versions(session, commune.id)
    assert all(after[table] >= version for table, version in before.items())
    return {table for table, version in after.items() if version != before.get(table, 0)}


def test_each_change_makes_the_version_of_its_table_grow(session: Session, an_hung: Commune) -> None:
    site = cast.facility(session, an_hung)
    under = cast.scheme(session, an_hung)
    assert changed(session, an_hung, lambda: cast.zone(session, an_hung)) == {"risk_zone"}
    assert changed(session, an_hung, lambda: cast.report(session, an_hung)) == {"incident"}
    assert changed(session, an_hung, lambda: cast.visit(session, site, DAY)) == {"inspection"}
    assert changed(session, an_hung, lambda: cast.village(session, an_hung)) == {"village"}
    assert changed(session, an_hung, lambda: cast.point(session, an_hung)) == {"site"}
    rate = partial(cast.rating, session, site, 4, DAY, under=under)
    assert changed(session, an_hung, rate) == {"risk_rating"}
    assert changed(session, an_hung, lambda: setattr(site, "workers", 12)) == {"site"}


def test_a_border_concerns_every_commune_other_changes_only_their_own(
    session: Session, an_hung: Commune
) -> None:
    neighbour = cast.commune(session)
    assert changed(session, an_hung, lambda: cast.point(session, neighbour)) == set()
    new_border = cast.ground(106.5, 20.7, 106.6, 20.8)
    assert changed(session, an_hung, lambda: setattr(neighbour, "border", new_border)) == {"commune"}
    extra = cast.commune(session, "11680")
    gone = delete(Commune).where(Commune.id == extra.id)
    assert changed(session, an_hung, lambda: session.execute(gone)) == {"commune"}


def tag(who: Viewer, name: str = "incidents", **more: Any) -> str:
    facts: dict[str, Any] = {"known": {"incident": 1}, "today": DAY, "address": "/tiles/a?b"} | more
    return tiles.validator(tiles.LAYERS[name], who, **facts)


def test_a_tag_is_one_audience_s_own(session: Session, an_hung: Commune) -> None:
    villages = [cast.village(session, an_hung) for _ in range(2)]
    audiences = [viewer(role, an_hung, villages[0]) for role in Role]
    audiences += [viewer(Role.VILLAGE_BOARD, an_hung, villages[1]), Viewer(an_hung.id + 1)]
    assert len({tag(who) for who in audiences}) == len(audiences)


def test_colleagues_share_a_tag() -> None:
    assert tag(Viewer(1, Role.CHAIRPERSON, None, 5)) == tag(Viewer(1, Role.CHAIRPERSON, None, 6))


def test_a_tag_changes_with_version_day_address_and_layer_and_with_nothing_else() -> None:
    everybody = Viewer(1)
    tags = {
        tag(everybody),
        tag(everybody, known={"incident": 2}),
        tag(everybody, today=date(2026, 7, 1)),
        tag(everybody, address="/tiles/a?c"),
        tag(everybody, name="risk-zones"),
    }
    assert len(tags) == 5
    assert tag(everybody, known={"incident": 1, "site": 9}) == tag(everybody)
