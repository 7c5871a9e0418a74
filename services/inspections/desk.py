"""The officers' desk of checks: piles with their counts, filtered, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from geodata.enums import Authority, InspectionContent, InspectionForm, InspectionState, Role
from geodata.features import Json, Layer, Viewer, shows, visible
from geodata.queries import inspections_desk as rows
from geodata.queries.inspections_desk import Asked, Pile
from services import access, clock
from services.sent import one_of, record_id
from services.text import clean

PAGE: Final = 30
FILTERS: Final = ("search", "authority", "content", "form", "state", "village")
LONGEST_SEARCH: Final = 100
_OPEN: Final = (Pile.WEEK, Pile.OTHERS, Pile.ALL)
"""Piles of those who read no findings: what they hold tells nothing of any."""
FIRST: Final[Mapping[Role, Pile]] = {Role.CHAIRPERSON: Pile.TO_APPROVE}
"""Role → the pile its desk opens with; the week for all others."""


@dataclass(frozen=True)
class DeskPage:
    """One page of a pile, and how many lie on each."""

    pile: Pile
    piles: Mapping[Pile, int]
    checks: list[Json]
    total: int
    page: int
    pages: int


def wanted(viewer: Viewer, sent: Mapping[str, str]) -> Asked:
    """A question from what was sent: "pile" and FILTERS. Raises BadInput for words that are not ours."""
    said = {name: sent.get(name, "") for name in FILTERS}
    first = FIRST.get(viewer.role, Pile.WEEK)
    return Asked(
        pile=Pile(one_of(sent.get("pile", ""), {*map(str, piles(viewer))}) or first),
        authority=one_of(said["authority"], {*Authority}),
        content=one_of(said["content"], {*InspectionContent}),
        form=one_of(said["form"], {*InspectionForm}),
        state=one_of(said["state"], {*InspectionState}),
        village_id=record_id(said["village"]),
        search=clean(said["search"])[:LONGEST_SEARCH],
    )


def piles(viewer: Viewer) -> list[Pile]:
    """The piles this viewer has: all for those who read findings."""
    return list(Pile) if shows(Layer.INSPECTION, "findings", viewer) else list(_OPEN)


def opened(session: Session, viewer: Viewer, asked: Asked, page: int = 1) -> DeskPage:
    """One page of a pile, each check as this viewer may see it with id, site, kind, village, overdue
    (remedies), late_since and excepted. Raises Forbidden for who has no desk."""
    access.require(viewer, "inspection:read")
    page, today = max(page, 1), clock.today()
    found, total = rows.page(session, viewer, asked, today, offset=(page - 1) * PAGE, limit=PAGE)
    counted = rows.counts(session, viewer, piles(viewer), today)
    checks = [_check(viewer, row) for row in found]
    return DeskPage(asked.pile, counted, checks, total, page, max(1, -(-total // PAGE)))


def _check(viewer: Viewer, row: Mapping[Any, Any]) -> Json:
    own = {name: row[name] for name in ("id", "version", "site", "site_id", "kind", "village")}
    more = {name: row[name] for name in ("overdue", "late_since", "excepted")}
    whole = shows(Layer.INSPECTION, "findings", viewer)
    return visible(Layer.INSPECTION, row, viewer) | own | (more if whole else dict.fromkeys(more))
