"""Where a day begins: the commune's time zone, and midnight there."""

from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")


def midnight(day: date) -> datetime:
    """The first moment of a day in the commune."""
    return datetime.combine(day, time.min, ZONE)
