"""A map page with 1,000 and with 200,000 features: server time and bytes must not grow with the data.

python -m benchmarks.pages [--path /] [--many 200000] [--rounds 60]
Needs TEST_DATABASE_URL. Both databases stand at once and are asked in turn; medians of one run; loopback.
"""

import argparse
import time
from contextlib import ExitStack
from statistics import median

from benchmarks import ground, load
from benchmarks.servers import Server, ours
from geodata.database import make_engine

FEW = 1_000


def main() -> None:
    asked = _arguments()
    with ExitStack() as running:
        servers = {n: _server(running, n) for n in (FEW, asked.many)}
        for path in asked.path:
            _compare(servers, path, asked.rounds)


def _server(running: ExitStack, points: int) -> Server:
    """Our service over a database of its own with so many collection points."""
    url = running.enter_context(ground.database())
    engine = make_engine(url)
    ground.plant(engine, points=points)
    engine.dispose()
    return running.enter_context(ours(url, 1))


def _compare(servers: dict[int, Server], path: str, rounds: int) -> None:
    times: dict[int, list[float]] = {n: [] for n in servers}
    sizes: dict[int, int] = {}
    for number in range(rounds + 5):
        for n, server in servers.items():
            start = time.perf_counter()
            body, _ = load.fetch(server.url, path, Accept="text/html")
            # The first answers warm templates and caches.
            if number >= 5:
                times[n].append(time.perf_counter() - start)
            sizes[n] = len(body)
    few, many = servers
    for n in servers:
        print(f"{path}  {n:7} points  {1000 * median(times[n]):7.1f} ms  {sizes[n] / 1000:6.1f} kB")
    print(f"{path}  ratio of time   {median(times[many]) / median(times[few]):7.2f} ×   goal ≤ 1.5")
    print(f"{path}  ratio of bytes  {sizes[many] / sizes[few]:7.2f} ×   goal ≤ 1.5, and at most 100 kB")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--path", action="append", default=None)
    parser.add_argument("--many", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=60)
    asked = parser.parse_args()
    asked.path = asked.path or ["/"]
    return asked


if __name__ == "__main__":
    main()
