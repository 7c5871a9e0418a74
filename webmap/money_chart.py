"""Months of fines as the bars of a small drawing: coordinates for an SVG, nothing of a browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.penalties.listing import Sums

HEIGHT: Final = 120
STEP: Final = 34
BAR: Final = 12


@dataclass(frozen=True)
class Bar:
    """One month: where its two bars begin and how high they are (fined, paid), in units of the drawing."""

    month: str
    x: int
    fined: float
    paid: float
    sums: Sums


@dataclass(frozen=True)
class Chart:
    """Bars from left to right, the drawing's width, and the amount at its top in đồng."""

    bars: list[Bar]
    width: int
    top: int


def chart(months: Sequence[tuple[str, Sums]]) -> Chart:
    """A drawing HEIGHT units high of (YYYY-MM, sums)."""
    top = max((max(one.amount_vnd, one.paid_vnd) for _month, one in months), default=0)
    scale = HEIGHT / top if top else 0.0
    bars = [
        Bar(
            f"{int(month[5:])}/{month[:4]}",
            4 + STEP * number,
            round(one.amount_vnd * scale, 1),
            round(one.paid_vnd * scale, 1),
            one,
        )
        for number, (month, one) in enumerate(months)
    ]
    return Chart(bars, 8 + STEP * len(bars), top)
