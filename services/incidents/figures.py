"""On-time and reply rates of reports, by month and category: for everybody, and for the desk."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from geodata.features import Viewer
from geodata.queries import incident_figures
from services import access
from services.clock import ZONE
from services.dates import months_back

MONTHS: Final = 12


@dataclass(frozen=True)
class Figures:
    """Counts of reports; what each counts stands at `incident_figures.by_month_and_category`."""

    received: int = 0
    take_in_due: int = 0
    taken_in_on_time: int = 0
    due: int = 0
    on_time: int = 0
    answered: int = 0
    overdue: int = 0

    @property
    def take_in_rate(self) -> float | None:
        """Share 0–1 taken in on time; None where nothing was due yet."""
        return _share(self.taken_in_on_time, self.take_in_due)

    @property
    def on_time_rate(self) -> float | None:
        """Share 0–1 that ended on time of all that ended or should have; None where nothing was due yet."""
        return _share(self.on_time, self.due)

    @property
    def reply_rate(self) -> float | None:
        """Share 0–1 of the same reports that got a public answer; None where nothing was due yet."""
        return _share(self.answered, self.due)


@dataclass(frozen=True)
class FiguresTable:
    """All together, (month YYYY-MM, figures) oldest first with empty months, and (category, figures), most
    reports first."""

    total: Figures
    months: list[tuple[str, Figures]]
    categories: list[tuple[str, Figures]]


def for_everybody(session: Session, viewer: Viewer, now: datetime | None = None) -> FiguresTable:
    """The last twelve months of the published reports: those that anybody can look up one by one."""
    return _table(session, viewer, now or datetime.now(UTC), desk=False)


def for_desk(session: Session, viewer: Viewer, now: datetime | None = None) -> FiguresTable:
    """The last twelve months of the reports this viewer works on; raises Forbidden for who has no desk."""
    access.require(viewer, "incident:read")
    return _table(session, viewer, now or datetime.now(UTC), desk=True)


def _table(session: Session, viewer: Viewer, now: datetime, *, desk: bool) -> FiguresTable:
    months = months_back(now.astimezone(ZONE).date(), MONTHS)
    since = datetime.strptime(months[0], "%Y-%m").replace(tzinfo=ZONE)
    rows = incident_figures.by_month_and_category(session, viewer, desk=desk, since=since, now=now)
    by_month = _grouped(rows, lambda row: row["month"].strftime("%Y-%m"))
    by_category = _grouped(rows, lambda row: str(row["category"]))
    most_first = sorted(by_category.items(), key=lambda one: (-one[1].received, one[0]))
    return FiguresTable(
        _sum(by_month.values()), [(month, by_month.get(month, Figures())) for month in months], most_first
    )


def _grouped(rows: Sequence[RowMapping], group: Callable[[RowMapping], str]) -> dict[str, Figures]:
    groups = defaultdict(list)
    for row in rows:
        groups[group(row)].append(Figures(**{field.name: row[field.name] for field in fields(Figures)}))
    return {name: _sum(found) for name, found in groups.items()}


def _sum(all_figures: Iterable[Figures]) -> Figures:
    found = list(all_figures)
    return Figures(
        **{field.name: sum(getattr(one, field.name) for one in found) for field in fields(Figures)}
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
