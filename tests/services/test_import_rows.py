"""Rows refused and why, rows changed and how, and files refused whole."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import box
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.database import act_as
from geodata.errors import BadInput, Conflict
from geodata.models import AuditEntry, Commune, Facility, RiskZone, School, Village, WaterWork
from services.importing import writing as import_writing
from services.importing.values import BadValue, decimal, yes_no
from tests import cast
from tests.layer_files import BOW_TIE, TOUCHING, feature, geojson, gpkg, point, school, without_grid
from tests.services.import_cases import codes, count, preview, run, tally

SQUARE = box(106.58, 20.74, 106.59, 20.75)


def _refused_whole(
    session: Session, path: Path, home: Commune, layer: str = "schools", **more: Any
) -> BadInput:
    with pytest.raises(BadInput) as caught:
        preview(session, path, layer, home, **more)
    return caught.value


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (school(at=(106.9, 20.75)), "import.far_outside"),
        (school(kind="airport"), "import.word_unknown"),
        (school(kind="clinic"), "import.word_unknown"),
        (school(name=""), "import.value_missing"),
        (school(""), "import.value_missing"),
        (school(name="x" * 201), "import.text_too_long"),
        (school(pupils="nhiều"), "import.not_a_figure"),
        (school(pupils=-1), "import.out_of_range"),
        (school(pupils=1.5), "import.not_whole"),
        (school(registered_on="32/13/2020"), "import.not_a_day"),
        (school(registered_on="2026-01-02", closed_on="2026-01-01"), "import.period"),
        (school(closed_on="2026-01-01"), "import.period"),
        (school(thon="Không có"), "import.village_unknown"),
        (school(ma_xa="11668"), "import.other_commune"),
        (feature(SQUARE, code="A", name="A", kind="primary_school"), "import.shape_kind"),
        (
            feature(point(float("nan"), 20.7), code="A", name="A", kind="primary_school"),
            "import.shape_not_finite",
        ),
    ],
)
def test_a_bad_row_is_refused_for_its_reason(
    session: Session, an_hung: Commune, tmp_path: Path, row: dict[str, Any], code: str
) -> None:
    path = geojson(tmp_path / "a.json", [row, school("TOT")])
    plan = run(session, path, "schools", an_hung)
    assert codes(plan) == {1: [code]}
    assert session.scalars(select(School.code)).all() == ["TOT"]


def test_a_row_tells_all_its_faults_at_once(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    rows = [school(kind="x", pupils="y", at=(106.9, 20.7)), school("TOT")]
    found = codes(preview(session, geojson(tmp_path / "a.json", rows), "schools", an_hung))
    assert found[1] == ["import.word_unknown", "import.not_a_figure", "import.far_outside"]


def test_an_unknown_kind_names_those_allowed(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    plan = preview(session, geojson(tmp_path / "a.json", [school(kind="x")]), "schools", an_hung)
    _, params = plan.records.refused[0][0]
    assert params["allowed"][0] == "kindergarten"
    assert (params["field"], params["found"]) == ("kind", "x")


def test_a_code_used_twice_refuses_each_of_its_rows(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    path = geojson(tmp_path / "a.json", [school("A"), school("B"), school("A")])
    plan = preview(session, path, "schools", an_hung)
    assert codes(plan) == {1: ["import.double_key"], 3: ["import.double_key"]}
    assert plan.records.refused[0][0][1] == {"rows": [3]}


def test_borders_are_mended_or_refused(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    rows = [feature(shape, code=str(i), name="Thôn") for i, shape in enumerate((TOUCHING, BOW_TIE))]
    plan = run(session, geojson(tmp_path / "a.json", rows), "villages", an_hung)
    assert plan.records.notes[0] == [("import.shape_mended", {})]
    assert codes(plan) == {2: ["import.shape_invalid"]}
    assert session.scalars(select(Village.code)).all() == ["0"]


def test_heights_need_their_zero(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    rows = [feature(point(), code="A", kind="sluice", crest_m=2.5)]
    path = geojson(tmp_path / "a.json", rows)
    assert codes(preview(session, path, "water_works", an_hung)) == {1: ["import.crest_without_datum"]}
    rows[0]["properties"]["vertical_datum"] = "hon_dau"
    run(session, geojson(path, rows), "water_works", an_hung)
    assert count(session, WaterWork) == 1


def test_changed_fields_are_told_from_and_to(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    run(session, geojson(tmp_path / "a.json", [school(pupils=300), school("TH2")]), "schools", an_hung)
    rows = [school(pupils=310, at=(106.581, 20.75)), school("TH2")]
    plan = run(session, geojson(tmp_path / "b.json", rows), "schools", an_hung)
    assert tally(plan) == (0, 1, 1, 0)
    assert plan.changes[0]["pupils"] == [300, 310]
    assert plan.changes[0]["shape"] == [{"lon": 106.58, "lat": 20.75}, {"lon": 106.581, "lat": 20.75}]
    assert plan.changes[0]["source"][1] == "Tệp b.json, nhập ngày 23/11/2026"
    changed = session.scalars(select(School).where(School.code == "TH1")).one()
    assert (changed.pupils, changed.version) == (310, 2)


def test_a_demo_record_that_a_file_changed_is_no_demo_record_any_more(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    run(session, geojson(tmp_path / "a.json", [school(source="Dữ liệu minh họa")]), "schools", an_hung)
    run(session, geojson(tmp_path / "b.json", [school(pupils=5)]), "schools", an_hung)
    assert session.scalars(select(School.source)).one() == "Tệp b.json, nhập ngày 23/11/2026"


def test_an_empty_cell_leaves_what_is_stored(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    run(session, geojson(tmp_path / "a.json", [school(pupils=300, address="Số 1")]), "schools", an_hung)
    later = [school(pupils=None, address="  ")]
    later[0]["geometry"] = None
    plan = run(session, geojson(tmp_path / "b.json", later), "schools", an_hung)
    assert tally(plan) == (0, 0, 1, 0)
    stored = session.scalars(select(School)).one()
    assert (stored.pupils, stored.address, stored.geom is None) == (300, "Số 1", False)


def test_columns_that_the_file_has_not_stay_as_they_are(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    row = feature(point(), code="A", name="A", kind="market", workers=5, tax_code="123")
    run(session, geojson(tmp_path / "a.json", [row]), "facilities", an_hung)
    fewer = feature(point(), code="A", name="B", kind="market")
    run(session, geojson(tmp_path / "b.json", [fewer]), "facilities", an_hung)
    stored = session.scalars(select(Facility)).one()
    assert (stored.name, stored.workers, stored.tax_code) == ("B", 5, "123")


def test_a_renamed_village_is_met_by_its_code_of_today(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    cast.village(session, an_hung, "Cũ", households=1)
    village = session.scalars(select(Village)).one()
    village.valid_from = date(2026, 3, 1)
    session.flush()
    path = geojson(tmp_path / "a.json", [feature(None, code=village.code, name="Mới", households=2)])
    assert tally(run(session, path, "villages", an_hung)) == (0, 1, 0, 0)


def test_a_code_that_looks_like_a_time_of_the_day_stays_a_code(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    path = geojson(tmp_path / "a.json", [feature(None, code="T1000", name="Mới")])
    assert tally(run(session, path, "villages", an_hung)) == (1, 0, 0, 0)
    assert session.scalars(select(Village.code)).one() == "T1000"


def test_an_ended_zone_keeps_its_order_of_days(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    row = {"code": "A", "name": "A", "hazard": "inundation", "level": 1, "valid_to": "2020-01-01"}
    path = geojson(tmp_path / "a.json", [feature(SQUARE, **row)])
    assert codes(preview(session, path, "risk_zones", an_hung)) == {1: ["import.period"]}
    assert tally(run(session, path, "risk_zones", an_hung, valid_from=date(2019, 1, 1))) == (1, 0, 0, 0)
    assert session.scalars(select(RiskZone.valid_from)).one() == date(2019, 1, 1)


def test_missing_columns_refuse_the_file_with_both_lists(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    refusal = _refused_whole(
        session, geojson(tmp_path / "a.json", [feature(point(), code="A", x=1)]), an_hung
    )
    assert (refusal.code, refusal.params) == (
        "import.columns_missing",
        {"lacks": ["name", "kind"], "has": ["code", "x"]},
    )


def test_metres_without_a_grid_name_vn2000_and_take_the_choice(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    row = feature(point(586971.696, 2295789.846), code="A", name="A", kind="primary_school")
    path = without_grid(gpkg(tmp_path / "a.gpkg", [row], crs=9210))
    refusal = _refused_whole(session, path, an_hung)
    assert (refusal.code, refusal.params) == ("import.crs_missing", {"guess": 9210})
    assert tally(run(session, path, "schools", an_hung, crs=9210)) == (1, 0, 0, 0)


def test_a_file_of_another_place_says_that_its_grid_may_be_wrong(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    refusal = _refused_whole(session, geojson(tmp_path / "a.json", [school(at=(105.8, 21.0))]), an_hung)
    assert refusal.code == "import.all_outside"
    assert "EPSG:4326" in str(refusal.params["crs"])


def test_an_unknown_layer_is_refused(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    assert _refused_whole(session, tmp_path, an_hung, layer="people").code == "import.layer_unknown"


def test_a_refused_file_leaves_nothing(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    before = count(session, AuditEntry)
    _refused_whole(session, geojson(tmp_path / "a.json", []), an_hung)
    preview(session, geojson(tmp_path / "b.json", [school()]), "schools", an_hung)
    assert (count(session, School), count(session, AuditEntry)) == (0, before)


def test_what_only_the_database_knows_becomes_a_refusal(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    path = geojson(tmp_path / "a.json", [school("A"), school("B")])
    plan = preview(session, path, "schools", an_hung)
    plan.records.values["kind"][1] = "pharmacy"
    with pytest.raises(Conflict) as caught, session.begin_nested():
        import_writing.write(session, plan, lambda _: None)
    assert caught.value.params == {"rule": "ck_site_kind_of_type"}
    assert count(session, School) == 0


def test_the_log_names_the_actor_of_every_row(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    act_as(session, None, "flask import file")
    run(session, geojson(tmp_path / "a.json", [school("A"), school("B")]), "schools", an_hung)
    entries = session.execute(
        select(AuditEntry.table_name, AuditEntry.actor, AuditEntry.commune_id).where(
            AuditEntry.action == "insert"
        )
    ).all()
    for table in ("site", "school"):
        assert [tuple(e) for e in entries if e[0] == table] == [(table, "flask import file", an_hung.id)] * 2


def test_two_communes_may_use_one_code(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    other = cast.commune(session)
    path = geojson(tmp_path / "a.json", [school("A")])
    run(session, path, "schools", an_hung)
    assert tally(run(session, path, "schools", other)) == (1, 0, 0, 0)
    assert tally(run(session, path, "schools", an_hung)) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("cell", "figure"),
    [("1.234,5", 1234.5), ("1234.5", 1234.5), ("0,45", 0.45), (7, 7.0), ("1 234,5", 1234.5)],
)
def test_figures_are_read_the_vietnamese_way(cell: Any, figure: float) -> None:
    assert decimal()(cell, {}) == figure


@pytest.mark.parametrize(
    ("cell", "truth"), [("Có", True), ("x", True), (1.0, True), ("không", False), (False, False)]
)
def test_yes_and_no_are_understood(cell: Any, truth: bool) -> None:
    assert yes_no(cell, {}) is truth


def test_other_answers_are_not_guessed() -> None:
    with pytest.raises(BadValue):
        yes_no("có lẽ", {})
