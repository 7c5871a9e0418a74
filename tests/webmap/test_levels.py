"""The settings of promises and calendar, and the clock of a report in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, Role
from geodata.models import AuditEntry, CalendarDay, Commune, ServiceLevel
from services.incidents.clocks import Due, Standing
from services.incidents.levels import DEFAULTS
from services.working_time import DAY_MINUTES
from tests import cast
from tests.webmap.conftest import SignIn
from tests.webmap.form_reader import fields
from webmap.incident_clock import clock_what, clock_words, weekday, working_exact

LEVELS, CALENDAR = "/settings/service-levels", "/settings/calendar"


@pytest.fixture
def boss(sign_in: SignIn) -> FlaskClient:
    """An officer of the economic division."""
    return sign_in(Role.ECONOMIC_DIVISION)


def page(browser: FlaskClient, address: str) -> str:
    """What stands there."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status
    return answer.get_data(as_text=True)


def read_form(text: str) -> dict[str, str]:
    """The form of the promised times, as a browser would send it back."""
    form = next(one for number in range(5) if "take_in-noise" in (one := fields(text, number)))
    return {name: values[0] for name, values in form.items() if name != "csrf_token"}


# --- promised times


def test_the_page_lists_every_category_with_its_hours_and_says_it_is_internal(boss: FlaskClient) -> None:
    text = page(boss, LEVELS)
    sent = read_form(text)
    for category, level in DEFAULTS.items():
        assert sent[f"take_in-{category}"] == ("4" if level.urgent else "8")
        assert sent[f"answer-{category}"] == ("4" if level.urgent else "22,5")
        assert sent[f"keep-{category}"] == "730"
        assert (f"urgent-{category}" in sent) is level.urgent
    assert "nội bộ" in text
    assert "1207/QĐ-UBND" in text
    assert "960/QĐ-UBND" in text
    assert "xử lý 3 ngày làm việc" in text
    assert "phản ánh đã nhận giữ hạn cũ" in text


def test_a_page_sent_back_as_it_is_changes_nothing(boss: FlaskClient, session: Session) -> None:
    answer = boss.post(LEVELS, data=read_form(page(boss, LEVELS)))
    assert answer.status_code == 303
    assert session.scalars(select(ServiceLevel)).all() == []


def test_hours_are_kept_as_they_are_written_here(boss: FlaskClient, session: Session) -> None:
    sent = read_form(page(boss, LEVELS))
    sent |= {"take_in-noise": "1,5", "answer-noise": "7.5", "keep-noise": "365", "urgent-noise": "1"}
    assert boss.post(LEVELS, data=sent).location == f"{LEVELS}?saved=1"
    [kept] = session.scalars(select(ServiceLevel)).all()
    assert (kept.category, kept.urgent, kept.source) == (IncidentCategory.NOISE, True, "form")
    assert (kept.take_in_minutes, kept.answer_minutes, kept.keep_days) == (90, 450, 365)
    text = page(boss, f"{LEVELS}?saved=1")
    assert "Đã lưu." in text
    assert "khẩn, tiếp nhận 1,5 giờ làm việc, xử lý 1 ngày làm việc, giữ 365 ngày" in text
    assert "do xã đặt" in text
    entry = session.scalars(select(AuditEntry).where(AuditEntry.table_name == "service_level")).one()
    assert entry.actor.startswith("economic_division")


def test_hours_that_are_none_are_refused_beside_their_field_and_kept(
    boss: FlaskClient, session: Session
) -> None:
    start = read_form(page(boss, LEVELS))
    for typed in ("", "x", "-1", "0", "1e3", "241", "٣", "8,123", "99999", "NaN"):
        answer = boss.post(LEVELS, data=start | {"take_in-noise": typed, "answer-odour": "30"})
        text = answer.get_data(as_text=True)
        assert answer.status_code == 400, typed
        assert 'id="take_in-noise-error"' in text
        assert "Thời gian tiếp nhận từ 0,5 đến 240 giờ làm việc." in text
        assert read_form(text)["take_in-noise"] == typed
        assert read_form(text)["answer-odour"] == "30"
    assert session.scalars(select(ServiceLevel)).all() == []


