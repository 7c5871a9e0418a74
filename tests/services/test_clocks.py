"""The clocks of a report from its arrival to its end: promises, pauses, reopening, and where they stand."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, IncidentState, Role
from geodata.models import CalendarDay, Commune, Incident
from geodata.queries import incidents as rows
from services import calendar
from services.clock import ZONE
from services.incidents import clocks, levels
from services.incidents.clocks import LONGEST_PAUSE, Due, Standing, standing
from services.incidents.states import ENDED
from services.working_time import DAY_MINUTES, Calendar, add, between
from tests import cast
from tests.people import viewer
from tests.services.test_calendar import counted

S = IncidentState
PLAIN = Calendar()


def at(text: str) -> datetime:
    """A moment of October 2026 in the commune, "05 08:00"; the 5th is a Monday, and no holiday is near."""
    return datetime.fromisoformat(f"2026-10-{text}").replace(tzinfo=ZONE)


def started(session: Session, home: Commune, **more: Any) -> Incident:
    """A report that came on Monday the 5th at eight."""
    more.setdefault("created_at", at("05 08:00"))
    one = cast.report(session, home, **more)
    clocks.start(session, one)
    return one


def go(session: Session, one: Incident, to: IncidentState, moment: str) -> Incident:
    """The report moves on, as moves.step lets it."""
    clocks.moved(session, one, to, at(moment))
    one.state = to
    return one


# --- what is promised


def test_an_ordinary_report_is_taken_in_in_eight_hours_and_answered_in_three_days(
    session: Session, an_hung: Commune
) -> None:
    one = started(session, an_hung, category=IncidentCategory.NOISE)
    assert not one.urgent
    assert one.take_in_due_at == at("06 08:30")
    assert one.due_at == at("08 08:00")
    assert one.due_limit_at == at("15 08:00")


def test_an_urgent_report_has_four_hours(session: Session, an_hung: Commune) -> None:
    one = started(session, an_hung, category=IncidentCategory.CHEMICAL_SPILL)
    assert one.urgent
    assert one.take_in_due_at == one.due_at == at("05 14:00")


def test_a_report_of_the_night_before_tet_waits_for_the_first_working_day(
    session: Session, an_hung: Commune
) -> None:
    eve = datetime(2026, 2, 13, 22, tzinfo=ZONE)
    one = started(session, an_hung, category=IncidentCategory.NOISE, created_at=eve)
    assert one.take_in_due_at == datetime(2026, 2, 24, 8, 0, tzinfo=ZONE)
    assert one.due_at == datetime(2026, 2, 25, 17, 0, tzinfo=ZONE)


def test_what_the_commune_set_and_wrote_down_counts(session: Session, an_hung: Commune) -> None:
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    now = levels.of(session, an_hung.id)
    wanted = dict(now) | {IncidentCategory.NOISE: levels.Level(True, 60, 120, 90, "")}
    levels.set_levels(session, boss, wanted, now)
    calendar.write_down(session, boss, calendar.OwnDay(at("05 08:00").date(), False, ""))
    one = started(session, an_hung, category=IncidentCategory.NOISE)
    assert one.urgent
    assert (one.take_in_due_at, one.due_at) == (at("06 08:30"), at("06 09:30"))


def test_a_level_that_changes_leaves_the_reports_that_have_come(session: Session, an_hung: Commune) -> None:
    one = started(session, an_hung, category=IncidentCategory.NOISE)
    now = levels.of(session, an_hung.id)
    wanted = dict(now) | {IncidentCategory.NOISE: levels.Level(True, 60, 120, 90, "")}
    levels.set_levels(session, viewer(Role.ECONOMIC_DIVISION, an_hung), wanted, now)
    session.refresh(one)
    assert (one.urgent, one.due_at) == (False, at("08 08:00"))


# --- moves


def test_a_report_is_taken_in_by_its_first_move_only(session: Session, an_hung: Commune) -> None:
    one = go(session, started(session, an_hung), S.VERIFYING, "05 09:00")
    go(session, one, S.ASSIGNED, "05 10:00")
    assert one.taken_in_at == at("05 09:00")


def test_waiting_for_the_reporter_moves_what_is_due(session: Session, an_hung: Commune) -> None:
    one = go(session, started(session, an_hung), S.VERIFYING, "05 09:00")
    go(session, one, S.NEED_INFO, "06 08:00")
    assert one.paused_at == at("06 08:00")
    go(session, one, S.VERIFYING, "07 09:00")
    assert one.paused_at is None
    assert one.due_at == at("09 09:00")


def test_a_night_of_waiting_moves_nothing(session: Session, an_hung: Commune) -> None:
    one = go(session, started(session, an_hung), S.VERIFYING, "05 09:00")
    go(session, one, S.NEED_INFO, "05 17:00")
    go(session, one, S.VERIFYING, "06 07:30")
    assert one.due_at == at("08 08:00")


def test_all_pauses_together_move_it_by_five_days_at_most(session: Session, an_hung: Commune) -> None:
    one = go(session, started(session, an_hung), S.VERIFYING, "05 09:00")
    go(session, one, S.NEED_INFO, "06 08:00")
    go(session, one, S.VERIFYING, "09 08:00")
    assert one.due_at == at("13 08:00")
    go(session, one, S.NEED_INFO, "12 08:00")
    go(session, one, S.VERIFYING, "30 08:00")
    assert one.due_at == one.due_limit_at == at("15 08:00")


def test_a_report_that_ends_while_it_waits_runs_no_more(session: Session, an_hung: Commune) -> None:
    one = go(session, started(session, an_hung), S.VERIFYING, "05 09:00")
    go(session, one, S.NEED_INFO, "06 08:00")
    go(session, one, S.REJECTED, "06 16:00")
    assert one.paused_at is None
    assert one.ended_at == at("06 16:00")


def test_an_end_is_kept_until_the_report_is_reopened(session: Session, an_hung: Commune) -> None:
    one = started(session, an_hung, category=IncidentCategory.NOISE)
    for to, moment in (
        (S.VERIFYING, "05 09:00"),
        (S.IN_PROGRESS, "05 10:00"),
        (S.DONE_REQUESTED, "06 10:00"),
    ):
        go(session, one, to, moment)
    assert one.ended_at is None
    go(session, one, S.RESOLVED, "07 08:00")
    assert one.resolved_at == one.ended_at == at("07 08:00")
    go(session, one, S.REOPEN_REQUESTED, "12 08:00")
    assert one.ended_at == at("07 08:00")
    go(session, one, S.REOPENED, "13 08:00")
    assert (one.ended_at, one.resolved_at) == (None, None)
    assert one.due_at == at("16 08:00")
    assert one.due_limit_at == at("23 08:00")


def test_a_reopening_that_is_refused_changes_no_date(session: Session, an_hung: Commune) -> None:
    one = started(session, an_hung, state=S.DONE_REQUESTED)
    go(session, one, S.RESOLVED, "07 08:00")
    go(session, one, S.REOPEN_REQUESTED, "12 08:00")
    go(session, one, S.RESOLVED, "13 08:00")
    assert one.resolved_at == one.ended_at == at("07 08:00")
    go(session, one, S.CLOSED, "30 08:00")
    assert one.ended_at == at("07 08:00")


def test_a_report_without_clocks_moves_all_the_same(session: Session, an_hung: Commune) -> None:
    one = cast.report(session, an_hung, state=S.VERIFYING)
    go(session, one, S.NEED_INFO, "06 08:00")
    go(session, one, S.VERIFYING, "07 08:00")
    assert (one.due_at, one.paused_at) == (None, None)


def test_many_reports_read_the_calendar_and_the_levels_once(session: Session, an_hung: Commune) -> None:
    made = [cast.report(session, an_hung, created_at=at("05 08:00")) for _ in range(20)]
    with counted(session, "calendar_day") as days, counted(session, "service_level") as promised:
        for one in made:
            clocks.start(session, one)
            go(session, one, S.VERIFYING, "05 09:00")
            go(session, one, S.NEED_INFO, "06 09:00")
            go(session, one, S.VERIFYING, "07 09:00")
    assert (len(days), len(promised)) == (1, 1)


# --- where a report stands


def row(state: IncidentState = S.VERIFYING, **more: str) -> dict[str, Any]:
    """A report with its moments."""
    known = {"take_in_due_at": "06 08:30", "due_at": "08 08:00", "due_limit_at": "15 08:00"}
    return {"state": state} | {name: at(moment) for name, moment in (known | more).items()}


def test_a_new_report_is_to_be_taken_in_and_then_answered() -> None:
    assert standing(row(S.NEW), at("05 16:00"), PLAIN) == Standing(Due.TAKE_IN, at("06 08:30"), 120)
    assert standing(row(), at("05 16:00"), PLAIN) == Standing(Due.ANSWER, at("08 08:00"), 60 + 900 + 30)


def test_a_report_is_over_from_the_moment_on_even_at_night() -> None:
    night = standing(row(due_at="07 17:00"), at("07 23:00"), PLAIN)
    assert (night.minutes, night.over) == (0, True)
    later = standing(row(), at("09 09:00"), PLAIN)
    assert (later.minutes, later.over) == (-DAY_MINUTES - 60, True)
    assert not standing(row(), at("08 08:00"), PLAIN).over


@pytest.mark.parametrize("state", sorted({*ENDED, S.REOPEN_REQUESTED}))
def test_nothing_is_due_of_a_report_that_ended(state: IncidentState) -> None:
    assert standing(row(state), at("30 08:00"), PLAIN) == Standing(Due.NOTHING)


def test_a_paused_clock_keeps_its_minutes_for_five_days_and_then_runs_on() -> None:
    waiting = row(S.NEED_INFO, paused_at="06 08:00")
    first = standing(waiting, at("06 08:00"), PLAIN)
    assert (first.minutes, first.paused, first.over) == (2 * DAY_MINUTES, True, False)
    third = standing(waiting, at("09 08:00"), PLAIN)
    assert (third.minutes, third.paused, third.at) == (2 * DAY_MINUTES, True, at("13 08:00"))
    after = standing(waiting, at("14 08:00"), PLAIN)
    assert (after.minutes, after.paused, after.at) == (DAY_MINUTES, False, at("15 08:00"))
    assert standing(waiting, at("16 08:00"), PLAIN).over


def test_a_report_that_was_late_before_it_was_paused_stays_late() -> None:
    late = standing(row(S.NEED_INFO, paused_at="09 08:00"), at("12 08:00"), PLAIN)
    assert (late.minutes, late.over, late.paused) == (-DAY_MINUTES, True, True)
    evening = row(S.NEED_INFO, due_at="07 17:00", paused_at="07 20:00")
    assert standing(evening, at("08 08:00"), PLAIN).over


def test_a_feature_s_text_is_read_as_well_as_a_row(session: Session, an_hung: Commune) -> None:
    one = started(session, an_hung, category=IncidentCategory.NOISE)
    found = rows.incident(session, viewer(Role.ECONOMIC_DIVISION, an_hung), one.id)
    assert found is not None
    as_text = {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in found.items()
    }
    days = calendar.of(session, an_hung.id)
    assert standing(found, at("05 16:00"), days) == standing(as_text, at("05 16:00"), days)
    assert standing(found, at("05 16:00"), days).minutes == 120


def test_what_is_not_in_a_row_is_not_due() -> None:
    assert standing({"state": "verifying"}, at("05 08:00"), PLAIN) == Standing(Due.NOTHING)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(ZONE))
lengths = st.integers(0, 40 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(moments, lengths, lengths)
def test_the_clock_shows_while_it_is_paused_what_will_be_due_after(
    created: datetime, until_pause: timedelta, waited: timedelta
) -> None:
    due = add(PLAIN, created, 3 * DAY_MINUTES)
    paused_at, now = created + until_pause, created + until_pause + waited
    one = Incident(
        state=S.NEED_INFO, due_at=due, due_limit_at=add(PLAIN, due, LONGEST_PAUSE), paused_at=paused_at
    )
    shown = standing(vars(one), now, PLAIN)
    resumed = clocks._after_pause(PLAIN, due, one.due_limit_at, paused_at, now)
    assert shown.at == resumed
    assert due <= resumed
    assert 0 <= between(PLAIN, due, resumed) <= LONGEST_PAUSE
    if shown.paused and waited:
        assert shown.minutes == between(PLAIN, paused_at, due)


def test_a_calendar_day_of_another_commune_moves_nothing(session: Session, an_hung: Commune) -> None:
    neighbour = cast.commune(session)
    session.add(CalendarDay(commune_id=neighbour.id, day=at("05 08:00").date(), working=False))
    session.flush()
    one = started(session, an_hung, category=IncidentCategory.NOISE)
    assert one.due_at == at("08 08:00")
    assert session.scalars(select(CalendarDay.commune_id)).all() == [neighbour.id]
