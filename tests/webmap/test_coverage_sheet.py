"""The figures of coverage as files: for whom, in which form, and that they say what the page says."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.models import Commune
from services import clock
from tests import cast
from tests.webmap.conftest import SignIn


@pytest.fixture
def filled(session: Session, an_hung: Commune) -> None:
    """A late site of category 4 in a village that is named as a formula."""
    village = cast.village(session, an_hung, "=1+1", population=90)
    site = cast.facility(session, an_hung, "Xưởng", village_id=village.id)
    cast.visit(session, site, clock.today() - timedelta(days=800))
    cast.rating(session, site, 4, clock.today() - timedelta(days=900), under=cast.scheme(session, an_hung))
    session.commit()


@pytest.mark.usefixtures("filled")
def test_the_figures_come_as_csv_and_as_a_workbook(sign_in: SignIn) -> None:
    browser = sign_in(Role.CHAIRPERSON)
    plain = browser.get("/maps/coverage/figures.csv")
    rows = list(csv.reader(StringIO(plain.data.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Nhóm", "Tên", "Cơ sở", "Tỷ lệ trong hạn"]
    assert rows[1][:3] == ["Tất cả", "", "1"]
    assert ["Hạng rủi ro", "4", "1", "0.0"] in [row[:4] for row in rows]
    book = load_workbook(BytesIO(browser.get("/maps/coverage/figures.xlsx").data))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert len(cells) == len(rows) and cells[1][0] == "Tất cả"
    # A name that looks like a formula stays text.
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)


@pytest.mark.usefixtures("filled")
def test_the_file_follows_the_filters_of_the_page(sign_in: SignIn) -> None:
    browser = sign_in(Role.ECONOMIC_DIVISION)
    none = browser.get("/maps/coverage/figures.csv?category=5").data.decode("utf-8-sig")
    assert next(csv.reader(StringIO(none.splitlines()[1])))[2] == "0"
    assert browser.get("/maps/coverage/figures.csv?category=9").status_code == 400
    assert browser.get("/maps/coverage/figures.pdf").status_code == 404


def test_it_is_for_those_who_see_the_map(sign_in: SignIn) -> None:
    assert sign_in(Role.SCHOOL).get("/maps/coverage/figures.csv").status_code == 403


@pytest.mark.usefixtures("filled")
def test_the_page_tells_categories_and_people(sign_in: SignIn) -> None:
    page = sign_in(Role.COMMUNE_POLICE).get("/maps/coverage").get_data(as_text=True)
    assert "hạng 4" in page and "người sống trong 300 m" in page and "figures.xlsx" in page
