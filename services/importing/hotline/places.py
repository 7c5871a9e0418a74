"""Where a call says it is: degrees or metres told apart by their size, villages by what they are called."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.crs import LOCAL
from geodata.layers import grids, placing
from geodata.layers.placing import Ground
from geodata.layers.text import fold
from geodata.models import Village
from services.importing.references import named
from services.importing.rows import Findings, Request
from services.importing.values import BadValue

_PAIR: Final = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*[,;\s]\s*(-?\d+(?:[.,]\d+)?)")
_LATITUDES, _LONGITUDES = (7.0, 24.0), (102.0, 118.0)
_NORTHINGS, _EASTINGS = (900_000.0, 2_700_000.0), (100_000.0, 900_000.0)
"""Of Vietnam, in any of its VN-2000 grids: no figure can be the one and the other."""


@dataclass(frozen=True)
class Spot:
    """East and north, in degrees (EPSG:4326) or in metres; `turned`: written the other way round."""

    east: float
    north: float
    metres: bool
    turned: bool


@dataclass(frozen=True)
class Villages:
    """What villages of today and those before them are called → id; id → name."""

    ids: Mapping[str, int]
    names: Mapping[int, str]

    def find(self, said: str) -> int | None:
        """The village that a text names by code, name or former name, or None."""
        return self.ids.get(said) or self.ids.get(fold(said))


def spot(values: Mapping[str, Any]) -> Spot | None:
    """The place that a row's figures give, or None where it has none; raises BadValue."""
    first, second = values.get("north"), values.get("east")
    if first is None and second is None:
        first, second = _pair(values.get("pair"))
    if first is None and second is None:
        return None
    if first is None or second is None:
        raise BadValue("hotline.half_a_place")
    for ranges, metres in (((_LATITUDES, _LONGITUDES), False), ((_NORTHINGS, _EASTINGS), True)):
        for north, east, turned in ((first, second, False), (second, first, True)):
            if _within(north, ranges[0]) and _within(east, ranges[1]):
                return Spot(east, north, metres, turned)
    raise BadValue("place.not_in_vietnam")


def in_degrees(
    found: Mapping[int, Spot], request: Request, border: Any, findings: Findings
) -> dict[int, tuple[float, float]]:
    """Index → (lon, lat) in EPSG:4326. Metres are VN-2000 of the commune, unless the sender chose a grid.

    Raises BadInput where all that is in metres lies elsewhere; `guess` in params is a grid that would fit.
    """
    metres = [index for index, one in found.items() if one.metres]
    places = {index: (one.east, one.north) for index, one in found.items() if not one.metres}
    if metres:
        grid = grids.of_epsg(request.crs or LOCAL)
        points = np.array([(found[index].east, found[index].north) for index in metres])
        if request.crs is None:
            placing.place(shapely.points(points), None, LOCAL, Ground.of(border))
        findings.grid = grid.name
        findings.remarks.append(("hotline.in_metres", {"crs": grid.name, "count": len(metres)}))
        moved = grids.stored(points, grid).tolist()
        places |= {index: (lon, lat) for index, (lon, lat) in zip(metres, moved, strict=True)}
    return places


def villages(session: Session, commune_id: int) -> Villages:
    """The villages of today of a commune."""
    rows = session.execute(
        select(Village.id, Village.code, Village.name, Village.predecessors).where(
            Village.commune_id == commune_id, Village.valid_to.is_(None)
        )
    ).all()
    known = named([row[:3] for row in rows], "thon ")
    former = named([(row.id, "", name) for row in rows for name in row.predecessors or ()], "thon ")
    former.pop("", None)
    return Villages(former | known, {row.id: row.name for row in rows})


def _pair(said: Any) -> tuple[float | None, float | None]:
    if said is None:
        return None, None
    match = _PAIR.fullmatch(str(said).strip("() "))
    if match is None:
        raise BadValue("hotline.half_a_place")
    return float(match[1].replace(",", ".")), float(match[2].replace(",", "."))


def _within(figure: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= figure <= limits[1]