def test_an_empty_answer_changes_nothing(boss: FlaskClient, session: Session) -> None:
    assert boss.post(LEVELS, data={}).status_code in (303, 400)
    assert session.scalars(select(ServiceLevel)).all() == []


def test_what_was_seen_cannot_be_forged_into_an_overwrite(boss: FlaskClient, session: Session) -> None:
    start = read_form(page(boss, LEVELS)) | {"take_in-noise": "2"}
    for seen in ("", "1-2", "a-b-c-d", "9" * 40, "0-480-1350-730-1"):
        assert boss.post(LEVELS, data=start | {"seen-noise": seen}).status_code == 409, seen
    assert session.scalars(select(ServiceLevel)).all() == []


def test_the_second_of_two_officers_is_told_and_may_save_again(
    boss: FlaskClient, sign_in: SignIn, session: Session
) -> None:
    stale = read_form(page(boss, LEVELS))
    other = sign_in(Role.ECONOMIC_DIVISION)
    other.post(LEVELS, data=read_form(page(other, LEVELS)) | {"take_in-noise": "2"})
    refused = boss.post(LEVELS, data=stale | {"take_in-noise": "3"})
    text = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "người khác vừa đổi" in text
    assert "tiếp nhận 2 giờ làm việc" in text
    again = read_form(text)
    assert again["take_in-noise"] == "3"
    assert boss.post(LEVELS, data=again).status_code == 303
    assert session.scalars(select(ServiceLevel.take_in_minutes)).all() == [180]


def test_settings_are_the_economic_division_s(sign_in: SignIn, session: Session, an_hung: Commune) -> None:
    thon = cast.village(session, an_hung)
    for role in (Role.COMMUNE_POLICE, Role.CHAIRPERSON, Role.ADMIN, Role.VILLAGE_BOARD):
        browser = sign_in(role, village=thon if role is Role.VILLAGE_BOARD else None)
        for address in (LEVELS, CALENDAR):
            assert browser.get(address).status_code == 403
            assert browser.post(address, data={}).status_code == 403
        assert browser.post(f"{CALENDAR}/remove", data={"day": "2026-02-28"}).status_code == 403
        assert "Hạn xử lý phản ánh" not in page(browser, "/")


# --- the calendar


def test_the_year_s_holidays_stand_with_their_names_and_source(boss: FlaskClient) -> None:
    text = page(boss, f"{CALENDAR}?year=2026")
    for words in (
        "Thứ ba, 17/02/2026",
        "Tết Nguyên Đán",
        "Thứ bảy, 22/08/2026",
        "Làm bù: ngày này làm việc",
        "holidays 0.",
        "Điều 112",
        "Năm 2026 chưa có ngày nào do xã ghi",
    ):
        assert words in text
    assert "year=2025" in text
    assert "year=2027" in text


def test_a_year_that_the_calendar_does_not_have_is_refused(boss: FlaskClient) -> None:
    for year in ("1999", "3000", "x", "99999999999999999999"):
        assert boss.get(f"{CALENDAR}?year={year}").status_code == 400, year


def test_a_day_is_added_and_taken_back(boss: FlaskClient, session: Session) -> None:
    answer = boss.post(CALENDAR, data={"day": "28/02/2026", "working": "yes", "note": "Làm bù <b>Tết</b>"})
    assert answer.location == f"{CALENDAR}?year=2026&saved=1"
    [kept] = session.scalars(select(CalendarDay)).all()
    assert (kept.day, kept.working, kept.source) == (date(2026, 2, 28), True, "form")
    text = page(boss, answer.location)
    assert "Thứ bảy, 28/02/2026" in text
    assert "Làm bù &lt;b&gt;Tết&lt;/b&gt;" in text
    assert 'aria-label="Bỏ ngày 28/02/2026"' in text
    gone = boss.post(f"{CALENDAR}/remove", data={"day": "2026-02-28"})
    assert gone.location == f"{CALENDAR}?year=2026&removed=1"
    assert session.scalars(select(CalendarDay)).all() == []
    assert boss.post(f"{CALENDAR}/remove", data={"day": "2026-02-28"}).status_code == 404


