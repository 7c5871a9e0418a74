"""What a file is and what it holds: right files read, wrong ones named."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from geodata.errors import BadInput, TooLarge
from geodata.layers import files, geopackage, reading
from geodata.layers.files import Format, Limits
from geodata.layers.reading import Table
from tests.layer_files import feature, geojson, gpkg, point, run_sql, school

LIMITS = Limits()


def _read(path: Path, limits: Limits = LIMITS, **more: Any) -> Table:
    return reading.read(path, files.inspect(path, limits), limits, **more)


def _refusal(path: Path, limits: Limits = LIMITS, **more: Any) -> str:
    with pytest.raises((BadInput, TooLarge)) as caught:
        _read(path, limits, **more)
    return caught.value.code


def _written(tmp_path: Path, content: bytes | str) -> Path:
    path = tmp_path / "tệp.geojson"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_it_reads_columns_and_shapes_of_geojson(tmp_path: Path) -> None:
    table = _read(geojson(tmp_path / "a.json", [school("TH1", pupils=300), feature(None, code="TH2")]))
    assert (table.format, len(table), table.crs) == (Format.GEOJSON, 2, "EPSG:4326")
    assert table.columns["code"] == ["TH1", "TH2"]
    assert table.columns["pupils"][0] == 300
    assert (table.shapes[0].x, table.shapes[1]) == (106.58, None)


def test_it_reads_the_old_crs_member(tmp_path: Path) -> None:
    member = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::9210"}}
    assert _read(geojson(tmp_path / "a.json", [school()], crs=member)).crs == "EPSG:9210"


def test_it_reads_nested_properties_and_bbox_members(tmp_path: Path) -> None:
    nested = school(deep={"a": {"b": [1, 2]}}) | {"bbox": [106, 20, 107, 21]}
    table = _read(geojson(tmp_path / "a.json", [nested], bbox=[102, 7, 118, 24]))
    assert json.loads(table.columns["deep"][0]) == {"a": {"b": [1, 2]}}


def test_it_drops_heights(tmp_path: Path) -> None:
    raised = feature({"type": "Point", "coordinates": [106.58, 20.75, 12.5]}, code="A")
    assert not _read(geojson(tmp_path / "a.json", [raised])).shapes[0].has_z


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    plain = geojson(tmp_path / "a.json", [school()]).read_bytes()
    assert len(_read(_written(tmp_path, b"\xef\xbb\xbf" + plain))) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.empty_file"),
        (b" \n\t ", "import.empty_file"),
        (b"ten,ma\nA,1\n", "import.unknown_format"),
        (b"<kml></kml>", "import.unknown_format"),
        (b"{hello}", "import.not_json"),
        (b'{"a": 1}', "import.not_geojson"),
        (b"[1, 2]", "import.not_geojson"),
        (b'{"type": "Topology", "objects": {}, "arcs": []}', "import.not_geojson"),
        (b'{"type": "FeatureCollection", "features": []}', "import.no_features"),
        (b"PK\x03\x04rest", "import.packed"),
        (b"\x1f\x8b\x08rest", "import.packed"),
        (b"Rar!\x1a\x07", "import.packed"),
        ('{"type": "FeatureCollection"}'.encode("utf-16"), "import.not_utf8"),
        ('{"type": "FeatureCollection"}'.encode("utf-16-be"), "import.not_utf8"),
        (b'{"type": "Feature", "properties": {"ten": "\xad\xff"}, "geometry": null}', "import.not_utf8"),
        (b"SQLite format 3\x00" + b"\x00" * 200, "import.gpkg_broken"),
    ],
)
def test_it_says_what_is_wrong_with_a_file(tmp_path: Path, content: bytes, code: str) -> None:
    assert _refusal(_written(tmp_path, content)) == code


@pytest.mark.parametrize("missing", [1, 2, 60, 200])
def test_a_file_cut_short_is_told_from_other_faults(tmp_path: Path, missing: int) -> None:
    whole = geojson(tmp_path / "a.json", [school(f"TH{i}") for i in range(5)]).read_bytes()
    assert _refusal(_written(tmp_path, whole[:-missing])) == "import.cut"


def test_json_of_a_hundred_thousand_floors_is_refused(tmp_path: Path) -> None:
    deep = '{"type": "FeatureCollection", "features": ' + "[" * 100_000 + "]" * 100_000 + "}"
    assert _refusal(_written(tmp_path, deep)) == "import.too_deep"


def test_a_zip_named_gpkg_is_still_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "lop.gpkg"
    path.write_bytes(b"PK\x03\x04" + b"\x00" * 100)
    assert _refusal(path) == "import.packed"


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "to.geojson"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(TooLarge) as caught:
        files.inspect(path, LIMITS)
    assert caught.value.params == {"limit": 100}


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(features=2), "import.too_many_features"),
        (Limits(vertices=2), "import.too_many_vertices"),
        (Limits(columns=2), "import.too_many_columns"),
    ],
)
def test_features_vertices_and_columns_have_limits(tmp_path: Path, limits: Limits, code: str) -> None:
    path = geojson(tmp_path / "a.json", [school(f"TH{i}") for i in range(3)])
    assert _refusal(path, limits) == code


def test_coordinates_that_are_no_numbers_reach_the_rows(tmp_path: Path) -> None:
    table = _read(geojson(tmp_path / "a.json", [feature(point(float("nan"), 20.7), code="A"), school()]))
    assert str(table.shapes[0].x) == "nan"


def test_it_reads_the_only_layer_of_a_geopackage(tmp_path: Path) -> None:
    table = _read(gpkg(tmp_path / "a.gpkg", [school()], layer="truong", crs=9210))
    assert (table.format, table.layer, table.crs) == (Format.GPKG, "truong", "EPSG:9210")


def test_several_layers_are_asked_about(tmp_path: Path) -> None:
    path = gpkg(tmp_path / "a.gpkg", [school()], layer="mot")
    gpkg(path, [school()], layer="hai")
    with pytest.raises(BadInput) as caught:
        _read(path)
    assert (caught.value.code, caught.value.params["layers"]) == ("import.several_layers", ["hai", "mot"])
    assert _read(path, layer="hai").layer == "hai"
    assert _refusal(path, layer="ba") == "import.no_such_layer"


def test_the_only_layer_of_the_right_kind_is_taken(tmp_path: Path) -> None:
    path = gpkg(tmp_path / "a.gpkg", [school()], layer="diem")
    gpkg(
        path, [feature({"type": "LineString", "coordinates": [[106, 20], [107, 21]]}, ma="D")], layer="duong"
    )
    assert _read(path, fitting=("LINESTRING", "MULTILINESTRING")).layer == "duong"


def test_a_geopackage_without_rows_is_said_to_be_empty(tmp_path: Path) -> None:
    path = run_sql(
        gpkg(tmp_path / "a.gpkg", [school()]), "DROP TRIGGER rtree_lop_geom_delete", "DELETE FROM lop"
    )
    assert _refusal(path) == "import.no_features"


def test_a_cut_geopackage_is_broken(tmp_path: Path) -> None:
    path = gpkg(tmp_path / "a.gpkg", [school()])
    path.write_bytes(path.read_bytes()[:20_000])
    assert _refusal(path) == "import.gpkg_broken"


def test_a_view_is_never_run(tmp_path: Path) -> None:
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, NULL AS geom FROM n"
    )
    path = run_sql(
        gpkg(tmp_path / "a.gpkg", [school()]),
        f"CREATE VIEW bay AS {endless}",
        "UPDATE gpkg_geometry_columns SET table_name = 'bay'",
        "UPDATE gpkg_contents SET table_name = 'bay', identifier = 'bay'",
    )
    assert _refusal(path) == "import.gpkg_views"


def test_a_catalogue_that_is_a_view_is_refused(tmp_path: Path) -> None:
    path = run_sql(
        gpkg(tmp_path / "a.gpkg", [school()]),
        "ALTER TABLE gpkg_contents RENAME TO that",
        "CREATE VIEW gpkg_contents AS SELECT * FROM that",
    )
    assert _refusal(path) == "import.gpkg_broken"


def test_a_generated_column_is_not_computed(tmp_path: Path) -> None:
    path = run_sql(
        gpkg(tmp_path / "a.gpkg", [school()]),
        "ALTER TABLE lop ADD COLUMN bom AS (length(zeroblob(999999999)))",
    )
    assert _refusal(path) == "import.gpkg_views"


def test_triggers_do_not_run_and_the_file_stays_as_it_was(tmp_path: Path) -> None:
    path = run_sql(
        gpkg(tmp_path / "a.gpkg", [school()]),
        "CREATE TRIGGER bay AFTER UPDATE ON lop BEGIN DELETE FROM lop; END",
    )
    before = path.read_bytes()
    assert len(_read(path)) == 1
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_it_counts_the_rows_of_each_layer(tmp_path: Path) -> None:
    found = geopackage.layers(gpkg(tmp_path / "a.gpkg", [school("A"), school("B")]))
    assert [(layer.name, layer.geometry, layer.features) for layer in found] == [("lop", "POINT", 2)]


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_file_is_read_or_refused_but_never_breaks_us(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    whole = (
        geojson(tmp_path / "a.json", [school("A", pupils=3), feature(None, code="B")]).read_bytes()
        if seed % 2
        else gpkg(tmp_path / "a.gpkg", [school("A"), school("B", "Ấ")]).read_bytes()
    )
    damaged = bytearray(whole)
    for _ in range(chance.randint(1, 5)):
        place = chance.randrange(len(damaged))
        damaged[place : place + chance.randint(0, 4)] = chance.choice(
            [b"\xff", b"[[", b'"', b"\\ud800", b"null"]
        )
    try:
        assert len(_read(_written(tmp_path, bytes(damaged)))) > 0
    except (BadInput, TooLarge) as refusal:
        assert refusal.code.startswith("import.")
