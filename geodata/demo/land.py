"""The drawn landscape of a demonstration: border, villages, roads, water, clusters, from a few points."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

import shapely
import shapely.ops

from geodata import curves
from geodata.demo.ground import tiles, village_of
from geodata.plane import Plane, Shape
from geodata.rasters import polygons

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Drawn:
    """One thing of the map: its code, class and name, its shape in metres of the landscape's plane."""

    code: str
    kind: str
    name: str
    shape: Shape


@dataclass(frozen=True)
class Landscape:
    """All shapes are in metres of `plane`; `stored` gives them back in EPSG:4326."""

    plane: Plane
    border: Shape
    cores: dict[str, Shape]
    villages: dict[str, Shape]
    roads: list[Drawn]
    waterways: list[Drawn]
    dike: Shape
    outer_dike: Shape
    clusters: dict[str, Shape]

    def stored(self, shape: Shape, *, multi: bool = False) -> Shape:
        """The shape in EPSG:4326; with `multi` as a Multi… of its own kind, as the tables want it."""
        degrees = sound(self.plane.degrees(shape))
        return as_multi(degrees) if multi else degrees

    def lon_lat(self, place: Shape) -> tuple[float, float]:
        """A point's longitude and latitude."""
        point = self.plane.degrees(place)
        return point.x, point.y

    @cached_property
    def rivers(self) -> Shape:
        """The river polygons as one."""
        return shapely.union_all([water.shape for water in self.waterways if water.kind == "river"])

    @cached_property
    def outland(self) -> Shape:
        """The land between the dyke and the river (bãi sông), within the border."""
        sides = shapely.ops.split(self.border, self.dike).geoms
        dry = max(sides, key=lambda part: part.area)
        return self.border.difference(dry).difference(self.rivers)

    @cached_property
    def inland(self) -> Shape:
        """The dyked land, without the rivers."""
        return self.border.difference(self.outland).difference(self.rivers)

    def village_codes(self, places: Sequence[Shape]) -> list[str | None]:
        """The code of the village each place lies in, or None."""
        codes = list(self.villages)
        found = village_of(places, list(self.villages.values()))
        return [None if index is None else codes[index] for index in found]

    def at(self, lon: float, lat: float) -> Shape:
        """The point of a longitude and latitude."""
        return self.plane.metres(shapely.Point(lon, lat))

    def cluster_of(self, place: Shape) -> str | None:
        """The code of the cluster a place lies in, or None."""
        return next((code for code, area in self.clusters.items() if area.contains(place)), None)

    def mark(self, cluster: str) -> Shape:
        """A point of a cluster's ground to set its mark on."""
        return self.clusters[cluster].representative_point()

    @cached_property
    def fields(self) -> Shape:
        """Dyked land away from villages, roads and clusters: where crops stand."""
        built = [core.buffer(330) for core in self.cores.values()] + list(self.clusters.values())
        roads = [road.shape.buffer(40) for road in self.roads if road.kind != "village"]
        return self.inland.buffer(-40).difference(shapely.union_all(built + roads))

    def line(self, code: str) -> Shape:
        """A waterway's shape by its code; "dike" and "outer_dike" are the dykes."""
        dikes = {"dike": self.dike, "outer_dike": self.outer_dike}
        return dikes.get(code) or next(water.shape for water in self.waterways if water.code == code)

    def share_at_dike(self, line: Shape) -> float:
        """How far (0–1) a line has run where it meets the dyke."""
        return float(line.project(line.intersection(self.dike), normalized=True))

    def half(self, village: str) -> Shape:
        """The eastern half of a village's ground."""
        area = self.villages[village]
        _, south, east, north = area.bounds
        return area.intersection(shapely.box(area.centroid.x, south, east, north))


def sound(shape: Shape) -> Shape:
    """A polygon that rounding made invalid, mended; every other shape as it is."""
    if shape.is_valid:
        return shape
    return shapely.union_all(polygons(shapely.make_valid(shape)))