SENSELESS = (
    ({"day": ""}, "Xin điền ô này."),
    ({"day": "  "}, "Xin điền ô này."),
    ({"day": "31/02/2026"}, "Xin chọn một ngày có thật"),
    ({"day": "2026-03-02"}, "vốn đã là ngày làm việc"),
    ({"day": "2026-02-17", "working": "no"}, "vốn đã là ngày nghỉ"),
    ({"day": "1901-01-01"}, "từ năm 2020"),
    ({"day": "9999-12-31"}, "từ năm 2020"),
    ({"day": "2026-02-28", "working": "maybe"}, "Xin chọn một mục"),
    ({"day": "2026-02-28", "note": "a" * 201}, "nhiều nhất 200"),
)


def test_a_day_that_makes_no_sense_is_refused_beside_its_field(boss: FlaskClient, session: Session) -> None:
    for sent, words in SENSELESS:
        answer = boss.post(CALENDAR, data={"working": "yes", "note": ""} | sent)
        text = answer.get_data(as_text=True)
        assert answer.status_code == 400, sent
        assert words in text, sent
        assert "Chưa lưu được" in text
    assert session.scalars(select(CalendarDay)).all() == []


def test_a_day_to_take_back_that_is_none_is_refused(boss: FlaskClient) -> None:
    for day in ("", "x", "2026-02-30"):
        assert boss.post(f"{CALENDAR}/remove", data={"day": day}).status_code == 400, day


# --- the clock in words


def test_what_is_left_is_said_in_its_largest_unit(app: Flask) -> None:
    said = {
        0: "còn 0 phút làm việc",
        59: "còn 59 phút làm việc",
        60: "còn 1 giờ làm việc",
        3 * 60 + 59: "còn 3 giờ làm việc",
        DAY_MINUTES - 1: "còn 7 giờ làm việc",
        DAY_MINUTES: "còn 1 ngày làm việc",
        3 * DAY_MINUTES - 1: "còn 2 ngày làm việc",
    }
    with app.test_request_context():
        for minutes, words in said.items():
            assert clock_words(Standing(Due.ANSWER, datetime.now(UTC), minutes)) == words


def test_what_is_over_and_what_waits_is_said(app: Flask) -> None:
    now = datetime.now(UTC)
    with app.test_request_context():
        over = Standing(Due.ANSWER, now, -2 * DAY_MINUTES, over=True)
        assert clock_words(over) == "quá hạn 2 ngày làm việc"
        assert clock_words(Standing(Due.TAKE_IN, now, 0, over=True)) == "vừa quá hạn"
        assert clock_words(Standing(Due.ANSWER, now, 400, paused=True)) == "tạm dừng, chờ người phản ánh"
        late = Standing(Due.ANSWER, now, -90, over=True, paused=True)
        assert clock_words(late) == "quá hạn 1 giờ làm việc, chờ người phản ánh"
        assert clock_words(Standing(Due.NOTHING)) == ""
        assert [clock_what(Standing(due)) for due in Due] == ["Hạn tiếp nhận", "Hạn trả lời", ""]


def test_a_template_says_the_clock_of_a_row(app: Flask, session: Session, an_hung: Commune) -> None:
    due = datetime.now(UTC) - timedelta(days=30)
    row = {"state": "verifying", "due_at": due.isoformat()}
    with app.test_request_context():
        said = app.jinja_env.from_string("{{ row|clock|clock_what }}: {{ row|clock|clock_words }}").render(
            row=row
        )
    assert said.startswith("Hạn trả lời: quá hạn ")
    assert said.endswith(" ngày làm việc")


def test_promises_and_days_are_said_whole(app: Flask) -> None:
    with app.test_request_context():
        assert working_exact(3 * DAY_MINUTES) == "3 ngày làm việc"
        assert working_exact(480) == "8 giờ làm việc"
        assert working_exact(90) == "1,5 giờ làm việc"
        assert weekday(date(2026, 2, 17)) == "Thứ ba, 17/02/2026"
