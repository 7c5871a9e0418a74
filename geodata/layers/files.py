"""What a file is, told by its bytes and not by its name; what we do not read never reaches GDAL."""

import codecs
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from geodata.errors import BadInput, TooLarge

_PACKED: Final = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)
_SQLITE: Final = b"SQLite format 3\x00"
_BLOCK: Final = 1 << 20
HEAD: Final = 4096
"""Bytes that `sniff` wants to see."""


class Format(StrEnum):
    """The two formats we take."""

    GEOJSON = "geojson"
    GPKG = "gpkg"


@dataclass(frozen=True)
class Limits:
    """What one file may hold at most."""

    megabytes: int = 100
    features: int = 200_000
    vertices: int = 5_000_000
    columns: int = 300


def sniff(head: bytes) -> Format:
    """The format of a file from its first bytes; raises BadInput for all that we do not read."""
    if not head.strip():
        raise BadInput("import.empty_file")
    if head.startswith(_PACKED):
        raise BadInput("import.packed")
    if head.startswith(_SQLITE):
        return Format.GPKG
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\x00" in head[:4]:
        raise BadInput("import.not_utf8")
    if head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"["):
        return Format.GEOJSON
    raise BadInput("import.unknown_format")


def inspect(path: Path, limits: Limits) -> Format:
    """The format of the file at `path`; TooLarge by its size alone, BadInput for what we do not read."""
    if path.stat().st_size > limits.megabytes * 1024 * 1024:
        raise TooLarge("import.too_large", limit=limits.megabytes)
    with path.open("rb") as file:
        found = sniff(file.read(HEAD))
    if found is Format.GEOJSON:
        must_be_utf8(path)
    return found


def must_be_utf8(path: Path, code: str = "import.not_utf8") -> None:
    """Refuse a text file with BadInput(code) where it is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise BadInput(code) from error
