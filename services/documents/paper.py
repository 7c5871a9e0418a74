"""An official paper told by its parts; how they stand on the page is the writers' matter."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

NATION: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
ENDS: Final = "./."
"""What closes the text of a paper (NĐ 30/2020, Phụ lục I)."""
MARGINS_MM: Final = {"top": 20, "bottom": 20, "left": 30, "right": 15}
"""Within the bounds of NĐ 30/2020: top and bottom 20-25, left 30-35, right 15-20."""


@dataclass(frozen=True)
class Line:
    """A paragraph of the body. `mark` stands bold before it ("Điều 1."); `centred` headings are bold."""

    text: str
    mark: str = ""
    bold: bool = False
    centred: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under headings; `widths_mm` of the columns, `right` the columns of figures."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths_mm: tuple[float, ...]
    right: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Signature:
    """Who signs: the lines of the office, the signature as a picture (PNG bytes), the name where known."""

    office: tuple[str, ...]
    name: str = ""
    picture: bytes | None = None
    note: str = "(Ký, ghi rõ họ tên)"


Block = Line | Table


@dataclass(frozen=True)
class Paper:
    """A whole paper. `parent` may be empty; `number` holds its symbol ("12/QĐ-UBND")."""

    issuer: tuple[str, ...]
    place: str
    day: date | None
    number: str
    kind: str
    title: str
    body: tuple[Block, ...]
    signatures: tuple[Signature, ...]
    parent: str = ""
    basis: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    decides: str = ""
    landscape: bool = False
    facts: dict[str, str] = field(default_factory=dict)


def place_and_day(paper: Paper) -> str:
    """ "An Hưng, ngày 05 tháng 01 năm 2026": nought before days under ten and months one and two."""
    if paper.day is None:
        return f"{paper.place}, ngày … tháng … năm …"
    month = f"{paper.day.month:02}" if paper.day.month < 3 else str(paper.day.month)
    return f"{paper.place}, ngày {paper.day.day:02} tháng {month} năm {paper.day.year}"


def numbered(paper: Paper) -> str:
    """ "Số: 12/QĐ-UBND", or room for a number to be written."""
    return f"Số: {paper.number}" if paper.number else "Số: ……/……"


def closed(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The body with "./." after its last words; after a table on a line of its own."""
    if not blocks:
        return ()
    last = blocks[-1]
    if isinstance(last, Line):
        text = last.text.rstrip().rstrip(".;") + ENDS
        return (*blocks[:-1], Line(text, last.mark, last.bold, last.centred))
    return (*blocks, Line(ENDS))


def clean(text: str) -> str:
    """Text as a document can hold it: no control characters but line breaks and tabs."""
    return "".join(
        one for one in text if one in "\n\t" or (ord(one) >= 32 and not 0xD800 <= ord(one) < 0xE000)
    )
