"""Inspection coverage (độ phủ kiểm tra): which sites are checked in time: figures, list, shaded areas."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.enums import INSPECTED, KINDS_OF, Authority, CoverageStatus, SiteType
from geodata.features import Json, Layer, Reach, Viewer, feature, reach
from geodata.models import Site, Village
from geodata.queries import coverage_figures, coverage_people
from geodata.queries.coverage_figures import Scope
from services.dates import iso_day, month_end, months_back
from services.sent import one_of, record_id

PAGE = 30
MONTHS_SHOWN = 12
COVERED = (CoverageStatus.IN_TIME, CoverageStatus.DUE_SOON)
CATEGORIES = [str(category) for category in range(5, 0, -1)]
"""Risk categories, the highest first."""


@dataclass(frozen=True)
class Tally:
    """How many sites of a group stand in each status."""

    counts: dict[str, int]

    @property
    def total(self) -> int:
        """All sites of the group."""
        return sum(self.counts.values())

    @property
    def share(self) -> float | None:
        """Share in time (u ≤ 1): in time or due soon; None with no sites."""
        return sum(self.counts.get(status, 0) for status in COVERED) / self.total if self.total else None


@dataclass(frozen=True)
class Figures:
    """Tallies of everything, and by kind, village id and cluster id (None: outside any), authority, category.

    A category of None: not rated yet on the day.
    """

    all: Tally
    kinds: dict[str, Tally]
    villages: dict[int | None, Tally]
    clusters: dict[int | None, Tally]
    authorities: dict[str, Tally]
    categories: dict[int | None, Tally]


def inspected_kinds() -> list[str]:
    """Kinds of sites that are inspected, in table order."""
    return [kind.value for site_type in INSPECTED for kind in KINDS_OF[site_type]]


def scope(today: date, **sent: str) -> Scope:
    """A scope of words sent: month (YYYY-MM), kind, village, cluster, authority, category, status, from, to,
    search.

    Raises BadInput for words or dates that are not ours.
    """
    one_of(sent.get("kind", ""), inspected_kinds())
    one_of(sent.get("authority", ""), [authority.value for authority in Authority])
    one_of(sent.get("status", ""), [status.value for status in CoverageStatus])
    one_of(sent.get("category", ""), CATEGORIES)
    return Scope(
        day=month_end(sent.get("month", ""), today),
        kind=sent.get("kind", ""),
        authority=sent.get("authority", ""),
        category=int(sent["category"]) if sent.get("category") else None,
        village_id=record_id(sent.get("village", "")),
        cluster_id=record_id(sent.get("cluster", "")),
        status=sent.get("status", ""),
        search=sent.get("search", "")[:100],
        due_from=iso_day(sent.get("from", "")),
        due_to=iso_day(sent.get("to", "")),
    )


def figures(session: Session, viewer: Viewer, wanted: Scope) -> Figures:
    """Tallies of the sites in scope."""
    made = Figures(Tally({}), {}, {}, {}, {}, {})
    for row in coverage_figures.figures(session, viewer, wanted):
        _tally(made, row).counts[row["status"]] = row["n"]
    return made


def trend(session: Session, viewer: Viewer, wanted: Scope, today: date) -> list[tuple[date, float | None]]:
    """(day, share in time) at the end of each of the last months."""
    scopes = [replace(wanted, day=month_end(month, today)) for month in months_back(today, MONTHS_SHOWN)]
    rows = coverage_figures.share_by_month(session, viewer, scopes)
    return [(row["day"], row["covered"] / row["n"] if row["n"] else None) for row in rows]


@dataclass(frozen=True)
class Near:
    """People of a village, and those who live within 300 m of a site R ≥ 4 not checked in time."""

    village: str
    people: int
    near: int


def people(session: Session, viewer: Viewer, wanted: Scope) -> tuple[Near, list[Near]]:
    """(all together, village by village with the most first), rounded once so that the parts add up."""
    rows = coverage_people.near_overdue(session, viewer, wanted)
    villages = [Near(row.village, round(row.people), round(row.near)) for row in rows]
    return Near("", sum(one.people for one in villages), sum(one.near for one in villages)), villages


def sites(session: Session, viewer: Viewer, wanted: Scope, offset: int) -> list[Json]:
    """A page of sites in scope as features, the most pressing first; one more than PAGE when more follow."""
    rows = coverage_figures.sites(session, viewer, wanted, offset=offset, limit=PAGE + 1)
    return [feature(Layer.SITE, row, viewer) for row in rows]


def areas(session: Session, viewer: Viewer, wanted: Scope) -> Json:
    """Villages and clusters as a FeatureCollection with `share` (0–1 or None), `n` and `name`."""
    counted = figures(session, viewer, wanted)
    features = []
    for row in coverage_figures.areas(session, viewer):
        tallies = counted.villages if row["what"] == "village" else counted.clusters
        tally = tallies.get(row["id"], Tally({}))
        features.append(
            {
                "type": "Feature",
                "id": f"{row['what']}-{row['id']}",
                "geometry": row["geometry"],
                "properties": {
                    "what": row["what"],
                    "name": row["name"],
                    "share": tally.share,
                    "n": tally.total,
                },
            }
        )
    return {"type": "FeatureCollection", "features": features}


def choices(session: Session, viewer: Viewer) -> dict[str, list[tuple[int, str]]]:
    """Villages and clusters this viewer may filter by: (id, name) by name."""
    villages = select(Village.id, Village.name).where(
        Village.commune_id == viewer.commune_id, Village.valid_to.is_(None)
    )
    clusters = select(Site.id, Site.name).where(
        Site.commune_id == viewer.commune_id, Site.type == SiteType.INDUSTRIAL_CLUSTER
    )
    if reach(Layer.SITE, viewer) is Reach.VILLAGE:
        villages = villages.where(Village.id == viewer.village_id)
        clusters = clusters.where(Site.village_id == viewer.village_id)
    return {
        "village": [(row.id, row.name) for row in session.execute(villages.order_by(Village.name_folded))],
        "cluster": [(row.id, row.name) for row in session.execute(clusters.order_by(Site.name_folded))],
    }


def _tally(made: Figures, row: Any) -> Tally:
    # GROUPING has a bit for each of (kind, village, cluster, authority, category) that is summed over.
    if row["level"] == 0b11111:
        return made.all
    groups: dict[int, tuple[Any, Any]] = {
        0b01111: (made.kinds, row["kind"]),
        0b10111: (made.villages, row["village_id"]),
        0b11011: (made.clusters, row["cluster_id"]),
        0b11101: (made.authorities, row["authority"]),
        0b11110: (made.categories, row["category"]),
    }
    table, key = groups[row["level"]]
    tally: Tally = table.setdefault(key, Tally({}))
    return tally
