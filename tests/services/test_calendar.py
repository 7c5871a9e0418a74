"""The working calendar of a commune: the law's days, its own days before them, read once a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from geodata.enums import Role
from geodata.errors import BadInput, FieldErrors, Forbidden, NotFound
from geodata.models import AuditEntry, CalendarDay, Commune
from services import calendar
from services.calendar import OwnDay
from services.clock import today
from tests import cast
from tests.people import OFFICERS, viewer

SATURDAY = date(2026, 2, 28)
MONDAY = date(2026, 3, 2)
TET = date(2026, 2, 17)
NEW_YEARS = {
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: TET,
    2027: date(2027, 2, 6),
    2028: date(2028, 1, 26),
    2029: date(2029, 2, 13),
    2030: date(2030, 2, 2),
    2031: date(2031, 1, 23),
    2032: date(2032, 2, 11),
    2033: date(2033, 1, 31),
    2034: date(2034, 2, 19),
    2035: date(2035, 2, 8),
}
"""First day of the first lunar month in Hà Nội's time."""
FIXED = ((1, 1), (4, 30), (5, 1), (9, 2))


@contextmanager
def counted(session: Session, table: str) -> Iterator[list[str]]:
    """The statements that read a table."""
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_more: object) -> None:
        if f"FROM {table}" in statement:
            seen.append(statement)

    event.listen(session.connection(), "before_cursor_execute", note)
    yield seen
    event.remove(session.connection(), "before_cursor_execute", note)


# --- the law's days


@pytest.mark.parametrize("year", NEW_YEARS)
def test_tet_and_the_days_of_the_law_are_off_in_every_year_to_come(year: int) -> None:
    off = calendar.of_law([year]).off
    first = NEW_YEARS[year]
    assert off[first] == "Tết Nguyên Đán"
    around = [first + timedelta(days=shift) for shift in (-1, 0, 1, 2, 3)]
    assert set(around) <= set(off)
    assert {date(year, month, day) for month, day in FIXED} <= set(off)
    assert sum(day.weekday() < 5 for day in off) >= 9


def test_a_holiday_at_a_weekend_is_made_good_on_a_working_day() -> None:
    off = calendar.of_law([2028]).off
    assert date(2028, 1, 1).weekday() == 5
    assert off[date(2028, 1, 3)] == "Tết Dương lịch (nghỉ bù)"


def test_days_that_were_exchanged_are_worked() -> None:
    law = calendar.of_law([2024, 2025, 2026])
    assert law.make_up == {date(2024, 5, 4), date(2025, 4, 26), date(2026, 8, 22)}
    assert {date(2024, 4, 29), date(2025, 5, 2), date(2026, 8, 31)} <= set(law.off)


def test_the_days_stand_in_order_and_name_their_source() -> None:
    days = list(calendar.of_law([2026]).off)
    assert days == sorted(days)
    listed = calendar.of_law([2026]).in_order()
    assert [day for day, _name in listed] == sorted([*days, date(2026, 8, 22)])
    assert dict(listed)[date(2026, 8, 22)] == ""
    assert calendar.SOURCE.startswith("holidays 0.")


# --- the commune's own days


def test_a_day_of_its_own_goes_before_the_law(session: Session, an_hung: Commune) -> None:
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    before = calendar.of(session, an_hung.id)
    assert not before.works(SATURDAY)
    assert before.works(MONDAY)
    assert not before.works(TET)
    calendar.write_down(session, boss, OwnDay(SATURDAY, True, "Làm bù"))
    calendar.write_down(session, boss, OwnDay(MONDAY, False, "Ngày lễ hội của xã"))
    calendar.write_down(session, boss, OwnDay(TET, True, "Trực"))
    calendar.write_down(session, boss, OwnDay(date(2026, 8, 22), False, ""))
    after = calendar.of(session, an_hung.id)
    assert [after.works(day) for day in (SATURDAY, MONDAY, TET, date(2026, 8, 22))] == [
        True,
        False,
        True,
        False,
    ]
    assert [one.day for one in calendar.own_days(session, boss, 2026)] == [
        TET,
        SATURDAY,
        MONDAY,
        date(2026, 8, 22),
    ]
    assert calendar.own_days(session, boss, 2025) == []


