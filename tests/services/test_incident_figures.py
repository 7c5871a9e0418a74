"""On-time and reply rates: what counts where, and that nobody learns of reports that are not theirs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, IncidentState, Moderation, RejectReason, Role, Visibility
from geodata.errors import Forbidden
from geodata.features import Viewer
from geodata.models import Commune, Incident
from services.incidents import figures
from services.incidents.clocks import LONGEST_PAUSE, standing
from services.incidents.figures import Figures
from services.working_time import DAY_MINUTES, Calendar, add
from tests import cast
from tests.people import OFFICERS, viewer

NOW = datetime(2026, 10, 20, 3, tzinfo=UTC)
S = IncidentState
PLAIN = Calendar()


def made(session: Session, home: Commune, days_ago: float, **more: Any) -> Incident:
    """A report with its promises: a day to take in, three to answer; `ended`, `taken_in`, … in days after."""
    created = NOW - timedelta(days=days_ago)
    for name in ("taken_in_at", "answered_at", "ended_at", "paused_at"):
        if name in more:
            more[name] = created + timedelta(days=more[name])
    due = created + timedelta(days=3)
    return cast.report(
        session,
        home,
        created_at=created,
        take_in_due_at=created + timedelta(days=1),
        due_at=due,
        due_limit_at=due + timedelta(days=5),
        **more,
    )


def total(session: Session, who: Viewer) -> Figures:
    """What that viewer's desk counts in all."""
    return figures.for_desk(session, who, NOW).total


@pytest.fixture
def boss(an_hung: Commune) -> Viewer:
    """The economic division."""
    return viewer(Role.ECONOMIC_DIVISION, an_hung)


def test_a_report_that_is_not_due_yet_counts_in_no_rate(
    session: Session, an_hung: Commune, boss: Viewer
) -> None:
    made(session, an_hung, 0.5)
    assert total(session, boss) == Figures(received=1)
    assert total(session, boss).on_time_rate is None
    assert total(session, boss).reply_rate is None
    assert total(session, boss).take_in_rate is None


def test_a_report_in_time_counts_for_all(session: Session, an_hung: Commune, boss: Viewer) -> None:
    made(session, an_hung, 2, taken_in_at=0.5, answered_at=1, ended_at=1, state=S.RESOLVED)
    assert total(session, boss) == Figures(1, 1, 1, 1, 1, 1, 0)
    assert total(session, boss).on_time_rate == total(session, boss).reply_rate == 1.0


def test_a_late_one_counts_against(session: Session, an_hung: Commune, boss: Viewer) -> None:
    made(session, an_hung, 10, taken_in_at=2, ended_at=4, state=S.CLOSED)
    assert total(session, boss) == Figures(1, 1, 0, 1, 0, 0, 0)
    made(session, an_hung, 10, taken_in_at=0.5, answered_at=1, state=S.IN_PROGRESS)
    assert total(session, boss) == Figures(2, 2, 1, 2, 0, 1, 1)
    assert total(session, boss).take_in_rate == 0.5
    assert total(session, boss).reply_rate == 0.5
    made(session, an_hung, 1.5)
    assert total(session, boss).take_in_rate == 1 / 3


def test_a_report_that_was_rejected_has_ended_and_spam_counts_nowhere(
    session: Session, an_hung: Commune, boss: Viewer
) -> None:
    more: dict[str, Any] = {"taken_in_at": 0.5, "ended_at": 1, "state": S.REJECTED}
    made(session, an_hung, 9, reject_reason=RejectReason.UNFOUNDED, **more)
    made(session, an_hung, 9, reject_reason=RejectReason.SPAM, **more)
    made(session, an_hung, 9, moderation=Moderation.SPAM)
    assert total(session, boss) == Figures(1, 1, 1, 1, 1, 0, 0)


def test_a_duplicate_is_received_and_its_parent_is_answered(
    session: Session, an_hung: Commune, boss: Viewer
) -> None:
    parent = made(session, an_hung, 9, taken_in_at=0.5, ended_at=1, state=S.RESOLVED)
    for state in (S.DUPLICATE, S.ANONYMISED):
        made(session, an_hung, 9, taken_in_at=0.5, ended_at=8, state=state, parent_id=parent.id)
    assert total(session, boss) == Figures(3, 3, 3, 1, 1, 0, 0)


def test_a_report_from_before_there_were_clocks_is_received_only(
    session: Session, an_hung: Commune, boss: Viewer
) -> None:
    cast.report(session, an_hung, created_at=NOW - timedelta(days=90), state=S.CLOSED)
    assert total(session, boss) == Figures(received=1)


