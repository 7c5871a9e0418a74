"""The inbox of an officer: which report lies in which pile, who counts what, and what is asked of a pile."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, Final

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, IncidentState, Moderation, RejectReason, Role, Visibility
from geodata.errors import BadInput, Forbidden
from geodata.features import Viewer
from geodata.models import Account, Commune, Incident
from geodata.models.incident import OPEN
from geodata.queries.inbox import BACK, IN_HAND, MOST_COUNTED, OVER, Tab
from services import clock
from services.incidents import clocks, inbox
from services.incidents.states import ENDED
from services.working_time import DAY_MINUTES, Calendar, add, between
from tests import cast
from tests.everything import plant
from tests.people import OFFICERS, viewer

NOW: Final = datetime(2026, 10, 7, 9, tzinfo=clock.ZONE)
"""A Wednesday morning."""
SOON: Final = NOW + timedelta(days=1)
S = IncidentState
NEEDS: Final[dict[IncidentState, dict[str, Any]]] = {
    S.NEED_INFO: {"paused_at": NOW - timedelta(hours=1), "due_limit_at": NOW + timedelta(days=7)},
    S.REFERRED: {"referred_to": "Sở", "referred_number": "12/CV"},
    S.REJECTED: {"reject_reason": RejectReason.UNFOUNDED},
}
"""State → what the database wants of a report that stands there."""


def report(session: Session, home: Commune, state: IncidentState = S.NEW, **more: Any) -> Incident:
    """A report in that state, not published."""
    return cast.report(session, home, state=state, **{"published": False} | NEEDS.get(state, {}) | more)


def person(session: Session, home: Commune, role: Role, name: str = "Nguyễn Thị Hoa") -> Account:
    """Somebody who works there."""
    made = Account(
        commune_id=home.id,
        username=f"somebody-{role.value}-{len(name)}",
        display_name=name,
        role=role,
        password_hash="no password fits",
        active=True,
        session_version=1,
    )
    session.add(made)
    session.flush()
    return made


def opened(session: Session, who: Viewer, page: int = 1, **sent: str) -> inbox.Inbox:
    """The inbox under that question."""
    asked = inbox.wanted(
        who, {"tab": "all"} | {name.rstrip("_"): word for name, word in sent.items()}, soon=SOON
    )
    return inbox.opened(session, who, asked, page, NOW)


def ids(session: Session, who: Viewer, **sent: str) -> list[int]:
    """The ids on the first page, in order."""
    return [one["id"] for one in opened(session, who, **sent).reports]


@pytest.fixture
def boss(an_hung: Commune) -> Viewer:
    """The economic division."""
    return viewer(Role.ECONOMIC_DIVISION, an_hung)


# --- the piles


def test_every_state_is_open_or_over_and_the_index_of_the_open_ones_knows_it() -> None:
    assert set(OVER) == set(ENDED)
    still_open = {word.strip(" '") for word in OPEN.split("(")[1].rstrip(")").split(",")}
    assert still_open == {state.value for state in S if state not in ENDED}
    assert {*IN_HAND, *BACK, S.NEW, S.DONE_REQUESTED} == {state for state in S if state not in ENDED}


def test_each_report_lies_in_the_pile_of_its_state(session: Session, an_hung: Commune, boss: Viewer) -> None:
    first = report(session, an_hung)
    made = {S.NEW: first.id}
    for state in set(S) - {S.NEW}:
        parent = {"parent_id": first.id} if state is S.DUPLICATE else {}
        made[state] = report(session, an_hung, state, **parent).id
    own = {S.NEW: "new", S.DONE_REQUESTED: "waiting"} | dict.fromkeys(OVER, "done")
    for tab in ("new", "working", "waiting", "done"):
        expected = {made[state] for state in S if own.get(state, "working") == tab}
        seen = opened(session, boss, tab=tab)
        assert {one["id"] for one in seen.reports} == expected, tab
        assert seen.tabs[Tab(tab)].number == len(expected), tab
    assert set(ids(session, boss, tab="all")) == set(made.values())


def test_mine_is_what_is_given_to_me_or_to_my_unit(session: Session, an_hung: Commune) -> None:
    me = person(session, an_hung, Role.COMMUNE_POLICE)
    seen = Viewer(an_hung.id, Role.COMMUNE_POLICE, account_id=me.id)
    own = report(session, an_hung, S.ASSIGNED, assigned_role=Role.COMMUNE_POLICE, assignee_id=me.id)
    unit = report(session, an_hung, S.IN_PROGRESS, assigned_role=Role.COMMUNE_POLICE)
    others = report(session, an_hung, S.ASSIGNED, assigned_role=Role.ECONOMIC_DIVISION)
    over = report(session, an_hung, S.RESOLVED, assigned_role=Role.COMMUNE_POLICE, assignee_id=me.id)
    nobody = report(session, an_hung)
    assert set(ids(session, seen, tab="mine")) == {own.id, unit.id}
    # Who has no account of its own has no work of its own: reports without an assignee are not it.
    stranger = Viewer(an_hung.id, Role.CHAIRPERSON)
    assert ids(session, stranger, tab="mine") == []
    assert {others.id, over.id, nobody.id} <= set(ids(session, seen, tab="all"))


def test_what_is_suspected_waits_apart_from_what_is_new(
    session: Session, an_hung: Commune, boss: Viewer
) -> None:
    suspected = report(session, an_hung, moderation=Moderation.SUSPECTED)
    honest = report(session, an_hung)
    assert ids(session, boss, tab="new") == [honest.id]
    assert ids(session, boss, tab="suspected") == [suspected.id]
    assert opened(session, boss).tabs[Tab.SUSPECTED].number == 1


def test_what_lies_outside_has_a_pile_until_it_is_over(
    session: Session, an_hung: Commune, boss: Viewer
) -> None:
    away = report(session, an_hung, outside=True)
    report(session, an_hung, S.REJECTED, outside=True)
    report(session, an_hung)
    assert ids(session, boss, tab="outside") == [away.id]


# --- what is due


def test_due_holds_what_is_over_or_nearly_and_nothing_else(
    session: Session, an_hung: Commune, boss: Viewer
) -> None:
    late = report(session, an_hung, take_in_due_at=NOW - timedelta(hours=1))
    nearly = report(session, an_hung, S.ASSIGNED, due_at=NOW + timedelta(hours=2))
    report(session, an_hung, S.ASSIGNED, due_at=SOON + timedelta(hours=1))
    # A report that was taken in is not late because of the day on which it should have been.
    report(session, an_hung, S.ASSIGNED, take_in_due_at=NOW - timedelta(days=9), due_at=SOON + timedelta(1))
    report(session, an_hung, S.RESOLVED, due_at=NOW - timedelta(days=9))
    report(session, an_hung, S.REOPEN_REQUESTED, due_at=NOW - timedelta(days=9))
    report(session, an_hung)
    assert ids(session, boss, tab="due") == [late.id, nearly.id]
    figures = opened(session, boss)
    assert (figures.overdue, figures.tabs[Tab.DUE]) == (inbox.Count(1), inbox.Count(2))


def test_a_paused_report_is_due_when_its_pause_runs_out_or_it_was_late_before(
    session: Session, an_hung: Commune, boss: Viewer
) -> None:
    def paused(since: timedelta, due: timedelta) -> int:
        limit = add(Calendar(), NOW - due, clocks.LONGEST_PAUSE)
        times = {"paused_at": NOW - since, "due_at": NOW - due, "due_limit_at": limit}
        return report(session, an_hung, S.NEED_INFO, **times).id

    in_time = paused(since=timedelta(days=1), due=timedelta(hours=2))
    too_long = paused(since=timedelta(days=30), due=timedelta(days=25))
    late_before = paused(since=timedelta(days=1), due=timedelta(days=3))
    assert set(ids(session, boss, tab="due")) == {too_long, late_before}
    over = {row["id"]: clocks.standing(row, NOW, Calendar()).over for row in opened(session, boss).reports}
    assert over == {in_time: False, too_long: True, late_before: True}


def test_the_pile_says_what_the_clock_of_each_report_says(
    session: Session, an_hung: Commune, boss: Viewer
) -> None:
    moments = (NOW - timedelta(days=3), NOW + timedelta(days=3))
    states = [state for state in S if state not in (S.DUPLICATE, S.NEED_INFO, S.ANONYMISED)]
    for state, first, then in product(states, moments, moments):
        report(session, an_hung, state, take_in_due_at=first, due_at=then)
    everything = [*opened(session, boss).reports, *opened(session, boss, page=2).reports]
    late = {row["id"] for row in everything if clocks.standing(row, NOW, Calendar()).over}
    seen = opened(session, boss, tab="due")
    assert len(everything) == len(states) * 4
    assert {one["id"] for one in seen.reports} == late
    assert seen.overdue.number == len(late) > 0


def test_urgent_reports_stand_first_then_what_is_due_first_then_what_has_no_term(
    session: Session, an_hung: Commune, boss: Viewer
) -> None:
    bare = report(session, an_hung)
    later = report(session, an_hung, take_in_due_at=NOW + timedelta(hours=9))
    sooner = report(session, an_hung, take_in_due_at=NOW + timedelta(hours=3))
    urgent = report(session, an_hung, urgent=True)
    pressing = report(session, an_hung, urgent=True, take_in_due_at=NOW + timedelta(days=5))
    assert ids(session, boss, tab="new") == [pressing.id, urgent.id, sooner.id, later.id, bare.id]


def test_soon_is_a_working_day_ahead_to_the_hour(session: Session, boss: Viewer) -> None:
    friday = datetime(2026, 10, 9, 16, 20, tzinfo=clock.ZONE)
    until = inbox.soon(session, boss, friday)
    assert until == datetime(2026, 10, 12, 17, tzinfo=clock.ZONE)
    assert DAY_MINUTES <= between(Calendar(), friday, until) <= DAY_MINUTES + 60


# --- who counts what


def test_police_reports_count_for_the_police_only(session: Session, an_hung: Commune) -> None:
    thon = cast.village(session, an_hung)
    for state, more in product((S.NEW, S.DONE_REQUESTED, S.CLOSED), ({}, {"outside": True})):
        report(session, an_hung, state, visibility=Visibility.POLICE, village_id=thon.id, **more)
    report(
        session,
        an_hung,
        visibility=Visibility.POLICE,
        moderation=Moderation.SUSPECTED,
        village_id=thon.id,
        take_in_due_at=NOW - timedelta(days=1),
        created_at=datetime.now(UTC),
        assigned_role=Role.ECONOMIC_DIVISION,
    )
    for role in (role for role in OFFICERS if role in inbox.FIRST_TAB):
        seen = opened(session, viewer(role, an_hung, thon))
        police = role is Role.COMMUNE_POLICE
        assert len(seen.reports) == (7 if police else 0), role
        assert seen.tabs[Tab.ALL].number == (7 if police else 0), role
        assert any(count.number for count in seen.tabs.values()) is police, role
        assert (seen.today.number, seen.overdue.number) == ((1, 1) if police else (0, 0)), role


def test_a_board_has_the_reports_of_its_village_and_counts_no_other(
    session: Session, an_hung: Commune
) -> None:
    own, other = cast.village(session, an_hung), cast.village(session, an_hung, "Cốc Lộc")
    mine = report(session, an_hung, village_id=own.id)
    for place in (other.id, None):
        report(session, an_hung, village_id=place)
    board = viewer(Role.VILLAGE_BOARD, an_hung, own)
    seen = opened(session, board)
    assert [one["id"] for one in seen.reports] == [mine.id]
    assert (seen.tabs[Tab.ALL].number, seen.tabs[Tab.NEW].number) == (1, 1)
    assert ids(session, board, village=str(other.id)) == []


def test_the_reports_of_another_commune_are_nobody_s(session: Session, an_hung: Commune) -> None:
    neighbour = cast.commune(session)
    report(session, neighbour)
    for role in inbox.FIRST_TAB:
        seen = opened(session, viewer(role, an_hung, cast.village(session, an_hung)))
        assert (seen.reports, seen.tabs[Tab.ALL].number) == ([], 0)


def test_the_inbox_is_shut_to_who_has_no_desk(session: Session, an_hung: Commune) -> None:
    for role in set(Role) - set(inbox.FIRST_TAB):
        with pytest.raises(Forbidden):
            opened(session, viewer(role, an_hung))
        with pytest.raises(Forbidden):
            inbox.tile_wanted(viewer(role, an_hung), {"tab": "all"})


def test_counts_of_what_is_over_stop_where_nobody_reads_on(
    session: Session, an_hung: Commune, boss: Viewer
) -> None:
    session.execute(
        text(
            "INSERT INTO incident (commune_id, code, idempotency_key, category, state, occurred_at, "
            "landmark) SELECT :home, 'nhieu-' || i, 'nhieu-' || i, 'noise', 'closed', now() - interval '1 h', 'x' "
            "FROM generate_series(1, :n) AS i"
        ),
        {"home": an_hung.id, "n": MOST_COUNTED + 5},
    )
    session.execute(
        text(
            "INSERT INTO incident_event (incident_id, kind, to_state) SELECT id, 'created', 'closed' "
            "FROM incident WHERE code LIKE 'nhieu-%'"
        )
    )
    seen = opened(session, boss, category="noise")
    capped = inbox.Count(MOST_COUNTED, more=True)
    assert (seen.tabs[Tab.DONE], seen.tabs[Tab.ALL], seen.today, seen.shown) == (capped,) * 4
    assert len(seen.reports) == inbox.PAGE
    assert seen.more


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
    first, second, third = (opened(session, boss, page) for page in (1, 2, 3))
    assert (first.more, second.more, third.more) == (True, False, False)
    assert sorted(one["id"] for one in [*first.reports, *second.reports]) == made
    assert (len(second.reports), third.reports, opened(session, boss, -5).page) == (3, [], 1)


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
