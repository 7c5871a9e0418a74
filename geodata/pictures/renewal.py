"""A picture made anew from its dots: upright, in sRGB, of bearable size, and without a word beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from threading import BoundedSemaphore, Lock
from typing import Final

from PIL import Image, ImageCms

from geodata.errors import BadInput
from geodata.pictures import exif, kinds
from geodata.pictures.likeness import likeness

KEPT_PIXELS: Final = 12_200_000
"""What phones call 12 megapixels is 4032 × 3024."""
ENOUGH: Final = 11_000_000
"""A decoder that halves a picture while it reads may stop here: twice 4032 × 3024 gives 4032 × 3024."""
THUMBNAIL: Final = 320
"""Pixels of a thumbnail's longer side."""
AT_ONCE: Final = 2
"""Pictures made anew at the same time in one process: each takes some 60 MB, and more are not done sooner."""
LARGE: Final = 16_000_000
"""A picture with more pixels waits until no other such one is decoded: it takes hundreds of megabytes."""
QUALITY: Final = 85
_THUMBNAIL_QUALITY: Final = 80
_ONE_LARGE: Final = Lock()
_TURNS: Final = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Picture:
    """A new JPEG and its thumbnail; width and height in pixels, `likeness` as in likeness.py."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int
    likeness: int


def renewed(content: bytes) -> Picture:
    """A new picture from what was sent (JPEG, PNG, WebP or HEIC by content; of several frames the first).

    Raises BadInput: photo.empty, photo.not_a_picture, photo.broken, photo.too_many_pixels.
    """
    found = kinds.opened(content, target=ENOUGH)
    try:
        with _TURNS:
            return _made(found)
    except Exception as error:
        # Decoders of hostile bytes raise whatever their authors thought of.
        raise BadInput("photo.broken") from error


def _made(found: kinds.Opened) -> Picture:
    with _turn(found.image.size):
        image = _decoded(found)
    image = _in_srgb(image)
    small = _at_most(image, _fitting(image.size, THUMBNAIL))
    return Picture(
        _encoded(image, QUALITY), _encoded(small, _THUMBNAIL_QUALITY), *image.size, likeness(small)
    )


def gps(content: bytes) -> tuple[float, float] | None:
    """(lon, lat) in EPSG:4326 where a picture says it was taken, or None."""
    return exif.place(kinds.exif_of(content))


def taken(content: bytes) -> datetime | None:
    """When a picture says it was taken: with a zone if it names one, else in the phone's own time."""
    return exif.taken(kinds.exif_of(content))


@contextmanager
def _turn(size: tuple[int, int]) -> Iterator[None]:
    if size[0] * size[1] <= LARGE:
        yield
        return
    with _ONE_LARGE:
        yield


def _decoded(found: kinds.Opened) -> Image.Image:
    """The dots: RGB, upright, at most KEPT_PIXELS of them, the colour profile in `info`."""
    found.image.load()
    kept = (KEPT_PIXELS / (found.image.width * found.image.height)) ** 0.5
    size = tuple(max(1, int(side * kept)) for side in found.image.size)
    image = _opaque(_at_most(_of_eight_bits(found.image), (size[0], size[1])))
    turn = None if found.upright else exif.turn(found.exif or found.image.info.get("exif", b""))
    if turn is not None:
        image = image.transpose(turn)
    image.info = {"icc_profile": found.image.info.get("icc_profile")}
    return image


def _of_eight_bits(image: Image.Image) -> Image.Image:
    """A mode that can be resized: palettes and 16-bit greys cannot."""
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("P", "PA") or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("L") if image.mode in ("1", "I", "F") else image


def _at_most(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture at `size`, or as it is where that is no smaller. Not by Image.thumbnail: of a HEIC it may
    take the preview that stands beside the picture, and the two need not show the same."""
    if image.width * image.height <= size[0] * size[1]:
        return image
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _fitting(size: tuple[int, int], longest: int) -> tuple[int, int]:
    scale = longest / max(size)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _opaque(image: Image.Image) -> Image.Image:
    """On white where it was transparent; CMYK stays so until its profile has been asked."""
    if image.mode in ("RGBA", "LA"):
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image.convert("RGB"), mask=image.getchannel("A"))
        return ground
    return image if image.mode in ("RGB", "CMYK") else image.convert("RGB")


def _in_srgb(image: Image.Image) -> Image.Image:
    """In sRGB, by its own colour profile where that one can be read."""
    profile = image.info.pop("icc_profile", None)
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            if "sRGB" not in ImageCms.getProfileDescription(own):
                srgb = ImageCms.createProfile("sRGB")
                return ImageCms.profileToProfile(image, own, srgb, outputMode="RGB") or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return image if image.mode == "RGB" else image.convert("RGB")


def _encoded(image: Image.Image, quality: int) -> bytes:
    image.info.clear()
    file = BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()
