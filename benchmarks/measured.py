"""How long the steps of one part take, and how much memory, told as JSON to the run that asked."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

T = TypeVar("T")


class Clock:
    """Times steps by name; `told` are the figures that the part found."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.told: dict[str, Any] = {}
        self.server_mb = 0.0

    def __call__(self, step: str, work: Callable[..., T], *arguments: Any) -> T:
        start = time.perf_counter()
        found = work(*arguments)
        self.seconds[step] = self.seconds.get(step, 0.0) + time.perf_counter() - start
        return found

    def ask(self, session: Session) -> None:
        """Note the most memory that the backend of this session had, where it runs on this machine."""
        pid = session.scalar(text("SELECT pg_backend_pid()"))
        self.server_mb = _most_mb(str(pid))

    def result(self) -> str:
        """Everything as JSON; memory is the most that this process ever had."""
        told = {"seconds": self.seconds, "told": self.told}
        return json.dumps(told | {"own_mb": _most_mb("self"), "server_mb": self.server_mb})


def _most_mb(process: str) -> float:
    """The most resident memory of a process of this machine so far (VmHWM), 0 where it is none."""
    status = Path("/proc", process, "status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else 0.0
