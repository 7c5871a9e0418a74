"""Photos in pieces: whole or waiting, never mixed up, never more than fits, gone when nobody goes on."""

import fcntl
import os
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from geodata.errors import BadInput, Conflict, FieldErrors, TooLarge, Unavailable
from services.incidents import pieces
from services.incidents.pieces import Piece

KEY = str(uuid4())
PHOTO = bytes(range(256)) * 40
DIGEST = sha256(PHOTO).hexdigest()


def add(folder: Path, start: int, end: int, digest: str = DIGEST, key: str = KEY) -> bytes | None:
    """Send PHOTO[start:end]."""
    piece = Piece(start, len(PHOTO), PHOTO[start:end])
    return pieces.add(folder, key, digest, piece, largest=20_000, most=5)


def test_a_photo_is_whole_when_its_last_piece_is_here(tmp_path: Path) -> None:
    assert pieces.arrived(tmp_path, KEY, DIGEST) == 0
    assert add(tmp_path, 0, 4000) is None
    assert pieces.arrived(tmp_path, KEY, DIGEST) == 4000
    assert add(tmp_path, 4000, 8000) is None
    assert add(tmp_path, 8000, len(PHOTO)) == PHOTO


def test_a_photo_in_one_piece_is_whole_at_once(tmp_path: Path) -> None:
    assert add(tmp_path, 0, len(PHOTO)) == PHOTO
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("start", "end"), [(0, 4000), (0, len(PHOTO)), (2000, 6000), (6000, 8000)])
def test_a_piece_that_does_not_follow_is_refused_and_told_where_to_go_on(
    tmp_path: Path, start: int, end: int
) -> None:
    add(tmp_path, 0, 4000)
    with pytest.raises(Conflict) as refused:
        add(tmp_path, start, end)
    assert (refused.value.code, refused.value.params["offset"]) == ("photo.offset", 4000)
    assert pieces.arrived(tmp_path, KEY, DIGEST) == 4000


def test_a_piece_of_a_photo_that_was_swept_is_told_to_begin_anew(tmp_path: Path) -> None:
    with pytest.raises(Conflict) as refused:
        add(tmp_path, 4000, 8000)
    assert refused.value.params["offset"] == 0


def test_the_last_piece_again_ends_a_photo_that_was_whole_but_not_kept(tmp_path: Path) -> None:
    add(tmp_path, 0, 8000)
    assert add(tmp_path, 8000, len(PHOTO)) == PHOTO
    assert pieces.arrived(tmp_path, KEY, DIGEST) == len(PHOTO)
    assert add(tmp_path, 8000, len(PHOTO)) == PHOTO


def test_what_is_not_what_was_announced_is_dropped(tmp_path: Path) -> None:
    other = sha256(b"another photo").hexdigest()
    with pytest.raises(BadInput) as whole:
        add(tmp_path, 0, len(PHOTO), other)
    add(tmp_path, 0, 4000, other)
    with pytest.raises(BadInput) as refused:
        add(tmp_path, 4000, len(PHOTO), other)
    assert whole.value.code == refused.value.code == "photo.hash"
    assert pieces.arrived(tmp_path, KEY, other) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "piece",
    [Piece(-1, 10, b"a"), Piece(0, 10, b""), Piece(0, 2, b"abc"), Piece(10, 10, b"a"), Piece(0, 0, b"")],
)
def test_a_piece_that_cannot_be_is_refused(tmp_path: Path, piece: Piece) -> None:
    with pytest.raises(BadInput):
        pieces.add(tmp_path, KEY, DIGEST, piece, largest=20_000, most=5)
    assert list(tmp_path.iterdir()) == []


def test_a_photo_that_would_be_too_large_is_refused_at_its_first_piece(tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        pieces.add(tmp_path, KEY, DIGEST, Piece(0, 20_001, b"a"), largest=20_000, most=5)
    assert list(tmp_path.iterdir()) == []


def test_a_report_begins_no_sixth_photo(tmp_path: Path) -> None:
    for number in range(5):
        add(tmp_path, 0, 100, sha256(bytes([number])).hexdigest())
    with pytest.raises(FieldErrors) as refused:
        add(tmp_path, 0, 100)
    assert refused.value.fields == {"photos": "photo.too_many"}
    assert add(tmp_path, 0, 100, key=str(uuid4())) is None


def test_nobody_fills_the_disk_with_beginnings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST_WAITING", 8000)
    add(tmp_path, 0, 8000)
    with pytest.raises(Unavailable):
        add(tmp_path, 0, 100, key=str(uuid4()))
    assert add(tmp_path, 8000, len(PHOTO)) == PHOTO


def test_a_full_disk_leaves_no_half_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(tmp_path, 0, 4000)
    write = os.write

    def half(file: int, content: bytes) -> int:
        monkeypatch.setattr(os, "write", full)
        return write(file, content[:100])

    def full(_file: int, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(Unavailable) as refused:
        add(tmp_path, 4000, 8000)
    assert refused.value.code == "photo.no_room"
    assert pieces.arrived(tmp_path, KEY, DIGEST) == 4000
    monkeypatch.setattr(os, "write", write)
    assert add(tmp_path, 4000, len(PHOTO)) == PHOTO


def test_while_one_hand_writes_another_is_told_to_wait(tmp_path: Path) -> None:
    add(tmp_path, 0, 4000)
    with (tmp_path / KEY / DIGEST).open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Conflict) as refused:
            add(tmp_path, 4000, 8000)
    assert refused.value.code == "photo.busy"
    assert add(tmp_path, 4000, len(PHOTO)) == PHOTO


def test_many_hands_with_the_same_pieces_make_one_photo(tmp_path: Path) -> None:
    def send(_number: int) -> bytes | None:
        for start in range(0, len(PHOTO), 1024):
            try:
                whole = add(tmp_path, start, start + 1024)
            except Conflict:
                continue
            if whole:
                return whole
        return None

    with ThreadPoolExecutor(6) as hands:
        found = [whole for whole in hands.map(send, range(6)) if whole]
    here = pieces.arrived(tmp_path, KEY, DIGEST)
    assert (tmp_path / KEY / DIGEST).read_bytes() == PHOTO[:here]
    assert all(whole == PHOTO for whole in found)


def test_what_nobody_goes_on_with_is_swept_and_the_rest_stays(tmp_path: Path) -> None:
    old, young = str(uuid4()), str(uuid4())
    add(tmp_path, 0, 100, key=old)
    add(tmp_path, 0, 100, key=young)
    os.utime(tmp_path / old / DIGEST, (0, 0))
    assert pieces.sweep(tmp_path) == 1
    assert [folder.name for folder in tmp_path.iterdir()] == [young]
    assert pieces.sweep(tmp_path / "not there") == 0


def test_a_new_photo_sweeps_by_the_way(tmp_path: Path) -> None:
    old = str(uuid4())
    add(tmp_path, 0, 100, key=old)
    os.utime(tmp_path / old / DIGEST, (0, 0))
    add(tmp_path, 0, 100)
    assert not (tmp_path / old).exists()


def test_only_we_may_read_what_waits(tmp_path: Path) -> None:
    add(tmp_path, 0, 100)
    assert (tmp_path / KEY).stat().st_mode & 0o077 == 0
    assert (tmp_path / KEY / DIGEST).stat().st_mode & 0o077 == 0
