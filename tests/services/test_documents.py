"""Official papers: the layout of NĐ 30/2020 in both forms, and that any text can be written."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from geodata.enums import Authority
from services.documents import docx, pdf
from services.documents.offices import office, short_name
from services.documents.paper import Line, Paper, Signature, Table, clean, closed, numbered, place_and_day
from services.documents.texts import listed, own_basis

FONTS = Path(__file__).parent.parent.parent / "webmap/static/vendor/fonts/tinos"
MM = 36000
"""English Metric Units in a millimetre."""
PAPER = Paper(
    issuer=("ỦY BAN NHÂN DÂN", "XÃ AN HƯNG"),
    place="An Hưng",
    day=date(2026, 2, 5),
    number="12/QĐ-UBND",
    kind="QUYẾT ĐỊNH",
    title="Về việc kiểm tra",
    basis=("Căn cứ Luật Bảo vệ môi trường;",),
    decides="QUYẾT ĐỊNH:",
    body=(Line("Kiểm tra xưởng mộc.", mark="Điều 1."), Line("Thi hành", mark="Điều 2.")),
    signatures=(Signature(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),),
    recipients=("- Như Điều 2;", "- Lưu: VT, KT."),
)


def words(group: str, identifier: str) -> str:
    return f"{identifier}"


def text_of(content: bytes) -> str:
    """All that a .docx says, cell by cell."""
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_the_page_is_as_the_decree_wants_it() -> None:
    section = Document(BytesIO(docx.write(PAPER))).sections[0]
    top, bottom, left, right, width, height = (
        round((size or 0) / MM)
        for size in (
            section.top_margin,
            section.bottom_margin,
            section.left_margin,
            section.right_margin,
            section.page_width,
            section.page_height,
        )
    )
    assert (width, height) == (210, 297)
    assert 20 <= top <= 25 and 20 <= bottom <= 25
    assert 30 <= left <= 35 and 15 <= right <= 20
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header.paragraphs[0]._p.xml


def test_every_word_is_in_times_new_roman_and_the_heads_are_bold() -> None:
    document = Document(BytesIO(docx.write(PAPER)))
    runs = [run for one in document.paragraphs for run in one.runs]
    runs += [
        run
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for one in cell.paragraphs
        for run in one.runs
    ]
    assert {run.font.name for run in runs} == {"Times New Roman"}
    said = {run.text: run for run in runs}
    size = {text: run.font.size.pt for text, run in said.items() if run.font.size}
    nation, motto = said["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], said["Độc lập - Tự do - Hạnh phúc"]
    assert nation.bold and 12 <= size[nation.text] <= 13
    assert motto.bold and 13 <= size[motto.text] <= 14
    assert said["Nơi nhận:"].italic and said["Nơi nhận:"].bold and size["Nơi nhận:"] == 12


def test_both_forms_say_the_same_and_end_with_the_mark() -> None:
    for text in (text_of(docx.write(PAPER)), pdf_text(pdf.write(PAPER, FONTS))):
        for said in (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Số: 12/QĐ-UBND",
            "An Hưng, ngày 05 tháng 02 năm 2026",
            "Căn cứ Luật Bảo vệ môi trường;",
            "Điều 1. Kiểm tra xưởng mộc.",
            "Thi hành./.",
            "TM. ỦY BAN NHÂN DÂN",
            "- Lưu: VT, KT.",
        ):
            assert said in text


def test_a_pdf_is_a4_names_its_language_and_numbers_its_pages() -> None:
    long = replace(PAPER, body=tuple(Line(f"Dòng {number}.") for number in range(120)))
    made = PdfReader(BytesIO(pdf.write(long, FONTS)))
    box = made.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    assert str(made.root_object["/Lang"]) == "vi-VN"
    assert made.pages[1].extract_text().strip().startswith("2")
    across = PdfReader(BytesIO(pdf.write(replace(long, landscape=True), FONTS)))
    assert across.pages[0].mediabox.width > across.pages[0].mediabox.height


def test_tables_repeat_their_headings_and_keep_hostile_text_as_text() -> None:
    row = ("1", "<b>Xưởng</b> & =1+1 <script>", "9")
    table = Table(("TT", "Cơ sở", "Điểm"), (row,) * 80, (12, 120, 33), frozenset({2}))
    long = replace(PAPER, body=(table,))
    assert row[1] in text_of(docx.write(long))
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf.write(long, FONTS))).pages]
    assert len(pages) > 2 and all("Cơ sở" in page for page in pages[:-1])
    assert "<script>" in pages[0]


def test_the_day_has_its_noughts_and_what_is_open_has_room() -> None:
    assert place_and_day(replace(PAPER, day=date(2026, 11, 23))).endswith("ngày 23 tháng 11 năm 2026")
    assert place_and_day(replace(PAPER, day=date(2026, 3, 4))).endswith("ngày 04 tháng 3 năm 2026")
    assert "…" in place_and_day(replace(PAPER, day=None))
    assert numbered(replace(PAPER, number="")) == "Số: ……/……"


def test_the_mark_at_the_end_stands_once() -> None:
    assert closed((Line("Xong."),))[-1] == Line("Xong./.")
    assert closed((Table(("a",), (), (10,)),))[-1] == Line("./.")
    assert closed(()) == ()


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_written(text: str) -> None:
    paper = replace(PAPER, title=text, body=(Line(text), Table(("a",), ((text,),), (60,))))
    assert docx.write(paper) and pdf.write(paper, FONTS).startswith(b"%PDF")
    assert "\x00" not in clean(text)


def test_words_are_put_together_as_people_do() -> None:
    assert listed(["a", "b", "c"]) == "a, b và c"
    assert listed([]) == "bảo vệ môi trường"
    assert own_basis("Luật A; Căn cứ Luật B\n\nTheo đề nghị của C.") == (
        "Căn cứ Luật A;",
        "Căn cứ Luật B;",
        "Theo đề nghị của C;",
    )
    assert short_name("Xã An Hưng") == "An Hưng"
    police = office(Authority.COMMUNE_POLICE, "Xã An Hưng", "31")
    assert police.parent == "CÔNG AN THÀNH PHỐ HẢI PHÒNG"
    assert office(None, "Xã An Hưng", "31").signs[0] == "TM. ỦY BAN NHÂN DÂN"
