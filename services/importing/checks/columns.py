"""The columns of a table of other bodies' checks: what each is called, and how its cells are read."""

import re
from typing import Any, Final

from geodata.enums import InspectionAct, InspectionContent, InspectionForm
from geodata.layers.text import fold
from services.importing.fields import Field, column
from services.importing.values import BadValue, Words, day, text, word
from services.inspections.others import LONGEST

SHORT: Final = {"pccc": InspectionContent.FIRE_SAFETY, "bvmt": InspectionContent.ENVIRONMENT}
"""How offices write a content for short."""
_BETWEEN: Final = re.compile(r"[\s,;|+&/.]+|(?<![a-z])va(?![a-z])")


def _contents(cell: Any, words: Words) -> list[str]:
    """The contents that a cell names, in any order and however parted: one of their names holds a comma."""
    names = {fold(one.value): one.value for one in InspectionContent}
    names |= {**words.get("content", {}), **{short: one.value for short, one in SHORT.items()}}
    rest, found = fold(str(cell)), []
    for name in sorted(names, key=len, reverse=True):
        if name in rest:
            rest = rest.replace(name, ";")
            found.append(names[name])
    if _BETWEEN.sub("", rest):
        allowed = list(InspectionContent)
        raise BadValue("import.word_unknown", found=str(cell)[:60], group="content", allowed=allowed)
    return found


SITE: Final = "site"
TAX_CODE: Final = "tax_code"
FIELDS: Final[tuple[Field, ...]] = (
    column(TAX_CODE, text(20), "ma_so_thue mst ma_so_doanh_nghiep"),
    column(
        SITE,
        text(200),
        "ma_co_so ten_co_so co_so doi_tuong doi_tuong_kiem_tra ten_doi_tuong ten_doanh_nghiep "
        "doanh_nghiep ten_don_vi ten ma",
    ),
    column(
        "body",
        text(LONGEST["body"]),
        "co_quan co_quan_tien_hanh co_quan_thanh_tra co_quan_kiem_tra don_vi_tien_hanh don_vi_chu_tri "
        "co_quan_chu_tri",
        required=True,
    ),
    column(
        "act",
        word("inspection_act", list(InspectionAct)),
        "loai_hoat_dong thanh_tra_kiem_tra thanh_tra_hay_kiem_tra hoat_dong loai",
        required=True,
    ),
    column(
        "day",
        day,
        "ngay_tien_hanh ngay_kiem_tra ngay_thanh_tra thoi_gian thoi_gian_tien_hanh tu_ngay ngay",
        required=True,
    ),
    column(
        "contents",
        _contents,
        "noi_dung noi_dung_kiem_tra noi_dung_thanh_tra linh_vuc",
        required=True,
    ),
    column("form", word("inspection_form", list(InspectionForm)), "hinh_thuc hinh_thuc_kiem_tra"),
    column("decision_number", text(LONGEST["decision_number"]), "so_quyet_dinh quyet_dinh_so quyet_dinh"),
    column("decision_date", day, "ngay_quyet_dinh ngay_ban_hanh"),
)
"""In the order in which they choose their columns."""

KNOWN: Final = frozenset(alias for field in FIELDS for alias in field.aliases)
"""Every heading that the table may have."""
