"""The register read: who finds which site and sees what of it; villages."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from geodata.enums import Role, SiteState
from geodata.errors import BadInput, FieldErrors, NotFound, Unavailable
from geodata.models import Commune, Finding, Village
from services import places, site_edits, sites
from services.clock import today
from tests import cast
from tests.people import viewer

TODAY = today()


@pytest.fixture
def kim_linh(session: Session, an_hung: Commune) -> Village:
    """A village of An Hưng."""
    made: Village = cast.village(session, an_hung)
    return made


# --- the list


@pytest.mark.parametrize("typed", ["đường lê", "duong le", "DUONG", "Đường"])
def test_a_site_is_found_with_and_without_diacritics(session: Session, an_hung: Commune, typed: str) -> None:
    cast.facility(session, an_hung, "Xưởng Đường Lê")
    cast.facility(session, an_hung, "Chợ Kim Lĩnh")
    found = sites.register(session, viewer(Role.ECONOMIC_DIVISION, an_hung), sites.wanted(search=typed))
    assert [site["name"] for site in found.sites] == ["Xưởng Đường Lê"]


def test_letters_that_mean_something_to_the_database_are_only_letters(
    session: Session, an_hung: Commune
) -> None:
    cast.facility(session, an_hung, "Xưởng 100% tre_nứa")
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    assert sites.register(session, boss, sites.wanted(search="100% tre_")).total == 1
    assert sites.register(session, boss, sites.wanted(search="%")).total == 1
    assert sites.register(session, boss, sites.wanted(search="1__%")).total == 0


def test_a_site_is_found_by_its_code(session: Session, an_hung: Commune) -> None:
    made = cast.facility(session, an_hung)
    found = sites.register(session, viewer(Role.ADMIN, an_hung), sites.wanted(search=made.code))
    assert [site["id"] for site in found.sites] == [made.id]


def test_the_register_comes_in_pages_with_the_total(session: Session, an_hung: Commune) -> None:
    for number in range(sites.PAGE + 3):
        cast.point(session, an_hung, f"Điểm {number:03}")
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    first, last = (sites.register(session, boss, sites.wanted(), page) for page in (1, 2))
    assert (first.total, first.pages, len(first.sites), len(last.sites)) == (sites.PAGE + 3, 2, sites.PAGE, 3)
    assert not {site["id"] for site in first.sites} & {site["id"] for site in last.sites}


def test_a_board_works_with_the_register_of_its_own_village(
    session: Session, an_hung: Commune, kim_linh: Village
) -> None:
    cast.facility(session, an_hung, "Ở thôn khác", village_id=cast.village(session, an_hung, "Cốc Lộc").id)
    cast.facility(session, an_hung, "Của thôn", village_id=kim_linh.id)
    board = viewer(Role.VILLAGE_BOARD, an_hung, kim_linh)
    found = sites.register(session, board, sites.wanted())
    assert [site["name"] for site in found.sites] == ["Của thôn"]
    assert found.total == 1


@pytest.mark.parametrize("sent", [{"type": "castle"}, {"kind": "x"}, {"state": "gone"}, {"village": "1;"}])
def test_a_filter_of_words_that_are_not_ours_is_refused(sent: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        sites.wanted(**sent)


# --- the record


def test_a_record_tells_checks_and_where_the_site_stands(session: Session, an_hung: Commune) -> None:
    shop = cast.facility(session, an_hung)
    old = cast.visit(session, shop, TODAY - timedelta(days=900))
    new = cast.visit(session, shop, TODAY - timedelta(days=500))
    session.add(Finding(inspection_id=new.id, severity=2, text="Không có hố ga"))
    session.flush()
    record = sites.record(session, viewer(Role.COMMUNE_POLICE, an_hung), shop.id, on=TODAY)
    assert [check["id"] for check in record.inspections] == [new.id, old.id]
    assert record.inspections[0]["findings"][0]["text"] == "Không có hố ga"
    assert record.feature["properties"]["status"] == "overdue"
    board = viewer(Role.VILLAGE_BOARD, an_hung, cast.village(session, an_hung))
    shop.village_id = board.village_id
    session.flush()
    seen = sites.record(session, board, shop.id, on=TODAY)
    assert "findings" not in seen.inspections[0]


def test_a_closed_site_keeps_its_record_and_counts_no_more(session: Session, an_hung: Commune) -> None:
    shop = cast.facility(session, an_hung)
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    site_edits.set_state(session, boss, shop.id, version=1, state=SiteState.CLOSED)
    record = sites.record(session, boss, shop.id, on=TODAY)
    assert record.closed
    # The suite may run over midnight.
    assert record.feature["properties"]["closed_on"] in (TODAY.isoformat(), today().isoformat())
    site_edits.set_state(session, boss, shop.id, version=2, state=SiteState.OPERATING)
    again = sites.record(session, boss, shop.id, on=TODAY).feature["properties"]
    assert again["closed_on"] is None
    assert again["status"] == "never"


# --- villages


def test_a_new_name_keeps_the_old_one_with_its_days(session: Session, an_hung: Commune) -> None:
    thon = cast.village(session, an_hung, "Thôn mẫu 1", households=100)
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    day = date(2026, 1, 1)
    sent = {"name": "Tân Thắng", "renamed_on": day, "households": 120, "population": 400, "source": ""}
    places.change_village(session, boss, thon.id, version=1, values=sent)
    record = places.village(session, boss, thon.id)
    assert (record.fields["name"], record.fields["valid_from"]) == ("Tân Thắng", "2026-01-01")
    assert [(old["name"], old["valid_to"]) for old in record.earlier] == [("Thôn mẫu 1", "2025-12-31")]
    assert places.villages(session, boss) == [(thon.id, "Tân Thắng")]


def test_a_mistake_in_a_name_is_corrected_without_history(session: Session, an_hung: Commune) -> None:
    thon = cast.village(session, an_hung, "Kim Linh")
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    sent = {"name": "Kim Lĩnh", "renamed_on": None, "households": None, "population": None, "source": ""}
    places.change_village(session, boss, thon.id, version=1, values=sent)
    assert places.village(session, boss, thon.id).earlier == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"households": -1}, "households"),
        ({"renamed_on": date(2020, 1, 1)}, "renamed_on"),
        ({"renamed_on": TODAY + timedelta(days=2)}, "renamed_on"),
    ],
)
def test_a_village_refuses_what_cannot_be(
    session: Session, an_hung: Commune, wrong: dict[str, Any], field: str
) -> None:
    thon = cast.village(session, an_hung)
    sent = {"name": "Mới", "renamed_on": None, "households": 1, "population": 2, "source": ""} | wrong
    with pytest.raises(FieldErrors) as refused:
        places.change_village(
            session, viewer(Role.ECONOMIC_DIVISION, an_hung), thon.id, version=1, values=sent
        )
    assert list(refused.value.fields) == [field]


def test_a_village_of_another_commune_does_not_exist(session: Session, an_hung: Commune) -> None:
    foreign = cast.village(session, cast.commune(session))
    with pytest.raises(NotFound):
        places.village(session, viewer(Role.ECONOMIC_DIVISION, an_hung), foreign.id)


def test_the_served_commune_is_the_newest_of_its_code(session: Session, an_hung: Commune) -> None:
    days = {"valid_from": date(2000, 1, 1), "valid_to": date(2025, 6, 30)}
    session.add(Commune(code="11674", name="Xã An Thọ", province_code="31", version=1, **days))
    session.flush()
    assert places.served_commune(session, "11674").name == "Xã An Hưng"
    with pytest.raises(Unavailable):
        places.served_commune(session, "99999")
    with pytest.raises(Unavailable):
        places.commune(session, 0)