def test_a_day_taken_back_leaves_the_law_s_calendar(session: Session, an_hung: Commune) -> None:
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    calendar.write_down(session, boss, OwnDay(SATURDAY, True, ""))
    calendar.take_back(session, boss, SATURDAY)
    assert not calendar.of(session, an_hung.id).works(SATURDAY)
    with pytest.raises(NotFound):
        calendar.take_back(session, boss, SATURDAY)
    actions = session.scalars(
        select(AuditEntry.action).where(AuditEntry.table_name == "calendar_day").order_by(AuditEntry.id)
    ).all()
    assert actions == ["insert", "delete"]


@pytest.mark.parametrize(
    ("day", "working", "note", "refused"),
    [
        (MONDAY, True, "", {"day": "calendar.works_anyway"}),
        (SATURDAY, False, "", {"day": "calendar.off_anyway"}),
        (TET, False, "", {"day": "calendar.off_anyway"}),
        (date(2026, 8, 22), True, "", {"day": "calendar.works_anyway"}),
        (date(2019, 12, 31), False, "", {"day": "calendar.far"}),
        (date(2126, 1, 1), False, "", {"day": "calendar.far"}),
        (MONDAY, False, "a" * 201, {"note": "calendar.note"}),
    ],
)
def test_a_day_that_makes_no_sense_is_refused(
    session: Session, an_hung: Commune, day: date, working: bool, note: str, refused: dict[str, str]
) -> None:
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    with pytest.raises(FieldErrors) as error:
        calendar.write_down(session, boss, OwnDay(day, working, note))
    assert error.value.fields == refused
    assert session.scalars(select(CalendarDay)).all() == []


def test_a_day_is_written_down_once(session: Session, an_hung: Commune) -> None:
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    calendar.write_down(session, boss, OwnDay(SATURDAY, True, ""))
    with pytest.raises(FieldErrors) as error:
        calendar.write_down(session, boss, OwnDay(SATURDAY, False, ""))
    assert error.value.fields == {"day": "calendar.taken"}


def test_the_calendar_is_the_economic_division_s_and_of_one_commune(
    session: Session, an_hung: Commune
) -> None:
    thon = cast.village(session, an_hung)
    for role in OFFICERS:
        if role is not Role.ECONOMIC_DIVISION:
            with pytest.raises(Forbidden):
                calendar.write_down(session, viewer(role, an_hung, thon), OwnDay(SATURDAY, True, ""))
            with pytest.raises(Forbidden):
                calendar.take_back(session, viewer(role, an_hung, thon), SATURDAY)
    calendar.write_down(session, viewer(Role.ECONOMIC_DIVISION, an_hung), OwnDay(SATURDAY, True, ""))
    neighbour = cast.commune(session)
    assert not calendar.of(session, neighbour.id).works(SATURDAY)
    with pytest.raises(NotFound):
        calendar.take_back(session, viewer(Role.ECONOMIC_DIVISION, neighbour), SATURDAY)


@pytest.mark.parametrize("sent", ["2019", "20260", "2126", "x", "-1", "２０２６"])
def test_a_year_out_of_reach_is_refused(sent: str) -> None:
    with pytest.raises(BadInput):
        calendar.shown_year(sent)


def test_a_year_is_the_running_one_unless_asked() -> None:
    assert calendar.shown_year("") == today().year
    assert calendar.shown_year("2024") == 2024


# --- read once


def test_the_calendar_is_read_once_in_a_transaction(session: Session, an_hung: Commune) -> None:
    with counted(session, "calendar_day") as statements:
        for _ in range(50):
            calendar.of(session, an_hung.id)
    assert len(statements) == 1


def test_the_next_transaction_reads_what_others_changed(session: Session, an_hung: Commune) -> None:
    assert not calendar.of(session, an_hung.id).works(SATURDAY)
    session.add(CalendarDay(commune_id=an_hung.id, day=SATURDAY, working=True))
    session.commit()
    assert calendar.of(session, an_hung.id).works(SATURDAY)


def test_what_was_undone_is_not_remembered(session: Session, an_hung: Commune) -> None:
    boss = viewer(Role.ECONOMIC_DIVISION, an_hung)
    calendar.of(session, an_hung.id)
    with session.begin_nested() as savepoint:
        calendar.write_down(session, boss, OwnDay(SATURDAY, True, ""))
        assert calendar.of(session, an_hung.id).works(SATURDAY)
        savepoint.rollback()
    assert not calendar.of(session, an_hung.id).works(SATURDAY)
