"""Pictures of citizens: made anew from their dots, nothing told beside them, hostile ones refused."""

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from geodata.errors import BadInput
from geodata.pictures import renewal
from geodata.pictures.likeness import ALIKE, distance, likeness
from tests.pictures import exif, opened, photo, png, saved, scene

SECRETS = (b"Exif", b"HangDienThoai", b"xmp", b"Bi mat", b"ICC_PROFILE", b"GPS", b"<script", b"2026:10:01")
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Bi mat</x:xmpmeta>"


def refusal(content: bytes) -> str:
    """The code with which a picture is refused."""
    with pytest.raises(BadInput) as refused:
        renewal.renewed(content)
    return refused.value.code


def markers(content: bytes) -> set[int]:
    """The segments of a JPEG before its scan, and that nothing follows its end."""
    found, at = set(), 2
    while content[at + 1] != 0xDA:
        found.add(content[at + 1])
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    assert content.endswith(b"\xff\xd9")
    assert content.count(b"\xff\xd9") == content.count(b"\xff\xd8\xff") == 1
    return found


def colour(content: bytes, x: float, y: float) -> np.ndarray[Any, Any]:
    """The colour at a share of width and height, as three numbers."""
    image = opened(content).convert("RGB")
    dot = image.getpixel((int(x * (image.width - 1)), int(y * (image.height - 1))))
    return np.array(dot, dtype=float)


