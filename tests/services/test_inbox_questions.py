"""What is asked of a pile: filters, words, pages; what a row tells; the same question on the map."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, Moderation, Role
from geodata.errors import BadInput
from geodata.features import Viewer
from geodata.models import Commune
from geodata.queries.inbox import Tab
from services.incidents import inbox
from tests import cast
from tests.everything import plant
from tests.people import viewer
from tests.services.desks import NOW, SOON, S, ids, opened, person, report


@pytest.fixture
def boss(an_hung: Commune) -> Viewer:
    """The economic division."""
    return viewer(Role.ECONOMIC_DIVISION, an_hung)


# --- what is asked of a pile


def test_each_filter_keeps_what_it_names(session: Session, an_hung: Commune, boss: Viewer) -> None:
    thon = cast.village(session, an_hung)
    wanted = report(
        session,
        an_hung,
        S.ASSIGNED,
        category=IncidentCategory.NOISE,
        village_id=thon.id,
        assigned_role=Role.COMMUNE_POLICE,
        published=True,
        moderation=Moderation.SUSPECTED,
        created_at=datetime(2026, 9, 30, 17, 30, tzinfo=UTC),
    )
    report(session, an_hung, created_at=datetime(2026, 9, 29, 12, tzinfo=UTC))
    for sent in (
        {"category": "noise"},
        {"state": "assigned"},
        {"village": str(thon.id)},
        {"unit": "commune_police"},
        {"published": "yes"},
        {"moderation": "suspected"},
        # Half past midnight of the first of October in the commune.
        {"from_": "2026-10-01"},
        {"from_": "2026-10-01", "to": "2026-10-01"},
    ):
        seen = opened(session, boss, **sent)
        assert [one["id"] for one in seen.reports] == [wanted.id], sent
        assert seen.shown == inbox.Count(1), sent
    assert wanted.id not in ids(session, boss, unit="none")
    assert wanted.id not in ids(session, boss, published="no")
    assert wanted.id not in ids(session, boss, to="2026-09-30")
    assert ids(session, boss, state="closed") == []


@pytest.mark.parametrize(
    "typed",
    ["PA kênh đào", "kênh đào", "KENH DAO", "kenh dao", "mù mịt", "mu mit", "abcd-efgh-jkmn"],
)
def test_words_are_found_with_and_without_marks(
    session: Session, an_hung: Commune, boss: Viewer, typed: str
) -> None:
    one = report(session, an_hung, landmark="PA kênh đào")
    one.code = "abcd-efgh-jkmn"
    other = report(session, an_hung, landmark="sau chợ")
    other.description = "Mùi hôi"
    session.flush()
    assert ids(session, boss, search=typed) == [one.id]


@pytest.mark.parametrize("typed", ["ABCD EFGH JKMN", "abcdefghjkmn", "Abcd.efgh.jkmn"])
def test_a_code_is_found_however_it_was_read_out(
    session: Session, an_hung: Commune, boss: Viewer, typed: str
) -> None:
    one = report(session, an_hung)
    one.code = "abcd-efgh-jkmn"
    report(session, an_hung)
    session.flush()
    assert ids(session, boss, search=typed) == [one.id]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "' OR 1=1"])
def test_signs_of_the_database_are_letters_in_a_search(
    session: Session, an_hung: Commune, boss: Viewer, typed: str
) -> None:
    report(session, an_hung)
    assert ids(session, boss, search=typed) == []


def test_nobody_finds_the_reporter_by_searching(session: Session, an_hung: Commune, boss: Viewer) -> None:
    plant(session, an_hung)
    for typed in ("Nguyễn Thị Lan", "0987654321", "0987"):
        assert ids(session, boss, search=typed) == []


@pytest.mark.parametrize(
    "sent",
    [
        {"category": "war"},
        {"state": "x"},
        {"published": "?"},
        {"village": "-1"},
        {"unit": "public"},
        {"moderation": "no"},
        {"from_": "hôm qua"},
        {"to": "2026-13-01"},
        {"tab": "nothing"},
        {"search": "a" * 101},
    ],
)
def test_words_that_are_not_ours_are_refused(session: Session, boss: Viewer, sent: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        opened(session, boss, **sent)


def test_who_names_no_pile_gets_that_of_the_role_and_who_asks_gets_all(an_hung: Commune) -> None:
    for role, tab in inbox.FIRST_TAB.items():
        assert inbox.wanted(viewer(role, an_hung), {}, soon=SOON).tab is tab
        assert inbox.wanted(viewer(role, an_hung), {"category": "noise"}, soon=SOON).tab is Tab.ALL


def test_pages_follow_each_other_without_a_gap(session: Session, an_hung: Commune, boss: Viewer) -> None:
    made = [report(session, an_hung).id for _ in range(inbox.PAGE + 3)]
    first, second, third = (opened(session, boss, page=page) for page in "123")
    assert (first.more, second.more, third.more) == (True, False, False)
    assert sorted(one["id"] for one in [*first.reports, *second.reports]) == made
    assert (len(second.reports), third.reports, opened(session, boss, page="-5").page) == (3, [], 1)


# --- what a row tells, and what the page offers


def test_a_row_tells_what_the_privacy_rule_lets_the_desk_see(
    session: Session, an_hung: Commune, boss: Viewer
) -> None:
    someone = person(session, an_hung, Role.COMMUNE_POLICE)
    thon = cast.village(session, an_hung)
    one = report(
        session,
        an_hung,
        S.ASSIGNED,
        village_id=thon.id,
        assigned_role=Role.COMMUNE_POLICE,
        assignee_id=someone.id,
    )
    row = opened(session, boss).reports[0]
    assert (row["id"], row["version"], row["village"], row["assignee"]) == (
        one.id,
        1,
        "Kim Lĩnh",
        "Nguyễn Thị Hoa",
    )
    assert row["geometry"]["coordinates"] == pytest.approx([106.5912345, 20.7512345], abs=1e-6)
    assert "assignee_id" not in row
    nowhere = report(session, an_hung, geom=None, public_geom=None, landmark="sau chợ")
    assert next(row for row in opened(session, boss).reports if row["id"] == nowhere.id)["geometry"] is None


def test_the_lists_offer_today_s_villages_and_the_people_of_units_that_work(
    session: Session, an_hung: Commune, boss: Viewer
) -> None:
    thon = cast.village(session, an_hung, "Đông")
    cast.village(session, an_hung, "Cũ", valid_to=NOW.date())
    cast.village(session, cast.commune(session), "Xa")
    police = person(session, an_hung, Role.COMMUNE_POLICE, "An")
    gone = person(session, an_hung, Role.COMMUNE_POLICE, "Bình")
    gone.active = False
    person(session, an_hung, Role.CHAIRPERSON, "Chủ tịch")
    session.flush()
    offer = inbox.offer(session, boss)
    assert offer.villages == [(thon.id, "Đông")]
    assert offer.people == [(police.id, "An", Role.COMMUNE_POLICE)]


# --- the same question on the map


@pytest.mark.parametrize("tab", Tab)
def test_a_tile_is_asked_the_question_of_the_list(session: Session, an_hung: Commune, tab: Tab) -> None:
    me = person(session, an_hung, Role.ECONOMIC_DIVISION)
    seen = Viewer(an_hung.id, Role.ECONOMIC_DIVISION, account_id=me.id)
    sent = {"tab": tab.value, "category": "noise", "search": "khói", "from": "2026-10-01"}
    asked = inbox.wanted(seen, sent, soon=SOON.replace(minute=0))
    words = inbox.tile_words(asked, sent)
    # A tile is drawn for all viewers of a role alike: whose own work it shows stands in its address.
    tile = inbox.tile_wanted(Viewer(an_hung.id, Role.ECONOMIC_DIVISION), words)
    assert (tile.tab, tile.category, tile.search, tile.first) == (tab, "noise", "khói", asked.first)
    if tab is Tab.MINE:
        assert tile.account_id == me.id
    if tab is Tab.DUE:
        assert tile.soon == asked.soon


@pytest.mark.parametrize("sent", [{"soon": "x"}, {"soon": "9" * 13}, {"account": "me"}])
def test_a_tile_of_no_sense_is_refused(boss: Viewer, sent: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        inbox.tile_wanted(boss, {"tab": "due"} | sent)
