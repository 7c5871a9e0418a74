"""Uncached tiles over 200,000 points against tipg, against the database alone, and against 304 answers.

python -m benchmarks.tiles_vs_tipg [--points 200000] [--workers 2] [--seconds 4] [--rounds 3]
Needs TEST_DATABASE_URL, wrk and pgbench. All are measured in turn, round by round, and medians are compared,
so that a busy machine troubles all alike. Loopback only; stops all it started.
"""

import argparse
import os
import random
import re
import subprocess
import tempfile
import venv
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from math import asinh, pi, radians, tan
from pathlib import Path
from statistics import median
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
AT_ITS_BEST = {
    "TIPG_TABLE_CONFIG__public_site__geomcol": "geom_3857",
    "TIPG_TABLE_CONFIG__public_site__properties": '["kind"]',
}
"""tipg on the stored Web-Mercator column, with one property."""


def main() -> None:
    asked = _arguments()
    chosen = some_tiles(TILES)
    load.need("wrk")
    load.need("pgbench")
    print(f"{asked.points} points, {asked.workers} workers, {TILES} tiles of zoom 12–16, 8 connections")
    with ground.database() as url, ExitStack() as running:
        engine = make_engine(url)
        commune = ground.plant(engine, points=asked.points)
        own = running.enter_context(ours(url, asked.workers))
        plain = running.enter_context(tipg(url, asked.workers, {}))
        best = running.enter_context(tipg(url, asked.workers, AT_ITS_BEST))
        runs = _runs(own, plain, best, chosen, asked.seconds)
        with _pgbench(engine, url, commune, chosen, asked.seconds) as database_alone:
            rates = _measure({**runs, "same SQL by pgbench": database_alone}, asked.rounds)
        _tell(rates)
        print(f"{'peak memory of a worker':32}{own.peak_memory_mb():8.0f} MB   goal < 300")
        _agree(own, best, chosen[:60])
        engine.dispose()


def _runs(
    own: Server, plain: Server, best: Server, chosen: list[Tile], seconds: int
) -> dict[str, Callable[[], float]]:
    """What is measured: name → a run that gives answers per second."""
    paths, theirs = [_path(tile) for tile in chosen], [_tipg_path(tile) for tile in chosen]
    tags = {path: load.fetch(own.url, path)[1]["ETag"] or "" for path in paths}
    counted = [f"{path}?group=bulky" for path in paths]

    def run(server: Server, asked: list[str], **more: Any) -> Callable[[], float]:
        return lambda: load.run(server.url, asked, seconds=seconds, **more)

    return {
        "ours, uncached": run(own, paths),
        "ours, 304": run(own, paths, tags=tags),
        "ours, filtered by waste group": run(own, counted),
        "tipg as it comes": run(plain, theirs),
        "tipg at its best": run(best, theirs),
    }


def _measure(runs: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Each run once a round; name → median."""
    seen: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            seen[name].append(run())
    return {name: median(rates) for name, rates in seen.items()}


def _tell(rates: Mapping[str, float]) -> None:
    for name, rate in rates.items():
        print(f"{name:32}{rate:8.0f} /s")
    own = rates["ours, uncached"]
    print(f"{'ratio to tipg as it comes':32}{own / rates['tipg as it comes']:8.1f} ×    goal ≥ 10")
    print(f"{'ratio to tipg at its best':32}{own / rates['tipg at its best']:8.1f} ×")
    print(f"{'ratio of 304 to uncached':32}{rates['ours, 304'] / own:8.1f} ×    goal ≥ 20")
    print(f"{'share of the pgbench rate':32}{own / rates['same SQL by pgbench']:8.0%}")


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


@contextmanager
def tipg(url: str, workers: int, settings: Mapping[str, str]) -> Iterator[Server]:
    """tipg over the same table, installed into a place of its own."""
    home = Path(os.environ.get("VAR_DIR", ROOT / "var")) / "bench-venv"
    if not (home / "bin" / "uvicorn").exists():
        print("installing tipg into", home.relative_to(ROOT) if home.is_relative_to(ROOT) else home)
        venv.create(home, with_pip=True)
        subprocess.run([home / "bin" / "pip", "install", "-q", TIPG, "uvicorn"], check=True, timeout=600)
    environment = {
        "DATABASE_URL": make_url(url).set(drivername="postgresql").render_as_string(hide_password=False),
        "TIPG_DB_TABLES": '["public.site"]',
        **settings,
    }
    command = [str(home / "bin" / "uvicorn"), "tipg.main:app", "--log-level=warning"]
    with serve(command, environment, workers, "--host={host} --port={port}") as server:
        yield server


def _agree(own: Server, other: Server, chosen: list[Tile]) -> None:
    """Both tell as many points, where tipg may show them all (it stops at 10,000 a tile)."""
    same = compared = 0
    for tile in chosen:
        found = decode(load.fetch(own.url, _path(tile))[0]).values()
        ours_n = sum(feature.properties.get("n", 1) for layer in found for feature in layer)
        if ours_n >= 10_000:
            continue
        theirs = decode(load.fetch(other.url, _tipg_path(tile))[0]).values()
        places = [feature.rings[0][0] for layer in theirs for feature in layer]
        inside = sum(0 <= x < 4096 and 0 <= y < 4096 for x, y in places)
        compared += 1
        # Their grid rounds a point on the very edge to either side.
        same += abs(inside - ours_n) <= max(2, ours_n // 500)
    print(f"{'tiles that tell as many points':32}{same:8} of {compared} with fewer than 10,000")


@contextmanager
def _pgbench(
    engine: Engine, url: str, commune: int, chosen: list[Tile], seconds: int
) -> Iterator[Callable[[], float]]:
    """A run of the same statements by pgbench: what the database alone would give."""
    address = make_url(url)
    place = ["-h", str(address.host), "-p", str(address.port), "-U", str(address.username)]
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.sql" for number in range(100)]
        for file, tile in zip(files, chosen, strict=False):
            file.write_text(_sql(engine, Viewer(commune), tile) + ";")
        command = [load.need("pgbench"), "-n", "-M", "prepared", "-c8", "-j1", f"-T{seconds}"]
        command += [*(f"--file={file}" for file in files), *place, str(address.database)]
        environment = {**os.environ, "PGPASSWORD": address.password or ""}

        def run() -> float:
            out = subprocess.run(
                command, env=environment, check=True, capture_output=True, text=True, timeout=seconds + 60
            ).stdout
            found = re.search(r"tps = ([\d.]+)", out)
            if not found:
                raise RuntimeError(out)
            return float(found[1])

        yield run


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
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
