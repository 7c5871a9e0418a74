"""Files that are no pictures, or more than a machine can bear: refused by name, in little time and memory."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from struct import pack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from geodata.errors import BadInput
from geodata.pictures import jpeg, kinds, renewal
from tests.geodata.test_pictures import KINDS, refusal
from tests.pictures import exif, opened, photo, png, saved, scene

ROOT = Path(__file__).parents[2]
MOST_MEMORY_MB = 450
HTML = b"<html><script>alert(1)</script></html>"
NOT_PICTURES = {
    "html": HTML,
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "pdf": b"%PDF-1.7\n%%EOF",
    "gif": saved(scene(40, 30), "GIF"),
    "tiff": saved(scene(40, 30), "TIFF"),
    "bmp": saved(scene(40, 30), "BMP"),
    "zip": b"PK\x03\x04" + b"\0" * 100,
    "text": "Kính gửi Ủy ban".encode(),
    "one byte": b"\xff",
    "avif": b"\0\0\0\x1cftypavif\0\0\0\0mif1avif",
}


@pytest.mark.parametrize("kind", NOT_PICTURES)
def test_what_is_no_photo_is_refused_by_its_content(kind: str) -> None:
    assert refusal(NOT_PICTURES[kind]) == "photo.not_a_picture"


def test_an_empty_file_is_told_apart() -> None:
    assert refusal(b"") == "photo.empty"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.95])
def test_a_truncated_file_is_refused(kind: str, share: float) -> None:
    whole = KINDS[kind]
    assert refusal(whole[: int(len(whole) * share)]) == "photo.broken"


@pytest.mark.parametrize(
    "head", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypheic"]
)
def test_a_head_without_a_picture_is_refused(head: bytes) -> None:
    for body in (b"", b"\0" * 64, HTML, b"\xff" * 64):
        assert refusal(head + body) == "photo.broken"


@pytest.mark.parametrize("hidden", ["behind its end", "in a comment", "between its segments"])
def test_a_polyglot_loses_its_other_half(hidden: str) -> None:
    picture = photo()
    both = {
        "behind its end": picture + HTML,
        "in a comment": picture[:2] + b"\xff\xfe" + pack(">H", len(HTML) + 2) + HTML + picture[2:],
        "between its segments": picture[:20] + HTML + picture[20:],
    }[hidden]
    made = renewal.renewed(both)
    assert b"script" not in made.content + made.thumbnail
    assert opened(made.content).size == (640, 480)


def test_a_second_picture_behind_the_first_is_dropped() -> None:
    both = saved(Image.new("RGB", (64, 64), "red")) + saved(scene(), exif=exif())
    made = renewal.renewed(both)
    assert (made.width, made.height) == (64, 64)
    assert jpeg.cut_out(both).exif == b""


def test_a_header_that_promises_too_much_is_refused_before_anything_is_decoded() -> None:
    assert refusal(png(50_000, 50_000, b"\0")) == "photo.too_many_pixels"
    assert refusal(png(10_000, 5_001, b"\0")) == "photo.too_many_pixels"
    assert refusal(png(45_000, 10, b"\0")) == "photo.too_many_pixels"
    canvas = b"VP8X" + pack("<I", 10) + b"\0\0\0\0" + (16_000).to_bytes(3, "little") * 2
    assert refusal(b"RIFF" + pack("<I", len(canvas) + 4) + b"WEBP" + canvas) == "photo.too_many_pixels"
    heic = saved(scene(640, 480), "HEIF")
    at = heic.index(b"ispe") + 8
    assert refusal(heic[:at] + pack(">II", 30_000, 30_000) + heic[at + 8 :]) == "photo.too_many_pixels"


def as_large_as(content: bytes, width: int, height: int) -> bytes:
    """A JPEG whose header promises another size."""
    at = next(at for at in range(len(content)) if content[at : at + 2] in (b"\xff\xc0", b"\xff\xc2"))
    return content[: at + 5] + pack(">HH", height, width) + content[at + 9 :]


def test_a_jpeg_may_be_larger_where_its_decoder_can_scale_it() -> None:
    plain, layered = saved(scene(64, 64)), saved(scene(64, 64), progressive=True)
    assert refusal(as_large_as(plain, 12_000, 10_001)) == "photo.too_many_pixels"
    scaled = kinds.opened(as_large_as(plain, 12_000, 10_000), target=renewal.ENOUGH)
    assert scaled.image.size == (6000, 5000)
    assert refusal(as_large_as(layered, 12_000, 10_000)) == "photo.too_many_pixels"
    assert kinds.opened(as_large_as(layered, 8_000, 6_000), target=renewal.ENOUGH).image.height == 3_000


def test_a_jpeg_that_is_gone_over_a_thousand_times_is_refused() -> None:
    layered = as_large_as(saved(scene(64, 64), progressive=True), 4_000, 3_000)
    scan = layered.rindex(b"\xff\xda")
    many = layered[:-2] + layered[scan:-2] * 1000 + layered[-2:]
    assert jpeg.cut_out(many).scans > 1000
    assert refusal(many) == "photo.too_many_pixels"
    assert refusal(layered[:2] + b"\xff\xe5\x00\x02" * 5000 + layered[2:]) == "photo.broken"


def test_a_png_that_unpacks_to_much_more_than_it_shows_is_read_as_far_as_its_dots() -> None:
    bomb = png(100, 100, bytes(50_000_000))
    assert len(bomb) < 300_000
    assert renewal.renewed(bomb).width == 100


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_damage_brings_anything_but_a_picture_or_a_refusal(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    spoilt = bytearray(KINDS[kind])
    for at in data.draw(st.lists(st.integers(0, len(spoilt) - 1), min_size=1, max_size=20)):
        spoilt[at] = data.draw(st.integers(0, 255))
    try:
        made = renewal.renewed(bytes(spoilt))
    except BadInput as refused:
        assert refused.code.startswith("photo.")
    else:
        assert opened(made.content).format == "JPEG"
    renewal.gps(bytes(spoilt))


@pytest.mark.parametrize(("large", "at_once"), [(64 * 48 - 1, 1), (64 * 48, renewal.AT_ONCE)])
def test_pictures_wait_for_each_other_and_large_ones_for_all(
    monkeypatch: pytest.MonkeyPatch, large: int, at_once: int
) -> None:
    inside, most = 0, 0
    decode = renewal._decoded

    def counted(found: kinds.Opened) -> Image.Image:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        image = decode(found)
        time.sleep(0.02)
        inside -= 1
        return image

    monkeypatch.setattr(renewal, "_decoded", counted)
    monkeypatch.setattr(renewal, "LARGE", large)
    content = saved(scene(64, 48))
    hands = [threading.Thread(target=renewal.renewed, args=(content,)) for _ in range(6)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert most == at_once


PEAK = """
import sys
from pathlib import Path
from geodata.pictures import renewal
made = renewal.renewed(Path(sys.argv[1]).read_bytes())
status = Path("/proc/self/status").read_text()
print(made.width, made.height, int(status.partition("VmHWM:")[2].split()[0]) // 1024)
"""


def peak(picture: bytes, folder: Path) -> tuple[int, int, int]:
    """Width and height as kept, and the megabytes a process of its own needed at most."""
    file = folder / "picture"
    file.write_bytes(picture)
    ran = subprocess.run(
        [sys.executable, "-c", PEAK, file], cwd=ROOT, capture_output=True, check=True, text=True
    )
    width, height, megabytes = map(int, ran.stdout.split())
    return width, height, megabytes


LARGE_ONES: dict[str, Callable[[], bytes]] = {
    "50 MP JPEG": lambda: saved(Image.new("L", (8160, 6120)), quality=60),
    "50 MP PNG of nothing": lambda: png(8000, 6250, bytes(6250 * 24_001)),
}
"""The others are measured by benchmarks/pictures.py."""


@pytest.mark.parametrize("kind", LARGE_ONES)
def test_memory_is_bounded(kind: str, tmp_path: Path) -> None:
    width, height, megabytes = peak(LARGE_ONES[kind](), tmp_path)
    assert width * height <= renewal.KEPT_PIXELS
    assert megabytes < MOST_MEMORY_MB


def test_the_segments_of_a_jpeg_join_up() -> None:
    whole = photo()
    found = list(jpeg._segments(whole))
    assert found[0][1] == 2
    assert all(before[2] == after[1] for before, after in pairwise(found))
    assert found[-1][2] == len(whole)
