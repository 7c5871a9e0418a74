"""Plates, permits, codes and hours: rules that need no database."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.enums import PermitStatus, TransportRuleName
from geodata.errors import FieldErrors
from services.transport import permits, rules
from services.transport.checks import checklist
from services.transport.hours import alike, meeting
from services.transport.plates import normalised

TODAY = date(2026, 11, 23)
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "typed",
    ["15c 123.45", "15C12345", "15 C-123 45", "15C-1 2345", " 15c–123.45 ", "１５C-12345", "15C_12345"],
)
def test_one_plate_in_many_spellings_is_one(typed: str) -> None:
    assert normalised(typed) == "15C-12345"


@pytest.mark.parametrize(
    ("typed", "plate"),
    [
        ("15B1-1234", "15B1-1234"),
        ("15-B1 123.45", "15B1-12345"),
        ("15B112345", "15B1-12345"),
        ("29ld-123.45", "29LD-12345"),
        ("15MĐ1 234.56", "15MĐ1-23456"),
        ("15c1234", "15C-1234"),
    ],
)
def test_older_plates_motorbikes_and_long_series(typed: str, plate: str) -> None:
    assert normalised(typed) == plate


@pytest.mark.parametrize(
    "typed", ["", "abc", "15C", "15C123", "15C-123456", "1C-12345", "15С-12345", "١٥C12345", "<b>15C12345"]
)
def test_what_is_no_plate_is_none(typed: str) -> None:
    assert normalised(typed) is None


@given(st.text(max_size=20))
def test_a_plate_once_in_form_stays_so_and_fits_its_column(typed: str) -> None:
    plate = normalised(typed)
    assert plate is None or (normalised(plate) == plate and len(plate) <= 16)


@pytest.mark.parametrize(
    ("first", "last", "status"),
    [
        (None, None, PermitStatus.NONE),
        (TODAY + timedelta(days=1), None, PermitStatus.NOT_YET),
        (None, TODAY - timedelta(days=1), PermitStatus.EXPIRED),
        (None, TODAY, PermitStatus.EXPIRES_SOON),
        (None, TODAY + timedelta(days=60), PermitStatus.EXPIRES_SOON),
        (None, TODAY + timedelta(days=61), PermitStatus.VALID),
        (TODAY, None, PermitStatus.VALID),
    ],
)
def test_a_permit_s_last_day_still_counts(
    first: date | None, last: date | None, status: PermitStatus
) -> None:
    assert permits.status(first, last, TODAY, 60) is status


def test_codes_of_waste_are_put_in_one_form() -> None:
    assert permits.codes("180102; 19 06 01,18-01-02\n 13.01.01 ") == ["13 01 01", "18 01 02", "19 06 01"]
    assert permits.codes(" ") == []
    for wrong in ("18 01", "abc", "18 01 02 03", ",".join(["180102"] * 201)):
        with pytest.raises(FieldErrors):
            permits.codes(wrong)


def test_hours_meet_where_both_are_open() -> None:
    met = meeting("Mo-Fr 06:00-07:00", "Mo-Sa 06:30-07:30,16:00-17:00", MONDAY)
    assert len(met) == 5
    assert met[0] == (datetime(2026, 11, 23, 6, 30), datetime(2026, 11, 23, 7))
    assert alike(met) == [(time(6, 30), time(7), [0, 1, 2, 3, 4])]


def test_hours_that_only_touch_do_not_meet() -> None:
    assert meeting("Mo-Su 07:30-16:00", "Mo-Sa 06:30-07:30,16:00-17:00", MONDAY) == []


def test_hours_past_midnight_meet_the_next_morning() -> None:
    assert alike(meeting("Sa 22:00-06:45", "Su 06:30-07:30", MONDAY)) == [(time(6, 30), time(6, 45), [6])]


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        (TransportRuleName.SCHOOL_M, "0", True),
        (TransportRuleName.SCHOOL_M, "2000", True),
        (TransportRuleName.SCHOOL_M, "2001", False),
        (TransportRuleName.SCHOOL_M, "-1", False),
        (TransportRuleName.SCHOOL_M, "nan", False),
        (TransportRuleName.SCHOOL_M, "inf", False),
        (TransportRuleName.SCHOOL_M, "một trăm", False),
        (TransportRuleName.SCHOOL_HOURS, "Mo-Sa 06:30-07:30", True),
        (TransportRuleName.SCHOOL_HOURS, "sáng", False),
        (TransportRuleName.SCHOOL_HOURS, "", False),
    ],
)
def test_a_rule_takes_a_figure_in_its_range_or_hours(name: TransportRuleName, value: str, fits: bool) -> None:
    assert rules.is_value(name, value) is fits


def test_every_rule_has_a_default_with_its_source() -> None:
    assert set(rules.defaults()) == set(TransportRuleName)
    for name, rule in rules.defaults().items():
        assert rules.is_value(name, rule.value)
        assert rule.source
        assert rule.seen_on


def test_the_checklist_has_words_for_every_item() -> None:
    assert len(checklist()) == 10
    assert all(checklist().values())
