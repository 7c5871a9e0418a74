"""Each layer in and out again: values, words, shapes, keys; the second time nothing is left to do."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from geoalchemy2.shape import to_shape
from shapely.geometry import LineString, box, mapping
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from geodata.enums import SiteKind
from geodata.models import (
    CollectionPoint,
    Commune,
    Facility,
    IndustrialCluster,
    MedicalFacility,
    RiskZone,
    Road,
    School,
    Village,
    Waterway,
    WaterWork,
)
from services.importing.fields import REFERENCES
from services.importing.layers import LAYERS
from tests import cast
from tests.layer_files import feature, geojson, gpkg, point, school
from tests.services.import_cases import count, run, tally

SQUARE = box(106.58, 20.74, 106.59, 20.75)
LINE = LineString([(106.58, 20.74), (106.59, 20.75)])

ROWS: dict[str, tuple[Any, dict[str, Any], Any]] = {
    "villages": (
        Village,
        {"ma_thon": "T1", "ten": "Kim Lĩnh", "so_ho": "1.234", "truoc_sap_nhap": "A, B"},
        SQUARE,
    ),
    "facilities": (
        Facility,
        {"ma": "CS1", "ten": "Chợ An Thọ", "loai": "Chợ", "so_lao_dong": 12, "ngay_dang_ky": "31/12/2020"},
        point(),
    ),
    "industrial_clusters": (
        IndustrialCluster,
        {"ma": "CCN1", "ten": "CCN An Thọ", "loai": "industrial_cluster", "ty_le_lap_day": "0,45"},
        SQUARE,
    ),
    "medical_facilities": (
        MedicalFacility,
        {"ma": "YT1", "ten": "Trạm", "loai": "clinic", "so_giuong": 5},
        point(),
    ),
    "schools": (
        School,
        {"ma": "TH1", "ten": "Trường", "loai": "TRUONG TIEU HOC", "so_hoc_sinh": 300},
        point(),
    ),
    "collection_points": (
        CollectionPoint,
        {
            "ma": "D1",
            "ten": "Điểm",
            "loai": "collection_point",
            "nhom_rac": "Rác tái chế; bulky",
            "co_den": "có",
        },
        point(),
    ),
    "water_works": (
        WaterWork,
        {"ma": "C1", "loai": "dike", "cao_trinh_m": 4.5, "he_cao_do": "hon_dau"},
        LINE,
    ),
    "roads": (Road, {"osm_id": 77, "loai": "commune", "ten": "Đường xã"}, LINE),
    "waterways": (Waterway, {"ma": "S1", "loai": "river", "ten": "Văn Úc"}, SQUARE),
    "risk_zones": (
        RiskZone,
        {"ma": "V1", "ten": "Vùng", "thien_tai": "inundation", "cap": "Cấp 3 – lớn"},
        SQUARE,
    ),
}


@pytest.mark.parametrize("layer", ROWS)
@pytest.mark.parametrize("kind", ["geojson", "gpkg"])
def test_each_layer_is_taken_once(
    session: Session, an_hung: Commune, tmp_path: Path, layer: str, kind: str
) -> None:
    model, properties, shape = ROWS[layer]
    rows = [feature(shape if isinstance(shape, dict) else mapping(shape), **properties)]
    path = geojson(tmp_path / "a.json", rows) if kind == "geojson" else gpkg(tmp_path / "a.gpkg", rows)
    assert tally(run(session, path, layer, an_hung)) == (1, 0, 0, 0)
    stored = session.scalars(select(model)).one()
    assert stored.commune_id == an_hung.id
    assert stored.source == f"Tệp {path.name}, nhập ngày 23/11/2026"
    assert tally(run(session, path, layer, an_hung)) == (0, 0, 1, 0)
    assert count(session, model) == 1


def test_values_are_read_as_people_write_them(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    for layer in ("villages", "facilities", "industrial_clusters", "collection_points", "risk_zones"):
        _, properties, shape = ROWS[layer]
        rows = [feature(shape if isinstance(shape, dict) else mapping(shape), **properties)]
        run(session, geojson(tmp_path / "a.json", rows), layer, an_hung)
    village = session.scalars(select(Village)).one()
    assert (village.households, village.predecessors, village.valid_from) == (
        1234,
        ["A", "B"],
        date(2025, 7, 1),
    )
    facility = session.scalars(select(Facility)).one()
    assert (facility.kind, facility.workers) == (SiteKind.MARKET, 12)
    assert (facility.registered_on, facility.state.value) == (date(2020, 12, 31), "operating")
    cluster = session.scalars(select(IndustrialCluster)).one()
    assert cluster.fill_share == 0.45
    assert cluster.area is not None and cluster.geom is not None
    assert SQUARE.contains(to_shape(cluster.geom))
    found = session.scalars(select(CollectionPoint)).one()
    assert (found.accepted_groups, found.lit_at_night, found.leak_proof) == (
        ["recyclable", "bulky"],
        True,
        None,
    )
    zone = session.scalars(select(RiskZone)).one()
    assert (zone.level, zone.visibility.value, zone.valid_from) == (3, "internal", date(2026, 11, 23))


def test_a_cluster_may_be_a_point_until_its_ground_is_drawn(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    row = {"code": "CCN1", "name": "CCN", "kind": "industrial_cluster"}
    first = geojson(tmp_path / "a.json", [feature(point(), **row)])
    assert tally(run(session, first, "industrial_clusters", an_hung)) == (1, 0, 0, 0)
    assert session.scalars(select(IndustrialCluster)).one().area is None
    assert tally(run(session, first, "industrial_clusters", an_hung)) == (0, 0, 1, 0)
    drawn = geojson(tmp_path / "b.json", [feature(SQUARE, **row)])
    assert tally(run(session, drawn, "industrial_clusters", an_hung)) == (0, 1, 0, 0)
    assert session.scalars(select(IndustrialCluster)).one().area is not None
    assert tally(run(session, drawn, "industrial_clusters", an_hung)) == (0, 0, 1, 0)


def test_a_new_site_belongs_to_the_village_it_stands_in(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    ground = geojson(tmp_path / "v.json", [feature(SQUARE, code="T1", name="Thôn Kim Lĩnh")])
    run(session, ground, "villages", an_hung)
    rows = [school("A", at=(106.585, 20.745)), school("B", at=(106.57, 20.745))]
    run(session, geojson(tmp_path / "a.json", rows), "schools", an_hung)
    village = session.scalars(select(Village)).one()
    where = {row.code: row.village_id for row in session.execute(select(School.code, School.village_id))}
    assert where == {"A": village.id, "B": None}


@pytest.mark.parametrize("said", ["T1", "Kim Lĩnh", "thôn Kim Lĩnh", "KIM LINH"])
def test_a_village_is_named_by_code_or_name(
    session: Session, an_hung: Commune, tmp_path: Path, said: str
) -> None:
    run(
        session,
        geojson(tmp_path / "v.json", [feature(None, code="T1", name="Thôn Kim Lĩnh")]),
        "villages",
        an_hung,
    )
    run(session, geojson(tmp_path / "a.json", [school(thon=said)]), "schools", an_hung)
    assert session.scalars(select(School)).one().village_id == session.scalars(select(Village.id)).one()


def test_codes_may_be_figures(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    rows = [feature(LINE, id=12, kind="village"), feature(LINE, id=13.0, kind="village")]
    run(session, geojson(tmp_path / "a.json", rows), "roads", an_hung)
    assert sorted(session.scalars(select(Road.code))) == ["12", "13"]


def test_names_are_stored_in_one_form(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    apart = "Tru\u031bo\u031b\u0300ng  An Tho\u0323"
    run(session, geojson(tmp_path / "a.json", [school(name=apart)]), "schools", an_hung)
    assert session.scalars(select(School.name)).one() == "Trường An Thọ"


@pytest.mark.parametrize(
    ("grid", "x", "y"), [(9210, 579971.696, 2298789.846), (9209, 606001.817, 2298933.819)]
)
def test_vn2000_lands_where_it_should(
    session: Session, tmp_path: Path, grid: int, x: float, y: float
) -> None:
    home = cast.commune(session, border=cast.ground(106.5, 20.76, 106.54, 20.8))
    row = feature(point(x, y), code="A", name="A", kind="primary_school")
    run(session, gpkg(tmp_path / "a.gpkg", [row], crs=grid), "schools", home)
    geom = session.scalars(select(School.geom)).one()
    assert geom is not None
    place = to_shape(geom)
    assert (place.x, place.y) == pytest.approx((106.52, 20.78), abs=1e-7)


@pytest.mark.parametrize("layer", LAYERS)
def test_every_field_is_a_column_or_a_reference(layer: str) -> None:
    spec = LAYERS[layer]
    columns = {column.key for column in inspect(spec.model).column_attrs}
    assert {field.name for field in spec.fields} - REFERENCES <= columns
    assert {*spec.key, *spec.needs, spec.shape, "source"} <= columns


@pytest.mark.parametrize("layer", LAYERS)
def test_no_name_in_a_file_means_two_fields(layer: str) -> None:
    names = [alias for field in LAYERS[layer].fields for alias in field.aliases]
    assert len(names) == len(set(names))
