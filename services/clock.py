"""What day it is in the commune, wherever the machine's own clock is set."""

from datetime import date, datetime

from geodata.days import ZONE, midnight

__all__ = ["ZONE", "midnight", "today"]


def today() -> date:
    """Today in the commune's time zone: a machine on UTC is a day behind it until seven in the morning."""
    return datetime.now(ZONE).date()
