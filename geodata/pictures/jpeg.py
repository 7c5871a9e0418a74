"""A JPEG file's own segments: the picture cut out of what stands around it, before any decoder sees it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from geodata.errors import BadInput

START: Final = b"\xff\xd8\xff"
_SCAN, _END, _APP1, _COMMENT = 0xDA, 0xD9, 0xE1, 0xFE
_KEPT_APPS: Final = frozenset({0xE0, 0xE2, 0xEE})
"""JFIF, colour profile, Adobe's colour transform: without them the colours are others."""
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers that no length follows."""
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE: Final = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_MARKER: Final = re.compile(rb"\xff([\x01-\xfe])")
_AFTER_SCAN: Final = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_MOST_SEGMENTS: Final = 2000
_EXIF: Final = b"Exif\x00\x00"


@dataclass(frozen=True)
class Jpeg:
    """The picture's own bytes, from its start to its end, and what was said beside it.

    `scans` is how often a decoder goes over the picture; with `in_one_go` it needs only a few rows in memory.
    """

    picture: bytes
    exif: bytes
    scans: int
    in_one_go: bool


def cut_out(content: bytes) -> Jpeg:
    """The first picture of a JPEG file without EXIF, XMP, comments, previews and whatever follows its end.

    Raises BadInput("photo.broken") for a file without an end.
    """
    kept, exif, scans, in_one_go, parts = [content[:2]], b"", 0, True, 0
    for marker, start, end in _segments(content):
        body = content[start:end]
        if marker in _FRAMES:
            in_one_go, parts = marker not in _PROGRESSIVE, _byte(body, 9)
        elif marker == _SCAN:
            scans += 1
            in_one_go = in_one_go and _byte(body, 4) == parts
        elif marker == _APP1 and not exif and body[4:10] == _EXIF:
            exif = body[4:]
        if not _is_talk(marker):
            kept.append(body)
    return Jpeg(b"".join(kept), exif, scans, in_one_go)


def _is_talk(marker: int) -> bool:
    return marker == _COMMENT or (0xE0 <= marker <= 0xEF and marker not in _KEPT_APPS)


def _byte(body: bytes, at: int) -> int:
    return body[at] if len(body) > at else 0


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, start, end) of each segment after the first two bytes; a scan reaches to the next marker."""
    at = 2
    for _number in range(_MOST_SEGMENTS):
        found = _MARKER.search(content, at)
        if found is None:
            break
        marker, start = found[1][0], found.end() - 2
        if marker == _END:
            yield marker, start, found.end()
            return
        at = found.end() if marker in _BARE else found.end() + _length(content, found.end())
        if marker == _SCAN:
            following = _AFTER_SCAN.search(content, at)
            at = following.start() if following else len(content)
        yield marker, start, at
    raise BadInput("photo.broken")


def _length(content: bytes, at: int) -> int:
    """A segment's length, its own two bytes included."""
    return max(2, int.from_bytes(content[at : at + 2], "big"))
