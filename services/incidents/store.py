"""Files of reports on disk: written whole or not at all, under names that tell nothing."""

import errno
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geodata.errors import Unavailable

THUMBNAIL: Final = ".thumb"
"""What the name of a picture's thumbnail ends with."""
_PART: Final = ".part"
_NAME: Final = re.compile(r"[0-9a-f]{32}")
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True)
class Store:
    """The folder that holds the bytes; below it a folder for each first two letters of a name."""

    folder: Path


def path_of(store: Store, name: str, ending: str = "") -> Path:
    """Where the bytes of a file stand, or would."""
    return store.folder / name[:2] / f"{name}{ending}"


def put(store: Store, name: str, parts: Mapping[str, bytes]) -> None:
    """Write a file's parts (ending → bytes) so that they outlive a power cut; none is left where one fails.

    Raises Unavailable: photo.no_room where the disk is full, photo.not_stored where it does not take it.
    """
    folder = path_of(store, name).parent
    try:
        _make(store.folder)
        _make(folder)
        for ending, content in parts.items():
            _write(folder / f"{name}{ending}", content)
        _sync(folder)
    except OSError as error:
        with suppress(OSError):
            remove(store, name)
        raise Unavailable("photo.no_room" if error.errno in _FULL else "photo.not_stored") from error


def remove(store: Store, name: str) -> None:
    """Delete whatever stands under a name."""
    for ending in ("", THUMBNAIL):
        for last in ("", _PART):
            path_of(store, name, f"{ending}{last}").unlink(missing_ok=True)


def old_names(store: Store, seconds: float) -> Iterator[set[str]]:
    """Folder by folder the names under which nothing was written for so long."""
    before = time.time() - seconds
    for folder in sorted(store.folder.glob("[0-9a-f][0-9a-f]")):
        age: dict[str, float] = {}
        for file in folder.iterdir():
            name = file.name.partition(".")[0]
            if _NAME.fullmatch(name):
                age[name] = max(age.get(name, 0), _changed(file))
        yield {name for name, changed in age.items() if changed < before}


def _changed(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return time.time()


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(folder.parent)


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}{_PART}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    part.replace(path)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
