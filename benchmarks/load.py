"""One client for all servers: wrk (Debian package wrk) over a list of paths, bounded in time."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from email.message import Message
from pathlib import Path
from urllib.request import Request, urlopen

SCRIPT = """
local paths, tags = {{ {paths} }}, {{ {tags} }}
local at = 0
function request()
  at = at % #paths + 1
  local headers = tags[at] and {{["If-None-Match"] = tags[at]}} or {{}}
  return wrk.format("GET", paths[at], headers)
end
"""


def need(program: str) -> str:
    """The path of a program, or the end of the run with a sentence."""
    found = shutil.which(program)
    if not found:
        sys.exit(f"{program} is not installed: apt-get install {program}")
    return found


def run(
    url: str,
    paths: Sequence[str],
    *,
    seconds: int,
    connections: int = 8,
    tags: Mapping[str, str] | None = None,
) -> float:
    """Ask for `paths` again and again, one after the other, over `connections` for some seconds.

    Gives answers per second. With `tags` each path is asked under its ETag. Raises RuntimeError where an
    answer was lost or said 400 or above: a fast refusal is no speed.
    """
    known = tags or {}
    script = SCRIPT.format(
        paths=", ".join(map(json.dumps, paths)),
        tags=", ".join(json.dumps(known[path]) for path in paths) if known else "",
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "paths.lua"
        file.write_text(script)
        out = subprocess.run(
            [need("wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout=30s", "-s", str(file), url],
            check=True,
            capture_output=True,
            text=True,
            timeout=seconds + 60,
        ).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", out)
    if not rate or re.search(r"Non-2xx|Socket errors", out):
        raise RuntimeError(out)
    return float(rate[1])


def fetch(url: str, path: str, **headers: str) -> tuple[bytes, Message]:
    """One answer: body and headers."""
    with urlopen(Request(url + path, headers=headers), timeout=60) as answer:
        return answer.read(), answer.headers
