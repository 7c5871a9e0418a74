"""Days and months as people send them."""

from datetime import date

import pytest

from geodata.errors import BadInput
from services.dates import iso_day, month_end, months_back

TODAY = date(2026, 11, 23)


def test_a_month_stands_for_its_last_day() -> None:
    assert month_end("2026-02", TODAY) == date(2026, 2, 28)
    assert month_end("2024-02", TODAY) == date(2024, 2, 29)


def test_no_month_and_the_running_month_stand_for_today() -> None:
    assert month_end("", TODAY) == TODAY
    assert month_end("2026-11", TODAY) == TODAY
    assert month_end("2030-01", TODAY) == TODAY


@pytest.mark.parametrize("text", ["2026-13", "11/2026", "hôm qua", "2026-1-1-1", "0000-00"])
def test_a_month_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        month_end(text, TODAY)
    assert refused.value.code == "filter.unknown"


def test_months_go_back_over_the_new_year() -> None:
    assert months_back(date(2026, 2, 3), 4) == ["2025-11", "2025-12", "2026-01", "2026-02"]


@pytest.mark.parametrize("text", ["31/12/2026", "2026-02-30", "nan"])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        iso_day(text)


def test_no_day_is_no_day() -> None:
    assert iso_day("") is None
    assert iso_day("2026-02-28") == date(2026, 2, 28)
