"""What a table file is, told by its bytes; what could hurt while it is unpacked is refused before."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

from geodata.errors import BadInput, TooLarge
from geodata.layers.files import HEAD, must_be_utf8

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_MAPS: Final = (b"SQLite format 3\x00", b"{", b"[")
_OTHERS: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"<", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_BOMS_OF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_PARTS_REFUSED: Final[Mapping[str, str]] = {
    "xl/workbook.bin": "sheet.xlsb",
    "xl/vbaProject.bin": "sheet.macros",
    "content.xml": "sheet.ods",
}
"""Part of a zip → why a file that has it is not taken."""
_BLOCK: Final = 1 << 20


class SheetFormat(StrEnum):
    """The two formats of tables we take."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True)
class SheetLimits:
    """What one table file may hold at most; `unpacked` in megabytes, `blank` rows end a sheet."""

    megabytes: int = 25
    unpacked: int = 64
    parts: int = 2_000
    rows: int = 20_000
    columns: int = 100
    blank: int = 1_000


def inspect(path: Path, limits: SheetLimits) -> SheetFormat:
    """The format of the table at `path`.

    TooLarge by its size, packed or unpacked; BadInput for what is no table, is locked, or carries macros.
    """
    if path.stat().st_size > limits.megabytes * 1024 * 1024:
        raise TooLarge("import.too_large", limit=limits.megabytes)
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(_ZIP):
        _must_be_a_workbook(path, limits)
        return SheetFormat.XLSX
    _must_be_text(path, head)
    return SheetFormat.CSV


def _must_be_text(path: Path, head: bytes) -> None:
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not bare:
        raise BadInput("import.empty_file")
    if head.startswith(_OLE):
        locked = _ENCRYPTED_STREAM in path.read_bytes()
        raise BadInput("sheet.locked" if locked else "sheet.xls")
    if bare.startswith(_MAPS):
        raise BadInput("sheet.map_file")
    if bare.startswith(_OTHERS):
        raise BadInput("sheet.not_a_table")
    if head.startswith(_BOMS_OF_16) or b"\x00" in path.read_bytes():
        raise BadInput("sheet.not_utf8")
    must_be_utf8(path, "sheet.not_utf8")


def _must_be_a_workbook(path: Path, limits: SheetLimits) -> None:
    try:
        with ZipFile(path) as packed:
            _must_be_small(packed, limits)
            names = set(packed.namelist())
            for part, code in _PARTS_REFUSED.items():
                if part in names:
                    raise BadInput(code)
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                raise BadInput("sheet.not_a_table")
            if b"macroenabled" in packed.read("[Content_Types].xml").lower():
                raise BadInput("sheet.macros")
            _must_be_plain_xml(packed)
    except (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise BadInput("sheet.broken") from error


def _must_be_small(packed: ZipFile, limits: SheetLimits) -> None:
    """By what the zip says of itself: `zipfile` never gives out more than that of a part."""
    parts = packed.infolist()
    if len(parts) > limits.parts or sum(part.file_size for part in parts) > limits.unpacked * _BLOCK:
        raise TooLarge("sheet.unpacked", limit=limits.unpacked)
    if any(part.flag_bits & 1 for part in parts):
        raise BadInput("sheet.locked")


def _must_be_plain_xml(packed: ZipFile) -> None:
    """No part may declare entities: a few bytes of them grow to gigabytes."""
    for part in packed.infolist():
        if part.filename.endswith((".xml", ".rels", ".vml")) and _declares(packed, part.filename):
            raise BadInput("sheet.broken")


def _declares(packed: ZipFile, name: str) -> bool:
    tail = b""
    with packed.open(name) as part:
        while block := part.read(_BLOCK):
            if b"<!DOCTYPE" in tail + block.replace(b"\x00", b""):
                return True
            tail = block.replace(b"\x00", b"")[-16:]
    return False