KINDS = {
    "jpeg": saved(scene(), exif=exif(), comment=b"Bi mat", xmp=XMP),
    "progressive jpeg": saved(scene(), exif=exif(), progressive=True),
    "cmyk jpeg": saved(scene().convert("CMYK"), exif=exif()),
    "grey jpeg": saved(scene().convert("L"), exif=exif()),
    "png": saved(scene(), "PNG", exif=exif()),
    "png with a palette": saved(scene().convert("P"), "PNG", transparency=b"\x00\x80"),
    "png with alpha": saved(scene().convert("RGBA"), "PNG"),
    "webp": saved(scene(), "WEBP", exif=exif(), xmp=XMP),
    "lossless webp": saved(scene(), "WEBP", lossless=True),
    "heic": saved(scene(), "HEIF", exif=exif(), xmp=XMP),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_phones_becomes_a_jpeg_that_tells_nothing(kind: str) -> None:
    made = renewal.renewed(KINDS[kind])
    assert (made.width, made.height) == (640, 480)
    for content, size in ((made.content, (640, 480)), (made.thumbnail, (320, 240))):
        assert opened(content).format == "JPEG"
        assert opened(content).size == size
        assert markers(content) <= {0xE0, 0xDB, 0xC0, 0xC4}
        assert [secret for secret in SECRETS if secret in content] == []
        assert not dict(opened(content).getexif())


def test_what_it_shows_stays_what_it_shows() -> None:
    for kind in ("jpeg", "png", "webp", "heic", "cmyk jpeg"):
        made = renewal.renewed(KINDS[kind])
        for x, y in ((0.1, 0.1), (0.5, 0.5), (0.9, 0.8)):
            seen, was = colour(made.content, x, y), colour(saved(scene(), "PNG"), x, y)
            assert np.abs(seen - was).max() < 40, kind


def test_a_planted_place_is_read_and_then_found_in_no_byte() -> None:
    for kind in ("jpeg", "png", "webp", "heic"):
        lon, lat = renewal.gps(KINDS[kind]) or (0, 0)
        assert (round(lon, 4), round(lat, 4)) == (106.5912, 20.7512), kind
        made = renewal.renewed(KINDS[kind])
        assert renewal.gps(made.content) is None
        assert renewal.taken(made.content) is None
    taken = renewal.taken(KINDS["jpeg"])
    assert taken is not None
    assert taken.isoformat() == "2026-10-01T07:30:00"


@pytest.mark.parametrize("place", [(-70.25, -33.5), (179.9, -89.9), (0.5, 0.5)])
def test_south_and_west_are_read_with_their_sign(place: tuple[float, float]) -> None:
    found = renewal.gps(saved(scene(), exif=exif(place)))
    assert found is not None
    assert np.allclose(found, place, atol=1e-6)


@pytest.mark.parametrize("place", [None, (0.0, 0.0), (200.0, 10.0), (10.0, 95.0)])
def test_a_place_that_is_none_is_not_offered(place: tuple[float, float] | None) -> None:
    assert renewal.gps(saved(scene(), exif=exif(place))) is None


def test_exif_that_makes_no_sense_harms_nothing() -> None:
    whole = exif()
    for cut in (8, 20, len(whole) // 2, len(whole) - 3):
        picture = saved(scene(), exif=whole[:cut])
        assert renewal.renewed(picture).width == 640
        renewal.gps(picture)
        renewal.taken(picture)
    assert renewal.gps(b"no picture") is None
    assert renewal.taken(b"") is None


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_of_the_eight_orientations_stands_upright(orientation: int) -> None:
    upright = scene(400, 300)
    undo = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    lying = upright if undo is None else upright.transpose(Image.Transpose(undo))
    made = renewal.renewed(saved(lying, exif=exif(orientation=orientation), quality=95))
    assert (made.width, made.height) == (400, 300)
    assert np.abs(colour(made.content, 0.05, 0.05) - colour(saved(upright, "PNG"), 0.05, 0.05)).max() < 25


def test_a_heic_is_turned_once_and_not_twice() -> None:
    lying = scene(400, 300).transpose(Image.Transpose.ROTATE_90)
    made = renewal.renewed(saved(lying, "HEIF", exif=exif(orientation=6)))
    assert (made.width, made.height) == (400, 300)


def test_a_colour_profile_is_applied_and_then_dropped() -> None:
    made = Image.new("RGB", (64, 64), (120, 130, 60))
    lab = ImageCms.createProfile("LAB")
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    foreign = swapped.replace(b"rXYZ", b"tmpZ").replace(b"gXYZ", b"rXYZ").replace(b"tmpZ", b"gXYZ")
    foreign = foreign.replace(b"s\x00R\x00G\x00B", b"s\x00X\x00X\x00X").replace(b"sRGB", b"sXXX")
    seen = colour(renewal.renewed(saved(made, icc_profile=foreign)).content, 0.5, 0.5)
    assert np.abs(seen - (130, 120, 60)).max() < 12
    for odd in (ImageCms.ImageCmsProfile(lab).tobytes(), b"no profile", swapped[:200]):
        kept = renewal.renewed(saved(made, icc_profile=odd)).content
        assert np.abs(colour(kept, 0.5, 0.5) - (120, 130, 60)).max() < 6


def test_transparent_becomes_white_and_sixteen_bits_become_eight() -> None:
    clear = renewal.renewed(saved(Image.new("RGBA", (32, 32), (255, 0, 0, 0)), "PNG"))
    assert colour(clear.content, 0.5, 0.5).min() > 250
    grey = Image.fromarray(np.full((32, 32), 0x8000, dtype=np.uint16))
    assert abs(colour(renewal.renewed(saved(grey, "PNG")).content, 0.5, 0.5)[0] - 128) < 3


def test_of_several_frames_the_first_is_kept() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    for kind in ("WEBP", "PNG"):
        moving = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        assert np.abs(colour(renewal.renewed(moving).content, 0.5, 0.5) - (255, 0, 0)).max() < 12


def test_more_than_twelve_megapixels_are_scaled_down_and_a_phone_s_twelve_are_not() -> None:
    large = renewal.renewed(saved(scene(6000, 3000), quality=50))
    assert large.width * large.height <= renewal.KEPT_PIXELS
    assert large.width / large.height == pytest.approx(2, rel=0.001)
    usual = renewal.renewed(saved(scene(4032, 3024), quality=50))
    assert (usual.width, usual.height) == (4032, 3024)


@pytest.mark.parametrize("size", [(1, 1), (3, 5000), (5000, 1)])
def test_thin_and_tiny_pictures_have_a_thumbnail_too(size: tuple[int, int]) -> None:
    made = renewal.renewed(saved(Image.new("RGB", size, "green"), "PNG"))
    assert (made.width, made.height) == size
    assert max(opened(made.thumbnail).size) <= 320


def test_the_same_picture_in_another_size_or_quality_is_alike_and_another_one_is_not() -> None:
    first = renewal.renewed(photo(1))
    for again in (saved(scene(1280, 960), quality=40), saved(scene(), "WEBP"), saved(scene(), "HEIF")):
        assert distance(first.likeness, renewal.renewed(again).likeness) <= ALIKE
    assert distance(first.likeness, renewal.renewed(photo(2)).likeness) > ALIKE


def test_a_likeness_is_a_signed_number_of_64_bits() -> None:
    falling = Image.fromarray(np.tile(np.arange(255, 0, -1, dtype=np.uint8), (64, 1)))
    rising = falling.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert (likeness(falling), likeness(rising)) == (-1, 0)
    assert distance(likeness(falling), likeness(rising)) == 64


BIGINT = st.integers(-(2**63), 2**63 - 1)


@given(BIGINT, BIGINT)
@settings(max_examples=200)
def test_distance_counts_bits_as_the_columns_keep_them(a: int, b: int) -> None:
    assert distance(a, b) == distance(b, a) == bin((a ^ b) % 2**64).count("1")
    assert distance(a, a) == 0


def test_a_png_s_own_profile_and_words_are_not_kept() -> None:
    words = png(8, 8, b"\0" * 200, (b"tEXt", b"Comment\0Bi mat"), (b"eXIf", exif()))
    assert b"Bi mat" not in renewal.renewed(words).content
    assert BytesIO(renewal.renewed(words).content).read(3) == b"\xff\xd8\xff"
