"""Rows of a hotline's log: which are calls, which are refused and why, what is said of the whole."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, IncidentNature
from geodata.errors import BadInput, Unavailable
from geodata.layers.sheet_files import SheetFormat
from geodata.layers.sheets import Sheet
from geodata.models import Commune
from services.clock import ZONE
from services.importing.hotline import masking, reading
from tests import cast
from tests.services.hotline_cases import notes, preview, reasons, remarks, request, weighed
from tests.services.import_cases import tally
from tests.sheet_files import HEADINGS, as_csv, call, moment, xlsx


def test_a_messy_log_is_read(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    cast.village(session, an_hung, "Kim Lĩnh")
    on = moment()
    rows: list[list[Any]] = [
        ["UBND XÃ AN HƯNG", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["SỔ TRỰC ĐƯỜNG DÂY NÓNG"],
        [],
        [
            "STT",
            "Số",
            "Ngày",
            "Giờ nhận",
            "LINH VUC",
            "Nội dung (tóm tắt)",
            "Nơi xảy ra",
            None,
            "Người gọi",
            None,
        ],
        [None, None, None, None, None, None, "Thôn", "Địa điểm", "Họ tên", "SĐT"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)"],
        ["I. THÔN KIM LĨNH"],
        [1, "001", on, "14h30", "rác", "Rác đầy bãi", "kim linh", None, "Trần Văn Cam", 912345678.0],
        [2, 2, f"{on:%d/%m/%Y}", "8:15 CH", "Đốt rơm rạ", "Khói", "Thôn Kim Lĩnh", "bờ đê", None, None],
        [],
        [3, 3.0, None, None, "MUI HOI", "Mùi", None, "cạnh trạm bơm", None, "0225.3123.456"],
        ["Số", "Ngày", "Giờ nhận", "Lĩnh vực", "Nội dung", None, "Thôn", "Địa điểm", "Họ tên", "SĐT"],
        ["Tổng cộng:", 3, None, None, None, "3 cuộc gọi"],
        [None, None, None, None, None, None, None, None, "Người lập sổ"],
    ]

    def merge(sheet: Any) -> None:
        for cells in ("A1:C1", "D1:J1", "A2:J2", "G4:H4", "I4:J4", "A7:J7", "C9:C11"):
            sheet.merge_cells(cells)

    plan = preview(session, an_hung, xlsx(tmp_path / "so.xlsx", rows, then=merge))
    assert plan.records.rows == [8, 9, 11]
    assert tally(plan) == (3, 0, 0, 0), reasons(plan)
    first, second, third = (told for told in plan.told if told)
    assert (first.number, first.report.category) == (f"1/{on.year}", IncidentCategory.SOLID_WASTE)
    assert first.received.astimezone(ZONE).replace(tzinfo=None) == on.replace(hour=14)
    assert (first.report.name, first.report.phone) == ("Trần Văn Cam", "0912345678")
    assert second.received.astimezone(ZONE).hour == 20
    assert second.where.village_id == first.where.village_id is not None
    assert (second.report.landmark, third.report.landmark) == ("bờ đê", "cạnh trạm bơm")
    assert remarks(plan) == {"hotline.skipped": 5, "hotline.no_time": 1}
    assert plan.records.unused == ["STT"]


def test_csv_says_the_same_as_excel(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    row = call(7, text='Hai dòng,\ncó dấu phẩy; “và” "kép"', lat="20,75", lon="106,59")
    in_excel = preview(session, an_hung, xlsx(tmp_path / "a.xlsx", [HEADINGS, row]))
    for delimiter in ",;\t":
        path = tmp_path / "a.csv"
        path.write_text(as_csv([HEADINGS, row], delimiter), encoding="utf-8-sig", newline="")
        assert preview(session, an_hung, path).told == in_excel.told
    assert in_excel.told[0] is not None
    assert in_excel.told[0].where.place == (106.59, 20.75)


LONG_AGO = datetime(2009, 1, 2, 9)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (call(None), "import.value_missing"),
        (call(received=None), "import.value_missing"),
        (call(category=None), "import.value_missing"),
        (call(category="đĩa bay"), "import.word_unknown"),
        (call(received="hôm qua"), "import.not_a_day"),
        (call(received="14:30"), "import.not_a_day"),
        (call(received=moment(-2)), "hotline.future"),
        (call(received=LONG_AGO), "hotline.ancient"),
        (call(datetime(2026, 3, 12)), "hotline.number_is_a_day"),
        (call("x" * 31), "import.text_too_long"),
        (call(text="x" * 5001), "import.text_too_long"),
        (call(landmark="x" * 301), "import.text_too_long"),
        (call(landmark=None), "hotline.where"),
        (call(landmark=None, village="Thôn Lạ"), "import.village_unknown"),
        (call(lat=20.75), "hotline.half_a_place"),
        (call(lat=48.85, lon=2.35), "place.not_in_vietnam"),
        (call(lat="NaN", lon="NaN"), "import.not_a_figure"),
        (call(nature="đôi khi"), "import.word_unknown"),
        (call(handled_on="mai"), "import.not_a_day"),
        (call(name="x" * 201), "import.text_too_long"),
    ],
)
def test_a_row_is_refused_with_its_reason(
    session: Session, an_hung: Commune, tmp_path: Path, row: list[Any], code: str
) -> None:
    plan = weighed(session, an_hung, tmp_path, call(99), row)
    assert reasons(plan)[3][0] == code
    assert tally(plan) == (1, 0, 0, 1)


def test_what_is_not_said_is_not_needed(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    plan = weighed(session, an_hung, tmp_path, call(text=None, name=None, phone=None, nature="lần đầu"))
    (told,) = plan.told
    assert told is not None
    assert (told.report.description, told.report.name, told.note) == ("", "", "")
    assert told.report.nature is IncidentNature.SUDDEN


def test_one_number_twice_in_a_file_is_refused_both_times_but_not_in_two_years(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    last_year = call("07", received=moment(370))
    plan = weighed(session, an_hung, tmp_path, call(7), call("007"), last_year)
    assert reasons(plan) == {2: ["import.double_key"], 3: ["import.double_key"]}
    assert plan.records.refused[0] == [("import.double_key", {"rows": [3]})]
    assert tally(plan) == (1, 0, 0, 2)


def test_villages_are_known_by_name_code_and_former_name(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    home = cast.village(session, an_hung, "Thôn Kim Lĩnh", predecessors=["Thôn Bến", "Đồng Xá"])
    rows = [
        call(n, village=said, landmark=None)
        for n, said in enumerate(["KIM LINH", home.code, "bến", "dong xa"])
    ]
    plan = weighed(session, an_hung, tmp_path, *rows)
    assert [told and told.where.village_id for told in plan.told] == [home.id] * 4


def test_an_unknown_village_is_kept_in_words_where_more_is_said(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    plan = weighed(session, an_hung, tmp_path, call(1, village="Xóm Trại", landmark="cầu đá"))
    assert plan.told[0] is not None
    assert plan.told[0].report.landmark == "Xóm Trại, cầu đá"
    assert notes(plan) == ["hotline.village_in_words"]


def test_a_place_gives_the_village_and_tells_what_is_outside(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    home = cast.village(session, an_hung, area=cast.ground(106.58, 20.74, 106.60, 20.76))
    rows = [
        call(1, lat=20.75, lon=106.59, landmark=None),
        call(2, lat=106.59, lon=20.75),
        call(3, lat=20.9, lon=106.59),
        call(4, lat=2295789.846, lon=586971.696),
    ]
    plan = weighed(session, an_hung, tmp_path, *rows)
    wheres = [told.where for told in plan.told if told]
    assert [where.village_id for where in wheres] == [home.id, home.id, None, home.id]
    assert [where.outside for where in wheres] == [False, False, True, False]
    assert [notes(plan, index) for index in range(4)] == [
        [],
        ["hotline.axes_turned"],
        ["hotline.outside"],
        [],
    ]
    assert wheres[3].place == pytest.approx((106.59, 20.75), abs=0.02)
    assert remarks(plan) == {"hotline.in_metres": 1}


def test_metres_of_another_grid_are_offered_it(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    row = call(1, lat=2295789.846, lon=560971.696 + 52_000)
    with pytest.raises(BadInput) as caught:
        weighed(session, an_hung, tmp_path, row)
    assert caught.value.code == "import.all_outside"
    assert caught.value.params["guess"] == 9209
    assert tally(weighed(session, an_hung, tmp_path, row, crs=9209)) == (1, 0, 0, 0)


def test_days_that_excel_may_have_turned_are_told(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    base = datetime.now(ZONE).replace(tzinfo=None) - timedelta(days=300)
    real = base.replace(day=5, hour=9, minute=0, second=0, microsecond=0)
    rows = [call(1, received=real), call(2, received=f"25/{base.month}/{base.year} 9h")]
    assert remarks(weighed(session, an_hung, tmp_path, *rows))["hotline.days_turned"] == 1
    mixed = [call(1, received=real), call(2, received=f"8/{base.month}/{base.year} 9h")]
    assert "hotline.days_turned" not in remarks(weighed(session, an_hung, tmp_path, *mixed))


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("{:%d/%m/%Y} 08:00", "at 8"),
        ("{:%d/%m/%Y}", "received"),
        ("7h", "at 7"),
        (None, "received"),
    ],
)
def test_when_it_happened_is_taken_from_the_log(
    session: Session, an_hung: Commune, tmp_path: Path, said: str | None, wanted: str
) -> None:
    on = moment()
    row = [*call(1), said and said.format(on)]
    plan = preview(session, an_hung, xlsx(tmp_path / "a", [[*HEADINGS, "Thời điểm xảy ra"], row]))
    assert plan.told[0] is not None
    occurred = plan.told[0].report.occurred_at.astimezone(ZONE).replace(tzinfo=None)
    assert occurred == (on if wanted == "received" else on.replace(hour=int(wanted[-1]), minute=0))


def test_what_happened_after_the_call_is_refused(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    row = [*call(1), moment(1)]
    plan = preview(
        session, an_hung, xlsx(tmp_path / "a", [[*HEADINGS, "Ngày xảy ra"], row, [*call(2), None]])
    )
    assert reasons(plan) == {2: ["hotline.occurred_after"]}


def test_missing_columns_are_named_and_those_there_listed(
    session: Session, an_hung: Commune, tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as caught:
        preview(
            session, an_hung, xlsx(tmp_path / "a", [["STT", "Ngày nhận", "Nội dung"], [1, "1/3/2026", "a"]])
        )
    assert caught.value.code == "hotline.columns_missing"
    assert caught.value.params == {
        "lacks": ["number", "category", "landmark"],
        "has": ["STT", "Ngày nhận", "Nội dung"],
    }


def test_a_log_without_calls_says_so(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no_rows"):
        weighed(session, an_hung, tmp_path)
    with pytest.raises(BadInput, match="no_rows"):
        weighed(session, an_hung, tmp_path, call("VD"), ["Tổng cộng", 0, 0])


def test_a_log_needs_a_commune_and_secrets(session: Session, an_hung: Commune, tmp_path: Path) -> None:
    for home, secrets in ((None, None), (an_hung, None)):
        with pytest.raises(Unavailable):
            weighed(session, home, tmp_path, call(), secrets=secrets)  # type: ignore[arg-type]


CELLS: Final = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),
    st.times(),
    st.timedeltas(timedelta(days=-2), timedelta(days=2)),
    st.sampled_from(["#N/A", "#REF!", "=1+1", "12/3/2026", "Đốt rác", "x", "0912345678", "NaN", "1e999"]),
)


@given(st.lists(st.lists(CELLS, min_size=13, max_size=13), min_size=1, max_size=8))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_the_cells_each_row_is_taken_refused_or_no_call(
    monkeypatch: pytest.MonkeyPatch, rows: list[list[Any]]
) -> None:
    table = Sheet(SheetFormat.XLSX, "Sổ", list(HEADINGS), list(enumerate(rows, 2)))
    monkeypatch.setattr("geodata.layers.sheets.read", lambda *_, **__: table)
    try:
        calls = reading.read(request(Path("so.xlsx"), None), datetime.now(UTC))
    except BadInput as empty:
        assert empty.code == "sheet.no_rows"
        return
    assert set(calls.rows) <= set(range(2, len(rows) + 2))
    for index in range(len(calls)):
        complete = {"number", "received", "category", "occurred_at"} <= calls.said[index].keys()
        assert complete or index in calls.refused
        kept = masking.reasons(calls.callers[index], calls.refused.get(index, []))
        assert "\\u0000" not in json.dumps(kept, allow_nan=False)
