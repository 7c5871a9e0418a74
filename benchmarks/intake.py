"""Receipts a second for reports with a 2 MB photo, beside the same rows and the same photos alone.

python -m benchmarks.intake [--seconds 20] [--clients 8] [--workers 2]
Needs TEST_DATABASE_URL and pgbench. The limit is what the rows by pgbench and the photos made anew by as many
processes would give one after the other: 1 / (1 / rows + 1 / photos). The photos are made anew by the same
function, in processes that keep their memory as the web server's do. The clients share the machine.
"""

import argparse
import os
import random
import re
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from sqlalchemy import text
from sqlalchemy.engine import make_url

from benchmarks import ground, load
from benchmarks.phones import Phone
from benchmarks.pictures import photo, rate
from benchmarks.servers import MEMORY, ours
from geodata.database import make_engine

ROWS = r"""
\set n random(1, 2000000000)
BEGIN;
INSERT INTO incident_file (commune_id, report_key, purpose, name, media_type, bytes, width, height, sha256,
  sent_sha256, likeness)
VALUES ({commune}, 'k' || :n || '-' || :client_id || '-' || clock_timestamp(), 'report',
  md5(random()::text || clock_timestamp()), 'image/jpeg', 1500000, 4000, 3000, repeat(md5(:n::text), 2),
  repeat(md5(random()::text), 2), :n);
COMMIT;
BEGIN;
WITH made AS (
  INSERT INTO incident (commune_id, code, idempotency_key, category, visibility, description, landmark,
    occurred_at, source, geom, public_geom)
  VALUES ({commune}, substr(md5(random()::text), 1, 14), md5(random()::text || clock_timestamp()),
    'littering', 'masked', 'Rác đổ ven đường.', '', now(), 'form',
    ST_SetSRID(ST_MakePoint(106.59, 20.75), 4326),
    ST_SetSRID(ST_MakePoint(106.591, 20.751), 4326)) RETURNING id, commune_id),
event AS (INSERT INTO incident_event (incident_id, kind, to_state) SELECT id, 'created', 'new' FROM made)
INSERT INTO incident_reporter (incident_id, sealed, consent_version)
SELECT id, decode(repeat(md5('x'), 8), 'hex'), '2025-1' FROM made;
COMMIT;
"""


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    picture = photo()
    print(f"{asked.clients} clients, {asked.workers} processes, a photo of {len(picture) / 1e6:.2f} MB")
    with ground.database() as url:
        engine = make_engine(url)
        commune = ground.plant(engine, points=100)
        with ours(url, asked.workers, TRUST_PROXY="1") as server:
            phones = [Phone(server.url, picture, random.Random(i)) for i in range(asked.clients)]
            _warm(phones)
            before = server.processor_seconds()
            receipts = _send(phones, asked.seconds)
            worked = server.processor_seconds() - before
            memory = server.peak_memory_mb()
        with engine.connect() as connection:
            kept = int(connection.scalar(text("SELECT count(*) FROM incident")) or 0)
        rows = _rows(url, commune, asked.clients, asked.seconds // 2)
        photos, alone = _photos([picture], asked.workers, asked.seconds // 2)
        engine.dispose()
    _tell(receipts, phones, kept, rows, photos, memory)
    each = 1000 * worked / sum(len(phone.receipts) for phone in phones)
    print(
        f"{'processor time in our processes':34}{each:8.0f} ms a receipt, {1000 / alone:.0f} ms a photo alone"
    )


def _warm(phones: Sequence[Phone]) -> None:
    """The first work of each process is not measured; nor is it where photos are made anew alone."""
    for phone in phones:
        phone.report()
        phone.receipts.clear()


def _send(phones: Sequence[Phone], seconds: int) -> float:
    """All telephones at once for some seconds: receipts a second."""
    ends = time.monotonic() + seconds
    failed: list[Exception] = []

    def run(phone: Phone) -> None:
        try:
            while time.monotonic() < ends:
                phone.report()
        except Exception as error:
            failed.append(error)

    began = time.monotonic()
    threads = [threading.Thread(target=run, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return sum(len(phone.receipts) for phone in phones) / (time.monotonic() - began)


def _rows(url: str, commune: int, clients: int, seconds: int) -> float:
    address = make_url(url)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(ROWS.replace("{commune}", str(commune)))
        file.flush()
        command = [load.need("pgbench"), "-n", f"-c{clients}", "-j1", f"-T{seconds}", "-f", file.name]
        command += ["-h", str(address.host), "-p", str(address.port), "-U", str(address.username)]
        out = subprocess.run(
            [*command, str(address.database)],
            env={**os.environ, "PGPASSWORD": address.password or ""},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    found = re.search(r"tps = ([\d.]+)", out)
    if not found or "failed transactions: 0 " not in out:
        raise RuntimeError(out)
    return float(found[1])


def _photos(photos: list[bytes], processes: int, seconds: int) -> tuple[float, float]:
    """Photos a second by all processes together, and by one a second of its processor time."""
    os.environ.update(MEMORY)
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        runs = [pool.submit(rate, photos, float(seconds)) for _ in range(processes)]
        each = [run.result() for run in runs]
    return sum(one[0] for one in each), statistics.mean(one[1] for one in each)


def _tell(
    receipts: float, phones: Sequence[Phone], kept: int, rows: float, photos: float, memory: float
) -> None:
    took = sorted(one[3] for phone in phones for one in phone.receipts)
    limit = 1 / (1 / rows + 1 / photos)
    print(f"{'receipts':34}{receipts:8.1f} /s")
    print(
        f"{'median and p95 of one':34}{statistics.median(took):8.2f} s {took[int(0.95 * len(took))]:6.2f} s"
    )
    print(f"{'the same rows by pgbench':34}{rows:8.1f} /s")
    print(f"{'the same photos made anew':34}{photos:8.1f} /s")
    print(f"{'ratio to both one after the other':34}{receipts / limit:8.2f}     goal ≥ 0.6")
    print(f"{'peak memory of a process':34}{memory:8.0f} MB")
    print(f"{'kept':34}{kept:8} of {sum(len(phone.receipts) + 1 for phone in phones)} receipted")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
