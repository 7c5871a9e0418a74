"""What everybody reads of plans holds no person, no day, no order, no reason, whoever looks at it."""

import re
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import Authority, LegalForm, Role, SiteKind, WishKind
from geodata.models import Commune, Finding, InspectionPlan, PlanVisit, PlanWish, SiteContact, Village
from services.plans import editions
from tests import cast, plan_cast
from tests.plan_cast import Desk
from tests.webmap.walk import everybody

PERSON, HOUSEHOLD, PHONE = "Nguyễn Thị Thu Huyền", "Cơ sở mộc Bà Lê Thị Bích", "0936123987"
EVIDENCE, MEMBERS, NOTE = "ống xả ngầm sau chuồng", "Ông Đặng Văn Bí Mật", "chủ cơ sở là anh họ"
REASON: Final = "bí mật của máy tính"
PLANTED: Final = (PERSON, HOUSEHOLD, PHONE, EVIDENCE, MEMBERS, NOTE, REASON, "Lê Thị Bích", "Thu Huyền")


@pytest.fixture
def people(session: Session, an_hung: Commune) -> Desk:
    return plan_cast.desk(session, an_hung)


@pytest.fixture
def village(session: Session, an_hung: Commune) -> Village:
    return cast.village(session, an_hung)


@pytest.fixture
def plan(session: Session, an_hung: Commune, people: Desk, village: Village) -> InspectionPlan:
    """A published plan with an enterprise, a household business and a person, and secrets on all sides."""
    team = plan_cast.team(session, an_hung, "Tổ của riêng mình")
    named = (
        ("Công ty Mạ Kẽm", LegalForm.ENTERPRISE),
        (HOUSEHOLD, LegalForm.HOUSEHOLD_BUSINESS),
        (PERSON, LegalForm.INDIVIDUAL),
    )
    sites = [
        plan_cast.site(
            session,
            an_hung,
            name,
            legal_form=form,
            village_id=village.id,
            kind=SiteKind.CRAFT_WORKSHOP,
            address=f"Nhà {PERSON}",
        )
        for name, form in named
    ]
    session.add(SiteContact(site_id=sites[0].id, person=PERSON, phone=PHONE, email=""))
    old = cast.visit(session, sites[0], plan_cast.monday(-60), authority=Authority.CITY)
    session.add(Finding(inspection_id=old.id, severity=3, text=EVIDENCE))
    made = plan_cast.filled(session, an_hung, people.planner, team, sites)
    for visit in session.scalars(select(PlanVisit).where(PlanVisit.plan_id == made.id)):
        visit.reason = {"why": REASON}
        visit.pinned = True
    session.add(
        PlanWish(
            commune_id=an_hung.id,
            plan_id=made.id,
            site_id=sites[0].id,
            kind=WishKind.PINNED,
            note=NOTE,
        )
    )
    session.flush()
    plan_cast.approved(session, people, made)
    editions.publish(session, people.planner, made.id, version=made.version)
    session.commit()
    return made


def read(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def body_of(page: str) -> str:
    """The page without its frame, which names whoever is signed in."""
    return page.split("<main", 1)[1].split("</main>", 1)[0]


def test_everybody_reads_the_same_page_in_both_languages(
    app: Flask, session: Session, village: Village, plan: InspectionPlan
) -> None:
    pages = set()
    for role, browser in everybody(app, session, village).items():
        page = body_of(read(browser, f"/plans/{plan.code}"))
        assert [word for word in PLANTED if word in page] == [], role
        pages.add(page)
    assert len(pages) == 1
    english = body_of(read(app.test_client(), f"/plans/{plan.code}?lang=en"))
    assert [word for word in PLANTED if word in english] == []
    assert "Environment" in english


def test_it_tells_month_and_public_name_and_never_day_hour_team_or_rank(
    client: FlaskClient, plan: InspectionPlan
) -> None:
    page = body_of(read(client, f"/plans/{plan.code}"))
    assert "Công ty Mạ Kẽm" in page
    assert page.count("Hộ kinh doanh") >= 1
    assert "thôn Kim Lĩnh" in page
    assert plan_cast.DECISION in page
    assert "Tổ của riêng mình" not in page
    assert not re.search(r"\b\d{1,2}:\d{2}\b", page)
    for word in ("Hạng", "ưu tiên", "rút thăm", "ghim", "4,25"):
        assert word not in page.lower(), word


def test_the_lines_are_not_in_the_order_of_the_visits(
    session: Session, an_hung: Commune, people: Desk, client: FlaskClient
) -> None:
    team = plan_cast.team(session, an_hung)
    sites = [plan_cast.site(session, an_hung, name) for name in ("Ca", "Anh", "Bình")]
    weeks = next(
        n for n in range(1, 9) if len({day.month for day in plan_cast.days(session, an_hung, n)}) == 1
    )
    made = plan_cast.filled(session, an_hung, people.planner, team, sites, weeks)
    plan_cast.approved(session, people, made)
    editions.publish(session, people.planner, made.id, version=made.version)
    session.commit()
    page = body_of(read(client, f"/plans/{made.code}"))
    assert page.index("Anh") < page.index("Bình") < page.index(">Ca<")


def test_what_is_not_published_is_not_there(
    session: Session, an_hung: Commune, people: Desk, client: FlaskClient, plan: InspectionPlan
) -> None:
    team = plan_cast.team(session, an_hung)
    hidden = plan_cast.filled(session, an_hung, people.planner, team, [plan_cast.site(session, an_hung)])
    session.commit()
    assert client.get(f"/plans/{hidden.code}").status_code == 404
    assert hidden.code not in read(client, "/plans")
    assert plan.code in read(client, "/plans")
    assert client.get("/plans/khong-co").status_code == 404
    for name in ("2026-11-24.geojson", "2026-11-24.gpx", "calendar.ics", "2026-11-24"):
        assert client.get(f"/plans/{plan.id}/teams/{team.id}/{name}").status_code == 401


def test_a_superseded_edition_stays_until_the_next_is_published_and_a_withdrawn_one_goes(
    session: Session, people: Desk, client: FlaskClient, plan: InspectionPlan
) -> None:
    second = editions.new_edition(session, people.planner, plan.id)
    plan_cast.approved(session, people, second, "13/QĐ")
    session.commit()
    assert "Bản mới đã được duyệt" in read(client, f"/plans/{plan.code}")
    editions.publish(session, people.planner, second.id, version=second.version)
    session.commit()
    page = read(client, f"/plans/{plan.code}")
    assert ("lần ban hành 2" in page, "Bản mới đã được duyệt" in page) == (True, False)
    editions.withdraw(session, people.chairperson, second.id, "Thôi", version=second.version)
    session.commit()
    assert client.get(f"/plans/{plan.code}").status_code == 404
    assert plan.code not in read(client, "/plans")


def test_a_plan_of_another_commune_is_not_shown(
    session: Session, client: FlaskClient, plan: InspectionPlan
) -> None:
    abroad = cast.commune(session)
    desk = plan_cast.desk(session, abroad)
    team = plan_cast.team(session, abroad)
    other = plan_cast.filled(session, abroad, desk.planner, team, [plan_cast.site(session, abroad)])
    other.code = "KH-LANG-GIENG"
    session.flush()
    plan_cast.approved(session, desk, other)
    editions.publish(session, desk.planner, other.id, version=other.version)
    session.commit()
    assert client.get("/plans/KH-LANG-GIENG").status_code == 404
    assert Role.PUBLIC not in {desk.planner.role}
