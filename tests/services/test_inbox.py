"""The inbox of an officer: which report lies in which pile, who counts what, and what is asked of a pile."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from geodata.enums import Moderation, Role, Visibility
from geodata.errors import Forbidden
from geodata.features import Viewer
from geodata.models import Commune
from geodata.models.incident import OPEN
from geodata.queries.inbox import BACK, IN_HAND, MOST_COUNTED, OVER, Tab
from services import clock
from services.incidents import clocks, inbox
from services.incidents.states import ENDED
from services.working_time import DAY_MINUTES, Calendar, add, between
from tests import cast
from tests.people import OFFICERS, viewer
from tests.services.desks import NOW, SOON, S, ids, opened, person, report


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
    everything = [*opened(session, boss).reports, *opened(session, boss, page="2").reports]
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
            "INSERT INTO incident "
            "(commune_id, code, idempotency_key, category, state, occurred_at, landmark) "
            "SELECT :home, 'nhieu-' || i, 'nhieu-' || i, 'noise', 'closed', now() - interval '1 h', 'x' "
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
