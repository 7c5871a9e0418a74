"""A stand-in checkout: our real bin/, with quick impostors for the tools that it calls."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PYTHON = f"""#!/bin/sh
echo "python $*" >>"$CALLS"
case "$*" in
*"pip install"*) exit 0 ;;
*vendor.py*) mkdir -p "$3"; exit 0 ;;
*"ready.py demo"*)
    [ -f "$VAR_DIR/loaded" ] && echo "officer" || echo "officer word-of-the-demo"
    touch "$VAR_DIR/loaded"; exit 0 ;;
*ready.py*) exit 0 ;;
*"-m pytest"*) echo "tested on $TEST_DATABASE_URL"; exit 7 ;;
esac
exec {sys.executable} "$@"
"""

FLASK = """#!/bin/sh
echo "flask $*" >>"$CALLS"
case "$*" in
*worker) exec sleep 1000 ;;
esac
"""

GRANIAN = f"""#!{sys.executable}
import http.server, os, signal, sys
host, port = (sys.argv[sys.argv.index(name) + 1] for name in ("--host", "--port"))
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()
        self.wfile.write(os.environ["DATABASE_URL"].encode())
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
http.server.HTTPServer((host, int(port)), Ready).serve_forever()
"""

NPM = """#!/bin/sh
echo "npm $*" >>"$CALLS"
[ "$1" != --version ] || echo 10.8.2
[ "$1" != ci ] || mkdir -p node_modules
"""


def write_program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Checkout:
    """The folder, the settings its commands get, and what was called in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.var = folder / "var"
        self.calls_file = folder / "calls"
        self.port = free_port()
        shutil.copytree(ROOT / "bin", folder / "bin")
        for name in ("requirements.txt", "tests/requirements.txt", "package.json", "package-lock.json"):
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
        venv = folder / ".venv"
        for name, text in {"python": PYTHON, "pip": "", "flask": FLASK, "granian": GRANIAN}.items():
            write_program(venv / "bin" / name, text)
        (venv / "pyvenv.cfg").write_text(f"command = python3 -m venv {venv}\n", "utf-8")
        write_program(folder / "tools" / "npm", NPM)

    def settings(self, **more: str) -> dict[str, str]:
        """A clean environment: nothing of the suite's own settings reaches the scripts."""
        return {
            "PATH": f"{self.folder}/tools:{os.environ['PATH']}",
            "HOME": os.environ.get("HOME", "/"),
            "CALLS": str(self.calls_file),
            "PORT": str(self.port),
            "PG_PORT": str(free_port()),
            **more,
        }

    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Runs a command of the checkout to its end; stderr comes with stdout."""
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.settings(**more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )

    def shell(self, script: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Runs bash lines with all functions of bin/lib at hand."""
        libraries = (
            "source bin/lib/prepare.sh; source bin/lib/database.sh; source bin/lib/serve.sh; prepare_var\n"
        )
        return self.run("bash", "-c", libraries + script, **more)

    def calls(self) -> list[str]:
        """What was called since the last look."""
        lines = self.calls_file.read_text("utf-8").splitlines() if self.calls_file.exists() else []
        self.calls_file.unlink(missing_ok=True)
        return lines

    def start(self, **more: str) -> "Running":
        return Running(self, self.settings(**more))

    def processes(self) -> list[int]:
        """Every process that works for this checkout, found by its command line."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if str(self.folder).encode() in words:
                found.append(int(folder.name))
        return found

    def kill(self) -> None:
        """Ends everything of this checkout the hard way."""
        for process in self.processes():
            os.kill(process, signal.SIGKILL)

    def remove(self) -> None:
        self.kill()
        home = (self.var / "pg").resolve()
        if home.is_relative_to("/var/lib"):
            shutil.rmtree(home.parent)
        shutil.rmtree(self.folder, ignore_errors=True)


class Running:
    """A bin/run that was started and has said that the map is running."""

    def __init__(self, checkout: Checkout, settings: dict[str, str]) -> None:
        self.log = checkout.folder / "said"
        with self.log.open("w", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                # A suite begun in the background ignores Ctrl-C; a shell cannot trap what it began ignoring.
                ["env", "--default-signal=INT", str(checkout.folder / "bin" / "run")],
                env=settings,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.wait_for("the map is running")

    def said(self) -> str:
        return self.log.read_text("utf-8")

    def wait_for(self, words: str, seconds: float = 60) -> None:
        ends = time.monotonic() + seconds
        while words not in self.said():
            assert time.monotonic() < ends, f"bin/run never said {words!r}:\n{self.said()}"
            assert self.process.poll() is None, f"bin/run ended:\n{self.said()}"
            time.sleep(0.05)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=60)
