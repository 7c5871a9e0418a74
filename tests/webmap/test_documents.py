"""Papers over HTTP: who may take them, as what they come, and what is no paper."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.models import Commune, Inspection
from tests import cast
from tests.webmap.conftest import SignIn

READERS = {Role.COMMUNE_POLICE, Role.ECONOMIC_DIVISION, Role.HEALTH_STATION, Role.CHAIRPERSON}


@pytest.fixture
def check(session: Session, an_hung: Commune) -> Inspection:
    """A concluded check with a code that is no name of a file."""
    site = cast.facility(session, an_hung, "Xưởng mộc")
    made = cast.visit(session, site, date(2026, 10, 6), contents=["environment"], conclusion="Đạt.")
    made.concluded_on, made.code = date(2026, 10, 10), 'KT-1"/../x'
    session.flush()
    return made


@pytest.mark.parametrize("name", ["decision", "conclusion"])
def test_papers_come_as_word_and_as_pdf(sign_in: SignIn, check: Inspection, name: str) -> None:
    browser = sign_in(Role.ECONOMIC_DIVISION)
    word = browser.get(f"/inspections/{check.id}/papers/{name}.docx")
    assert word.status_code == 200 and "wordprocessingml" in str(word.mimetype)
    assert Document(BytesIO(word.data)).tables
    sheet = browser.get(f"/inspections/{check.id}/papers/{name}.pdf")
    assert "XƯỞNG" not in sheet.headers["Content-Disposition"]
    assert "Xưởng mộc" in PdfReader(BytesIO(sheet.data)).pages[0].extract_text()
    for answer in (word, sheet):
        assert 'filename="KT-1' in answer.headers["Content-Disposition"]
        assert "/" not in answer.headers["Content-Disposition"].split("filename=")[1]
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_words_of_the_trade_stand_in_the_paper(sign_in: SignIn, check: Inspection) -> None:
    answer = sign_in(Role.CHAIRPERSON).get(f"/inspections/{check.id}/papers/decision.docx")
    text = "\n".join(one.text for one in Document(BytesIO(answer.data)).paragraphs)
    assert "pháp luật về môi trường" in text


def test_only_those_who_plan_or_approve_get_papers(
    sign_in: SignIn, client: FlaskClient, session: Session, an_hung: Commune, check: Inspection
) -> None:
    path = f"/inspections/{check.id}/papers/decision.docx"
    assert client.get(path).status_code in (302, 401, 403)
    village = cast.village(session, an_hung)
    for role in Role:
        if role is not Role.PUBLIC:
            answer = sign_in(role, village=village if role is Role.VILLAGE_BOARD else None).get(path)
            assert answer.status_code == (200 if role in READERS else 403), role


def test_what_is_no_paper_is_not_found(sign_in: SignIn, check: Inspection) -> None:
    browser = sign_in(Role.ECONOMIC_DIVISION)
    for path in (
        f"/inspections/{check.id}/papers/letter.docx",
        f"/inspections/{check.id}/papers/decision.exe",
        "/inspections/999999/papers/decision.pdf",
        "/plans/999999/papers/plan.pdf",
    ):
        assert browser.get(path).status_code == 404, path


def test_minutes_before_the_visit_are_refused_with_words(sign_in: SignIn, check: Inspection) -> None:
    answer = sign_in(Role.COMMUNE_POLICE).get(f"/inspections/{check.id}/papers/minutes.pdf")
    assert answer.status_code == 409 and "Chưa có biên bản" in answer.get_data(as_text=True)
