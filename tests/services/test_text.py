"""Text as people send it, made comparable; telephone numbers in one form."""

import unicodedata

import pytest

from services.text import clean, folded


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  Kim Lĩnh \n", "Kim Lĩnh"),
        (unicodedata.normalize("NFD", "Đường Cốc Lộc"), "Đường Cốc Lộc"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("dòng một\r\ndòng hai\rdòng ba", "dòng một\ndòng hai\ndòng ba"),
        ("\u200b", "\u200b"),
        ("", ""),
    ],
)
def test_text_is_kept_in_one_form(sent: str, kept: str) -> None:
    assert clean(sent) == kept


@pytest.mark.parametrize("sent", ["Đặng Thị Ỷ", "ĐẶNG  THỊ Ỷ", unicodedata.normalize("NFD", "đặng thị ỷ")])
def test_names_fold_to_the_same(sent: str) -> None:
    assert folded(sent) == "dang thi y"
