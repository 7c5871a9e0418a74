"""Borders: official ones side by side, whose they are, since when, and what stays as it was."""

from datetime import date
from pathlib import Path

import pytest
from shapely.geometry import MultiPolygon, box
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.errors import BadInput
from geodata.models import Commune
from tests import cast
from tests.layer_files import SHARED, feature, geojson
from tests.services.import_cases import codes, preview, run, tally

OWN = MultiPolygon([box(106.55, 20.73, 106.63, 20.77)])
NEXT = box(106.64, 20.73, 106.70, 20.77)

official = pytest.mark.skipif(not SHARED.is_dir(), reason="the official files are not beside this checkout")


def _area_km2(session: Session, code: str) -> float:
    area = func.ST_Area(func.geography(Commune.border)) / 1e6
    return float(session.scalars(select(area).where(Commune.code == code)).one())


def _busy(session: Session, commune: Commune) -> None:
    cast.account(session, commune, Role.ADMIN)


def test_a_border_replaces_the_outline_and_keeps_the_demo_mark(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    an_hung.is_demo = True
    session.flush()
    path = geojson(tmp_path / "a.json", [feature(OWN, code="11674", name="Xã An Hưng")])
    plan = run(session, path, "communes", an_hung)
    assert tally(plan) == (0, 1, 0, 0)
    assert set(plan.changes[0]) == {"shape", "source"}
    session.refresh(an_hung)
    assert (an_hung.is_demo, an_hung.version, an_hung.valid_from) == (True, 3, date(2025, 7, 1))
    assert _area_km2(session, "11674") == pytest.approx(plan.changes[0]["shape"][1]["km2"], rel=1e-4)


def test_neighbours_come_in_with_the_senders_province_and_day(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    path = geojson(tmp_path / "a.json", [feature(NEXT, maXa="11668", fullName="Xã An Khánh", population=1)])
    assert tally(run(session, path, "communes", an_hung, trusted=False)) == (1, 0, 0, 0)
    stored = session.scalars(select(Commune).where(Commune.code == "11668")).one()
    assert (stored.province_code, stored.valid_from) == ("31", date(2025, 7, 1))


def test_the_border_of_a_commune_at_work_is_its_own(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    neighbour = cast.commune(session)
    _busy(session, neighbour)
    _busy(session, an_hung)
    rows = [feature(OWN, code="11674", name="Xã An Hưng"), feature(NEXT, code="11668", name="Xã An Khánh")]
    path = geojson(tmp_path / "a.json", rows)
    plan = preview(session, path, "communes", an_hung, trusted=False)
    assert codes(plan) == {2: ["import.commune_in_use"]}
    assert tally(preview(session, path, "communes", an_hung, trusted=True)) == (0, 2, 0, 0)


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        ("2026-01-01", None, True),
        ("2020-01-01", None, True),
        ("2020-01-01", "2025-07-01", True),
        ("2020-01-01", "2025-06-30", False),
    ],
)
def test_periods_of_one_code_may_not_overlap(
    session: Session, an_hung: Commune, tmp_path: Path, start: str, end: str | None, refused: bool
) -> None:
    rows = [feature(OWN, code="11674", name="Xã An Thọ", valid_from=start, valid_to=end)]
    plan = preview(session, geojson(tmp_path / "a.json", rows), "communes", an_hung)
    assert codes(plan) == ({1: ["import.other_period"]} if refused else {})


def test_two_rows_of_one_code_may_follow_but_not_overlap(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    rows = [
        feature(NEXT, code="11668", name="Cũ", valid_from="2010-01-01", valid_to="2025-06-30"),
        feature(NEXT, code="11668", name="Mới", valid_from="2025-07-01"),
        feature(NEXT, code="11668", name="Lạc", valid_from="2025-08-01"),
    ]
    plan = preview(session, geojson(tmp_path / "a.json", rows), "communes", an_hung)
    assert codes(plan) == {3: ["import.other_period"]}


def test_a_border_without_a_code_asks_for_it(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.json", [feature(OWN, a03_ten="Xã An Hưng")])
    with pytest.raises(BadInput) as caught:
        preview(session, path, "communes", an_hung)
    assert caught.value.code == "import.commune_code_missing"
    assert tally(preview(session, path, "communes", an_hung, code="11674")) == (0, 1, 0, 0)


def test_an_empty_register_takes_its_first_border(session: Session, tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.json", [feature(OWN, code="11674", name="Xã An Hưng")])
    assert codes(preview(session, path, "communes", None)) == {1: ["import.province_missing"]}
    assert tally(run(session, path, "communes", None, province="31")) == (1, 0, 0, 0)


@pytest.mark.parametrize("code", ["1167", "xa1123", "116744"])
def test_a_code_has_five_digits(session: Session, an_hung: Commune, tmp_path: Path, code: str) -> None:
    path = geojson(tmp_path / "a.json", [feature(NEXT, code=code, name="Xã")])
    assert codes(preview(session, path, "communes", an_hung)) == {1: ["import.commune_code"]}


def test_a_code_kept_as_a_figure_gets_its_noughts_back(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    run(session, geojson(tmp_path / "a.json", [feature(NEXT, code=4, name="Phường")]), "communes", an_hung)
    assert session.scalars(select(Commune.code).where(Commune.name == "Phường")).one() == "00004"


def test_a_border_outside_vietnam_is_refused(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    rows = [feature(OWN, code="11674", name="Xã"), feature(box(0, 0, 1, 1), code="00004", name="Xa")]
    plan = preview(session, geojson(tmp_path / "a.json", rows), "communes", an_hung)
    assert codes(plan) == {2: ["import.far_outside"]}


@official
def test_an_hung_comes_in_at_its_official_area(session: Session, an_hung: Commune) -> None:
    plan = run(session, SHARED / "an_hung_commune.geojson", "communes", an_hung, code="11674")
    assert plan.records.used == {
        "name": "a03_ten",
        "predecessors": "a05_truocsn",
        "official_area_km2": "a07_dt",
        "population": "a08_ds",
    }
    assert _area_km2(session, "11674") == pytest.approx(20.478, rel=1e-3)
    session.refresh(an_hung)
    assert (an_hung.population, an_hung.official_area_km2) == (25_535, 20.23)
    assert an_hung.predecessors == "Xã An Thái, Xã An Thọ, Xã Chiến Thắng"
    again = preview(session, SHARED / "an_hung_commune.geojson", "communes", an_hung, code="11674")
    assert tally(again) == (0, 0, 1, 0)


@official
def test_the_city_stands_side_by_side_with_its_doubtful_figures_marked(
    session: Session, an_hung: Commune
) -> None:
    run(session, SHARED / "an_hung_commune.geojson", "communes", an_hung, code="11674")
    plan = run(session, SHARED / "haiphong_114_units.gpkg", "communes", an_hung)
    assert tally(plan) == (113, 0, 1, 0)
    suspect = select(func.count()).select_from(Commune).where(Commune.population_suspect)
    assert session.scalar(suspect) == 12
    assert session.scalar(select(func.count()).select_from(Commune)) == 114
    assert tally(preview(session, SHARED / "haiphong_114_units.gpkg", "communes", an_hung)) == (0, 0, 114, 0)
    neighbours = preview(session, SHARED / "an_hung_neighbours.geojson", "communes", an_hung)
    assert tally(neighbours) == (0, 0, 7, 0)
