"""Signatures on glass: made anew as grey PNG, nothing beside the strokes; what is none is refused by name."""

import zlib
from io import BytesIO
from struct import pack

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from geodata.errors import BadInput
from geodata.pictures import signature
from tests.field_parts import signature as drawn
from tests.geodata.test_hostile_pictures import HTML, NOT_PICTURES
from tests.pictures import opened, photo, png, saved


def refusal(content: bytes) -> str:
    """The code with which a signature is refused."""
    with pytest.raises(BadInput) as refused:
        signature.renewed(content)
    return refused.value.code


def test_strokes_stay_and_the_ground_is_white() -> None:
    content, width, height = signature.renewed(drawn())
    made = opened(content)
    assert (made.format, made.mode, made.size) == ("PNG", "L", (width, height)) == ("PNG", "L", (600, 240))
    assert made.getpixel((2, 2)) == 255
    assert made.getpixel((200, 62)) < 60  # type: ignore[operator]


def test_what_stands_beside_the_strokes_goes() -> None:
    told = PngInfo()
    told.add_text("Comment", "toi la ai")
    told.add_itxt("Author", "Nguyễn Thị Lan")
    content = saved(opened(drawn()), "PNG", pnginfo=told) + HTML
    assert b"toi la ai" in content
    made = signature.renewed(content)[0]
    assert not [word for word in (b"toi la ai", b"Lan", b"script", b"tEXt") if word in made]


def test_a_large_glass_becomes_small() -> None:
    assert signature.renewed(drawn(2400, 1200))[1:] == (1200, 600)


def test_an_empty_glass_is_no_signature() -> None:
    assert refusal(saved(Image.new("RGBA", (600, 240), (0, 0, 0, 0)), "PNG")) == "signature.empty"
    assert refusal(saved(Image.new("RGB", (600, 240), "white"), "PNG")) == "signature.empty"


@pytest.mark.parametrize("kind", NOT_PICTURES)
def test_what_is_no_png_is_refused(kind: str) -> None:
    assert refusal(NOT_PICTURES[kind]) == "signature.not_png"


def test_photos_and_nothing_are_no_signatures() -> None:
    assert refusal(photo()) == "signature.not_png"
    assert refusal(b"") == "signature.not_png"


def test_a_broken_or_monstrous_png_is_refused() -> None:
    assert refusal(drawn()[:300]) == "photo.broken"
    assert refusal(png(50_000, 50_000, b"\0")) == "photo.too_many_pixels"
    assert refusal(png(3_000, 2_000, b"\0")) == "signature.too_large"
    assert refusal(drawn() + bytes(signature.MOST_BYTES)) == "signature.too_large"


def test_a_png_that_unpacks_to_much_more_than_it_shows_is_read_as_far_as_its_dots() -> None:
    bomb = png(100, 100, bytes(50_000_000))
    assert len(bomb) < 300_000
    assert signature.renewed(bomb)[1:] == (100, 100)


def test_a_compressed_chunk_of_words_does_not_unpack() -> None:
    words = b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9)
    chunk = pack(">I", len(words)) + b"zTXt" + words + pack(">I", zlib.crc32(b"zTXt" + words))
    whole = drawn()
    end = whole.index(b"IDAT") - 4
    try:
        made = signature.renewed(whole[:end] + chunk + whole[end:])[0]
    except BadInput as refused:
        assert refused.code.startswith(("photo.", "signature."))
    else:
        assert Image.open(BytesIO(made)).size == (600, 240)
