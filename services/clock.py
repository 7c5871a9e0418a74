"""What day it is in the commune, wherever the machine's own clock is set."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")


def today() -> date:
    """Today in the commune's time zone: a machine on UTC is a day behind it until seven in the morning."""
    return datetime.now(ZONE).date()
