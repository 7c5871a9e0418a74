"""Files that people send, put down under names nobody can guess."""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Saved:
    """Where a file lies and the SHA-256 of its bytes, in hexadecimal."""

    path: Path
    sha256: str

    def delete(self) -> None:
        """Remove it; a file already gone is no fault."""
        remove(self.path)


def save(stream: IO[bytes], folder: Path) -> Saved:
    """Copy a stream into `folder`, readable by the service alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / secrets.token_hex(16)
    digest = hashlib.sha256()
    with path.open("xb") as file:
        path.chmod(0o600)
        while block := stream.read(_BLOCK):
            digest.update(block)
            file.write(block)
    return Saved(path.absolute(), digest.hexdigest())


def remove(path: Path | None) -> None:
    """Remove a file, if there is one."""
    if path is not None:
        with suppress(OSError):
            path.unlink()
