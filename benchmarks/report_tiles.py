"""The public map of 100,000 reports as tiles, beside all of them as one GeoJSON from the same PostGIS.

python -m benchmarks.report_tiles [--reports 100000] [--workers 2] [--seconds 4]
Needs TEST_DATABASE_URL and wrk. Half of the reports are published; tiles are asked uncached.
"""

import argparse
import time
from statistics import median

from sqlalchemy import Engine, text

from benchmarks import ground, load
from benchmarks.servers import ours
from benchmarks.tiles_vs_tipg import some_tiles
from geodata.database import make_engine
from geodata.queries.tiles import Tile

ALL = """
SELECT json_build_object('type', 'FeatureCollection', 'features', json_agg(json_build_object(
  'type', 'Feature', 'id', id, 'geometry', ST_AsGeoJSON(public_geom)::json,
  'properties', json_build_object('category', category, 'state', state))))::text
FROM incident WHERE published AND visibility IN ('public', 'masked')
"""
LAYERS = ("incidents", "incident-heat")
ZOOMS = (11, 13, 15)


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    load.need("wrk")
    with ground.database() as url:
        engine = make_engine(url)
        ground.plant(engine, points=10, incidents=asked.reports)
        print(f"{asked.reports} reports, half of them published; {asked.workers} workers, 8 connections")
        seconds, size = _as_geojson(engine)
        print(f"{'all as one GeoJSON, SQL alone':32}{1 / seconds:8.1f} /s {size / 1e3:10.0f} kB")
        with ours(url, asked.workers) as server:
            for layer in LAYERS:
                for zoom in ZOOMS:
                    _tiles(server.url, layer, zoom, asked.seconds)
            print(f"{'peak memory of a worker':32}{server.peak_memory_mb():8.0f} MB")
        engine.dispose()


def _as_geojson(engine: Engine) -> tuple[float, int]:
    took, size = [], 0
    with engine.connect() as connection:
        for _ in range(3):
            began = time.perf_counter()
            size = len(str(connection.scalar(text(ALL))).encode())
            took.append(time.perf_counter() - began)
    return median(took), size


def _tiles(url: str, layer: str, zoom: int, seconds: int) -> None:
    places = {_parent(tile, zoom) for tile in some_tiles(250)}
    paths = [f"/tiles/{layer}/{tile.z}/{tile.x}/{tile.y}.mvt" for tile in sorted(places, key=repr)][:60]
    largest = max(len(load.fetch(url, path)[0]) for path in paths)
    rate = load.run(url, paths, seconds=seconds)
    print(f"{layer + f', zoom {zoom}':32}{rate:8.1f} /s {largest / 1e3:10.1f} kB at most")


def _parent(tile: Tile, zoom: int) -> Tile:
    """The tile of `zoom` that holds a tile, or its first child there."""
    shift = tile.z - zoom
    if shift < 0:
        return Tile(zoom, tile.x << -shift, tile.y << -shift)
    return Tile(zoom, tile.x >> shift, tile.y >> shift)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=4)
    return parser.parse_args()


if __name__ == "__main__":
    main()
