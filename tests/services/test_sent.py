"""Words and numbers of a filter: ours, or refused."""

import pytest

from geodata.errors import BadInput
from services.sent import one_of, record_id


def test_a_word_of_ours_and_none_at_all_are_taken() -> None:
    assert one_of("food", {"food"}) == "food"
    assert one_of("", {"food"}) == ""


def test_a_foreign_word_is_refused_and_quoted_short() -> None:
    with pytest.raises(BadInput) as refused:
        one_of("x" * 99, {"food"})
    assert refused.value.params == {"value": "x" * 40}


def test_an_id_is_a_number_a_record_can_have() -> None:
    assert record_id("") is None
    assert record_id("42") == 42


@pytest.mark.parametrize("text", ["-1", "1.5", "²", "٣", "9" * 19, "1 or 1", "nan"])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        record_id(text)
