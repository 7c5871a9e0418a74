"""The page of a desk's figures: who opens it, what it counts, and that nobody counts what is not theirs."""

import re

import pytest
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, Role, Visibility
from geodata.models import Commune
from tests import cast
from tests.people import OFFICERS
from tests.webmap.conftest import SignIn

DESK = {
    Role.ECONOMIC_DIVISION,
    Role.COMMUNE_POLICE,
    Role.CHAIRPERSON,
    Role.PUBLIC_SERVICE_CENTRE,
    Role.VILLAGE_BOARD,
}


def received(text: str) -> int:
    """How many reports the first line counts."""
    found = re.search(r'Cả 12 tháng</th>\s*<td data-label="Nhận">(\d+)<', text)
    return int(found[1]) if found else 0


@pytest.mark.parametrize("role", OFFICERS)
def test_the_figures_are_for_who_has_a_desk(
    sign_in: SignIn, session: Session, an_hung: Commune, role: Role
) -> None:
    village = cast.village(session, an_hung)
    answer = sign_in(role, village=village if role is Role.VILLAGE_BOARD else None).get("/incidents/figures")
    assert answer.status_code == (200 if role in DESK else 403)


def test_a_police_report_counts_for_the_police_alone(
    sign_in: SignIn, session: Session, an_hung: Commune
) -> None:
    cast.report(session, an_hung, category=IncidentCategory.NOISE)
    cast.report(session, an_hung, category=IncidentCategory.FISH_KILL, visibility=Visibility.POLICE)
    session.commit()
    pages = {
        role: sign_in(role).get("/incidents/figures").get_data(as_text=True)
        for role in (Role.COMMUNE_POLICE, Role.ECONOMIC_DIVISION, Role.CHAIRPERSON)
    }
    assert {role: received(text) for role, text in pages.items()} == {
        Role.COMMUNE_POLICE: 2,
        Role.ECONOMIC_DIVISION: 1,
        Role.CHAIRPERSON: 1,
    }
    assert "Cá chết" in pages[Role.COMMUNE_POLICE]
    assert "Cá chết" not in pages[Role.CHAIRPERSON]


def test_the_inbox_leads_there_and_an_empty_desk_says_so(sign_in: SignIn) -> None:
    boss = sign_in(Role.ECONOMIC_DIVISION)
    assert 'href="/incidents/figures"' in boss.get("/incidents").get_data(as_text=True)
    assert "Chưa có phản ánh nào" in boss.get("/incidents/figures").get_data(as_text=True)
