"""Small charts as figures for SVG: where each line and mark stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

WIDTH, HEIGHT = 640, 180
_LEFT, _RIGHT, _TOP, _BOTTOM = 30, 10, 12, 28
LEVELS: Final = (5, 4, 3, 2, 1)


@dataclass(frozen=True)
class Steps:
    """A line of steps: `path` as SVG has it, `levels` (level, y), `years` (words, x), `rows` (day, level)."""

    width: int
    height: int
    path: str
    levels: list[tuple[int, float]]
    years: list[tuple[str, float]]
    rows: list[tuple[date, int]]


def category_steps(history: Sequence[tuple[date, int]], start: date, end: date) -> Steps | None:
    """Categories 1–5 from `start` to `end`; each holds from its day to the next. None where there is none."""
    held = [row for row in history if row[0] <= end]
    before = [level for day, level in held if day <= start]
    first = [(start, before[-1])] if before else []
    shown = first + [row for row in held if row[0] > start]
    if not shown:
        return None
    days = max((end - start).days, 1)

    def x(day: date) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * (day - start).days / days, 1)

    def y(level: int) -> float:
        return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (5 - level) / 4, 1)

    steps = "".join(f"H{x(day)}V{y(level)}" for day, level in shown[1:])
    path = f"M{x(shown[0][0])} {y(shown[0][1])}{steps}"
    marks = [date(year, month, 1) for year in range(start.year, end.year + 1) for month in (1, 7)]
    return Steps(
        WIDTH,
        HEIGHT,
        f"{path}H{x(end)}",
        [(level, y(level)) for level in LEVELS],
        [(day.strftime("%m/%Y"), x(day)) for day in marks if start <= day <= end],
        held,
    )
