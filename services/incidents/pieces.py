"""Photos that come in pieces over a bad network: kept on disk until whole, taken up where they broke off.

One that comes in one piece is whole at once and needs no place here.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from geodata.errors import BadInput, Conflict, FieldErrors, TooLarge, Unavailable

KEPT_SECONDS: Final = 2 * 24 * 3600
"""How long an unfinished photo waits for its next piece."""
MOST_WAITING: Final = 2 * 1024**3
"""Bytes of unfinished photos, of everybody together: nobody fills the disk with beginnings."""


@dataclass(frozen=True)
class Piece:
    """Bytes `start` … `start + len(content)` of a photo of `total` bytes."""

    start: int
    total: int
    content: bytes

    @property
    def end(self) -> int:
        """Where the next piece begins."""
        return self.start + len(self.content)


def arrived(folder: Path, key: str, digest: str) -> int:
    """How many bytes of the photo lie here; 0 when none does."""
    path = _path(folder, key, digest)
    return path.stat().st_size if path.exists() else 0


def add(folder: Path, key: str, digest: str, piece: Piece, *, largest: int, most: int) -> bytes | None:
    """Append a piece; the whole photo once its last piece is here, else None.

    `key` is the report's (a UUID), `digest` the SHA-256 that the whole must have, `largest` its bytes at
    most, `most` how many photos a report may have. Raises TooLarge; Conflict("photo.offset", offset) for a
    piece that does not follow on what is here, Conflict("photo.busy") while another hand writes the same;
    BadInput("photo.hash") when the whole is not what was announced (what came is dropped then);
    FieldErrors for a photo too many; Unavailable when too much waits here.
    """
    if piece.total > largest:
        raise TooLarge("photo.too_large")
    if not 0 <= piece.start < piece.end <= piece.total:
        raise BadInput("photo.piece")
    if piece.start == 0:
        if piece.end == piece.total and not arrived(folder, key, digest):
            return _as_announced(piece.content, digest)
        _make_room(folder, key, digest, most)
    with _held(_path(folder, key, digest)) as file:
        here = os.fstat(file).st_size
        # We may have died with all of it here and nothing kept: the last piece sent again ends it then.
        ended = piece.end == piece.total == here
        if piece.start != here and not ended:
            raise Conflict("photo.offset", offset=here)
        if not ended:
            _append(file, piece.content)
    if piece.end < piece.total:
        return None
    try:
        return _as_announced(_path(folder, key, digest).read_bytes(), digest)
    except BadInput:
        drop(folder, key, digest)
        raise


def drop(folder: Path, key: str, digest: str) -> None:
    """Forget what came of a photo, and the report's folder when it was the last."""
    path = _path(folder, key, digest)
    path.unlink(missing_ok=True)
    try:
        path.parent.rmdir()
    except OSError:
        return


def sweep(folder: Path, *, older: float = KEPT_SECONDS) -> int:
    """Remove what got no piece for `older` seconds; how many reports' folders went."""
    limit, gone = time.time() - older, 0
    for one in folder.iterdir() if folder.exists() else ():
        newest = max((entry.stat().st_mtime for entry in _entries(one)), default=0)
        if newest < limit:
            shutil.rmtree(one, ignore_errors=True)
            gone += 1
    return gone


def _path(folder: Path, key: str, digest: str) -> Path:
    return folder / key / digest


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except FileNotFoundError:
        return


def _make_room(folder: Path, key: str, digest: str, most: int) -> None:
    sweep(folder)
    others = [entry for entry in _entries(folder / key) if entry.name != digest]
    if len(others) >= most:
        raise FieldErrors({"photos": "photo.too_many"})
    waiting = sum(entry.stat().st_size for one in _entries(folder) for entry in _entries(Path(one.path)))
    if waiting >= MOST_WAITING:
        raise Unavailable("photo.no_room")
    (folder / key).mkdir(parents=True, exist_ok=True, mode=0o700)


@contextmanager
def _held(path: Path) -> Iterator[int]:
    """The file open for appending, and nobody else's meanwhile: workers are processes of their own."""
    try:
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    except FileNotFoundError as error:
        raise Conflict("photo.offset", offset=0) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield file
    except BlockingIOError as error:
        raise Conflict("photo.busy") from error
    finally:
        os.close(file)


def _append(file: int, content: bytes) -> None:
    """All of it or nothing: a full disk must not leave a piece that nobody knows the length of."""
    before = os.fstat(file).st_size
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(file, view) :]
    except OSError as error:
        os.ftruncate(file, before)
        raise Unavailable("photo.no_room") from error


def _as_announced(content: bytes, digest: str) -> bytes:
    if sha256(content).hexdigest() != digest:
        raise BadInput("photo.hash")
    return content
