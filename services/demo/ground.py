"""The demonstration's commune, villages, roads and water as rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from geoalchemy2 import WKBElement
from geoalchemy2.shape import from_shape
from sqlalchemy.orm import Session

from geodata.crs import STORED
from geodata.demo.land import Landscape, draw
from geodata.demo.places import along
from geodata.enums import RoadKind, VerticalDatum, WaterwayKind, WaterWorkKind
from geodata.models import Commune, Road, Village, Waterway, WaterWork
from geodata.plane import Shape
from services.demo.tables import SOURCE, document, rows

MERGED_ON = date(2026, 1, 1)
"""The day the demonstration's ended village became part of another (sooner where the demo's day is)."""


@dataclass(frozen=True)
class Ground:
    """What the other rows hang on: the commune, its landscape, village code → row."""

    commune: Commune
    land: Landscape
    villages: dict[str, Village]

    def village_id(self, code: str | None) -> int | None:
        """The id of a village, None for none."""
        return self.villages[code].id if code else None


@cache
def landscape() -> Landscape:
    """The landscape; the same on every day."""
    cores = {row["code"]: (float(row["lon"]), float(row["lat"])) for row in rows("villages") if row["lon"]}
    corners = {cluster["code"]: cluster["corners"] for cluster in document("clusters")}
    return draw(document("commune")["outline"], cores, document("lines"), corners)


def key() -> tuple[str, date]:
    """Code and first day of the demonstration's commune."""
    facts = document("commune")
    return facts["code"], date.fromisoformat(facts["valid_from"])


def add_ground(session: Session, today: date) -> Ground:
    """The commune with its villages, roads, waterways and water works; flushed."""
    land = landscape()
    commune = _commune(land)
    session.add(commune)
    session.flush()
    villages = {village.code: village for village in village_rows(commune.id, land, today)}
    session.add_all([*villages.values(), *_roads(commune.id, land)])
    session.add_all([*_waterways(commune.id, land), *_works(commune.id, land)])
    session.flush()
    return Ground(commune, land, villages)


def element(land: Landscape, shape: Shape, *, multi: bool = False) -> WKBElement:
    """A shape of the landscape as a column takes it: EPSG:4326, with `multi` as Multi…"""
    return from_shape(land.stored(shape, multi=multi), srid=STORED)


def _commune(land: Landscape) -> Commune:
    facts = document("commune")
    return Commune(
        code=facts["code"],
        name=facts["name"],
        province_code=facts["province_code"],
        valid_from=date.fromisoformat(facts["valid_from"]),
        predecessors=facts["predecessors"],
        official_area_km2=facts["official_area_km2"],
        population=facts["population"],
        is_demo=True,
        source=SOURCE,
        border=element(land, land.border, multi=True),
    )


def village_rows(commune_id: int, land: Landscape, today: date) -> Iterator[Village]:
    """The villages as they stand on `today`: one ended, one made of it, one whose ground is not known."""
    _, first = key()
    merged = max(first + timedelta(days=1), min(MERGED_ON, today - timedelta(days=30)))
    for row in rows("villages"):
        area = _village_area(land, row)
        yield Village(
            commune_id=commune_id,
            code=row["code"],
            name=row["name"],
            valid_from=merged if row["note"] == "merged" else first,
            valid_to=merged - timedelta(days=1) if row["note"] == "ended" else None,
            predecessors=row["predecessors"].split(),
            households=int(row["households"]),
            population=int(row["population"]),
            source=SOURCE,
            area=None if area is None else element(land, area, multi=True),
        )


def _village_area(land: Landscape, row: dict[str, str]) -> Shape | None:
    if row["note"] == "ended":
        return land.half(row["within"])
    return land.villages.get(row["code"])


def _roads(commune_id: int, land: Landscape) -> Iterator[Road]:
    for road in land.roads:
        yield Road(
            commune_id=commune_id,
            kind=RoadKind(road.kind),
            code=road.code,
            name=road.name,
            source=SOURCE,
            geom=element(land, road.shape, multi=True),
        )


def _waterways(commune_id: int, land: Landscape) -> Iterator[Waterway]:
    for water in land.waterways:
        yield Waterway(
            commune_id=commune_id,
            kind=WaterwayKind(water.kind),
            code=water.code,
            name=water.name,
            source=SOURCE,
            geom=element(land, water.shape),
        )


def _works(commune_id: int, land: Landscape) -> Iterator[WaterWork]:
    for row in rows("works"):
        crest = float(row["crest_m"]) if row["crest_m"] else None
        yield WaterWork(
            commune_id=commune_id,
            kind=WaterWorkKind(row["kind"]),
            code=row["code"],
            name=row["name"],
            crest_m=crest,
            vertical_datum=None if crest is None else VerticalDatum.HON_DAU,
            capacity_m3_s=float(row["capacity_m3_s"]) if row["capacity_m3_s"] else None,
            operator="Đơn vị quản lý mẫu",
            source=SOURCE,
            geom=element(land, _work_shape(land, row)),
        )


def _work_shape(land: Landscape, row: dict[str, str]) -> Shape:
    line = land.line(row["on"])
    if not row["at"]:
        return line
    share = land.share_at_dike(line) if row["at"] == "dike" else float(row["at"])
    return along(line, share, float(row["offset"]))
