"""Uncached tiles over 200,000 points against tipg, against the database alone, and against 304 answers.

python -m benchmarks.tiles_vs_tipg [--points 200000] [--workers 2] [--seconds 10]
Needs TEST_DATABASE_URL, wrk and pgbench. Prints ratios of one run; loopback only; stops all it started.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from math import asinh, pi, radians, tan
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from benchmarks import ground, load
from benchmarks.servers import ROOT, Server, ours, serve
from geodata.database import make_engine
from geodata.features import Viewer
from geodata.queries.tiles import Tile
from services import tiles
from tests.mvt import decode
from webmap.revalidate import today

TIPG = "tipg==1.6.1"
ZOOMS = range(12, 17)
LAYER = "collection-points"
TILES = 250


def main() -> None:
    asked = _arguments()
    chosen = some_tiles(TILES)
    load.need("wrk")
    load.need("pgbench")
    with ground.database() as url:
        engine = make_engine(url)
        commune = ground.plant(engine, points=asked.points)
        print(f"{asked.points} points, {asked.workers} workers, {TILES} tiles of zoom 12–16, 8 connections")
        with ours(url, asked.workers) as server:
            own = _ours(server, chosen, asked.seconds)
            bodies = {tile: load.fetch(server.url, _path(tile))[0] for tile in chosen[:60]}
        with tipg(url, asked.workers) as server:
            other = load.run(server.url, [_tipg_path(tile) for tile in chosen], seconds=asked.seconds)
            print(f"tipg, uncached          {other.per_second:10.0f} /s   failed {other.failed}")
            _agree(server, bodies)
        limit = _pgbench(engine, url, commune, chosen, asked.seconds)
        engine.dispose()
    print(f"ratio to tipg           {own / other.per_second:10.1f} ×   goal ≥ 10")
    print(f"share of pgbench's rate {own / limit:10.0%}")


def some_tiles(n: int) -> list[Tile]:
    """Random tiles over the commune, as many of each zoom; the same in each run."""
    draw = random.Random(11674)
    places = [
        (
            draw.uniform(ground.WEST, ground.EAST),
            draw.uniform(ground.SOUTH, ground.NORTH),
            ZOOMS[i % len(ZOOMS)],
        )
        for i in range(n)
    ]
    return [_tile(*place) for place in places]


def _tile(lon: float, lat: float, z: int) -> Tile:
    y = (1 - asinh(tan(radians(lat))) / pi) / 2
    return Tile(z, int((lon + 180) / 360 * 2**z), int(y * 2**z))


def _path(tile: Tile) -> str:
    return f"/tiles/{LAYER}/{tile.z}/{tile.x}/{tile.y}.mvt"


def _tipg_path(tile: Tile) -> str:
    return f"/collections/public.site/tiles/WebMercatorQuad/{tile.z}/{tile.x}/{tile.y}"


def _ours(server: Server, chosen: list[Tile], seconds: int) -> float:
    paths = [_path(tile) for tile in chosen]
    own = load.run(server.url, paths, seconds=seconds)
    print(f"ours, uncached          {own.per_second:10.0f} /s   failed {own.failed}")
    tags = {path: load.fetch(server.url, path)[1]["ETag"] for path in paths}
    again = load.run(server.url, paths, seconds=seconds, tags=tags)
    print(f"ours, 304               {again.per_second:10.0f} /s   failed {again.failed}")
    print(f"ratio of 304            {again.per_second / own.per_second:10.1f} ×   goal ≥ 20")
    print(f"peak memory of a worker {server.peak_memory_mb():10.0f} MB  goal < 300")
    return own.per_second


@contextmanager
def tipg(url: str, workers: int) -> Iterator[Server]:
    """tipg over the same table, at its best: the stored Web-Mercator column, one property, 10,000 a tile."""
    home = Path(os.environ.get("VAR_DIR", ROOT / "var")) / "bench-venv"
    if not (home / "bin" / "uvicorn").exists():
        print("installing tipg into", home.relative_to(ROOT) if home.is_relative_to(ROOT) else home)
        venv.create(home, with_pip=True)
        subprocess.run([home / "bin" / "pip", "install", "-q", TIPG, "uvicorn"], check=True, timeout=600)
    environment = {
        "DATABASE_URL": make_url(url).set(drivername="postgresql").render_as_string(hide_password=False),
        "TIPG_DB_TABLES": '["public.site"]',
        "TIPG_TABLE_CONFIG__public_site__geomcol": "geom_3857",
        "TIPG_TABLE_CONFIG__public_site__properties": '["kind"]',
    }
    command = [str(home / "bin" / "uvicorn"), "tipg.main:app", "--log-level=warning"]
    with serve(command, environment, workers, "--host={host} --port={port}") as server:
        yield server


def _agree(server: Server, bodies: dict[Tile, bytes]) -> None:
    """Both tell as many points, where tipg may show them all (it stops at 10,000 a tile)."""
    same = compared = 0
    for tile, body in bodies.items():
        own = sum(f.properties.get("n", 1) for layer in decode(body).values() for f in layer)
        if own >= 10_000:
            continue
        theirs, _ = load.fetch(server.url, _tipg_path(tile))
        places = [f.rings[0][0] for layer in decode(theirs).values() for f in layer]
        inside = sum(0 <= x < 4096 and 0 <= y < 4096 for x, y in places)
        compared += 1
        # A point on the very edge is rounded to either side by the grid of 4096.
        same += abs(inside - own) <= max(2, own // 500)
    print(f"tiles that agree        {same:10} of {compared} with fewer than 10,000 points")


def _pgbench(engine: Engine, url: str, commune: int, chosen: list[Tile], seconds: int) -> float:
    """The same statements by pgbench: what the database alone would give."""
    address = make_url(url)
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, tile in enumerate(chosen[:100]):
            file = Path(folder) / f"{number}.sql"
            file.write_text(_sql(engine, Viewer(commune), tile) + ";")
            files.append(f"--file={file}")
        place = ["-h", str(address.host), "-p", str(address.port), "-U", str(address.username)]
        run = ["-n", "-M", "prepared", "-c8", "-j1", f"-T{seconds}"]
        out = subprocess.run(
            [load.need("pgbench"), *run, *files, *place, str(address.database)],
            env={**os.environ, "PGPASSWORD": address.password or ""},
            check=True,
            capture_output=True,
            text=True,
            timeout=seconds + 60,
        ).stdout
    found = re.search(r"tps = ([\d.]+)", out)
    if not found:
        sys.exit(out)
    print(f"same SQL by pgbench     {float(found[1]):10.0f} /s")
    return float(found[1])


def _sql(engine: Engine, viewer: Viewer, tile: Tile) -> str:
    statement = tiles.LAYERS[LAYER].ask(LAYER, viewer, tile.zoom, {}, today())
    compiled = statement.compile(dialect=engine.dialect)
    processors: Any = compiled._bind_processors
    values = {**compiled.params, **tile.place}
    plain = {name: processors[name](v) if name in processors else v for name, v in values.items()}
    address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as link:
        return psycopg.ClientCursor(link).mogrify(str(compiled), plain)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--points", type=int, default=200_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=10)
    return parser.parse_args()


if __name__ == "__main__":
    main()
