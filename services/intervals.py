"""How many months may pass between two checks of each kind of site: a setting of the commune."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import INSPECTED, KINDS_OF, SiteKind
from geodata.errors import FieldErrors
from geodata.features import Viewer
from geodata.models import InspectionInterval
from geodata.queries.coverage import DEFAULT_MONTHS
from services import access

KINDS = tuple(kind for site_type in INSPECTED for kind in KINDS_OF[site_type])
"""The kinds that are inspected."""


def months(session: Session, viewer: Viewer) -> dict[SiteKind, int]:
    """Kind → months, the default where the commune set nothing."""
    rows = session.scalars(
        select(InspectionInterval).where(InspectionInterval.commune_id == viewer.commune_id)
    )
    return dict.fromkeys(KINDS, DEFAULT_MONTHS) | {row.kind: row.months for row in rows}


def set_months(session: Session, viewer: Viewer, wanted: Mapping[SiteKind, int]) -> int:
    """Write the intervals that differ; how many did. Raises Forbidden, or FieldErrors beyond 1–120 months."""
    access.require(viewer, "interval:edit")
    wrong = {kind.value: "interval.range" for kind, value in wanted.items() if not 1 <= value <= 120}
    if wrong:
        raise FieldErrors(wrong)
    now = months(session, viewer)
    changed = {kind: value for kind, value in wanted.items() if kind in now and now[kind] != value}
    for kind, value in changed.items():
        session.merge(InspectionInterval(commune_id=viewer.commune_id, kind=kind, months=value))
    session.flush()
    return len(changed)
