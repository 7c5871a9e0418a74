"""The map of reports: what was reported where and when, as far as the one who looks may know."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from geodata.enums import IncidentCategory, Role
from geodata.features import Json, Layer, Viewer, feature
from geodata.queries import incident_map
from services.dates import iso_day, month_end, months_back
from services.sent import one_of

PAGE = 30
MONTHS_SHOWN = 12


@dataclass(frozen=True)
class ReportFilter:
    """What the reader asked for; empty means all. Days are those the report was made on."""

    category: str = ""
    first: date | None = None
    last: date | None = None


def report_filter(*, category: str, first: str, last: str, month: str = "") -> ReportFilter:
    """A filter from what was sent, a month (YYYY-MM) for its days; refuses words and days that are none."""
    one_of(category, {*IncidentCategory})
    if month:
        end = month_end(month, date.max)
        return ReportFilter(category, end.replace(day=1), end)
    return ReportFilter(category, iso_day(first), iso_day(last))


def reports(session: Session, viewer: Viewer, wanted: ReportFilter, offset: int) -> list[Json]:
    """Reports as features, newest first; one more than PAGE when more follow.

    On the desk with all its fields and the exact place, elsewhere as anybody sees it.
    """
    rows = incident_map.on_map(
        session,
        viewer,
        category=wanted.category,
        first=wanted.first,
        last=wanted.last,
        offset=offset,
        limit=PAGE + 1,
    )
    anybody = replace(viewer, role=Role.PUBLIC)
    return [feature(Layer.INCIDENT, row, viewer if row["desk"] else anybody) for row in rows]


def trend(session: Session, viewer: Viewer, wanted: ReportFilter, today: date) -> list[tuple[str, int]]:
    """(month YYYY-MM, reports) for each of the last months, those with none included."""
    months = months_back(today, MONTHS_SHOWN)
    first = date.fromisoformat(f"{months[0]}-01")
    rows = incident_map.by_month(session, viewer, category=wanted.category, first=first)
    counts = {row["month"].strftime("%Y-%m"): row["n"] for row in rows}
    return [(month, counts.get(month, 0)) for month in months]
