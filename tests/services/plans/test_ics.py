"""A calendar read back by a parser of its own: unfolded, unescaped, property by property."""

from datetime import UTC, date, datetime, time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.plans.ics import Event, calendar, escaped, folded

STAMP = datetime(2026, 11, 20, 9, tzinfo=UTC)


def read(text: str) -> list[tuple[str, str]]:
    """(name with its parameters, value) of each line, as RFC 5545 says: unfolded, escapes undone."""
    assert text.endswith("\r\n")
    lines: list[str] = []
    for raw in text[:-2].split("\r\n"):
        assert "\n" not in raw and "\r" not in raw
        assert len(raw.encode()) <= 75, raw
        if raw.startswith(" "):
            lines[-1] += raw[1:]
        else:
            lines.append(raw)
    return [(name, unescaped(value)) for name, _colon, value in (line.partition(":") for line in lines)]


def unescaped(value: str) -> str:
    made, letters = "", iter(value)
    for letter in letters:
        if letter == "\\":
            following = next(letters)
            made += "\n" if following in "nN" else following
        else:
            made += letter
    return made


def events(text: str) -> list[dict[str, str]]:
    """The VEVENTs of a calendar, each a mapping."""
    found: list[dict[str, str]] = []
    for name, value in read(text):
        if (name, value) == ("BEGIN", "VEVENT"):
            found.append({})
        elif found:
            found[-1][name] = value
    return found


def event(**more: Any) -> Event:
    told: dict[str, Any] = {
        "uid": "11674-KH-2026-01-3-7@ban-do-moi-truong",
        "sequence": 2,
        "day": date(2026, 11, 24),
        "begins": time(8, 15),
        "ends": time(9, 30),
        "title": "Kiểm tra: Xưởng mạ A; B, C",
        "where": "Thôn Kim Lĩnh, xã An Hưng",
        "told": "Môi trường\nGiờ 08:15",
        "place": (106.591235, 20.75125),
    }
    return Event(**(told | more))


def test_a_visit_comes_back_as_it_was_put_in() -> None:
    [found] = events(calendar("Kế hoạch tuần 48 – Tổ môi trường", [event()], STAMP))
    assert found["UID"] == "11674-KH-2026-01-3-7@ban-do-moi-truong"
    assert found["SEQUENCE"] == "2"
    assert found["DTSTAMP"] == "20261120T090000Z"
    assert found["DTSTART;TZID=Asia/Ho_Chi_Minh"] == "20261124T081500"
    assert found["DTEND;TZID=Asia/Ho_Chi_Minh"] == "20261124T093000"
    assert found["SUMMARY"] == "Kiểm tra: Xưởng mạ A; B, C"
    assert found["LOCATION"] == "Thôn Kim Lĩnh, xã An Hưng"
    assert found["DESCRIPTION"] == "Môi trường\nGiờ 08:15"
    assert found["GEO"] == "20.751250;106.591235"
    assert found["STATUS"] == "CONFIRMED"


def test_a_site_without_a_place_has_no_geo_and_a_dropped_visit_is_cancelled() -> None:
    [found] = events(calendar("Kế hoạch", [event(place=None, cancelled=True)], STAMP))
    assert "GEO" not in found
    assert found["STATUS"] == "CANCELLED"


def test_the_frame_is_a_calendar_with_its_time_zone() -> None:
    lines = read(calendar("Kế hoạch, tuần 48", [], STAMP))
    assert lines[:2] == [("BEGIN", "VCALENDAR"), ("VERSION", "2.0")]
    assert ("X-WR-CALNAME", "Kế hoạch, tuần 48") in lines
    assert ("TZID", "Asia/Ho_Chi_Minh") in lines
    assert ("TZOFFSETTO", "+0700") in lines
    assert lines[-1] == ("END", "VCALENDAR")
    begun = [value for name, value in lines if name == "BEGIN"]
    assert sorted(begun) == sorted(value for name, value in lines if name == "END")


def test_no_text_can_begin_a_property_of_its_own() -> None:
    hostile = "Xưởng\r\nEND:VEVENT\nBEGIN:VEVENT;X\\,"
    [found] = events(calendar("x", [event(title=hostile.replace("\r", ""))], STAMP))
    assert found["SUMMARY"] == hostile.replace("\r", "")


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.just("\n"), max_size=300))
def test_any_text_is_folded_without_losing_a_letter(text: str) -> None:
    pieces = list(folded(f"SUMMARY:{escaped(text)}"))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    whole = pieces[0] + "".join(piece[1:] for piece in pieces[1:])
    assert unescaped(whole.removeprefix("SUMMARY:")) == text
