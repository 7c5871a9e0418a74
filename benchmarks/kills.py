"""The server is killed again and again while reports with photos come in: what was receipted is there, once.

python -m benchmarks.kills [--kills 50] [--reports 500] [--clients 8]
Needs TEST_DATABASE_URL. Each kill is SIGKILL to every process of the server at once.
"""

import argparse
import os
import random
import secrets
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from benchmarks import ground
from benchmarks.phones import Phone
from benchmarks.pictures import photo
from benchmarks.servers import MEMORY, OURS, ROOT, free_port, wait_for
from geodata.database import make_engine
from services.incidents.store import Store, old_names, path_of

SMALL: Final = (1600, 1200)


class Victim:
    """A server on a port of its own that can be killed and comes back."""

    def __init__(self, url: str, var: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            **MEMORY,
            "DATABASE_URL": url,
            "SECRET_KEY": secrets.token_hex(16),
            "VAR_DIR": str(var),
            "TRUST_PROXY": "1",
        }
        self.start()

    def start(self) -> None:
        """Start it; does not wait."""
        self.process = subprocess.Popen(
            [*OURS, "--workers=2", "--host=127.0.0.1", f"--port={self.port}"],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def wait(self) -> None:
        """Wait until it answers."""
        wait_for(f"{self.address}/healthz", self.process)

    def kill(self) -> None:
        """End all its processes at once, with no word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def main() -> None:
    """Send, kill, compare; ends with code 1 where anything is missing or doubled."""
    asked = _arguments()
    with ground.database() as url, tempfile.TemporaryDirectory() as var:
        engine = make_engine(url)
        ground.plant(engine, points=10)
        victim = Victim(url, Path(var))
        victim.wait()
        try:
            phones = [Phone(victim.address, photo(1, SMALL), random.Random(i)) for i in range(asked.clients)]
            kills = _under_fire(victim, phones, asked.reports, asked.kills)
        finally:
            victim.kill()
        faults = _compare(engine, Path(var), phones, kills)
        engine.dispose()
    if faults:
        raise SystemExit("\n".join(faults))


def _under_fire(victim: Victim, phones: Sequence[Phone], reports: int, kills: int) -> int:
    """Reports from all telephones, `kills` kills spread over them; how many there were."""
    turns, failed = iter(range(reports)), []
    lock = threading.Lock()

    def run(phone: Phone) -> None:
        try:
            while True:
                with lock:
                    if next(turns, None) is None:
                        return
                phone.report()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    done, draw = 0, random.Random(11674)
    while any(thread.is_alive() for thread in threads):
        receipted = sum(len(phone.receipts) for phone in phones)
        if done < kills and receipted >= reports * done / (kills + 1):
            time.sleep(draw.uniform(0.0, 0.4))
            victim.kill()
            done += 1
            victim.start()
            victim.wait()
        time.sleep(0.02)
    if failed:
        raise failed[0]
    return done


def _compare(engine: Engine, var: Path, phones: Sequence[Phone], kills: int) -> list[str]:
    receipts = [one for phone in phones for one in phone.receipts]
    store = Store(var / "photos")
    with Session(engine) as session:
        told = session.execute(text("SELECT idempotency_key, code FROM incident"))
        rows = {str(key): str(code) for key, code in told}
        count = int(session.scalar(text("SELECT count(*) FROM incident")) or 0)
        photos = session.execute(
            text(
                "SELECT report_key, sent_sha256, name, sha256 FROM incident_file "
                "WHERE incident_id IS NOT NULL"
            )
        ).all()
        named = set(session.scalars(text("SELECT name FROM incident_file")))
        orphans = sum(len(names - named) for names in old_names(store, 0))
    faults = [f"receipt {code} is not there" for key, code, _, _ in receipts if rows.get(key) != code]
    if count != len(receipts):
        faults.append(f"{count} reports for {len(receipts)} receipts")
    held = {(key, sent): (name, digest) for key, sent, name, digest in photos}
    if len(held) != len(photos) or len(photos) != len(receipts):
        faults.append(f"{len(photos)} photos for {len(receipts)} receipts")
    for key, code, sent, _ in receipts:
        name, digest = held.get((key, sent), ("", ""))
        path = path_of(store, name) if name else None
        if path is None or not path.is_file() or sha256(path.read_bytes()).hexdigest() != digest:
            faults.append(f"the photo of {code} is not there")
    tries = sum(phone.tries for phone in phones)
    print(f"{kills} kills, {tries} tries, {len(receipts)} receipts, {count} reports, {len(photos)} photos")
    print(f"pictures on disk that a kill left without a row (for the daily sweep): {orphans}")
    print("every receipted report and photo is there, none twice" if not faults else "FAULTS")
    return faults


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--reports", type=int, default=500)
    parser.add_argument("--clients", type=int, default=8)
    return parser.parse_args()


if __name__ == "__main__":
    main()
