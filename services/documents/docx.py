"""A paper as DOCX, in the layout of Nghị định 30/2020/NĐ-CP: A4, Times New Roman, ruled heads."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from services.documents.paper import (
    MARGINS_MM,
    MOTTO,
    NATION,
    Line,
    Paper,
    Signature,
    Table,
    clean,
    closed,
    numbered,
    place_and_day,
)

FONT: Final = "Times New Roman"
A4_MM: Final = (210, 297)
MIDDLE, RIGHT, BOTH = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY


def write(paper: Paper) -> bytes:
    """The paper as the bytes of a .docx file."""
    document = Document()
    _page(document, paper)
    _head(document, paper)
    _title(document, paper)
    for basis in paper.basis:
        _paragraph(document, basis, italic=True, indent=True)
    if paper.decides:
        _paragraph(document, paper.decides, bold=True, align=MIDDLE, before=6)
    for block in closed(paper.body):
        _table(document, block) if isinstance(block, Table) else _line(document, block)
    _foot(document, paper)
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def _page(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    width, height = A4_MM[::-1] if paper.landscape else A4_MM
    section.orientation = WD_ORIENT.LANDSCAPE if paper.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    for side, size in MARGINS_MM.items():
        setattr(section, f"{side}_margin", Mm(size))
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    document.core_properties.title = clean(f"{paper.kind} {paper.title}".strip())
    document.core_properties.author = clean(" ".join(paper.issuer))
    document.core_properties.language = "vi-VN"
    # Pages are numbered in the middle of the head, but for the first.
    section.different_first_page_header_footer = True
    head = section.header.paragraphs[0]
    head.alignment = MIDDLE
    for text, kind in (("begin", "fldChar"), ("PAGE", "instrText"), ("end", "fldChar")):
        made = OxmlElement(f"w:{kind}")
        if kind == "fldChar":
            made.set(qn("w:fldCharType"), text)
        else:
            made.text = text
        head.add_run()._r.append(made)


def _head(document: Any, paper: Paper) -> None:
    left, right = _columns(document, paper, (70, 95))
    if paper.parent:
        _paragraph(left, paper.parent, size=13, align=MIDDLE)
    for name in paper.issuer:
        _paragraph(left, name, size=13, bold=True, align=MIDDLE)
    _rule(left, 0.4)
    _paragraph(left, numbered(paper), size=13, align=MIDDLE, before=4)
    _paragraph(right, NATION, size=12, bold=True, align=MIDDLE)
    _paragraph(right, MOTTO, size=13, bold=True, align=MIDDLE)
    _rule(right, 0.7)
    _paragraph(right, place_and_day(paper), size=13, italic=True, align=MIDDLE, before=4)


def _title(document: Any, paper: Paper) -> None:
    _paragraph(document, paper.kind, bold=True, align=MIDDLE, before=12)
    if paper.title:
        _paragraph(document, paper.title, bold=True, align=MIDDLE)
    _rule(document, 0.35, after=8)


def _foot(document: Any, paper: Paper) -> None:
    _paragraph(document, "", size=6)
    if len(paper.signatures) == 1:
        left, right = _columns(document, paper, (75, 90))
        if paper.recipients:
            _paragraph(left, "Nơi nhận:", size=12, bold=True, italic=True)
        for recipient in paper.recipients:
            _paragraph(left, recipient, size=11)
        _signature(right, paper.signatures[0])
        return
    for first in range(0, len(paper.signatures), 2):
        pair = paper.signatures[first : first + 2]
        for cell, signature in zip(_columns(document, paper, (82, 83)), pair, strict=False):
            _signature(cell, signature)


def _signature(cell: Any, signature: Signature) -> None:
    for office in signature.office:
        _paragraph(cell, office, size=13, bold=True, align=MIDDLE)
    if signature.picture:
        cell.add_paragraph().alignment = MIDDLE
        cell.paragraphs[-1].add_run().add_picture(BytesIO(signature.picture), height=Mm(22))
    else:
        _paragraph(cell, signature.note, size=12, italic=True, align=MIDDLE)
        for _ in range(3):
            _paragraph(cell, "", size=13)
    _paragraph(cell, signature.name, size=14, bold=True, align=MIDDLE)


def _columns(document: Any, paper: Paper, widths_mm: tuple[int, int]) -> tuple[Any, Any]:
    """Two cells side by side without lines, their own first paragraphs taken away at the first writing."""
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    stretch = 1.5 if paper.landscape else 1
    _widths(table, [width * stretch for width in widths_mm])
    return table.rows[0].cells[0], table.rows[0].cells[1]


def _table(document: Any, block: Table) -> None:
    table = document.add_table(rows=1, cols=len(block.headings), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _widths(table, block.widths_mm)
    _row(table.rows[0], block, block.headings, bold=True)
    # The headings come again on each page.
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in block.rows:
        _row(table.add_row(), block, row)


def _widths(table: Any, widths_mm: Iterable[float]) -> None:
    """Of the columns and of the cells: Word reads the one, LibreOffice the other."""
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)


def _row(row: Any, block: Table, texts: tuple[str, ...], *, bold: bool = False) -> None:
    for number, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width = Mm(block.widths_mm[number])
        align = MIDDLE if bold else RIGHT if number in block.right else WD_ALIGN_PARAGRAPH.LEFT
        _paragraph(cell, text, size=12, bold=bold, align=align)


def _line(document: Any, line: Line) -> None:
    align = MIDDLE if line.centred else BOTH
    made = _paragraph(
        document, "", align=align, bold=line.bold, indent=not line.centred, before=3, after=3, keep=True
    )
    if line.mark:
        _run(made, f"{line.mark} ", bold=True)
    _run(made, line.text, bold=line.bold or line.centred)


def _paragraph(
    where: Any,
    text: str,
    *,
    size: int = 14,
    bold: bool = False,
    italic: bool = False,
    align: Any = None,
    indent: bool = False,
    before: int = 0,
    after: int = 0,
    keep: bool = False,
) -> Any:
    # A new cell holds one empty paragraph: it is the first to be written in.
    first = getattr(where, "_tc", None) is not None and len(where.paragraphs) == 1
    made = where.paragraphs[0] if first and not where.paragraphs[0].runs else where.add_paragraph()
    made.alignment = align if align is not None else (BOTH if indent else None)
    form = made.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.0
    form.first_line_indent = Mm(10) if indent else None
    if text or not keep:
        _run(made, text, size=size, bold=bold, italic=italic)
    return made


def _run(paragraph: Any, text: str, *, size: int = 14, bold: bool = False, italic: bool = False) -> None:
    run = paragraph.add_run(clean(text))
    run.font.name, run.font.size, run.bold, run.italic = FONT, Pt(size), bold, italic


def _rule(where: Any, share: float, *, after: int = 0) -> None:
    """A thin line in the middle, `share` of the width, as NĐ 30/2020 draws it under heads and titles."""
    made = _paragraph(where, "", size=2, align=MIDDLE, after=after)
    width = 75 if getattr(where, "_tc", None) is not None else 165
    aside = Mm(width * (1 - share) / 2)
    made.paragraph_format.left_indent = made.paragraph_format.right_indent = aside
    made.paragraph_format.space_before = Pt(3)
    made.paragraph_format.line_spacing = Pt(3)
    border, line = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    border.append(line)
    made._p.get_or_add_pPr().append(border)
