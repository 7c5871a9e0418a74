"""Vietnamese text as it is compared: one form of Unicode, and a fold without marks."""

import re
from functools import lru_cache
from unicodedata import category, normalize

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def nfc(text: str) -> str:
    """The text in NFC, its blanks single, control characters gone (PostgreSQL takes no NUL)."""
    return " ".join(_CONTROL.sub(" ", normalize("NFC", text)).split())


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case without Vietnamese marks, words one blank apart: "Hộ kinh doanh", "HO_KINH_DOANH" agree."""
    marks = normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(c for c in marks if category(c) != "Mn")
    return _NOT_A_WORD.sub(" ", plain).strip()


def heading(text: str) -> str:
    """A column's name as it is compared: "Mã xã", "ma_xa" and "maXa" are one."""
    return fold(text).replace(" ", "")
