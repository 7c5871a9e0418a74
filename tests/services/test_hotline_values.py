"""Cells of a hotline log as people and Excel write them."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.importing.hotline import masking, places, values
from services.importing.hotline.values import When
from services.importing.values import BadValue
from services.sealing import Identity
from tests.services.hotline_cases import WORDS

DAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("cell", "day", "at"),
    [
        (datetime(2026, 3, 12, 14, 30), DAY, time(14, 30)),
        (datetime(2026, 3, 12), DAY, None),
        (DAY, DAY, None),
        (46093, DAY, None),
        (46093.604166667, DAY, time(14, 30)),
        ("12/3/2026", DAY, None),
        ("12-03-26", DAY, None),
        ("12.3.2026 14:30", DAY, time(14, 30)),
        ("12/3/2026 14h30", DAY, time(14, 30)),
        ("14h30 ngày 12/03/2026", DAY, time(14, 30)),
        ("lúc 8 giờ 15 phút, ngày 12/3/2026", DAY, time(8, 15)),
        ("12/03/2026 02:30:15 CH", DAY, time(14, 30, 15)),
        ("12/03/2026 12:05 SA", DAY, time(0, 5)),
        ("2026-03-12T14:30:00", DAY, time(14, 30)),
        ("2026-03-12 14:30", DAY, time(14, 30)),
        ("14h30", None, time(14, 30)),
    ],
)
def test_moments_are_read_as_they_are_written(cell: Any, day: date | None, at: time | None) -> None:
    found = values.moment(cell, {})
    assert (found.day, found.time) == (day, at)


@pytest.mark.parametrize(
    "cell",
    [
        "hôm qua",
        "03/25/2026",
        "32/01/2026",
        "12/3",
        "12/3/2026 25:00",
        "12/3/2026 gọi lại",
        "",
        True,
        12,
        "1e9",
    ],
)
def test_what_is_no_moment_is_not_guessed(cell: Any) -> None:
    with pytest.raises(BadValue):
        values.moment(cell, {})


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)))
def test_a_moment_typed_the_vietnamese_way_comes_back(moment: datetime) -> None:
    whole = moment.replace(second=0, microsecond=0)
    assert values.moment(f"{whole:%d/%m/%Y %H:%M}", {}) == When(whole.date(), whole.time())
    serial = (whole - values.EPOCH) / timedelta(days=1)
    assert values.moment(serial, {}).day == whole.date()


@given(st.text(max_size=40))
def test_any_text_is_a_moment_or_refused(text: str) -> None:
    for read in (values.moment, values.clock, values.number, values.phone, values.day):
        try:
            read(text, {})
        except BadValue as bad:
            assert bad.code.startswith(("import.", "hotline."))


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("14h30", time(14, 30)),
        ("8g", time(8)),
        ("2:30 pm", time(14, 30)),
        (time(9, 5), time(9, 5)),
        (timedelta(hours=9), time(9)),
        (0.375, time(9)),
        (datetime(1899, 12, 30, 9), time(9)),
    ],
)
def test_times_are_read(cell: Any, at: time) -> None:
    assert values.clock(cell, {}) == at


@pytest.mark.parametrize("cell", ["26:00", "chiều", "9:75", timedelta(days=2), 3.5])
def test_other_times_are_refused(cell: Any) -> None:
    with pytest.raises(BadValue, match="not_a_time"):
        values.clock(cell, {})


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (912345678, "0912345678"),
        (912345678.0, "0912345678"),
        ("912345678", "0912345678"),
        (2253123456, "02253123456"),
        (84912345678, "+84912345678"),
        ("0912.345.678", "0912.345.678"),
        ("+84 912 345 678", "+84 912 345 678"),
        (113, "113"),
    ],
)
def test_a_telephone_number_gets_back_what_excel_took(cell: Any, found: str) -> None:
    assert values.phone(cell, {}) == found


@pytest.mark.parametrize("cell", ["9.12E+08", "9,1E8"])
def test_a_rounded_telephone_number_is_lost(cell: str) -> None:
    with pytest.raises(BadValue, match="phone_lost"):
        values.phone(cell, {})


@pytest.mark.parametrize(
    ("cell", "found"), [(12.0, "12"), ("012", "12"), ("12", "12"), ("đdn-7", "ĐDN-7"), ("0", "0")]
)
def test_a_number_of_the_log_has_one_form(cell: Any, found: str) -> None:
    assert values.number(cell, {}) == found


def test_a_number_that_excel_took_for_a_day_is_refused() -> None:
    with pytest.raises(BadValue, match="number_is_a_day"):
        values.number(datetime(2026, 3, 12), {})


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Đốt rơm rạ", "straw_burning"),
        ("DOT ROM", "straw_burning"),
        ("waste_burning", "waste_burning"),
        ("Cháy, nổ", "fire_explosion"),
        ("Tiếng ồn", "noise"),
        ("rác", "solid_waste"),
    ],
)
def test_categories_are_known_by_label_identifier_and_what_people_say(cell: str, found: str) -> None:
    assert values.category(cell, WORDS) == found


def test_every_word_for_a_category_is_one_and_no_label_is_turned_into_another() -> None:
    for said, meant in values._CATEGORIES.items():
        assert values.category(said, WORDS) == meant
    for words, meant in WORDS["category"].items():
        assert values.category(words, WORDS) == meant
    for words, meant in WORDS["nature"].items():
        assert values.nature(words, WORDS) == meant
    assert values.nature("Thường xuyên", WORDS) == "recurrent"
    with pytest.raises(BadValue, match="word_unknown"):
        values.category("đĩa bay", WORDS)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"north": 20.75, "east": 106.59}, (106.59, 20.75, False, False)),
        ({"north": 106.59, "east": 20.75}, (106.59, 20.75, False, True)),
        ({"north": 2295789.8, "east": 586971.7}, (586971.7, 2295789.8, True, False)),
        ({"north": 586971.7, "east": 2295789.8}, (586971.7, 2295789.8, True, True)),
        ({"pair": "20.7512, 106.5912"}, (106.5912, 20.7512, False, False)),
        ({"pair": "(20,7512; 106,5912)"}, (106.5912, 20.7512, False, False)),
    ],
)
def test_places_are_told_apart_by_their_size(cells: dict[str, Any], found: tuple[Any, ...]) -> None:
    spot = places.spot(cells)
    assert spot is not None
    assert (spot.east, spot.north, spot.metres, spot.turned) == found


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"north": 20.75}, "half_a_place"),
        ({"pair": "gần chợ"}, "half_a_place"),
        ({"north": 0.0, "east": 0.0}, "not_in_vietnam"),
        ({"north": 48.85, "east": 2.35}, "not_in_vietnam"),
        ({"north": 20.75, "east": 586971.7}, "not_in_vietnam"),
    ],
)
def test_half_a_place_and_one_far_away_are_refused(cells: dict[str, Any], code: str) -> None:
    with pytest.raises(BadValue, match=code):
        places.spot(cells)


WHO = Identity("Trần Thị Bưởi", "0987654321")


@pytest.mark.parametrize(
    "text",
    [
        "Bà Trần Thị Bưởi báo",
        "TRAN THI BUOI",
        "bưởi gọi",
        "gọi lại 0987.654.321",
        "gọi +84 987654321",
        "máy khác: 0225 3123 456",
    ],
)
def test_a_text_that_names_who_called_is_not_shown(text: str) -> None:
    assert masking.tells(WHO, text)
    assert masking.excerpt(WHO, text) == ""
    assert masking.shown(WHO, text) == masking.HIDDEN


@pytest.mark.parametrize("text", ["Đốt rác ngày 31-02-2026", "sau chợ An Thọ", "20.7512, 106.5912", ""])
def test_other_texts_are_shown(text: str) -> None:
    assert not masking.tells(WHO, text)
    assert not masking.tells(Identity(), text)


def test_cells_that_changed_places_are_still_hidden() -> None:
    turned = masking.as_identity(987654321.0, "Trần Thị Bưởi")
    assert masking.tells(turned, "0987654321") and masking.tells(turned, "Trần Thị Bưởi")
    assert masking.tells(masking.as_identity("", "3712 345"), "máy 371-2345")


def test_of_a_telephone_number_the_end_is_kept() -> None:
    assert masking.caller("A", "0987 654 321") == [("hotline.caller_both", {"digits": "321"})]
    assert masking.caller("", "0987654321") == [("hotline.caller_phone", {"digits": "321"})]
    assert masking.caller("A", "") == [("hotline.caller_name", {})]
    assert masking.caller("", "") == []


def test_a_long_text_is_cut_at_a_word() -> None:
    cut = masking.excerpt(Identity(), "khói đen " * 100)
    assert len(cut) <= 122 and cut.endswith("đen …")
