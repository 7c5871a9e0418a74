"""The register of penalties in the browser: who is let in, forms, sums, sheets, hostile text."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.models import Commune, Facility, Finding, Violation
from services.clock import today
from services.penalties.listing import Sums
from tests import cast
from tests.webmap.conftest import SignIn
from tests.webmap.form_reader import fields
from webmap.money_chart import HEIGHT, chart

TODAY = today()
FOUND = TODAY - timedelta(days=30)
READERS = {Role.COMMUNE_POLICE, Role.ECONOMIC_DIVISION, Role.HEALTH_STATION, Role.CHAIRPERSON}
WRITERS = {Role.COMMUNE_POLICE, Role.ECONOMIC_DIVISION}


@pytest.fixture
def forge(session: Session, an_hung: Commune) -> Facility:
    """Whose violations these are."""
    return cast.facility(session, an_hung, "Xưởng mạ Kim Lĩnh")


def decided(**more: str) -> dict[str, Any]:
    """What an officer types."""
    return {
        "article": "NĐ 45/2022 Đ29",
        "decision_number": "01/QĐ-XPHC",
        "decision_date": FOUND.isoformat(),
        "found_on": FOUND.strftime("%d/%m/%Y"),
        "amount_vnd": "5.000.000",
    } | more


def written(browser: FlaskClient, site: Facility, **more: str) -> str:
    """The address of a violation written through the form."""
    address = f"/penalties/new?site={site.id}"
    answer = browser.post(address, data=fields(text(browser, address)) | decided(**more))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location


def text(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
def test_only_their_roles_are_let_in(
    sign_in: SignIn, session: Session, an_hung: Commune, forge: Facility, role: Role
) -> None:
    row = Violation(
        commune_id=an_hung.id, site_id=forge.id, code="VP-1", found_on=FOUND, article="Đ1", version=1
    )
    session.add(row)
    village = cast.village(session, an_hung) if role is Role.VILLAGE_BOARD else None
    session.commit()
    browser = sign_in(role, village=village)
    reads = ("/penalties", f"/penalties/{row.id}", "/penalties/export.csv", "/penalties/export.xlsx")
    for address in reads:
        assert browser.get(address).status_code == (200 if role in READERS else 403), address
    for address in ("/penalties/new", f"/penalties/{row.id}/edit"):
        assert browser.get(address).status_code == (200 if role in WRITERS else 403), address
        assert browser.post(address).status_code in ((400, 200, 405, 303) if role in WRITERS else (403,))


def test_the_commune_next_door_finds_nothing(sign_in: SignIn, session: Session, forge: Facility) -> None:
    address = written(sign_in(Role.COMMUNE_POLICE), forge)
    stranger = sign_in(Role.COMMUNE_POLICE, commune=cast.commune(session))
    for path in (address, f"{address}/edit", f"/penalties/new?site={forge.id}"):
        assert stranger.get(path).status_code == 404
    assert "Chưa ghi vi phạm nào" in text(stranger, "/penalties")


def test_a_finding_fills_the_form(sign_in: SignIn, session: Session, forge: Facility) -> None:
    check = cast.visit(session, forge, FOUND)
    check.findings.append(Finding(article="Đ75", text="Chưa phân loại", remedy="Phân loại ngay", severity=2))
    session.commit()
    browser = sign_in(Role.COMMUNE_POLICE)
    assert f"/penalties/new?finding={check.findings[0].id}" in text(browser, f"/inspections/{check.id}")
    sent = fields(text(browser, f"/penalties/new?finding={check.findings[0].id}"))
    assert (sent["found_on"], sent["article"]) == ([FOUND.isoformat()], ["Đ75"])
    assert (sent["text"], sent["remedy"]) == (["Chưa phân loại"], ["Phân loại ngay"])
    answer = browser.post(f"/penalties/new?finding={check.findings[0].id}", data=sent)
    page = text(browser, answer.location)
    assert "Xưởng mạ Kim Lĩnh" in page
    assert f'href="/inspections/{check.id}"' in page
    assert "Việc này đã có hồ sơ" in text(browser, f"/penalties/new?finding={check.findings[0].id}")


def test_without_a_subject_a_site_is_looked_for(sign_in: SignIn, forge: Facility) -> None:
    browser = sign_in(Role.ECONOMIC_DIVISION)
    assert "Cơ sở nào?" in text(browser, "/penalties/new")
    assert f"/penalties/new?site={forge.id}" in text(browser, "/penalties/new?search=xuong+ma")
    assert "Không có cơ sở nào" in text(browser, "/penalties/new?search=zzz")


@pytest.mark.parametrize(
    "amount", ["5.000.000", "5000000", "5.000.000 đ", "5 000 000", "5.000.000đồng", "5.000.000 VNĐ"]
)
def test_money_is_read_as_it_is_written(
    sign_in: SignIn, session: Session, forge: Facility, amount: str
) -> None:
    browser = sign_in(Role.COMMUNE_POLICE)
    address = written(browser, forge, amount_vnd=amount)
    assert session.scalar(select(Violation.amount_vnd)) == 5_000_000
    assert "5.000.000 đ" in text(browser, address)
    assert fields(text(browser, f"{address}/edit"))["amount_vnd"] == ["5.000.000"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"amount_vnd": "NaN"}, "Xin điền một con số, chẳng hạn 5.000.000."),
        ({"amount_vnd": "inf"}, "Xin điền một con số"),
        ({"amount_vnd": "1e400"}, "Xin điền một con số"),
        ({"amount_vnd": "5.000.00"}, "Xin điền một con số"),
        ({"amount_vnd": "5_000"}, "Xin điền một con số"),
        ({"amount_vnd": "năm triệu"}, "Xin điền một con số"),
        ({"amount_vnd": "-5.000.000"}, "không thể nhỏ hơn 0"),
        ({"amount_vnd": "9.000.000.000.000"}, "Xin điền một con số"),
        ({"amount_vnd": "1,5"}, "Xin điền một con số"),
        ({"found_on": (TODAY + timedelta(days=1)).isoformat()}, "Ngày này chưa tới"),
        ({"found_on": "31/02/2026"}, "Xin chọn một ngày có thật"),
        ({"article": ""}, "Xin điền ô này"),
        ({"decision_date": ""}, "cả số lẫn ngày"),
        ({"paid_vnd": "6.000.000", "paid_on": TODAY.isoformat()}, "nhiều hơn mức phạt"),
    ],
)
def test_a_form_that_cannot_be_comes_back_with_words_and_what_was_typed(
    sign_in: SignIn, session: Session, forge: Facility, sent: dict[str, str], words: str
) -> None:
    browser = sign_in(Role.COMMUNE_POLICE)
    address = f"/penalties/new?site={forge.id}"
    typed = fields(text(browser, address)) | decided(**sent)
    answer = browser.post(address, data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert words in page
    again = fields(page)
    assert {name: again[name] for name in sent} == {name: [value] for name, value in sent.items()}
    assert again["key"] == typed["key"]
    assert session.scalar(select(func.count()).select_from(Violation)) == 0


def test_pressed_twice_it_is_one(sign_in: SignIn, session: Session, forge: Facility) -> None:
    browser = sign_in(Role.COMMUNE_POLICE)
    address = f"/penalties/new?site={forge.id}"
    sent = fields(text(browser, address)) | decided()
    first, second = (browser.post(address, data=sent) for _press in range(2))
    assert first.location == second.location
    assert session.scalar(select(func.count()).select_from(Violation)) == 1


def test_the_second_editor_is_told_and_loses_nothing(sign_in: SignIn, forge: Facility) -> None:
    one, other = sign_in(Role.COMMUNE_POLICE), sign_in(Role.ECONOMIC_DIVISION)
    address = f"{written(one, forge)}/edit"
    seen = fields(text(other, address))
    paid = {"paid_vnd": "5.000.000", "paid_on": TODAY.isoformat()}
    assert one.post(address, data=fields(text(one, address)) | paid).status_code == 303
    answer = other.post(address, data=seen | {"remedy": "Dọn sạch"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "commune_police_1" in page
    again = fields(page)
    assert (again["remedy"], again["paid_vnd"]) == (["Dọn sạch"], ["5.000.000"])
    assert other.post(address, data=again).status_code == 303


def test_the_list_sums_and_filters(sign_in: SignIn, forge: Facility) -> None:
    browser = sign_in(Role.ECONOMIC_DIVISION)
    written(browser, forge)
    written(browser, forge, paid_vnd="5.000.000", paid_on=TODAY.isoformat())
    page = text(browser, "/penalties")
    for told in (
        "10.000.000 đ",
        "5.000.000 đ",
        "Đã nộp đủ",
        "Chưa nộp đủ",
        "<svg",
        f"{FOUND.month}/{FOUND.year}",
    ):
        assert told in page, told
    assert "<dd>1</dd>" in text(browser, "/penalties?status=paid")
    assert "Không có vi phạm nào hợp" in text(browser, "/penalties?status=overdue")
    for wrong in ("status=x", "since=x", "village=x", "kind=x", "site=-1"):
        assert browser.get(f"/penalties?{wrong}").status_code == 400


def test_the_same_list_as_a_sheet_runs_no_formula(sign_in: SignIn, forge: Facility) -> None:
    browser = sign_in(Role.CHAIRPERSON)
    writer = sign_in(Role.COMMUNE_POLICE)
    written(writer, forge, text="=HYPERLINK(1)", article="@SUM(1)")
    written(writer, forge, paid_vnd="5.000.000", paid_on=TODAY.isoformat())
    answer = browser.get("/penalties/export.csv?status=unpaid")
    assert 'filename="vi-pham-' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    rows = list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"))))
    assert [(row["Hành vi vi phạm"], row["Điều khoản bị vi phạm"], row["Mức phạt"]) for row in rows] == [
        ("'=HYPERLINK(1)", "'@SUM(1)", "5000000")
    ]
    assert rows[0]["Ngày phát hiện"] == FOUND.strftime("%d/%m/%Y")
    sheet = load_workbook(BytesIO(browser.get("/penalties/export.xlsx").data)).active
    assert sheet.max_row == 3
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    headings = [cell.value for cell in sheet[1]]
    assert not [heading for heading in headings if "_" in heading]


def test_hostile_text_stays_text(sign_in: SignIn, forge: Facility) -> None:
    browser = sign_in(Role.COMMUNE_POLICE)
    attack = "<script>alert(1)</script>"
    address = written(browser, forge, article=attack, text=attack, remedy=attack, decided_by=attack)
    for page in (text(browser, address), text(browser, f"{address}/edit"), text(browser, "/penalties")):
        assert attack not in page
        assert "&lt;script&gt;" in page


def test_a_record_speaks_in_words(sign_in: SignIn, forge: Facility) -> None:
    browser = sign_in(Role.HEALTH_STATION)
    page = text(browser, written(sign_in(Role.COMMUNE_POLICE), forge, due_on=TODAY.isoformat()))
    main = page.split("<main")[1].split("</main>")[0]
    assert "Hạn nộp phạt" in main
    assert "/edit" not in main
    assert "site_kind" not in main and "None" not in main


def test_bars_are_as_high_as_their_amounts() -> None:
    drawn = chart([("2026-01", Sums(1, 100, 50)), ("2026-02", Sums())])
    assert [(bar.month, bar.fined, bar.paid) for bar in drawn.bars] == [
        ("1/2026", HEIGHT, HEIGHT / 2),
        ("2/2026", 0, 0),
    ]
    assert drawn.top == 100
    assert chart([]).bars == []
    assert chart([("2026-01", Sums())]).top == 0