def test_a_request_to_reopen_leaves_the_end_where_it_was(
    session: Session, an_hung: Commune, boss: Viewer
) -> None:
    made(session, an_hung, 9, taken_in_at=0.5, ended_at=2, state=S.REOPEN_REQUESTED)
    assert total(session, boss) == Figures(1, 1, 1, 1, 1, 0, 0)


@pytest.mark.parametrize(
    ("created", "paused"), [(4, 1), (4, 3.5), (9, 2), (9, 2.9), (2, 1), (30, 2), (30, 9)]
)
def test_the_figures_call_overdue_what_the_clock_does(
    session: Session, an_hung: Commune, boss: Viewer, created: float, paused: float
) -> None:
    came = NOW - timedelta(days=created)
    due = add(PLAIN, came, 3 * DAY_MINUTES)
    one = cast.report(
        session,
        an_hung,
        state=S.NEED_INFO,
        created_at=came,
        due_at=due,
        due_limit_at=add(PLAIN, due, LONGEST_PAUSE),
        paused_at=came + timedelta(days=paused),
    )
    assert total(session, boss).overdue == standing(vars(one), NOW, PLAIN).over


# --- months, categories, who may know


def test_figures_stand_by_month_of_the_commune_and_by_category(
    session: Session, an_hung: Commune, boss: Viewer
) -> None:
    for created in (
        datetime(2026, 9, 30, 16, 59, tzinfo=UTC),
        datetime(2026, 9, 30, 17, 0, tzinfo=UTC),
        datetime(2025, 11, 30, 0, tzinfo=UTC),
        datetime(2025, 10, 31, 16, 59, tzinfo=UTC),
    ):
        cast.report(session, an_hung, created_at=created, category=IncidentCategory.NOISE)
    cast.report(session, an_hung, created_at=NOW)
    table = figures.for_desk(session, boss, NOW)
    months = dict(table.months)
    assert min(months) == "2025-11"
    assert max(months) == "2026-10"
    assert list(months) == sorted(months)
    assert len(months) == 12
    assert {month: found.received for month, found in months.items() if found.received} == {
        "2025-11": 1,
        "2026-09": 1,
        "2026-10": 2,
    }
    assert [(one, found.received) for one, found in table.categories] == [("noise", 3), ("straw_burning", 1)]
    assert table.total.received == 4


def test_everybody_gets_the_figures_of_published_reports_only(
    session: Session, an_hung: Commune, boss: Viewer
) -> None:
    made(session, an_hung, 9, answered_at=1, ended_at=1, state=S.RESOLVED)
    before = figures.for_everybody(session, Viewer(an_hung.id), NOW)
    for hidden in (
        {"published": False},
        {"visibility": Visibility.INTERNAL},
        {"visibility": Visibility.POLICE},
        {"visibility": Visibility.POLICE, "published": False, "category": IncidentCategory.NOISE},
    ):
        made(session, an_hung, 9, **hidden)
    made(session, cast.commune(session), 9)
    assert figures.for_everybody(session, Viewer(an_hung.id), NOW) == before
    assert before.total == Figures(1, 1, 0, 1, 1, 1, 0)
    assert figures.for_everybody(session, boss, NOW) == before


def test_police_reports_count_for_the_police_alone(session: Session, an_hung: Commune) -> None:
    thon = cast.village(session, an_hung)
    made(session, an_hung, 9, visibility=Visibility.POLICE, published=False, village_id=thon.id)
    for role in OFFICERS:
        who = viewer(role, an_hung, thon)
        try:
            received = total(session, who).received
        except Forbidden:
            assert role in (Role.ADMIN, Role.HEALTH_STATION, Role.SCHOOL, Role.MASS_ORGANISATION)
        else:
            assert received == (role is Role.COMMUNE_POLICE)


def test_a_board_counts_its_own_village(session: Session, an_hung: Commune) -> None:
    own, other = cast.village(session, an_hung), cast.village(session, an_hung, "Cốc Lộc")
    made(session, an_hung, 2, village_id=own.id)
    made(session, an_hung, 2, village_id=other.id)
    assert total(session, viewer(Role.VILLAGE_BOARD, an_hung, own)).received == 1


def test_who_has_no_desk_gets_no_figures_of_it(session: Session, an_hung: Commune) -> None:
    with pytest.raises(Forbidden):
        figures.for_desk(session, Viewer(an_hung.id), NOW)


def test_all_figures_come_in_one_statement(session: Session, an_hung: Commune, boss: Viewer) -> None:
    made(session, an_hung, 2)
    seen: list[str] = []
    event.listen(
        session.connection(),
        "before_cursor_execute",
        lambda *told: seen.append(str(told[2])),
    )
    figures.for_desk(session, boss, NOW)
    assert len(seen) == 1
