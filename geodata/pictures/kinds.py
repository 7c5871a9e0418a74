"""Which kinds of pictures are taken, known by their content; opened only after their size was looked at."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif import HeifImageFile

from geodata.errors import BadInput
from geodata.pictures import jpeg

MOST_PIXELS: Final = 50_000_000
"""Of a picture that has to be decoded whole."""
MOST_WEBP_PIXELS: Final = 25_000_000
"""Its decoder holds every dot four times over."""
MOST_SCALED_PIXELS: Final = 120_000_000
"""Of a JPEG that its decoder makes smaller while it reads."""
MOST_WORK: Final = 600_000_000
"""Pixels times the scans that go over them: what one picture may cost in time."""
LONGEST_SIDE: Final = 40_000

_HEIF_BRANDS: Final = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
)
_EXTENT: Final = re.compile(rb"ispe\x00{4}(.{4})(.{4})", re.DOTALL)
Size = tuple[int, int]


@dataclass(frozen=True)
class Opened:
    """A picture whose size is bearable, not decoded yet; `exif` as it was sent. `upright` where the decoder
    turns it itself."""

    image: ImageFile.ImageFile
    exif: bytes
    upright: bool = False


def opened(content: bytes, *, target: int) -> Opened:
    """A picture ready to be decoded, at about `target` pixels where its kind can be scaled while it is read.

    Raises BadInput: photo.empty, photo.not_a_picture, photo.broken, photo.too_many_pixels. Pillow's own check
    of size warns through global state, so the kinds are opened past it, each after a look at its header.
    """
    if not content:
        raise BadInput("photo.empty")
    for recognises, opens in _KINDS:
        if recognises(content):
            return opens(content, target)
    raise BadInput("photo.not_a_picture")


def exif_of(content: bytes) -> bytes:
    """The EXIF bytes of a picture as it was sent; empty where it has none or is no picture we take."""
    try:
        return opened(content, target=1).exif
    except BadInput:
        return b""


def _open(kind: Callable[[BytesIO], ImageFile.ImageFile], content: bytes) -> ImageFile.ImageFile:
    try:
        return kind(BytesIO(content))
    except Exception as error:
        # Decoders of hostile bytes raise whatever their authors thought of.
        raise BadInput("photo.broken") from error


def _refuse_beyond(sizes: list[Size], most: int) -> None:
    for width, height in sizes:
        if width * height > most or max(width, height) > LONGEST_SIDE:
            raise BadInput("photo.too_many_pixels")


def _jpeg(content: bytes, target: int) -> Opened:
    found = jpeg.cut_out(content)
    image = _open(JpegImageFile, found.picture)
    _refuse_beyond([image.size], MOST_SCALED_PIXELS if found.in_one_go else MOST_PIXELS)
    if found.scans > 1 and image.width * image.height * found.scans > MOST_WORK:
        raise BadInput("photo.too_many_pixels")
    scale = (target / (image.width * image.height)) ** 0.5
    if scale < 1:
        image.draft(None, (max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    return Opened(image, found.exif)


def _png(content: bytes, _target: int) -> Opened:
    if content[12:16] != b"IHDR" or len(content) < 24:
        raise BadInput("photo.broken")
    _refuse_beyond([(_big(content[16:20]), _big(content[20:24]))], MOST_PIXELS)
    image = _open(PngImageFile, content)
    return Opened(image, image.info.get("exif", b""))


def _webp(content: bytes, _target: int) -> Opened:
    _refuse_beyond([_webp_size(content)], MOST_WEBP_PIXELS)
    image = _open(WebPImageFile, content)
    return Opened(image, image.info.get("exif", b""))


def _heif(content: bytes, _target: int) -> Opened:
    extents = [(_big(found[1]), _big(found[2])) for found in _EXTENT.finditer(content)]
    _refuse_beyond(extents, MOST_PIXELS)
    image = _open(HeifImageFile, content)
    _refuse_beyond([image.size], MOST_PIXELS)
    return Opened(image, image.info.get("exif") or b"", upright=True)


def _webp_size(content: bytes) -> Size:
    """The canvas of a WebP (RFC 9649, 2.5 to 2.7), before its decoder makes room for it."""
    kind, head = content[12:16], content[20:30]
    if len(head) == 10 and kind == b"VP8X":
        return int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1
    if len(head) == 10 and kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if len(head) == 10 and kind == b"VP8 ":
        return int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF
    raise BadInput("photo.broken")


def _big(four: bytes) -> int:
    return int.from_bytes(four, "big")


_KINDS: Final[tuple[tuple[Callable[[bytes], bool], Callable[[bytes, int], Opened]], ...]] = (
    (lambda content: content.startswith(jpeg.START), _jpeg),
    (lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"), _png),
    (lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP", _webp),
    (lambda content: content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS, _heif),
)
"""How a kind is known by its first bytes → how it is opened."""
