"""The pages about other bodies' checks, the search for a site, and the switch of the one-a-year rule."""

import html

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.models import Commune, Facility, Inspection
from services import clock
from tests import cast
from tests.services.inspections.check_cast import S, check
from tests.webmap.conftest import SignIn
from tests.webmap.test_checks import form_of, text


@pytest.fixture
def site(session: Session, an_hung: Commune) -> Facility:
    """A workshop of an enterprise."""
    return cast.facility(session, an_hung, "Công ty Mộc Mẫu")


def test_a_site_is_found_by_its_name_before_it_is_checked(
    session: Session, site: Facility, sign_in: SignIn
) -> None:
    session.commit()
    clerk = sign_in(Role.ECONOMIC_DIVISION)
    for address in ("/inspections/new", "/inspections/others/new"):
        assert f"site={site.id}" in text(clerk.get(f"{address}?search=moc mau&incident=7"))
        assert "Không có cơ sở nào" in text(clerk.get(f"{address}?search=khong co"))
        assert clerk.get(f"{address}?site=999999").status_code == 404
        assert clerk.get(f"{address}?site=x").status_code == 400
    assert 'name="incident" type="hidden" value="7"' in text(
        clerk.get(f"/inspections/new?site={site.id}&incident=7")
    )


def test_a_check_of_another_body_is_written_once_shown_and_struck(
    session: Session, site: Facility, sign_in: SignIn
) -> None:
    session.commit()
    clerk = sign_in(Role.COMMUNE_POLICE)
    sent = {
        "body": "Sở Nông nghiệp và Môi trường",
        "act": "state_inspection",
        "day": "2026-03-02",
        "contents": ["environment", "fire_safety"],
        "form": "on_site",
    }
    address = f"/inspections/others/new?site={site.id}"
    assert clerk.post(address, data=sent | {"contents": []}).status_code == 400
    assert clerk.post(address, data=sent | {"day": "2045-01-01"}).status_code == 400
    first = clerk.post(address, data=sent)
    again = clerk.post(
        address, data=sent | {"body": "  sở nông nghiệp và môi trường", "contents": ["environment"]}
    )
    assert first.location == again.location
    one = session.scalars(select(Inspection)).one()
    assert (one.state, one.contents, one.body) == (S.DONE, ["environment"], "sở nông nghiệp và môi trường")
    page = text(clerk.get(first.location))
    assert "Ghi nhầm, xóa khỏi sổ" in page
    assert "sở nông nghiệp" in text(clerk.get("/inspections/desk?pile=others"))
    assert clerk.post(f"/inspections/{one.id}/strike", data={"version": "99"}).status_code == 409
    assert clerk.post(f"/inspections/{one.id}/strike", data={"version": str(one.version)}).status_code == 303
    assert session.scalars(select(Inspection)).all() == []


def test_a_check_of_ours_is_not_struck(session: Session, site: Facility, sign_in: SignIn) -> None:
    one = check(session, site, S.PROPOSED)
    session.commit()
    clerk = sign_in(Role.ECONOMIC_DIVISION)
    assert clerk.post(f"/inspections/{one.id}/strike", data={"version": "1"}).status_code == 404
    assert clerk.post(f"/inspections/{one.id}/strike", data={}).status_code == 400


def test_the_rule_is_switched_by_who_may_and_says_who_confirmed_it(
    session: Session, site: Facility, sign_in: SignIn
) -> None:
    check(session, site, S.DONE)
    session.commit()
    clerk = sign_in(Role.ECONOMIC_DIVISION)
    page = text(clerk.get("/settings/yearly-caps"))
    assert page.count("Nghị quyết 198/2025/QH15, Điều 4") >= 4
    was = (
        page.split('action="/settings/yearly-caps/environment"')[1].split('name="was"')[1].split('value="')[1]
    )
    sent = {
        "was": html.unescape(was.split('"')[0]),
        "binds": "no",
        "counts_remote": "yes",
        "article": "Công văn 12",
        "text": "Không áp dụng",
    }
    address = "/settings/yearly-caps/environment"
    nameless = clerk.post(address, data=sent)
    assert nameless.status_code == 400
    assert "Công văn 12" in text(nameless)
    assert clerk.post(address, data=sent | {"confirmed_by": "Sở Tư pháp"}).status_code == 303
    assert "Không áp dụng, chỉ nhắc" in text(clerk.get("/settings/yearly-caps"))
    assert clerk.post(address, data=sent | {"confirmed_by": "Người khác"}).status_code == 409
    assert clerk.post("/settings/yearly-caps/nothing", data=sent).status_code == 404
    form = form_of(site, planned_on=clock.today().isoformat())
    assert clerk.post(f"/inspections/new?site={site.id}", data=form).status_code == 303


def test_the_police_find_the_settings_of_checks_and_no_others(
    session: Session, an_hung: Commune, sign_in: SignIn
) -> None:
    page = text(sign_in(Role.COMMUNE_POLICE).get("/settings"))
    for address in ("/settings/yearly-caps", "/settings/teams"):
        assert f'href="{address}"' in page
    assert "/settings/service-levels" not in page
    assert sign_in(Role.CHAIRPERSON).get("/settings").status_code == 403
