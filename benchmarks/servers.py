"""Servers under measurement: started on a free port of this machine, watched, and stopped with their run."""

import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
OURS = [
    str(BIN / "granian"),
    *("--interface=wsgi", "--factory", "webmap.app:serve", "--no-ws"),
    *("--blocking-threads=4", "--backpressure=64"),
]
"""Our service as bin/run starts it; workers and address come behind."""
MEMORY = dict(re.findall(r"(MALLOC_\w+)=(\d+)", (ROOT / "bin/lib/serve.sh").read_text()))
"""How bin/run has it keep its memory, as environment."""


@dataclass(frozen=True)
class Server:
    """A running server: its address, and the process that leads its workers."""

    url: str
    pid: int

    def peak_memory_mb(self) -> float:
        """The highest resident memory of any of its workers so far (VmHWM)."""
        return max(_peak_mb(pid) for pid in _children(self.pid))

    def processor_seconds(self) -> float:
        """Processor time that its workers took so far."""
        return sum(_processor_seconds(pid) for pid in _children(self.pid))


@contextmanager
def ours(database_url: str, workers: int, **settings: str) -> Iterator[Server]:
    """Our service as bin/run starts it; `settings` are more of its environment."""
    with tempfile.TemporaryDirectory() as var:
        environment = {"DATABASE_URL": database_url, "SECRET_KEY": secrets.token_hex(16), "VAR_DIR": var}
        with serve(OURS, environment | MEMORY | settings, workers, "--host={host} --port={port}") as server:
            yield server


@contextmanager
def serve(
    command: Sequence[str], environment: Mapping[str, str], workers: int, bind: str, ready: str = "/healthz"
) -> Iterator[Server]:
    """Run a server with `workers` processes until the block ends; raises RuntimeError if it does not answer.

    `bind` names {host} and {port} the way the server wants them.
    """
    port = free_port()
    place = bind.format(host="127.0.0.1", port=port).split(" ")
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [*command, f"--workers={workers}", *place],
            env={**os.environ, **environment},
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}{ready}", process)
            yield Server(f"http://127.0.0.1:{port}", process.pid)
        except RuntimeError:
            log.seek(0)
            sys.stderr.write(log.read().decode(errors="replace")[-3000:])
            raise
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until something answers there; raises RuntimeError after a minute, or when the process ends."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urlopen(url, timeout=5):
                return
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"{url} did not answer")


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed] or [pid]


def _processor_seconds(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _peak_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0
