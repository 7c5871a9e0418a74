"""The demonstration's commune, villages, roads, water, zones and bulletins."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from geodata.enums import Hazard, RoadKind, VerticalDatum, Visibility, WaterwayKind, WaterWorkKind
from geodata.models import (
    BulletinVillage,
    Commune,
    HazardBulletin,
    RiskZone,
    Road,
    Village,
    Waterway,
    WaterWork,
)
from services.clock import midnight
from services.demo.ground import landscape, village_rows
from services.demo.hazards import BASIS, ISSUER
from tests.services.demo.conftest import TODAY

KNOWN = {"Phương Hạ", "Mông Thượng", "Kim Lĩnh", "Cốc Lộc", "Tân Thắng", "Trần Thành"}


@pytest.fixture
def commune(session: Session) -> Commune:
    return session.scalars(select(Commune)).one()


@pytest.fixture
def villages(session: Session) -> list[Village]:
    return list(session.scalars(select(Village).where(Village.valid_to.is_(None))))


def test_it_says_that_it_is_a_demonstration(session: Session, commune: Commune) -> None:
    assert commune.is_demo and commune.source == "demo"
    assert (commune.code, str(commune.valid_from), commune.province_code) == ("11674", "2025-07-01", "31")
    assert (commune.official_area_km2, commune.population) == (20.23, 25535)
    for model in (Village, Road, Waterway, WaterWork, RiskZone, HazardBulletin):
        assert set(session.scalars(select(model.source))) == {"demo"}


def test_the_outline_is_about_as_large_as_the_commune(session: Session) -> None:
    area = session.scalar(text("SELECT ST_Area(border::geography) / 1e6 FROM commune"))
    assert area == pytest.approx(20.48, rel=0.02)


def test_only_known_names_are_taken_for_real(villages: list[Village]) -> None:
    assert {village.name for village in villages if not village.name.startswith("Thôn mẫu")} == KNOWN
    assert len(villages) == 16


def test_people_add_up(villages: list[Village]) -> None:
    assert sum(village.population or 0 for village in villages) == 25535
    assert all(2.5 < (v.population or 0) / (v.households or 1) < 4.5 for v in villages)


def test_villages_tile_the_border_without_overlap(session: Session) -> None:
    whole, tiles, together = session.execute(
        text(
            "SELECT ST_Area(c.border::geography), sum(ST_Area(v.area::geography)),"
            " ST_Area(ST_Union(v.area)::geography)"
            " FROM commune c JOIN village v ON v.commune_id = c.id AND v.valid_to IS NULL GROUP BY c.id"
        )
    ).one()
    assert tiles == pytest.approx(whole, rel=1e-4)
    assert together == pytest.approx(tiles, rel=1e-6)


def test_one_village_has_no_map_and_one_has_ended(session: Session, villages: list[Village]) -> None:
    assert [village.name for village in villages if village.area is None] == ["Thôn mẫu 10"]
    ended = session.scalars(select(Village).where(Village.valid_to.is_not(None))).one()
    [successor] = [village for village in villages if ended.code in village.predecessors]
    assert successor.valid_from - timedelta(days=1) == ended.valid_to


@pytest.mark.parametrize("today", [date(2025, 7, 20), date(2026, 1, 2), date(2028, 2, 29)])
def test_on_any_day_the_ended_village_has_ended(today: date) -> None:
    rows = list(village_rows(1, landscape(), today))
    [ended] = [row for row in rows if row.valid_to]
    assert ended.valid_to and ended.valid_from <= ended.valid_to < today
    assert sum(row.population or 0 for row in rows if row.valid_to is None) == 25535


def test_old_communes_lie_where_they_lay(session: Session) -> None:
    statement = select(Village.name, func.ST_X(func.ST_Centroid(Village.area)).label("lon")).where(
        Village.area.is_not(None)
    )
    lon: dict[str, float] = {row.name: row.lon for row in session.execute(statement)}
    assert max(lon[name] for name in KNOWN - {"Trần Thành"}) < lon["Trần Thành"] < lon["Thôn mẫu 9"]


def test_the_provincial_road_crosses_the_commune(session: Session) -> None:
    road = session.scalars(select(Road).where(Road.kind == RoadKind.PROVINCIAL)).one()
    crossings = session.scalar(
        text(
            "SELECT ST_NPoints(ST_Intersection(ST_Boundary(c.border), r.geom)) FROM commune c, road r"
            " WHERE r.id = :id"
        ),
        {"id": road.id},
    )
    assert (road.name, crossings) == ("Đường tỉnh 354", 2)


def test_roads_are_one_network(session: Session) -> None:
    parts = session.scalar(
        text("SELECT ST_NumGeometries(ST_Union(ST_Buffer(geom::geography, 1)::geometry)) FROM road")
    )
    assert parts == 1
    assert len(session.scalars(select(Road.id)).all()) > 150


def test_rivers_run_along_the_south_west_and_the_north_east(session: Session) -> None:
    statement = text(
        "SELECT w.name, degrees(ST_Azimuth(ST_Centroid(c.border),"
        " ST_Centroid(ST_Intersection(w.geom, ST_Buffer(c.border, 0.001))))) AS bearing"
        " FROM waterway w, commune c WHERE w.kind = 'river'"
    )
    rivers = {row.name: row.bearing for row in session.execute(statement)}
    assert 180 < rivers["Sông Văn Úc"] < 290
    assert 20 < rivers["Sông Đa Độ"] < 100
    assert {*session.scalars(select(Waterway.kind))} == {*WaterwayKind}


def test_water_works_of_every_kind_stand_on_the_ground(session: Session) -> None:
    works = session.scalars(select(WaterWork)).all()
    assert {work.kind for work in works} == {*WaterWorkKind}
    dikes = [work for work in works if work.kind in (WaterWorkKind.DIKE, WaterWorkKind.OUTER_DIKE)]
    assert all(dike.crest_m and dike.vertical_datum is VerticalDatum.HON_DAU for dike in dikes)
    far = session.scalar(
        text(
            "SELECT count(*) FROM water_work w, commune c"
            " WHERE ST_Distance(w.geom::geography, c.border::geography) > 300"
        )
    )
    assert far == 0


def test_zones_of_every_level_are_marked_as_invented(session: Session) -> None:
    found = session.scalars(select(RiskZone)).all()
    assert 12 <= len(found) <= 18
    assert {zone.level for zone in found} == {1, 2, 3, 4, 5}
    assert {zone.basis for zone in found} == {BASIS} == {"địa hình giả lập, số liệu minh họa"}
    wanted = {Hazard.INUNDATION, Hazard.RIVER_FLOOD, Hazard.STORM_SURGE, Hazard.BANK_EROSION}
    assert wanted | {Hazard.SALINE_INTRUSION, Hazard.FIRE_EXPLOSION} <= {zone.hazard for zone in found}
    assert {zone.visibility for zone in found} == {Visibility.PUBLIC, Visibility.INTERNAL}
    assert any(zone.valid_to and zone.valid_to < TODAY for zone in found)
    assert any(zone.valid_from > TODAY for zone in found)


def test_zones_keep_within_the_border_and_are_no_boxes(session: Session) -> None:
    rows = session.execute(
        text(
            "SELECT z.code, ST_Area(ST_Difference(z.area, c.border)::geography) AS outside,"
            " ST_NPoints(z.area) AS points, ST_Area(z.area) / ST_Area(ST_Envelope(z.area)) AS fullness"
            " FROM risk_zone z JOIN commune c ON c.id = z.commune_id"
        )
    ).all()
    assert all(row.outside < 50 and 20 < row.points < 3000 and row.fullness < 0.9 for row in rows)


def test_inundation_classes_do_not_overlap(session: Session) -> None:
    overlap = session.scalar(
        text(
            "SELECT sum(ST_Area(ST_Intersection(a.area, b.area)::geography))"
            " FROM risk_zone a JOIN risk_zone b ON a.code < b.code"
            " WHERE a.code ~ '^NU-[TD][123]$' AND b.code ~ '^NU-[TD][123]$'"
        )
    )
    assert overlap < 100


def test_bulletins_stand_apart_with_and_without_level_and_villages(session: Session) -> None:
    bulletins = session.scalars(select(HazardBulletin)).all()
    now = midnight(TODAY) + timedelta(hours=9)
    valid = [bulletin for bulletin in bulletins if bulletin.valid_from <= now < bulletin.valid_to]
    assert 0 < len(valid) < len(bulletins) <= 4
    assert {bulletin.issuer for bulletin in bulletins} == {ISSUER}
    assert any(bulletin.level is None for bulletin in bulletins)
    named = session.scalars(select(BulletinVillage.bulletin_id)).all()
    assert 0 < len(set(named)) < len(bulletins)
