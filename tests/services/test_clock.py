"""The commune's own day."""

from datetime import UTC, datetime

import pytest

from services import clock


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 10, 1, 16, 59, tzinfo=UTC), "2026-10-01"),
        (datetime(2026, 10, 1, 17, 0, tzinfo=UTC), "2026-10-02"),
        (datetime(2026, 12, 31, 20, 0, tzinfo=UTC), "2027-01-01"),
    ],
)
def test_the_day_turns_at_midnight_of_the_commune(
    monkeypatch: pytest.MonkeyPatch, moment: datetime, day: str
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(clock.ZONE)

    monkeypatch.setattr(clock, "datetime", Clock)
    assert clock.today().isoformat() == day
