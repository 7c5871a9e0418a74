"""What a picture says of itself (EXIF): which side is up, where and when it was taken."""

from collections.abc import Callable
from datetime import datetime
from math import isfinite
from typing import Any, Final

from PIL import ExifTags, Image

_ORIENTATION: Final = ExifTags.Base.Orientation
_GPS: Final = ExifTags.IFD.GPSInfo
_TAKEN: Final = (
    (ExifTags.Base.DateTimeOriginal, ExifTags.Base.OffsetTimeOriginal),
    (ExifTags.Base.DateTimeDigitized, ExifTags.Base.OffsetTimeDigitized),
)
UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation → what turns the picture upright (JEITA CP-3451, 4.6.4 A)."""


def turn(exif: bytes) -> Image.Transpose | None:
    """What turns the picture upright, or None where it stands."""
    return UPRIGHT.get(_told(exif, lambda said: said.get(_ORIENTATION)) or 1)


def place(exif: bytes) -> tuple[float, float] | None:
    """(lon, lat) in EPSG:4326 where the picture was taken, or None; 0°, 0° is a phone that does not know."""
    said = _told(exif, lambda said: said.get_ifd(_GPS)) or {}
    lon = _degrees(said, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W", 180)
    lat = _degrees(said, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S", 90)
    return None if lon is None or lat is None or (lon, lat) == (0, 0) else (lon, lat)


def taken(exif: bytes) -> datetime | None:
    """When the picture was taken: with its zone if the phone named one, else in the phone's own time."""
    said = _told(exif, lambda said: said.get_ifd(ExifTags.IFD.Exif)) or {}
    for moment, offset in _TAKEN:
        for form, text in (
            ("%Y:%m:%d %H:%M:%S%z", f"{said.get(moment)}{said.get(offset)}"),
            ("%Y:%m:%d %H:%M:%S", f"{said.get(moment)}"),
        ):
            try:
                return datetime.strptime(text.strip(" \x00"), form)
            except ValueError:
                continue
    return None


def _told(exif: bytes, question: Callable[[Image.Exif], Any]) -> Any:
    """The answer of EXIF bytes, None where they make no sense: anybody may have written them."""
    if not exif:
        return None
    said = Image.Exif()
    try:
        said.load(exif)
        return question(said)
    except Exception:
        return None


def _degrees(said: Any, tag: int, ref: int, negative: str, most: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in said[tag])
        sign = -1 if str(said.get(ref, "")).strip(" \x00").upper() == negative else 1
    except (KeyError, TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    value = sign * (degrees + minutes / 60 + seconds / 3600)
    return round(value, 7) if isfinite(value) and abs(value) <= most else None