def as_multi(shape: Shape) -> Shape:
    """A polygon or line as a MultiPolygon or MultiLineString of one."""
    kinds = {"Polygon": shapely.MultiPolygon, "LineString": shapely.MultiLineString}
    return kinds[shape.geom_type]([shape]) if shape.geom_type in kinds else shape


def draw(outline: Sequence[Sequence[float]], villages: Json, lines: Json, clusters: Json) -> Landscape:
    """The landscape of given points in EPSG:4326: the border's `outline`, `villages` (code → core),
    `lines` (rivers, nodes, roads via nodes, canals, outer_dike), `clusters` (code → corners).

    The same points give the same landscape, to the last digit.
    """
    random = Random("the demonstration's ground")
    border = shapely.Polygon(outline)
    plane = Plane(*(round(c, 4) for c in border.centroid.coords[0]))
    border = plane.metres(border)
    cores = {code: plane.metres(shapely.Point(at)) for code, at in villages.items()}
    roads = list(_roads(lines, plane))
    waterways = list(_waterways(lines, plane, border, cores, random))
    return Landscape(
        plane=plane,
        border=border,
        cores=cores,
        villages=dict(zip(cores, tiles(border, list(cores.values()), random), strict=True)),
        roads=roads + list(_lanes(roads, waterways, border.buffer(-30), cores, random)),
        waterways=waterways,
        dike=next(road.shape for road in roads if road.code == lines["dike"]),
        outer_dike=curves.through(_metres(plane, lines["outer_dike"])),
        clusters={
            code: plane.metres(shapely.Polygon(corners)).buffer(-60).buffer(60)
            for code, corners in clusters.items()
        },
    )


def _metres(plane: Plane, points: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    line = plane.metres(shapely.LineString(points))
    return list(line.coords)


def _roads(lines: Json, plane: Plane) -> Iterator[Drawn]:
    for road in lines["roads"]:
        points = _metres(plane, [lines["nodes"][node] for node in road["via"]])
        yield Drawn(road["code"], road["kind"], road["name"], curves.through(points))


def _lanes(
    roads: Sequence[Drawn], water: Sequence[Drawn], land: Shape, cores: Json, random: Random
) -> Iterator[Drawn]:
    barriers = [thing.shape for thing in (*roads, *water)]
    for village, core in cores.items():
        number = 0
        near = [barrier for barrier in barriers if barrier.distance(core) < 700]
        for road in sorted(roads, key=lambda road: road.shape.distance(core))[:2]:
            if road.shape.distance(core) > 260 or road.code == "X01":
                continue
            for lane in curves.lanes(road.shape, core, shapely.union_all(near), random):
                if land.contains(lane):
                    number += 1
                    near.append(lane)
                    yield Drawn(f"N-{village}-{number:02}", "village", f"Ngõ mẫu {number}", lane)


def _waterways(
    lines: Json, plane: Plane, border: Shape, cores: Mapping[str, Shape], random: Random
) -> Iterator[Drawn]:
    for river in lines["rivers"]:
        line = curves.through(_metres(plane, river["points"]))
        area = curves.strip(line, river["half_width"], river["half_width"], random, wobble=0.12)
        yield Drawn(river["code"], "river", river["name"], area)
    canals = [
        Drawn(canal["code"], "canal", canal["name"], curves.through(_metres(plane, canal["points"])))
        for canal in lines["canals"]
    ]
    yield from canals
    fields = border.buffer(-40).difference(shapely.MultiPoint(list(cores.values())).buffer(270))
    for canal in canals:
        found = (ditch for ditch in curves.ditches(canal.shape, random) if fields.contains(ditch))
        for number, ditch in enumerate(found, start=1):
            yield Drawn(f"M-{canal.code}-{number:02}", "ditch", f"Mương mẫu {canal.code}-{number}", ditch)
