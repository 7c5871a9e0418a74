"""Shapes of the demonstration's risk zones, cut from its generated ground."""

from collections.abc import Sequence
from random import Random

import numpy as np
import shapely
import shapely.ops

from geodata.curves import strip
from geodata.demo.ground import Ground, bands, heights, ragged
from geodata.demo.land import Landscape
from geodata.plane import Shape
from geodata.rasters import Heights, blurred, cover, distance_to, organic, polygons, polygons_of

Areas = dict[str, Shape]


def zones(land: Landscape, west: Sequence[str], fuel: Sequence[Shape], chemicals: Sequence[Shape]) -> Areas:
    """Key → (Multi)Polygon in metres of the landscape's plane, within the border.

    `west`: codes of the villages of the western polder; rings are drawn about `fuel` and `chemicals`.
    """
    random = Random("the demonstration's risks")
    ground = ground_of(land)
    height = heights(ground, random)
    found = {
        **_inundation(land, ground, height, west),
        **_river(land, ground, height),
        **_erosion(land, random),
        "fire": _rings(fuel, 190, random),
        "fire_chemical": _rings(chemicals, 230, random),
        "chemical": _rings(chemicals, 420, random),
        "road_354": _rounded(strip(_middle(land.roads[0].shape, 0.30, 0.62), 70, 95, random)),
    }
    return {key: _within(area, land.border) for key, area in found.items()}


def ground_of(land: Landscape) -> Ground:
    """What the heights of a landscape depend on."""
    channels = [water.shape for water in land.waterways if water.kind != "river"]
    roads = [road.shape for road in land.roads if road.kind != "village"]
    return Ground(
        border=land.border,
        rivers=land.rivers,
        channels=shapely.union_all(channels),
        dikes=shapely.union_all([land.dike, land.outer_dike]),
        roads=shapely.union_all(roads),
        cores=list(land.cores.values()),
        raised=land.clusters["CCN-AT"],
    )


def _inundation(land: Landscape, ground: Ground, height: Heights, west: Sequence[str]) -> Areas:
    inland = cover(ground.grid, land.inland)
    limits = np.quantile(blurred(height, 3)[inland], [0.08, 0.20, 0.36, 0.55])
    *drawn, widest = bands(ground, height, list(limits), land.inland)
    western = shapely.union_all([land.villages[code] for code in west])
    levels = dict(zip((3, 2, 1), drawn, strict=True))
    found = {f"inundation_west_{level}": area.intersection(western) for level, area in levels.items()}
    found |= {f"inundation_east_{level}": area.difference(western) for level, area in levels.items()}
    return found | {"inundation_closed_sluices": shapely.union_all([*drawn[:2], widest.buffer(-25)])}


def _river(land: Landscape, ground: Ground, height: Heights) -> Areas:
    """River, surge and salt: by height and by how far the Văn Úc is."""
    behind = land.outer_dike.buffer(260, single_sided=True)
    vu = next(water.shape for water in land.waterways if water.kind == "river")
    far = distance_to(ground.grid, vu)
    low = blurred(height, 2)
    transform = ground.grid.transform
    surge = organic(polygons_of(low + far / 1500 < 1.55, transform), 70, 30_000)
    extreme = organic(polygons_of(low + far / 2200 < 1.65, transform), 70, 30_000)
    mouths = shapely.union_all([water.shape for water in land.waterways if water.code in ("K1", "K2", "K3")])
    salt = distance_to(ground.grid, mouths) / 260 + far / 1500 + 0.5 * low
    return {
        "river_outland": land.outland.difference(behind),
        "river_behind_outer_dike": land.outland.intersection(behind),
        "surge": surge.difference(land.rivers),
        "surge_extreme": extreme.difference(land.rivers),
        "salt": organic(polygons_of(salt < 1.75, transform), 60, 20_000).difference(land.rivers),
    }


def _erosion(land: Landscape, random: Random) -> Areas:
    """Strips on the river side of the dyke, where the bank is cut; shares of the dyke's length."""
    stretches = {
        "erosion_bend": (0.13, 0.27),
        "erosion_middle": (0.44, 0.56),
        "erosion_cluster": (0.80, 0.93),
    }
    banks = {
        key: strip(_middle(land.dike, start, end), 25, 125, random, wobble=0.4)
        for key, (start, end) in stretches.items()
    }
    return {key: _rounded(bank).difference(land.rivers) for key, bank in banks.items()}


def _rounded(area: Shape) -> Shape:
    return area.buffer(-30, 4).buffer(30, 4)


def _rings(places: Sequence[Shape], radius: float, random: Random) -> Shape:
    return shapely.union_all([ragged(place, radius, random) for place in places])


def _middle(line: Shape, start: float, end: float) -> Shape:
    return shapely.ops.substring(line, start, end, normalized=True)


def _within(area: Shape, border: Shape) -> Shape:
    clipped = [part for part in polygons(area.intersection(border)) if part.area > 1_500]
    return shapely.make_valid(shapely.union_all(clipped))
