"""A paper as PDF, in the same layout as the DOCX; the font is Tinos, as wide as Times New Roman."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import HRFlowable, Image, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

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

FACES: Final = {
    "Tinos": "Tinos_400Regular.ttf",
    "Tinos-Bold": "Tinos_700Bold.ttf",
    "Tinos-Italic": "Tinos_400Regular_Italic.ttf",
    "Tinos-BoldItalic": "Tinos_700Bold_Italic.ttf",
}
_NO_LINES: Final = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("ALIGN", (0, 0), (-1, -1), "CENTER"),
    ("LEFTPADDING", (0, 0), (-1, -1), 2),
]
_GRID: Final = [
    ("GRID", (0, 0), (-1, -1), 0.5, "#000000"),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
]


def write(paper: Paper, fonts: Path) -> bytes:
    """The paper as the bytes of a .pdf file. `fonts` is the folder with the Tinos faces."""
    _register(fonts)
    kept = BytesIO()
    made = SimpleDocTemplate(
        kept,
        pagesize=landscape(A4) if paper.landscape else A4,
        **{f"{side}Margin": size * mm for side, size in MARGINS_MM.items()},
        title=clean(f"{paper.kind} {paper.title}".strip()),
        author=clean(" ".join(paper.issuer)),
        lang="vi-VN",
    )
    made.build(_flow(paper, made.width), onLaterPages=_page_number)
    return kept.getvalue()


@cache
def _register(fonts: Path) -> None:
    for name, file in FACES.items():
        pdfmetrics.registerFont(TTFont(name, fonts / file))
    pdfmetrics.registerFontFamily(
        "Tinos", normal="Tinos", bold="Tinos-Bold", italic="Tinos-Italic", boldItalic="Tinos-BoldItalic"
    )


def _page_number(canvas: Any, made: Any) -> None:
    canvas.setFont("Tinos", 13)
    canvas.drawCentredString(made.pagesize[0] / 2, made.pagesize[1] - 13 * mm, str(canvas.getPageNumber()))


def _flow(paper: Paper, width: float) -> list[Any]:
    flow: list[Any] = [_head(paper, width), Spacer(1, 8)]
    flow.append(_text(paper.kind, bold=True, align=TA_CENTER))
    if paper.title:
        flow.append(_text(paper.title, bold=True, align=TA_CENTER))
    flow += [_rule(0.35), Spacer(1, 6)]
    flow += [_text(basis, italic=True, indent=True) for basis in paper.basis]
    if paper.decides:
        flow.append(_text(paper.decides, bold=True, align=TA_CENTER))
    for block in closed(paper.body):
        flow.append(_table(block) if isinstance(block, Table) else _line(block))
    return [*flow, Spacer(1, 10), *_foot(paper, width)]


def _head(paper: Paper, width: float) -> Any:
    parents = [_text(paper.parent, size=13, align=TA_CENTER)] if paper.parent else []
    issuers = [_text(name, size=13, bold=True, align=TA_CENTER) for name in paper.issuer]
    left = [*parents, *issuers, _rule(0.4), _text(numbered(paper), size=13, align=TA_CENTER)]
    right = [
        _text(NATION, size=12, bold=True, align=TA_CENTER),
        _text(MOTTO, size=13, bold=True, align=TA_CENTER),
        _rule(0.65),
        _text(place_and_day(paper), size=13, italic=True, align=TA_CENTER),
    ]
    return Grid([[left, right]], colWidths=[width * 0.43, width * 0.57], style=_NO_LINES)


def _foot(paper: Paper, width: float) -> list[Any]:
    if len(paper.signatures) == 1:
        left: list[Any] = [_text("Nơi nhận:", size=12, bold=True, italic=True)] if paper.recipients else []
        left += [_text(recipient, size=11) for recipient in paper.recipients]
        cells = [left, _signature(paper.signatures[0])]
        return [Grid([cells], colWidths=[width * 0.45, width * 0.55], style=_NO_LINES)]
    pairs = [paper.signatures[first : first + 2] for first in range(0, len(paper.signatures), 2)]
    rows = [[_signature(one) for one in pair] + [""] * (2 - len(pair)) for pair in pairs]
    return [Grid(rows, colWidths=[width / 2] * 2, style=_NO_LINES)] if rows else []


def _signature(signature: Signature) -> list[Any]:
    cell: list[Any] = [_text(office, size=13, bold=True, align=TA_CENTER) for office in signature.office]
    if signature.picture:
        picture = Image(BytesIO(signature.picture))
        picture.drawWidth, picture.drawHeight = picture.imageWidth / picture.imageHeight * 22 * mm, 22 * mm
        picture.hAlign = "CENTER"
        cell.append(picture)
    else:
        cell += [_text(signature.note, size=12, italic=True, align=TA_CENTER), Spacer(1, 45)]
    return [*cell, _text(signature.name, bold=True, align=TA_CENTER)]


def _table(block: Table) -> Any:
    headings = [_text(text, size=12, bold=True, align=TA_CENTER) for text in block.headings]
    rows = [
        [
            _text(text, size=12, align=TA_RIGHT if number in block.right else TA_LEFT)
            for number, text in enumerate(row)
        ]
        for row in block.rows
    ]
    widths = [size * mm for size in block.widths_mm]
    return Grid([headings, *rows], colWidths=widths, repeatRows=1, style=_GRID)


def _line(line: Line) -> Any:
    align = TA_CENTER if line.centred else TA_JUSTIFY
    mark = f"<b>{escape(clean(line.mark))}</b> " if line.mark else ""
    words = escape(clean(line.text)).replace("\n", "<br/>")
    return Paragraph(
        mark + words, _style(14, line.bold or line.centred, False, align, indent=not line.centred)
    )


def _text(
    text: str,
    *,
    size: int = 14,
    bold: bool = False,
    italic: bool = False,
    align: int = TA_LEFT,
    indent: bool = False,
) -> Any:
    words = escape(clean(text)).replace("\n", "<br/>")
    return Paragraph(words, _style(size, bold, italic, TA_JUSTIFY if indent else align, indent=indent))


def _rule(share: float) -> Any:
    return HRFlowable(width=f"{share:.0%}", thickness=0.6, color="#000000", spaceBefore=2, spaceAfter=4)


@cache
def _style(size: int, bold: bool, italic: bool, align: int, *, indent: bool) -> Any:
    face = "Tinos" + ("-" if bold or italic else "") + "Bold" * bold + "Italic" * italic
    return ParagraphStyle(
        f"{face}{size}{align}{indent}",
        fontName=face,
        fontSize=size,
        leading=size * 1.25,
        alignment=align,
        firstLineIndent=10 * mm if indent else 0,
        spaceBefore=3 if indent else 0,
        spaceAfter=3 if indent else 0,
    )
