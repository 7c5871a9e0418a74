"""Words and numbers of a filter as people send them: ours, or refused."""

from collections.abc import Collection

from geodata.errors import BadInput


def one_of(word: str, words: Collection[str]) -> str:
    """The word itself, empty or one of `words`; BadInput for anything else."""
    if word and word not in words:
        raise BadInput("filter.unknown", value=word[:40])
    return word


def record_id(text: str) -> int | None:
    """The id of a record, None for an empty text; BadInput for what is no number a record can have."""
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise BadInput("filter.unknown", value=text[:40])
    return int(text)
