"""Text as people send it, made comparable."""

import re
import unicodedata


def clean(text: str) -> str:
    """One form for each letter (NFC), lines by \\n, no control characters, nothing around it."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def folded(text: str) -> str:
    """Without diacritics and case, single spaces: "Đường  Lê" → "duong le"."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", plain.replace("đ", "d")).strip()
