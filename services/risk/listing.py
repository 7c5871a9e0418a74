"""The list of sites by what to check first: filters, pages."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from geodata.enums import INSPECTED, Authority, SiteKind
from geodata.features import POLICE_ONLY, Viewer
from geodata.models import Site, Village
from geodata.queries import risk_priority as rows_of_day
from geodata.queries.ground import coordinates
from geodata.queries.places import known
from services import access
from services.risk import priority, ratings
from services.risk.priority import Priority
from services.sent import one_of, record_id

PAGE: Final = 30


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for; empty means all."""

    kind: str = ""
    village_id: int | None = None
    category: int | None = None
    authority: str = ""


@dataclass(frozen=True)
class Line:
    """A site of the list."""

    id: int
    name: str
    kind: str
    village: str
    authority: str
    place: tuple[float, float] | None
    stands: Priority


@dataclass(frozen=True)
class Page:
    """One page: lines, how many in all, which page of how many, sites by category 1–5 over all pages."""

    lines: list[Line]
    total: int
    page: int
    pages: int
    counts: dict[int, int]


def wanted(*, kind: str = "", village: str = "", category: str = "", authority: str = "") -> Wanted:
    """A filter from what was sent; BadInput for words that are not ours."""
    one_of(kind, {*SiteKind})
    one_of(authority, {*Authority})
    one_of(category, {"1", "2", "3", "4", "5"})
    return Wanted(kind, record_id(village), int(category) if category else None, authority)


def listed(session: Session, viewer: Viewer, asked: Wanted, on: date, page: int = 1) -> Page:
    """The sites this viewer may know of that are inspected on a day, the highest priority first."""
    access.require(viewer, "risk:read")
    standing = priority.of(session, viewer.commune_id, on, police=viewer.role in POLICE_ONLY)
    rows = session.execute(
        select(Site.id, Site.name, Site.kind, Site.authority, Site.geom, Village.name.label("village"))
        .outerjoin(Village, Village.id == Site.village_id)
        .where(*_where(viewer, asked))
    ).all()
    known_rows = {row.id: row for row in rows}
    chosen = [
        site_id
        for site_id in known_rows.keys() & standing.keys()
        if asked.category in (None, standing[site_id].rating.category)
    ]
    chosen.sort(key=lambda site_id: (-standing[site_id].priority, -standing[site_id].u, site_id))
    page = max(page, 1)
    lines = [
        _line(known_rows[site_id], standing[site_id]) for site_id in chosen[(page - 1) * PAGE : page * PAGE]
    ]
    counts = Counter(standing[site_id].rating.category for site_id in chosen)
    pages = max(1, -(-len(chosen) // PAGE))
    return Page(lines, len(chosen), page, pages, {one: counts[one] for one in range(1, 6)})


def unrated(session: Session, viewer: Viewer, on: date) -> int:
    """How many of the sites this viewer may know of are inspected on a day and were never rated by then."""
    rated = ratings.of(session, viewer.commune_id, on)
    own = set(session.scalars(select(Site.id).where(*_where(viewer, Wanted()))))
    inspected = {row.id for row in rows_of_day.sites(session, viewer.commune_id, on)}
    return len((own & inspected) - rated.keys())


def _where(viewer: Viewer, asked: Wanted) -> list[ColumnElement[bool]]:
    exact = {
        Site.kind: asked.kind or None,
        Site.village_id: asked.village_id,
        Site.authority: asked.authority or None,
    }
    filters = [column == value for column, value in exact.items() if value is not None]
    return [known(viewer), Site.type.in_(INSPECTED), *filters]


def _line(row: Any, standing: Priority) -> Line:
    return Line(
        row.id,
        row.name,
        row.kind.value,
        row.village or "",
        row.authority.value,
        coordinates(row.geom),
        standing,
    )
