"""Days and months as people send them."""

import calendar
from datetime import date, datetime

from geodata.errors import BadInput


def iso_day(text: str) -> date | None:
    """A day YYYY-MM-DD, None for an empty text; BadInput for anything else."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("filter.unknown", value=text[:40]) from None


def month_end(text: str, today: date) -> date:
    """The last day of a month YYYY-MM, never after today; today for an empty text."""
    if not text:
        return today
    try:
        first = datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        raise BadInput("filter.unknown", value=text[:40]) from None
    return min(first.replace(day=calendar.monthrange(first.year, first.month)[1]), today)


def months_back(today: date, count: int) -> list[str]:
    """The running month and those before it, YYYY-MM, oldest first."""
    index = today.year * 12 + today.month - 1
    return [f"{i // 12:04}-{i % 12 + 1:02}" for i in range(index - count + 1, index + 1)]
