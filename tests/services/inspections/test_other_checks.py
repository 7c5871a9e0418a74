"""Checks of other bodies: written down by form and by table, once however often they are sent."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from geodata.enums import Authority, InspectionAct, InspectionContent, Role, RowOutcome
from geodata.errors import BadInput, Conflict, FieldErrors, Forbidden, NotFound
from geodata.models import Commune, Facility, Inspection
from services import clock
from services.importing import report as import_report
from services.importing import ways
from services.importing.rows import Request
from services.inspections import cap, others
from services.inspections.others import Other
from tests import cast
from tests.people import viewer
from tests.services.desk_cast import officer
from tests.services.inspections.check_cast import S, check
from webmap.importing.words import accepted

A, C = InspectionAct, InspectionContent
HEAD = ("Mã số thuế", "Tên cơ sở", "Cơ quan tiến hành", "Thanh tra/Kiểm tra", "Ngày tiến hành", "Nội dung")


@pytest.fixture
def site(session: Session, an_hung: Commune) -> Facility:
    """An enterprise with a tax code."""
    return cast.facility(session, an_hung, "Công ty Mộc Mẫu", tax_code="0201234567")


def told(site: Facility, **more: Any) -> Other:
    """What a form says."""
    given: dict[str, Any] = {
        "body": "Thanh tra thành phố",
        "act": A.STATE_INSPECTION,
        "day": date(2026, 3, 2),
        "contents": (C.ENVIRONMENT,),
    }
    return Other(site.id, **given | more)


def every(session: Session) -> list[Inspection]:
    """All checks."""
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    return list(session.scalars(select(Inspection).order_by(Inspection.id)))


def test_a_past_one_took_place_and_a_coming_one_is_announced(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    clerk = officer(session, an_hung, Role.HEALTH_STATION)
    past, new = others.register(session, clerk, told(site))
    coming, _new = others.register(session, clerk, told(site, day=clock.today() + timedelta(days=4)))
    assert new
    assert (past.state, past.inspected_on, past.authority) == (S.DONE, date(2026, 3, 2), Authority.CITY)
    assert (coming.state, coming.inspected_on) == (S.APPROVED, None)
    assert [one.code for one in every(session)] == ["CQK-2026-001", "CQK-2026-002"]
    assert len(cap.refusals(session, an_hung.id, [site.id], 2026, [C.ENVIRONMENT])[site.id]) == 2


def test_the_same_one_again_stays_one_and_says_what_was_said_last(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    clerk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    first, _new = others.register(session, clerk, told(site))
    again, new = others.register(session, clerk, told(site, body="thanh tra  THÀNH PHỐ"))
    assert (again.id, new) == (first.id, False)
    more, _new = others.register(
        session, clerk, told(site, contents=(C.FIRE_SAFETY,), decision_number="7/QĐ")
    )
    assert (more.contents, more.decision_number) == (["fire_safety"], "7/QĐ")
    assert len(every(session)) == 1
    other, new = others.register(session, clerk, told(site, act=A.INSPECTION))
    assert new
    assert other.id != first.id


def test_one_that_was_to_come_and_whose_day_is_here_has_taken_place(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    clerk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    one = check(session, site, S.APPROVED, body="Sở", act=A.INSPECTION, authority=Authority.CITY)
    done, new = others.register(session, clerk, told(site, body="Sở", act=A.INSPECTION, day=clock.today()))
    assert (done.id, new, done.state) == (one.id, False, S.DONE)
    assert [
        event.to_state for event in session.get_one(Inspection, one.id, populate_existing=True).events
    ] == [
        S.APPROVED,
        S.DONE,
    ]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"body": " "}, "body"),
        ({"body": "x" * 201}, "body"),
        ({"contents": ()}, "contents"),
        ({"day": date(2014, 1, 1)}, "day"),
        ({"day": date(2045, 1, 1)}, "day"),
        ({"decision_date": date(2026, 3, 3)}, "decision_date"),
    ],
)
def test_what_cannot_be_is_told(
    session: Session, an_hung: Commune, site: Facility, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(FieldErrors) as refusal:
        others.register(session, officer(session, an_hung, Role.ECONOMIC_DIVISION), told(site, **more))
    assert set(refusal.value.fields) == {field}


def test_only_who_plans_writes_them_down_and_only_at_home(
    session: Session, an_hung: Commune, site: Facility
) -> None:
    for role in (Role.CHAIRPERSON, Role.ADMIN, Role.SCHOOL, Role.PUBLIC):
        with pytest.raises(Forbidden):
            others.register(session, viewer(role, an_hung), told(site))
    foreign = cast.facility(session, cast.commune(session))
    clerk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    with pytest.raises(NotFound):
        others.register(session, clerk, told(foreign))
    one = check(session, site, S.PROPOSED)
    with pytest.raises(NotFound):
        others.strike(session, clerk, one.id, version=1)
    made, _new = others.register(session, clerk, told(site))
    with pytest.raises(Conflict):
        others.strike(session, clerk, made.id, version=made.version + 1)
    others.strike(session, clerk, made.id, version=made.version)
    assert [left.id for left in every(session)] == [one.id]


# --- as a table


def request(path: Path, home: Commune, *rows: tuple[str, ...]) -> Request:
    """A CSV with those rows."""
    file = path / "thanh-tra.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["", "DANH SÁCH THANH TRA, KIỂM TRA NĂM 2026"])
        writer.writerow(HEAD)
        writer.writerows(rows)
    return Request(file, file.name, ways.CHECKS, home, accepted(), clock.today())


def row(*more: str) -> tuple[str, ...]:
    """A row that is right, or said otherwise."""
    right = (
        "0201234567",
        "",
        "Sở Nông nghiệp",
        "Thanh tra",
        "02/03/2026",
        "Môi trường; Phòng cháy, chữa cháy",
    )
    return tuple(one or other for one, other in zip([*more, *right[len(more) :]], right, strict=True))


def outcomes(session: Session, asked: Request, *, write: bool = False) -> tuple[list[RowOutcome], Any]:
    """What becomes of each row, and the plan."""
    way = ways.of(ways.CHECKS)
    plan = way.preview(session, asked, lambda _percent: None)
    if write:
        way.write(session, plan, lambda _percent: None)
    assert len(list(way.rows(plan))) == len(plan.outcomes)
    assert import_report.report(plan, way.draw(plan, None))["counts"] == plan.counts
    return plan.outcomes, plan


def test_a_table_is_written_and_the_second_run_changes_nothing(
    session: Session, an_hung: Commune, site: Facility, tmp_path: Path
) -> None:
    stone = cast.facility(session, an_hung, "Xưởng Đá")
    asked = request(
        tmp_path,
        an_hung,
        row(""),
        ("", stone.code.lower(), "Công an thành phố", "Kiểm tra", "2026-05-04", "Phòng cháy, chữa cháy"),
        ("", "xuong da", "Công an thành phố", "kiểm tra", "01/02/2025", "environment"),
    )
    added = [RowOutcome.ADDED] * 3
    assert outcomes(session, asked, write=True)[0] == added
    first = every(session)
    assert [(one.act, one.contents) for one in first] == [
        (A.STATE_INSPECTION, ["environment", "fire_safety"]),
        (A.INSPECTION, ["fire_safety"]),
        (A.INSPECTION, ["environment"]),
    ]
    assert first[0].source == "Tệp thanh-tra.csv"
    assert outcomes(session, asked, write=True)[0] == [RowOutcome.UNCHANGED] * 3
    assert [one.version for one in every(session)] == [one.version for one in first]


def test_a_changed_row_changes_its_check_and_nothing_else(
    session: Session, an_hung: Commune, site: Facility, tmp_path: Path
) -> None:
    clerk = officer(session, an_hung, Role.ECONOMIC_DIVISION)
    others.register(session, clerk, told(site, body="sở nông nghiệp", decision_number="9/QĐ"))
    found, plan = outcomes(
        session, request(tmp_path, an_hung, row("", "", "", "", "", "Chất thải y tế")), write=True
    )
    assert found == [RowOutcome.CHANGED]
    assert plan.changes[0] == {"contents": [["environment"], ["medical_waste"]]}
    [one] = every(session)
    assert one.contents == ["medical_waste"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("0209999999",), "checks.site_unknown"),
        (("", "", "", "phúc tra"), "import.word_unknown"),
        (("", "", "", "", "31/02/2026"), "import.not_a_day"),
        (("", "", "", "", "01/01/2001"), "inspection.too_far"),
        (("", "", "", "", "", "an ninh"), "import.word_unknown"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(
    session: Session, an_hung: Commune, site: Facility, tmp_path: Path, cells: tuple[str, ...], code: str
) -> None:
    found, plan = outcomes(session, request(tmp_path, an_hung, row(*cells)), write=True)
    assert found == [RowOutcome.REFUSED]
    assert code in [reason for reason, _params in plan.records.refused[0]]
    assert every(session) == []


def test_a_name_that_two_bear_and_a_row_twice_are_refused(
    session: Session, an_hung: Commune, site: Facility, tmp_path: Path
) -> None:
    for _ in range(2):
        cast.facility(session, an_hung, "Xưởng Đá")
    twice = ("", "Xưởng Đá", "Sở", "Kiểm tra", "02/03/2026", "Môi trường")
    found, plan = outcomes(session, request(tmp_path, an_hung, twice, row(""), row("")))
    assert found == [RowOutcome.REFUSED] * 3
    assert plan.records.refused[0][0][0] == "checks.site_twice"
    assert plan.records.refused[1][0] == ("import.double_key", {"rows": [5]})


@pytest.mark.parametrize(
    ("cell", "contents"),
    [
        ("Phòng cháy, chữa cháy", ["fire_safety"]),
        (
            "Môi trường, phòng cháy, chữa cháy và chất thải y tế",
            ["environment", "fire_safety", "medical_waste"],
        ),
        ("PCCC; BVMT", ["environment", "fire_safety"]),
        ("hazardous_waste_transport", ["hazardous_waste_transport"]),
    ],
)
def test_contents_are_read_however_they_are_parted(
    session: Session, an_hung: Commune, site: Facility, tmp_path: Path, cell: str, contents: list[str]
) -> None:
    outcomes(session, request(tmp_path, an_hung, row("", "", "", "", "", cell)), write=True)
    assert every(session)[0].contents == contents


def test_a_table_without_its_columns_or_rows_is_refused_whole(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as empty:
        outcomes(session, request(tmp_path, an_hung))
    assert empty.value.code == "sheet.no_rows"
    file = tmp_path / "x.csv"
    file.write_text("Tên cơ sở,Cơ quan,Ngày\nA,B,02/03/2026\n", encoding="utf-8")
    with pytest.raises(BadInput) as lacks:
        outcomes(session, Request(file, "x.csv", ways.CHECKS, an_hung, accepted(), clock.today()))
    assert lacks.value.params["lacks"] == ["act", "contents"]


def test_the_layer_is_for_who_may_import_and_plan(session: Session, an_hung: Commune) -> None:
    from services import imports

    assert ways.CHECKS in imports.layers(viewer(Role.ECONOMIC_DIVISION, an_hung))
    assert ways.CHECKS not in imports.layers(viewer(Role.ADMIN, an_hung))
