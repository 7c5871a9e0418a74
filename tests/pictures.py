"""Pictures for tests, made on the spot: photo-like scenes as files of every kind, with what phones add."""

import zlib
from io import BytesIO
from struct import pack
from typing import Any

import numpy as np
from PIL import Image
from pillow_heif import from_pillow

PLACE = (106.5912, 20.7512)
"""Where the planted GPS says the pictures were taken (lon, lat)."""
TAKEN = "2026:10:01 07:30:00"


def scene(width: int = 640, height: int = 480, seed: int = 1) -> Image.Image:
    """A soft picture in colours, another one for another seed."""
    dots = np.random.default_rng(seed).integers(0, 255, (6, 8, 3), dtype=np.uint8)
    return Image.fromarray(dots).resize((width, height), Image.Resampling.BICUBIC)


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """A picture as a file of that kind; HEIC by its own library."""
    file = BytesIO()
    if kind == "HEIF":
        from_pillow(image).save(file, **options)
    else:
        image.save(file, kind, **options)
    return file.getvalue()


def photo(seed: int = 1, width: int = 640, height: int = 480) -> bytes:
    """A JPEG as a phone makes it, with EXIF and a place."""
    return saved(scene(width, height, seed), exif=exif())


def exif(place: tuple[float, float] | None = PLACE, orientation: int = 1) -> bytes:
    """EXIF of a phone: orientation, maker, time and place."""
    told = Image.Exif()
    told[0x0112] = orientation
    told[0x010F] = "HangDienThoai"
    told.get_ifd(0x8769)[0x9003] = TAKEN
    if place:
        gps = told.get_ifd(0x8825)
        gps[1], gps[2] = "N" if place[1] >= 0 else "S", _sexagesimal(place[1])
        gps[3], gps[4] = "E" if place[0] >= 0 else "W", _sexagesimal(place[0])
    return told.tobytes()


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    minutes = abs(degrees) * 60
    return float(minutes // 60), float(minutes % 60 // 1), round(minutes % 1 * 60, 4)


def png(width: int, height: int, raw: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG in true colour with these bytes for dots, however few or many, and chunks before them."""
    head = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), *chunks, (b"IDAT", zlib.compress(raw, 1)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body)) for name, body in parts
    )


def opened(content: bytes) -> Image.Image:
    """A picture as Pillow reads it, decoded."""
    image = Image.open(BytesIO(content))
    image.load()
    return image
