"""Files on disk: whole or not at all, closed to other users of the machine, none left by a full disk."""

import errno
import os
import resource
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from geodata.errors import Unavailable
from services.incidents import store as disk
from services.incidents.store import THUMBNAIL, Store

NAME = "ab" + "0" * 30
PARTS = {THUMBNAIL: b"small", "": b"whole" * 1000}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store whose folder is not made yet."""
    return Store(tmp_path / "var" / "photos")


def files(store: Store) -> list[str]:
    """Everything below a store's folder that is no folder."""
    return sorted(path.name for path in store.folder.rglob("*") if path.is_file())


def test_a_file_stands_below_its_first_two_letters_and_nobody_else_may_read_it(store: Store) -> None:
    disk.put(store, NAME, PARTS)
    whole = disk.path_of(store, NAME)
    assert whole == store.folder / "ab" / NAME
    assert whole.read_bytes() == PARTS[""]
    assert disk.path_of(store, NAME, THUMBNAIL).read_bytes() == b"small"
    assert {stat.S_IMODE(path.stat().st_mode) for path in whole.parent.iterdir()} == {0o600}
    for folder in (whole.parent, store.folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_bytes_and_folder_are_on_disk_before_it_returns(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    disk.put(store, NAME, PARTS)
    assert synced[-3:] == [f"{NAME}.thumb.part", f"{NAME}.part", "ab"]
    assert {"var", "photos"} <= set(synced[:-3])


def test_removing_takes_every_part_and_twice_is_no_error(store: Store) -> None:
    disk.put(store, NAME, PARTS)
    disk.path_of(store, NAME, ".part").write_bytes(b"cut")
    disk.remove(store, NAME)
    disk.remove(store, NAME)
    assert files(store) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "photo.no_room"), (errno.EDQUOT, "photo.no_room"), (errno.EIO, "photo.not_stored")],
)
@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_disk_that_takes_it_not_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, number: int, code: str, call: int
) -> None:
    disk.put(store, "ab" + "1" * 30, PARTS)
    before, calls, real = files(store), 0, os.fsync

    def fsync(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls == call:
            raise OSError(number, os.strerror(number))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(Unavailable) as refused:
        disk.put(store, NAME, PARTS)
    assert refused.value.code == code
    assert files(store) == before


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """The system writes no byte beyond `size` to any file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_write_that_the_system_cuts_off_leaves_nothing(store: Store) -> None:
    with no_file_beyond(1000), pytest.raises(Unavailable) as refused:
        disk.put(store, NAME, PARTS)
    assert refused.value.code == "photo.not_stored"
    assert files(store) == []


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mounting: list[Any] = ["mount", "-t", "tmpfs", "-o", "size=64k", "tests", folder]
    if os.geteuid() != 0 or subprocess.run(mounting, capture_output=True).returncode:
        pytest.skip("only root may mount a file system")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_disk_that_is_really_full_says_so_and_goes_on_with_what_fits(tiny_disk: Path) -> None:
    store = Store(tiny_disk / "photos")
    with pytest.raises(Unavailable) as refused:
        disk.put(store, NAME, {THUMBNAIL: b"small", "": b"x" * 200_000})
    assert refused.value.code == "photo.no_room"
    assert files(store) == []
    disk.put(store, NAME, PARTS)
    assert disk.path_of(store, NAME).read_bytes() == PARTS[""]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "photos").write_text("in the way")
    with pytest.raises(Unavailable) as refused:
        disk.put(Store(tmp_path / "photos"), NAME, PARTS)
    assert refused.value.code == "photo.not_stored"


def test_old_names_are_those_whose_every_part_is_old(store: Store) -> None:
    old, half, young = NAME, "ab" + "1" * 30, "cd" + "2" * 30
    for name in (old, half, young):
        disk.put(store, name, PARTS)
    (store.folder / "ab" / "readme.txt").write_text("not ours")
    for path in [*(store.folder / "ab").glob(f"{old}*"), disk.path_of(store, half)]:
        os.utime(path, (0, 0))
    assert list(disk.old_names(store, 3600)) == [{old}, set()]
    assert list(disk.old_names(Store(store.folder / "none"), 0)) == []
