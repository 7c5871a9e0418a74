"""Risk zones, what lies inside them, and bulletins apart from them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from geodata.enums import Hazard, Role, SiteState, SiteType, Visibility
from geodata.errors import BadInput, NotFound
from geodata.features import Viewer
from geodata.models import BulletinVillage, Commune
from services import clock, hazards
from tests import cast

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)


def _names(session: Session, viewer: Viewer, **asked: str) -> list[str]:
    hazard, level = hazards.zone_filter(asked.get("hazard", ""), asked.get("level", ""))
    return [z["properties"]["name"] for z in hazards.zones(session, viewer, hazard=hazard, level=level)]


def test_the_worst_zone_comes_first(session: Session, an_hung: Commune) -> None:
    cast.zone(session, an_hung, "Thấp", level=1)
    cast.zone(session, an_hung, "Cao", level=5)
    assert _names(session, Viewer(an_hung.id)) == ["Cao", "Thấp"]


def test_filters_keep_one_hazard_or_level(session: Session, an_hung: Commune) -> None:
    cast.zone(session, an_hung, "Ngập", level=2)
    cast.zone(session, an_hung, "Sạt lở", hazard=Hazard.BANK_EROSION)
    assert _names(session, Viewer(an_hung.id), hazard="bank_erosion") == ["Sạt lở"]
    assert _names(session, Viewer(an_hung.id), level="2") == ["Ngập"]


@pytest.mark.parametrize("question", ["ven de", "VEN ĐÊ", "kim linh"])
def test_a_zone_is_found_by_its_name_and_by_its_villages(
    session: Session, an_hung: Commune, question: str
) -> None:
    cast.village(session, an_hung, "Kim Lĩnh", area=cast.ground(106.59, 20.74, 106.61, 20.76))
    cast.zone(session, an_hung, "Vùng trũng ven đê")
    cast.zone(session, an_hung, "Xa", area=cast.ground(106.62, 20.74, 106.63, 20.75))
    found = hazards.zones(session, Viewer(an_hung.id), search=question)
    assert [zone["properties"]["name"] for zone in found] == ["Vùng trũng ven đê"]


def test_the_public_knows_neither_internal_nor_ended_zones(session: Session, an_hung: Commune) -> None:
    cast.zone(session, an_hung, "Công khai")
    cast.zone(session, an_hung, "Nội bộ", visibility=Visibility.INTERNAL)
    cast.zone(session, an_hung, "Đã hết", valid_to=clock.today() - timedelta(days=1))
    assert _names(session, Viewer(an_hung.id)) == ["Công khai"]
    assert len(_names(session, Viewer(an_hung.id, Role.COMMUNE_POLICE))) == 3


def test_an_internal_zone_is_not_found_by_the_public(session: Session, an_hung: Commune) -> None:
    hidden = cast.zone(session, an_hung, visibility=Visibility.INTERNAL)
    with pytest.raises(NotFound):
        hazards.zone(session, Viewer(an_hung.id), hidden.id)
    with pytest.raises(NotFound):
        hazards.zone(session, Viewer(cast.commune(session).id, Role.CHAIRPERSON), hidden.id)


def test_what_lies_inside_is_counted_by_type(session: Session, an_hung: Commune) -> None:
    flooded = cast.zone(session, an_hung)
    cast.village(session, an_hung, area=cast.ground(106.59, 20.74, 106.61, 20.76))
    cast.village(session, an_hung, "Xa", area=cast.ground(106.61, 20.74, 106.62, 20.76))
    cast.point(session, an_hung)
    cast.facility(session, an_hung)
    cast.facility(session, an_hung, "Đã đóng", state=SiteState.CLOSED)
    cast.facility(session, an_hung, "Ngoài", geom=cast.place(106.62, 20.75))
    officer = Viewer(an_hung.id, Role.ECONOMIC_DIVISION)
    [counted] = hazards.zones(session, officer)
    assert counted["properties"]["inside"] == {"village": 1, "collection_point": 1, "facility": 1}
    detail = hazards.zone(session, officer, flooded.id)
    assert [v["name"] for v in detail.villages] == ["Kim Lĩnh"]
    assert detail.villages[0]["share"] == pytest.approx(0.5, abs=0.001)
    assert [s["name"] for s in detail.sites[SiteType.FACILITY]] == ["Xưởng mẫu"]


def test_the_public_learns_of_villages_and_collection_points_only(session: Session, an_hung: Commune) -> None:
    flooded = cast.zone(session, an_hung, internal_note="chỉ nội bộ")
    cast.point(session, an_hung)
    cast.facility(session, an_hung)
    [counted] = hazards.zones(session, Viewer(an_hung.id))
    assert counted["properties"]["inside"] == {"collection_point": 1}
    detail = hazards.zone(session, Viewer(an_hung.id), flooded.id)
    assert list(detail.sites) == [SiteType.COLLECTION_POINT]
    assert "internal_note" not in detail.zone["properties"]


def test_sites_of_a_neighbour_are_not_counted(session: Session, an_hung: Commune) -> None:
    cast.zone(session, an_hung)
    cast.point(session, cast.commune(session))
    [counted] = hazards.zones(session, Viewer(an_hung.id))
    assert counted["properties"]["inside"] == {}


def test_areas_are_measured_in_the_local_grid(session: Session, an_hung: Commune) -> None:
    cast.zone(session, an_hung, area=cast.ground(106.58, 20.74, 106.59, 20.75))
    [zone] = hazards.zones(session, Viewer(an_hung.id))
    # 0.01° x 0.01° at 20.745° N on the ellipsoid: 1 041.6 m x 1 107.2 m.
    assert zone["properties"]["area_m2"] == pytest.approx(1041.6 * 1107.2, rel=0.001)


def test_only_bulletins_valid_now_are_shown(session: Session, an_hung: Commune) -> None:
    hour = timedelta(hours=1)
    valid = cast.bulletin(session, an_hung, NOW - hour, NOW + hour, level=2)
    cast.bulletin(session, an_hung, NOW - 5 * hour, NOW)
    cast.bulletin(session, an_hung, NOW + hour, NOW + 2 * hour)
    assert [b["number"] for b in hazards.bulletins(session, Viewer(an_hung.id), NOW)] == [valid.number]


def test_a_bulletin_names_its_villages(session: Session, an_hung: Commune) -> None:
    made = cast.bulletin(session, an_hung, NOW, NOW + timedelta(days=1))
    for name in ("Tân Thắng", "Cốc Lộc"):
        home = cast.village(session, an_hung, name)
        made.villages.append(BulletinVillage(village_id=home.id, commune_id=an_hung.id))
    session.flush()
    [shown] = hazards.bulletins(session, Viewer(an_hung.id), NOW)
    assert shown["villages"] == ["Cốc Lộc", "Tân Thắng"]
    assert shown["level"] is None


@pytest.mark.parametrize(("hazard", "level"), [("lửa", ""), ("", "6"), ("", "0"), ("", "-1"), ("", "x")])
def test_a_zone_filter_with_foreign_words_is_refused(hazard: str, level: str) -> None:
    with pytest.raises(BadInput):
        hazards.zone_filter(hazard, level)
